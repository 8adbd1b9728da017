// Command echo serves the small bookshop with echo: as it is, or with the
// argument "recipe" as recipe.go mends it.
package main

import (
	"log"
	"net/http"
	"os"

	"github.com/labstack/echo/v5"
)

func main() {
	handler := app(echo.New())
	if len(os.Args) > 1 && os.Args[1] == "recipe" {
		handler = mend(app(echo.NewWithConfig(recipe())))
	}
	log.Fatal(http.ListenAndServe("127.0.0.1:"+os.Getenv("PORT"), handler))
}
