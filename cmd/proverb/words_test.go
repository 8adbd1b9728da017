package main

import "testing"

func TestDidYouMean(t *testing.T) {
	t.Parallel()
	known := []string{"audit", "demo", "explain", "allow/present-on-405", "cache/error-explicit"}
	for word, want := range map[string]string{
		"audti":                 `; did you mean "audit"?`,
		"allow/present-on-404":  `; did you mean "allow/present-on-405"?`,
		"error-explicit":        `; did you mean "cache/error-explicit"?`,
		"zzzzzzzz":              "",
		"x":                     "",
		"":                      "",
		"allow/something-other": "",
	} {
		if got := didYouMean(word, known); got != want {
			t.Errorf("didYouMean(%q) = %q, want %q", word, got, want)
		}
	}
}

func TestCount(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]string{0: "0 paths", 1: "1 path", 2: "2 paths"} {
		if got := count(n, "path"); got != want {
			t.Errorf("count(%d) = %q, want %q", n, got, want)
		}
	}
}

func TestWrapKeepsCode(t *testing.T) {
	t.Parallel()
	text := "A long sentence that goes on for some time, and then for some more time, until it has to be broken.\n\n  code stays\n\tso does this\nand on."
	want := "> A long sentence that goes on for some time, and then for some more time, until\n> it has to be broken.\n>\n>   code stays\n> \tso does this\n> and on."
	if got := wrap(text, "> "); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
