package main

import (
	"strings"
	"testing"
)

func TestExamplesAreToldApart(t *testing.T) {
	t.Parallel()
	got := parseExamples("A comment.\n-- fail: no Allow --\n> DELETE /books (elsewhere)\n< 405\n! 405 without Allow\n\n-- pass: empty --\n< 405\n")
	if len(got) != 2 || got[0].title != "fail: no Allow" || got[1].title != "pass: empty" {
		t.Fatalf("%+v", got)
	}
	var out strings.Builder
	printExamples(&out, got)
	want := "\nExample: fail: no Allow\n\n  > DELETE /books (elsewhere)\n  < 405\n  ! 405 without Allow\n\nExample: pass: empty\n\n  < 405\n"
	if out.String() != want {
		t.Errorf("got\n%s\nwant\n%s", out.String(), want)
	}
}
