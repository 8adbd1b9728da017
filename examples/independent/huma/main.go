// A program in the manner of huma's tutorial, which serves its own document, on
// 127.0.0.1 and the port of its argument.
package main

import (
	"context"
	"log"
	"net/http"
	"os"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
)

type greeting struct {
	Body struct {
		Message string `json:"message" example:"Hello, world!"`
	}
}

type visitor struct {
	Name string `path:"name" maxLength:"30" example:"world"`
}

type newcomer struct {
	Body struct {
		Name string `json:"name" minLength:"1"`
	}
}

func greet(name string) *greeting {
	answer := &greeting{}
	answer.Body.Message = "Hello, " + name + "!"
	return answer
}

func main() {
	mux := http.NewServeMux()
	api := humago.New(mux, huma.DefaultConfig("Greetings", "1.0.0"))
	huma.Get(api, "/greeting/{name}", func(_ context.Context, in *visitor) (*greeting, error) {
		if in.Name != "world" {
			return nil, huma.Error404NotFound("nobody of that name")
		}
		return greet(in.Name), nil
	})
	huma.Post(api, "/greeting", func(_ context.Context, in *newcomer) (*greeting, error) { return greet(in.Body.Name), nil })
	huma.Delete(api, "/greeting/{name}", func(_ context.Context, in *visitor) (*struct{}, error) {
		if in.Name != "world" {
			return nil, huma.Error404NotFound("nobody of that name")
		}
		return nil, nil
	})
	log.Fatal(http.ListenAndServe("127.0.0.1:"+os.Args[1], mux))
}
