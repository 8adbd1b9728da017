package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"golang.org/x/term"

	"github.com/proverb-dev/proverb/runner"
)

// progress tells how far a run is: on a terminal as one line that is redrawn,
// elsewhere as a line every ten seconds, so that a CI log stays short.
type progress struct {
	out      io.Writer
	width    int // of the terminal; 0 where there is none
	now      func() time.Time
	started  time.Time
	told     time.Time
	interval time.Duration
	last     *runner.Progress // the last that was heard
}

func newProgress(out io.Writer) *progress {
	p := &progress{out: out, now: time.Now, interval: 10 * time.Second}
	if f, ok := out.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		p.interval = 100 * time.Millisecond
		p.width = 80
		if w, _, err := term.GetSize(int(f.Fd())); err == nil && w > 0 {
			p.width = w
		}
	}
	p.started = p.now()
	if p.width == 0 {
		p.told = p.started
	}
	return p
}

// update is what the runner calls, once an exchange.
func (p *progress) update(u runner.Progress) {
	p.last = &u
	if now := p.now(); now.Sub(p.told) >= p.interval {
		p.told = now
		p.tell(u)
	}
}

func (p *progress) tell(u runner.Progress) {
	if p.width == 0 {
		fmt.Fprintln(p.out, p.plainLine(u))
		return
	}
	fmt.Fprint(p.out, "\r\x1b[K", cutTo(p.barLine(u), p.width-1))
}

// done leaves the line of a terminal as it was in the end.
func (p *progress) done() {
	if p.last == nil || p.width == 0 {
		return
	}
	p.last.Phase, p.last.Method, p.last.Path = "done", "", ""
	if p.last.Done < p.last.Total {
		p.last.Phase = "ended"
	}
	p.tell(*p.last)
	fmt.Fprintln(p.out)
}

func (p *progress) plainLine(u runner.Progress) string {
	left := strings.TrimSpace(p.left(u))
	if left != "" {
		left = ", " + left
	}
	return fmt.Sprintf("%s: %d of %d probes%s, %.0f a second%s", u.Phase, u.Done, u.Total, failures(u), p.rate(u), left)
}

func (p *progress) barLine(u runner.Progress) string {
	const cells = 20
	full := 0
	if u.Total > 0 {
		full = min(cells, cells*u.Done/u.Total)
	}
	line := fmt.Sprintf("%-10s [%s%s] %d/%d%s  %.0f/s%s  %s %s", u.Phase,
		strings.Repeat("#", full), strings.Repeat(" ", cells-full), u.Done, u.Total, failures(u), p.rate(u), p.left(u),
		printable(u.Method), printable(u.Path))
	return strings.TrimRight(line, " ")
}

// failures counts what failed so far: findings are not known before the end.
func failures(u runner.Progress) string {
	if u.Failed == 0 {
		return ""
	}
	return fmt.Sprintf(" (%d failed)", u.Failed)
}

// left is the time that the rest of the probes will take, as those so far did;
// empty where that cannot be said yet.
func (p *progress) left(u runner.Progress) string {
	rate := p.rate(u)
	if u.Phase != "probing" || rate == 0 || u.Done < 20 || p.now().Sub(p.started) < time.Second {
		return ""
	}
	return fmt.Sprintf("  %v left", time.Duration(float64(u.Total-u.Done)/rate*float64(time.Second)).Round(time.Second))
}

func (p *progress) rate(u runner.Progress) float64 {
	seconds := p.now().Sub(p.started).Seconds()
	if seconds <= 0 {
		return 0
	}
	return float64(u.Done) / seconds
}

// printable keeps what a document says from steering the terminal.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r >= 0x7f && r < 0xa0 {
			return '?'
		}
		return r
	}, s)
}

func cutTo(s string, width int) string {
	r := []rune(s)
	if width < 1 || len(r) <= width {
		return s
	}
	return string(r[:width])
}
