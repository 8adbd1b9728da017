package examples_test

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// installed is a folder that is kept from run to run, named by the row and by the
// files that decide what is in it: those that pin what is installed there, and the
// sources of what is compiled there. install fills it.
func installed(t *testing.T, r row, install func(folder string), from ...string) string {
	t.Helper()
	cache, err := os.UserCacheDir()
	if err != nil {
		t.Fatal(err)
	}
	folder := filepath.Join(cache, "proverb-examples", r.name+"-"+sumOf(t, from))
	whole := filepath.Join(folder, "installed")
	if _, err := os.Stat(whole); err == nil {
		return folder
	}
	defer lock(t, folder)()
	if _, err := os.Stat(whole); err == nil {
		return folder // by who held the lock before
	}
	if err := errors.Join(os.RemoveAll(folder), os.MkdirAll(folder, 0o755)); err != nil {
		t.Fatal(err)
	}
	install(folder)
	if err := os.WriteFile(whole, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	return folder
}

// lock keeps all others, other processes too, from filling a folder at the same
// time, until it is given back.
func lock(t *testing.T, folder string) (unlock func()) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(folder), 0o755); err != nil {
		t.Fatal(err)
	}
	f, err := os.OpenFile(folder+".lock", os.O_CREATE|os.O_RDWR, 0o644)
	if err == nil {
		err = lockFile(f)
	}
	if err != nil {
		t.Fatalf("locking %s: %v", folder, err)
	}
	return func() { f.Close() }
}

// sumOf is of the names and the content of files, those of folders among them.
func sumOf(t *testing.T, from []string) string {
	t.Helper()
	sum := sha256.New()
	for _, root := range from {
		eachFile(t, root, func(name string, text []byte) {
			fmt.Fprintf(sum, "%s %d\n%s", name, len(text), text)
		})
	}
	return hex.EncodeToString(sum.Sum(nil)[:6])
}

// sources copies the files of the row to where they run.
func sources(t *testing.T, r row, folder string) {
	t.Helper()
	eachFile(t, r.name, func(name string, text []byte) {
		file := filepath.Join(folder, strings.TrimPrefix(name, r.name))
		if err := errors.Join(os.MkdirAll(filepath.Dir(file), 0o755), os.WriteFile(file, text, 0o644)); err != nil {
			t.Fatal(err)
		}
	})
}

// eachFile reads the file, or every file under the folder in the order of names.
func eachFile(t *testing.T, root string, do func(name string, text []byte)) {
	t.Helper()
	err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(name)
		if err == nil {
			do(name, text)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
