package rules

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
)

// TestNoLeakInOrdinaryText reads every text of real documents (examples,
// defaults, enumerations) but prose: none of it is a leak. The
// documents are beside the checkout and not part of it.
func TestNoLeakInOrdinaryText(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("../../../shared/corpus/*.json")
	if err != nil || len(files) == 0 {
		t.Skip("the documents are not here")
	}
	texts := 0
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var document any
		if err := json.Unmarshal(text, &document); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		eachText(document, func(s string) {
			texts++
			if found := infrastructureIn(s) + traceIn(s); found != "" {
				t.Errorf("%s: %q is taken for %s", file, s, found)
			}
		})
	}
	if texts < 1000 {
		t.Errorf("only %d texts were read", texts)
	}
}

// eachText goes through all strings of a value but the prose of descriptions.
func eachText(v any, see func(string)) {
	switch v := v.(type) {
	case map[string]any:
		for name, value := range v {
			if name != "description" {
				eachText(value, see)
			}
		}
	case []any:
		for _, value := range v {
			eachText(value, see)
		}
	case string:
		see(v)
	}
}
