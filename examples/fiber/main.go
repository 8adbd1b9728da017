// Command fiber serves the small bookshop with Fiber: as it is, or with the
// argument "recipe" as recipe.go mends it.
package main

import (
	"log"
	"os"

	"github.com/gofiber/fiber/v3"
)

func main() {
	server := app()
	if len(os.Args) > 1 && os.Args[1] == "recipe" {
		server = mend(app(recipe))
	}
	log.Fatal(server.Listen("127.0.0.1:"+os.Getenv("PORT"), fiber.ListenConfig{DisableStartupMessage: true}))
}
