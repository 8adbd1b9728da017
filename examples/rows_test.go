package examples_test

import (
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
