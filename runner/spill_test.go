package runner

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
)

func TestContentGoesToAFile(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	store := bodies{spill: spill{limit: 1000}}
	contentOf := func(i int) []byte { return bytes.Repeat([]byte(fmt.Sprintf("%04d", i)), 25) }
	made := make([]*Body, 200)
	var all sync.WaitGroup
	for i := range made {
		all.Go(func() { made[i] = store.intern(&reply{Exchange: &Exchange{}, content: contentOf(i)}, nil) })
	}
	all.Wait()
	for i, b := range made {
		if !bytes.Equal(b.Bytes(), contentOf(i)) {
			t.Fatalf("%d: %q", i, b.Bytes())
		}
		if again := store.intern(&reply{Exchange: &Exchange{}, content: contentOf(i)}, nil); again != b {
			t.Errorf("%d: equal content is another body", i)
		}
	}
	if store.spill.kept > 1000 || store.spill.end != 190*100 {
		t.Errorf("%d octets in memory, %d in the file", store.spill.kept, store.spill.end)
	}
	if names, _ := filepath.Glob(filepath.Join(dir, "*")); len(names) > 0 {
		t.Errorf("the file has a name: %v", names)
	}
	store.spill.file.Close()
}

func TestWithoutRoomForAFileAllStaysInMemory(t *testing.T) {
	t.Setenv("TMPDIR", filepath.Join(t.TempDir(), "is", "not", "there"))
	store := bodies{spill: spill{limit: 10}}
	b := store.intern(&reply{Exchange: &Exchange{}, content: []byte("more than ten octets")}, nil)
	if string(b.Bytes()) != "more than ten octets" || store.spill.file != nil {
		t.Errorf("%q", b.Bytes())
	}
	if _, err := os.Stat(os.TempDir()); err == nil {
		t.Error("there is a folder for temporary files after all")
	}
}
