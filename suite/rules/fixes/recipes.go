package fixes

import (
	"embed"
	"path"
)

//go:generate env PROVERB_UPDATE=1 go test -run TestRecipesAreThoseOfTheExamples .

// copies are the recipes of the folder examples, where they are audited on the
// real servers; a copy that differs fails a test.
//
//go:embed recipes
var copies embed.FS

// Recipe is what makes one server or framework tell 405 from 501, send a true
// Allow, and answer errors as problem details (RFC 9457) that no cache keeps.
type Recipe struct {
	Name string // its folder in examples
	For  string // what people call the server
	File string // of the folder
}

// Recipes are those that there are, in the order of the examples.
var Recipes = []Recipe{
	{"nethttp", "Go net/http", "recipe.go"},
	{"chi", "chi", "recipe.go"},
	{"gin", "gin", "recipe.go"},
	{"echo", "echo", "recipe.go"},
	{"gorilla", "gorilla/mux", "recipe.go"},
	{"httprouter", "httprouter", "recipe.go"},
	{"fiber", "Fiber", "recipe.go"},
	{"huma", "huma", "recipe.go"},
	{"nodehttp", "Node http", "recipe.js"},
	{"express", "Express", "recipe.js"},
	{"koa", "Koa", "recipe.js"},
	{"fastify", "Fastify", "recipe.js"},
	{"hono", "Hono", "recipe.js"},
	{"nestjs", "NestJS on Express", "src/recipe.ts"},
	{"flask", "Flask", "recipe.py"},
	{"starlette", "Starlette on uvicorn", "recipe.py"},
	{"fastapi", "FastAPI on uvicorn", "recipe.py"},
	{"aiohttp", "aiohttp", "recipe.py"},
	{"drf", "Django", "recipe.py"}, // the REST framework or not
	{"httpserver", "Python http.server", "recipe.py"},
	{"springboot", "Spring Boot on Tomcat", "src/main/java/recipe/Recipe.java"},
	{"tomcat", "Tomcat with servlets", "src/main/java/recipe/Recipe.java"},
	{"nginx", "nginx with files", "recipe.conf"},
	{"apache", "Apache httpd with files", "recipe.conf"},
	{"caddy", "Caddy with files", "recipe.Caddyfile"},
	{"nginx-proxy", "nginx before an application", "recipe.conf"},
	{"haproxy", "HAProxy before an application", "recipe.cfg"},
	{"caddy-proxy", "Caddy before an application", "recipe.Caddyfile"},
	{"envoy", "Envoy before an application", "recipe.yaml"},
}

// Code is the file of the recipe, as it is in examples.
func (r Recipe) Code() string {
	text, err := copies.ReadFile(r.copyName())
	if err != nil {
		panic(err) // it is embedded; a test reads them all
	}
	return string(text)
}

// copyName is the name of the copy, which is no source for any tool.
func (r Recipe) copyName() string { return "recipes/" + r.Name + "-" + path.Base(r.File) + ".txt" }
