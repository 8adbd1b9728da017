package reports

import (
	"bytes"
	"encoding/json"
	"testing"
)

// TestJSONIsWhatAnEncoderWrites: exchanges are written one by one, and nobody
// who reads the report is to see it.
func TestJSONIsWhatAnEncoderWrites(t *testing.T) {
	t.Parallel()
	response := &Response{Status: 405, Headers: [][2]string{{"Allow", "GET"}, {"X", "<&>\u2028"}}, Body: "{\n\"a\": \"<b>\"}\n"}
	for name, r := range map[string]*Report{
		"null":  {},
		"none":  {Exchanges: []Exchange{}},
		"one":   {Exchanges: []Exchange{{ID: 1, Response: response}}},
		"three": {Schema: "[]\n}\n", Exchanges: []Exchange{{ID: 1}, {ID: 2, Response: response}, {ID: 3, Request: Request{Headers: [][2]string{}}}}},
	} {
		var got, want bytes.Buffer
		if err := JSON(&got, r); err != nil {
			t.Fatal(err)
		}
		e := json.NewEncoder(&want)
		e.SetEscapeHTML(false)
		e.SetIndent("", "  ")
		if err := e.Encode(r); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got.Bytes(), want.Bytes()) {
			t.Errorf("%s:\n%s\nwant\n%s", name, got.Bytes(), want.Bytes())
		}
	}
}
