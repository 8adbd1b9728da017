package main

import (
	"strings"
	"testing"
)

func TestTableInLinesOfAWidth(t *testing.T) {
	t.Parallel()
	rows := [][]string{
		{"KEY", "VALUE", "FROM"},
		{"auth", "-", "default"},
		{"include-path", "/books, /books/{bookId}, /orders", "own.yaml:4"},
		{"rate", "7", "--rate"},
	}
	for _, c := range []struct {
		name  string
		table table
		want  string
	}{
		{"each row under its name", table{names: 1}, `KEY
    VALUE
    FROM
auth
    -
    default
include-path
    /books, /books/{bookId},
    /orders
    own.yaml:4
rate
    7
    --rate
`},
		{"what fits is a line", table{names: 1, short: true}, `KEY   VALUE  FROM
auth  -      default
include-path
    /books, /books/{bookId},
    /orders
    own.yaml:4
rate  7      --rate
`},
		{"names that are wide by themselves", table{names: 3}, `KEY
    VALUE
    FROM
auth
    -
    default
include-path
    /books, /books/{bookId},
    /orders
    own.yaml:4
rate
    7
    --rate
`},
	} {
		c.table.rows = rows
		got, err := c.table.fitted(30)
		if err != nil || got != c.want {
			t.Errorf("%s: %v\n%s", c.name, err, got)
		}
	}
}

func TestLinesAreBrokenBetweenWords(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":                                     "",
		"fits in what is there":                "fits in what is there",
		"  a line   that does not fit":         "  a line   that does\n      not fit",
		"  a line   that   goes on":            "  a line   that   goes\n      on",
		"a-word-that-is-wider-than-that":       "a-word-that-is-wider-than-that",
		"  x a-word-that-is-wider-than-that y": "  x\n      a-word-that-is-wider-than-that\n      y",
		"書書書書書 書書書書書 書":                        "書書書書書 書書書書書\n    書",
	} {
		if got := broken(text, 22); got != want {
			t.Errorf("%q is broken into\n%s\nwant\n%s", text, got, want)
		}
	}
}

// What is written in pieces is broken in lines all the same; what ends no line waits.
func TestLinesInPieces(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	l := &lines{out: &out, width: 10}
	for _, piece := range []string{"one two ", "three\nfo", "ur\n", "five"} {
		if n, err := l.Write([]byte(piece)); n != len(piece) || err != nil {
			t.Fatal(n, err)
		}
	}
	if want := "one two\n    three\nfour\n"; out.String() != want {
		t.Errorf("%q, want %q", out.String(), want)
	}
}
