package examples_test

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"os"
	"path/filepath"
	"testing"
)

// installed is a folder that is kept from run to run, named by the row and by
// the file that pins what is installed there; install fills it.
func installed(t *testing.T, r row, lock string, install func(folder string)) string {
	t.Helper()
	text, err := os.ReadFile(lock)
	if err != nil {
		t.Fatal(err)
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(text)
	folder := filepath.Join(cache, "proverb-examples", r.name+"-"+hex.EncodeToString(sum[:6]))
	whole := filepath.Join(folder, "installed")
	if _, err := os.Stat(whole); err == nil {
		return folder
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

// sources copies the files of the row to where they run.
func sources(t *testing.T, r row, folder string) {
	t.Helper()
	entries, err := os.ReadDir(r.name)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if !e.Type().IsRegular() {
			continue
		}
		text, err := os.ReadFile(filepath.Join(r.name, e.Name()))
		if err == nil {
			err = os.WriteFile(filepath.Join(folder, e.Name()), text, 0o644)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}
