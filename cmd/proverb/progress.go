package main

import (
	"fmt"
	"io"
	"strings"
	"sync"
	"time"
	"unicode"

	"github.com/proverb-dev/proverb/runner"
)

// progress tells how far a run is: on a terminal as one line that is redrawn,
// elsewhere as a line every ten seconds, so that a CI log stays short.
type progress struct {
	out      io.Writer
	width    func() int // of the terminal, which may change; nil where there is none
	now      func() time.Time
	started  time.Time
	interval time.Duration
	end      chan struct{} // of watch
	ended    sync.WaitGroup

	mu    sync.Mutex
	told  time.Time
	last  *runner.Progress // the last that was heard
	speed speed
	drawn bool // whether the line of a terminal is there
}

// newProgress is progress on out. A terminal that cannot take a line back is as good
// as a log.
func newProgress(out io.Writer, getenv func(string) string) *progress {
	p := &progress{out: out, now: time.Now, interval: 10 * time.Second}
	if isTerminal(out) && getenv("TERM") != "dumb" {
		p.interval = 100 * time.Millisecond
		p.width = func() int { return widthOf(out) }
	}
	p.begin()
	return p
}

func (p *progress) begin() {
	p.started = p.now()
	p.told = p.started
	p.speed.note(p.started, 0)
}

// watch tells again what was told while nothing happens: a server that takes its time
// is no reason to look dead.
func (p *progress) watch() {
	p.end = make(chan struct{})
	p.ended.Go(func() {
		beat := time.NewTicker(time.Second)
		defer beat.Stop()
		for {
			select {
			case <-p.end:
				return
			case <-beat.C:
				p.beat()
			}
		}
	})
}

// update is what the runner calls, once an exchange.
func (p *progress) update(u runner.Progress) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.last = &u
	p.tellInTime()
}

func (p *progress) beat() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.last != nil {
		p.tellInTime()
	}
}

// tellInTime tells the last that was heard, if it is time to. The caller holds mu.
func (p *progress) tellInTime() {
	now := p.now()
	p.speed.note(now, p.last.Done)
	if now.Sub(p.told) < p.interval {
		return
	}
	p.told = now
	if p.width == nil {
		fmt.Fprintln(p.out, p.plainLine(*p.last))
		return
	}
	fmt.Fprint(p.out, clearLine, p.barLine(*p.last, p.width()-1))
	p.drawn = true
}

// clearLine takes back the line of a terminal on which the cursor is.
const clearLine = "\r\x1b[K"

// done takes back the line of a terminal: the reports say what came of the run.
func (p *progress) done() {
	if p.end != nil {
		close(p.end)
		p.ended.Wait()
	}
	if p.drawn {
		fmt.Fprint(p.out, clearLine)
	}
}

func (p *progress) plainLine(u runner.Progress) string {
	line := fmt.Sprintf("%s: %d of %d probes and questions, %s a second", u.Phase, u.Done, u.Total, p.rate())
	for _, more := range []string{failures(u.Failed), p.left(u)} {
		if more != "" {
			line += ", " + more
		}
	}
	return line
}

// barLine is the line of a terminal, of at most so many columns. Where they are few,
// what is being asked gives way first, then the bar.
func (p *progress) barLine(u runner.Progress, most int) string {
	facts := []string{fmt.Sprintf("%d/%d", u.Done, u.Total), p.rate() + "/s"}
	for _, more := range []string{failures(u.Failed), p.left(u)} {
		if more != "" {
			facts = append(facts, more)
		}
	}
	phase, figures := fmt.Sprintf("%-10s", u.Phase), strings.Join(facts, "  ")
	line := phase + " " + figures
	where := strings.TrimSpace(printable(u.Method) + " " + printable(u.Path))
	room := most - columns(line) - len("[] ")
	cells := min(20, room/2)
	if room-cells-2 < leastWhere {
		cells, where = min(20, room), ""
	}
	if cells >= 5 {
		line = phase + " " + bar(u, cells) + " " + figures
	}
	if where != "" {
		line += "  " + shortened(where, most-columns(line)-2)
	}
	return cutTo(line, most)
}

// leastWhere is how many columns are enough to tell what is being asked.
const leastWhere = 10

func bar(u runner.Progress, cells int) string {
	full := 0
	if u.Total > 0 {
		full = min(cells, cells*u.Done/u.Total)
	}
	return "[" + strings.Repeat("#", full) + strings.Repeat(" ", cells-full) + "]"
}

// failures says what has failed so far, which is no finding: rules judge the record
// as a whole.
func failures(f runner.Failures) string {
	var out []string
	for _, kind := range []struct {
		name string
		n    int
	}{{"no answer", f.Unanswered}, {"5xx", f.Broken}, {"undeclared 2xx", f.Obeyed}} {
		if kind.n > 0 {
			out = append(out, fmt.Sprintf("%s: %d", kind.name, kind.n))
		}
	}
	return strings.Join(out, ", ")
}

// left is the time that the rest of the probes will take, as those of late did;
// empty where that cannot be said yet, or while nothing gets done.
func (p *progress) left(u runner.Progress) string {
	rate := p.speed.over(lately)
	asks := u.Phase == "probing" || u.Phase == "asking"
	if !asks || p.pace() == 0 || u.Done < 20 || u.Done >= u.Total || p.now().Sub(p.started) < time.Second {
		return ""
	}
	d := time.Duration(float64(u.Total-u.Done) / rate * float64(time.Second))
	if d >= time.Hour {
		return strings.TrimSuffix(d.Round(time.Minute).String(), "0s") + " left"
	}
	return d.Round(time.Second).String() + " left"
}

// pace is how much is done a second at present: since the last line of a log, or in
// the last few seconds where the line is redrawn.
func (p *progress) pace() float64 { return p.speed.over(max(recently, p.interval)) }

func (p *progress) rate() string {
	pace := p.pace()
	if pace > 0 && pace < 1 {
		return fmt.Sprintf("%.1f", pace)
	}
	return fmt.Sprintf("%.0f", pace)
}

// printable keeps what a document says from steering the terminal.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
			return '?'
		}
		return r
	}, s)
}
