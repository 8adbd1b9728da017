package main

import (
	"bytes"
	"errors"
	"testing"

	"github.com/proverb-dev/proverb/runner"
	"github.com/proverb-dev/proverb/suite/rules"
)

func TestExitCode(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		cut     runner.Cut
		verdict rules.RunVerdict
		want    int
	}{
		{"", rules.Conforms, 0},
		{"", rules.Fails, 1},
		{"", rules.RunUndecided, 3},
		{runner.CutDied, rules.Fails, 3}, // cut short comes before what was found
		{runner.CutUnreachable, rules.RunUndecided, 3},
		{runner.CutInterrupted, rules.Fails, 130},
		{runner.CutInterrupted, rules.RunUndecided, 130},
		{runner.CutDied, rules.Conforms, 3},
	} {
		j := &rules.Judgement{Record: &runner.Record{Cut: c.cut}, Verdict: c.verdict}
		if got := exitCode(j); got != c.want {
			t.Errorf("cut %q, %s: exit code %d, want %d", c.cut, c.verdict, got, c.want)
		}
	}
}

func TestTellIsOneLine(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		err  error
		code int
		says string
	}{
		{nil, 0, ""},
		{&exitError{code: 3}, 3, ""},
		{errors.New("one\ntwo"), 2, "proverb: one two\n"},
		{&exitError{130, errors.New("no room")}, 130, "proverb: no room\n"},
	} {
		var stderr bytes.Buffer
		a := &app{stderr: &stderr}
		if got := a.tell(c.err); got != c.code || stderr.String() != c.says {
			t.Errorf("%v: exit code %d and %q, want %d and %q", c.err, got, stderr.String(), c.code, c.says)
		}
	}
}
