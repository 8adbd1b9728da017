package main

import (
	"reflect"
	"strings"
	"testing"

	"github.com/proverb-dev/proverb/runner"
)

func TestRequestsAreReadAsPeopleTypeThem(t *testing.T) {
	t.Parallel()
	s := &labServers{urls: map[string]string{labShop: "http://127.0.0.1:1", labProxy: "http://127.0.0.1:2"}}
	for line, want := range map[string]labRequest{
		"GET /books":                    {server: labShop, method: "GET", target: "/books"},
		"get /books?a=b":                {server: labShop, method: "get", target: "/books?a=b"},
		"curl /books":                   {server: labShop, method: "GET", target: "/books"},
		"curl http://127.0.0.1:2":       {server: labProxy, method: "GET", target: "/"},
		"curl 127.0.0.1:2/x":            {server: labProxy, method: "GET", target: "/x"},
		"curl -i -I /books":             {server: labShop, method: "HEAD", target: "/books"},
		"DELETE http://127.0.0.1:2/b-1": {server: labProxy, method: "DELETE", target: "/b-1"},
		`curl -X PUT -H "A: b c" --data '{"a": 1}' 'http://127.0.0.1:1/books/b-1'`: {
			server: labShop, method: "PUT", target: "/books/b-1", content: `{"a": 1}`, fields: []runner.Field{{Name: "A", Value: "b c"}}},
		"curl -d x /books":               {server: labShop, method: "POST", target: "/books", content: "x"},
		"curl -d x -X PUT /books":        {server: labShop, method: "PUT", target: "/books", content: "x"},
		"curl --request PUT -d x /books": {server: labShop, method: "PUT", target: "/books", content: "x"},
	} {
		got, err := s.readRequest(line, labShop)
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s is %+v, %v, want %+v", line, got, err, want)
		}
	}
	for line, part := range map[string]string{
		"curl":                        "which path",
		"GET":                         "METHOD /path",
		"GET /a b":                    "METHOD /path",
		"G(T /a":                      "no method",
		"curl -X":                     "wants a value",
		"curl /a -H":                  "-H wants a value",
		"curl -X '' /a":               `"" is no method`,
		"curl -H nonsense /a":         "no field",
		"curl --compressed /a":        "does not know curl's --compressed",
		"curl http://192.0.2.1/":      "its own servers alone",
		"GET http://127.0.0.1:3/":     "its own servers alone",
		"curl 'http://127.0.0.1:1/":   "not closed",
		"curl http://127.0.0.1:bad/x": "no URL",
		"":                            "nothing to send",
	} {
		if _, err := s.readRequest(line, labShop); err == nil || !strings.Contains(err.Error(), part) {
			t.Errorf("%q: the error is %v, want %q", line, err, part)
		}
	}
}

// TestTheAnswersOfTheLabAreAmongItsOptions, and not all in one place.
func TestTheAnswersOfTheLabAreAmongItsOptions(t *testing.T) {
	t.Parallel()
	places := map[string]int{}
	for _, s := range labSteps() {
		if s.asks == nil {
			continue
		}
		places[s.asks.right]++
		if i := int(s.asks.right[0] - 'a'); i < 0 || i >= len(s.asks.options) || !strings.HasSuffix(s.asks.text, "?") || !strings.HasSuffix(s.asks.why, ".") {
			t.Errorf("%s: the answer %q is none of %q", s.asks.text, s.asks.right, s.asks.options)
		}
	}
	if len(places) < 3 {
		t.Errorf("the answers are all in the same places: %v", places)
	}
}
