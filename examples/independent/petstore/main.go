// The petstore of oapi-codegen's own examples, on chi and with its validator, as
// its main function has it, on 127.0.0.1 and the port of its argument.
package main

import (
	"log"
	"net/http"
	"os"

	"github.com/deepmap/oapi-codegen/examples/petstore-expanded/chi/api"
	middleware "github.com/deepmap/oapi-codegen/pkg/chi-middleware"
	"github.com/go-chi/chi/v5"
)

func main() {
	document, err := api.GetSwagger()
	if err != nil {
		log.Fatal(err)
	}
	document.Servers = nil
	router := chi.NewRouter()
	router.Use(middleware.OapiRequestValidator(document))
	api.HandlerFromMux(api.NewPetStore(), router)
	log.Fatal(http.ListenAndServe("127.0.0.1:"+os.Args[1], router))
}
