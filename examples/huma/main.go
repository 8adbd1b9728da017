// Command huma serves the small bookshop with huma: as it is, or with the
// argument "recipe" as recipe.go mends it.
package main

import (
	"log"
	"net/http"
	"os"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
)

func main() {
	mux := http.NewServeMux()
	api := humago.New(mux, huma.DefaultConfig("Bookshop", "1.0.0"))
	addRoutes(api)
	var handler http.Handler = mux
	if len(os.Args) > 1 && os.Args[1] == "recipe" {
		handler = mend(api, mux)
	}
	log.Fatal(http.ListenAndServe("127.0.0.1:"+os.Getenv("PORT"), handler))
}
