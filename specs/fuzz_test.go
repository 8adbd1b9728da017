package specs

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// FuzzParse looks for documents that are the end of the process: an error is
// an answer, a panic is not.
func FuzzParse(f *testing.F) {
	files, err := filepath.Glob(filepath.Join("samples", "*.yaml"))
	if err != nil {
		f.Fatal(err)
	}
	more, _ := filepath.Glob(filepath.Join("samples", "*.json"))
	for _, file := range append(files, more...) {
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Add([]byte(shop))
	f.Add([]byte(tagged))
	f.Add([]byte(`{"openapi":"3.1.0","paths":{"/a/{b}":{"get":{"parameters":[{"name":"b","in":"path","schema":{"$ref":"#/x"}}],"responses":null}}},"x":{"type":["string"]}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		plan, err := Parse(data, "openapi.yaml", Options{Safety: Full})
		if err != nil {
			if strings.Contains(err.Error(), "\n") {
				t.Errorf("an error of more than one line: %q", err)
			}
			return
		}
		for _, path := range plan.Paths {
			for _, p := range path.Probes {
				if p.Path != path || p.Method == "" {
					t.Errorf("probe %+v", p)
				}
			}
		}
	})
}
