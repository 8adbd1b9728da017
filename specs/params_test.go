package specs

import (
	"fmt"
	"strings"
	"testing"
)

func TestReadParams(t *testing.T) {
	t.Parallel()
	text := `bookId: b-1
limit: [1, 2]
/books/{bookId}:bookId: "007"
/books/{bookId}/pages:
  bookId: b-2
delete /books/{bookId}: {bookId: b-3}
GET /books:limit: 9
`
	params, err := ReadParams([]byte(text), "p.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, p := range params {
		got = append(got, fmt.Sprintf("%s|%s|%s=%s %s", p.Method, p.Path, p.Name, p.Value, p.From))
	}
	want := `||bookId=b-1 p.yaml:1
||limit=1 p.yaml:2
||limit=2 p.yaml:2
|/books/{bookId}|bookId=007 p.yaml:3
|/books/{bookId}/pages|bookId=b-2 p.yaml:5
DELETE|/books/{bookId}|bookId=b-3 p.yaml:6
GET|/books|limit=9 p.yaml:7`
	if s := strings.Join(got, "\n"); s != want {
		t.Errorf("got\n%s\nwant\n%s", s, want)
	}
	if params, err := ReadParams([]byte(`{"id": 5}`), "p.json"); err != nil || len(params) != 1 || params[0].Value != "5" {
		t.Errorf("JSON: %v, %v", params, err)
	}
	if params, err := ReadParams(nil, "p.yaml"); err != nil || params != nil {
		t.Errorf("empty: %v, %v", params, err)
	}
}

func TestBadParamFiles(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"- a":                 "p.yaml:1: a file of parameters is a mapping",
		"a: 1\nb:\n":          "p.yaml:2: b has no value",
		"a: 1\nb: {c: d}\n":   `p.yaml:2: "b" holds a mapping, and so has to be a path`,
		"/a/{b}: c":           "p.yaml:1: a path needs a colon and a name",
		"/a/{b}: {c: {d: e}}": "p.yaml:1: c takes a value",
		"a: [[1]]":            "p.yaml:1: a takes plain values",
		"a: [":                "p.yaml:",
	} {
		_, err := ReadParams([]byte(text), "p.yaml")
		if err == nil || !strings.HasPrefix(err.Error(), want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%q: got %v, want %s", text, err, want)
		}
	}
}
