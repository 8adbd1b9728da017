// Command httprouter serves the small bookshop with httprouter: as it is, or with the
// argument "recipe" as recipe.go mends it.
package main

import (
	"log"
	"net/http"
	"os"
)

func main() {
	var handler http.Handler = app()
	if len(os.Args) > 1 && os.Args[1] == "recipe" {
		handler = mend(app())
	}
	log.Fatal(http.ListenAndServe("127.0.0.1:"+os.Getenv("PORT"), handler))
}
