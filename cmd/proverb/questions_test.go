package main

import (
	"testing"

	"github.com/proverb-dev/proverb/specs"
)

func TestParseParam(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]specs.Param{
		"id=7":                           {Name: "id", Value: "7"},
		"id=a=b":                         {Name: "id", Value: "a=b"},
		"/books/{id}:id=7":               {Path: "/books/{id}", Name: "id", Value: "7"},
		"delete /books/{id}:id=7":        {Method: "DELETE", Path: "/books/{id}", Name: "id", Value: "7"},
		"GET id=7":                       {Method: "GET", Name: "id", Value: "7"},
		"/books/{id}:archive:id=x y":     {Path: "/books/{id}:archive", Name: "id", Value: "x y"},
		"/books/{id}:id=http://a/b:c=d?": {Path: "/books/{id}", Name: "id", Value: "http://a/b:c=d?"},
	} {
		got, err := parseParam(s)
		if err != nil || got != want {
			t.Errorf("parseParam(%q) = %+v, %v; want %+v", s, got, err, want)
		}
	}
	for _, bad := range []string{"", "id", "=7", "id=", "/books/{id}=7", "/books/{id}:=7", "GET =7"} {
		if got, err := parseParam(bad); err == nil {
			t.Errorf("parseParam(%q) = %+v", bad, got)
		}
	}
}
