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
	goRow("echo", "echo", "github.com/labstack/echo/v4"),
	goRow("gorilla", "gorilla/mux", "github.com/gorilla/mux"),
	nodeRow("nodehttp", "Node http", "package.json", `"node": "`),
	nodeRow("express", "Express", "package.json", `"express": "`),
	nodeRow("fastify", "Fastify", "package.json", `"fastify": "`),
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
		folder := t.TempDir()
		sources(t, r, folder)
		return folder
	}
	folder := installed(t, r, lock, func(folder string) {
		sources(t, r, folder)
		run(t, folder, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
	})
	sources(t, r, folder)
	return folder
}
