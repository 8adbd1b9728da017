package main

import (
	"strings"
	"testing"
	"time"

	"github.com/proverb-dev/proverb/runner"
)

// at returns a progress whose clock the test turns.
func at(out *strings.Builder, width int, interval time.Duration) (*progress, func(time.Duration)) {
	now := time.Unix(0, 0)
	p := &progress{out: out, width: width, now: func() time.Time { return now }, interval: interval}
	p.started, p.told = now, now
	return p, func(d time.Duration) { now = now.Add(d) }
}

func TestProgressInALogIsALineEveryTenSeconds(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	p, pass := at(&out, 0, 10*time.Second)
	for i := range 50 {
		p.update(runner.Progress{Phase: "probing", Done: i * 10, Total: 500, Method: "GET", Path: "/books"})
		pass(time.Second)
	}
	p.done()
	if got := strings.Count(out.String(), "\n"); got != 4 {
		t.Errorf("%d lines in 50 s:\n%s", got, out.String())
	}
	if !strings.HasPrefix(out.String(), "probing: 100 of 500 probes, 10 a second, 40s left\n") {
		t.Errorf("first line of:\n%s", out.String())
	}
	if strings.Contains(out.String(), "\x1b") {
		t.Error("escape sequences in a log")
	}
}

func TestProgressOnATerminalIsOneLine(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	p, pass := at(&out, 70, 100*time.Millisecond)
	pass(time.Second)
	p.update(runner.Progress{Phase: "probing", Done: 50, Total: 100, Method: "PUT", Path: "/a\x1b[2J/" + strings.Repeat("x", 100)})
	p.update(runner.Progress{Phase: "probing", Done: 51, Total: 100, Failed: 2}) // too soon
	if got, want := out.String(), "\r\x1b[Kprobing    [##########          ] 50/100  50/s  1s left  PUT /a?[2J/x"; got != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	p.done()
	if got, want := out.String(), "\r\x1b[Kended      [##########          ] 51/100 (2 failed)  51/s\n"; !strings.HasSuffix(got, want) {
		t.Errorf("in the end it is %q, want %q", got, want)
	}
}
