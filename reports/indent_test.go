package reports

import (
	"bufio"
	"bytes"
	"encoding/json"
	"testing"
)

func TestIndentedAsTheLibraryDoes(t *testing.T) {
	t.Parallel()
	for _, value := range []any{
		nil, true, 12.5, "", `a"b`, `\`, `"\"`, "{[,:]}", []any{}, map[string]any{}, [][]int{{}, {1, 2}},
		map[string]any{`k"\`: []any{map[string]any{}, "x\\", nil, false, -1e300}, "z": map[string]any{"a": map[string]int{"b": 1}}}, fixture(),
	} {
		compact, err := json.Marshal(value)
		if err != nil {
			t.Fatal(err)
		}
		var got, want bytes.Buffer
		out := bufio.NewWriter(&got)
		writeIndentedJSON(out, compact, "    ")
		if err := out.Flush(); err != nil {
			t.Fatal(err)
		}
		if err := json.Indent(&want, compact, "    ", "  "); err != nil {
			t.Fatal(err)
		}
		if got.String() != want.String() {
			t.Errorf("%s is told as\n%s", compact, got.String())
		}
	}
}
