package main

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/proverb-dev/proverb/runner"
)

// at returns a progress whose clock the test turns. The width is that of a terminal;
// 0 is none.
func at(out *strings.Builder, width *int) (*progress, func(time.Duration)) {
	now := time.Unix(0, 0)
	p := &progress{out: out, now: func() time.Time { return now }, interval: 10 * time.Second}
	if width != nil {
		p.interval = 100 * time.Millisecond
		p.width = func() int { return *width }
	}
	p.begin()
	return p, func(d time.Duration) { now = now.Add(d) }
}

func TestProgressInALogIsALineEveryTenSeconds(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	p, pass := at(&out, nil)
	for i := range 50 {
		p.update(runner.Progress{Phase: "probing", Done: i * 10, Total: 500, Method: "GET", Path: "/books"})
		pass(time.Second)
	}
	p.done()
	want := "probing: 100 of 500 probes and questions, 10 a second, 40s left\n" +
		"probing: 200 of 500 probes and questions, 10 a second, 30s left\n" +
		"probing: 300 of 500 probes and questions, 10 a second, 20s left\n" +
		"probing: 400 of 500 probes and questions, 10 a second, 10s left\n"
	if out.String() != want {
		t.Errorf("in 50 s:\n%swant\n%s", out.String(), want)
	}
}

// A server that says nothing for long does not make the command look dead.
func TestProgressGoesOnWhileNothingHappens(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	p, pass := at(&out, nil)
	p.beat()
	pass(9 * time.Second)
	p.update(runner.Progress{Phase: "probing", Done: 90, Total: 100, Failed: runner.Failures{Unanswered: 2, Broken: 1, Obeyed: 3}})
	p.beat()
	pass(11 * time.Second)
	p.beat()
	p.beat()
	if want := "probing: 90 of 100 probes and questions, 0 a second, no answer: 2, 5xx: 1, undeclared 2xx: 3\n"; out.String() != want {
		t.Errorf("told %q, want %q", out.String(), want)
	}
}

// slowing updates a progress once a second: a minute of 100 a second, 40 s of one, and
// 20 s of one in five.
func slowing(p *progress, pass func(time.Duration)) {
	done := 0
	for second := range 120 {
		switch {
		case second < 60:
			done += 100
		case second < 100, second%5 == 0:
			done++
		}
		pass(time.Second)
		p.update(runner.Progress{Phase: "probing", Done: done, Total: 12000})
	}
}

// A server that has become slow is seen to be: what it did before says nothing of the
// rest. The time that is left follows more slowly.
func TestProgressTellsHowFastARunIsOfLate(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	slowing(at(&out, nil))
	want := `probing: 6000 of 12000 probes and questions, 100 a second, 1m0s left
probing: 6010 of 12000 probes and questions, 1 a second, 1m29s left
probing: 6020 of 12000 probes and questions, 1 a second, 2m56s left
probing: 6030 of 12000 probes and questions, 1 a second, 1h40m left
probing: 6040 of 12000 probes and questions, 1 a second, 1h39m left
probing: 6042 of 12000 probes and questions, 0.2 a second, 2h15m left
probing: 6044 of 12000 probes and questions, 0.2 a second, 3h33m left
`
	if _, got, _ := strings.Cut(out.String(), "1m10s left\n"); got != want {
		t.Errorf("from the first minute on:\n%swant\n%s", got, want)
	}
}

func TestProgressOnATerminalSoonTellsThatARunIsSlow(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	width := 80
	slowing(at(&out, &width))
	drawn := strings.Split(out.String(), clearLine)
	for second, want := range map[int]string{60: " 100/s  ", 62: " 60/s  ", 65: " 1/s  ", 100: " 1/s  ", 105: " 0.2/s  "} {
		if !strings.Contains(drawn[second], want) {
			t.Errorf("after %d s %q, want%s", second, drawn[second], want)
		}
	}
}

func TestProgressOnATerminalIsOneLine(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	width := 80
	p, pass := at(&out, &width)
	pass(time.Second)
	u := runner.Progress{Phase: "probing", Done: 50, Total: 100, Method: "PUT", Path: "/a\x1b[2J\u202e/" + strings.Repeat("x", 100)}
	u.Failed.Broken = 2
	p.update(u)
	p.update(runner.Progress{Phase: "probing", Done: 51, Total: 100}) // too soon
	want := "\r\x1b[Kprobing    [#########         ] 50/100  50/s  5xx: 2  1s left  PUT /a?[2J?/x..."
	if out.String() != want {
		t.Errorf("got  %q\nwant %q", out.String(), want)
	}
	p.done()
	if want += "\r\x1b[K"; out.String() != want {
		t.Errorf("in the end %q\nwant       %q", out.String(), want)
	}
}

func TestARunThatIsOverAtOnceLeavesNothing(t *testing.T) {
	t.Parallel()
	for _, width := range []*int{nil, new(int)} {
		var out strings.Builder
		p, _ := at(&out, width)
		p.update(runner.Progress{Phase: "connecting"})
		p.done()
		if out.Len() > 0 {
			t.Errorf("told %q", out.String())
		}
	}
}

// TestProgressFitsEveryTerminal also while its size changes: no line is as wide as
// the terminal, or the next one would not take its place.
func TestProgressFitsEveryTerminal(t *testing.T) {
	t.Parallel()
	for _, u := range []runner.Progress{
		{Phase: "connecting"},
		{Phase: "connecting", Total: 0, Method: "GET", Path: "/no-such-path"},
		{Phase: "probing", Done: 123456, Total: 999999, Method: "OPTIONS", Path: "/books/{bookId}/reviews/{reviewId}",
			Failed: runner.Failures{Unanswered: 10000, Broken: 20000, Obeyed: 30000}},
		{Phase: "asking", Done: 30, Total: 40, Method: "GET", Path: "/" + strings.Repeat("書", 100)},
		{Phase: "probing", Done: 41, Total: 40, Method: "GET", Path: "/" + strings.Repeat("e\u0301\U0001F600", 50)},
	} {
		var out strings.Builder
		width := 0
		p, pass := at(&out, &width)
		for width = range 200 {
			pass(time.Second)
			out.Reset()
			p.update(u)
			line, ok := strings.CutPrefix(out.String(), "\r\x1b[K")
			if !ok || strings.ContainsAny(line, "\r\n\x1b") || columns(line) > max(0, width-1) {
				t.Fatalf("%d columns of %d: %q", columns(line), width, out.String())
			}
		}
	}
}

// What there is no room for goes in this order: what is being asked, the bar.
func TestProgressKeepsItsFigures(t *testing.T) {
	t.Parallel()
	u := runner.Progress{Phase: "probing", Done: 250, Total: 1000, Method: "GET", Path: "/books/{bookId}", Failed: runner.Failures{Broken: 7}}
	for width, want := range map[int]string{
		100: "probing    [#####               ] 250/1000  25/s  5xx: 7  30s left  GET /books/{bookId}",
		80:  "probing    [####            ] 250/1000  25/s  5xx: 7  30s left  GET /books/{...",
		70:  "probing    [##         ] 250/1000  25/s  5xx: 7  30s left  GET /bo...",
		60:  "probing    [###          ] 250/1000  25/s  5xx: 7  30s left",
		45:  "probing    250/1000  25/s  5xx: 7  30s left",
		30:  "probing    250/1000  25/s  5x",
	} {
		var out strings.Builder
		p, pass := at(&out, &width)
		pass(10 * time.Second)
		p.update(u)
		if got := strings.TrimPrefix(out.String(), clearLine); got != want {
			t.Errorf("at %d columns\n     %q\nwant %q", width, got, want)
		}
	}
}

func TestTimeLeftIsSane(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		phase       string
		done, total int
		after       time.Duration
		want        string
	}{
		{"connecting", 0, 0, 0, ""},
		{"controls", 0, 1000, 5 * time.Second, ""},
		{"probing", 0, 1000, 0, ""},
		{"probing", 0, 1000, time.Minute, ""},
		{"probing", 19, 1000, time.Second, ""}, // too few to tell
		{"probing", 500, 1000, 500 * time.Millisecond, ""},
		{"probing", 100, 1000, 2 * time.Second, "18s left"},
		{"probing", 1000, 1000, 2 * time.Second, ""},
		{"probing", 1001, 1000, 2 * time.Second, ""}, // questions can be more than were expected
		{"asking", 900, 1000, 90 * time.Second, "10s left"},
		{"probing", 20, 2000, 200 * time.Second, "5h30m left"},
		{"transport", 900, 1000, 90 * time.Second, ""},
	} {
		p, pass := at(new(strings.Builder), nil)
		pass(c.after)
		u := runner.Progress{Phase: c.phase, Done: c.done, Total: c.total}
		p.update(u)
		if got := p.left(u); got != c.want {
			t.Errorf("%s, %d of %d after %s: %q, want %q", c.phase, c.done, c.total, c.after, got, c.want)
		}
	}
}

// Whatever the terminal: no colour, so that NO_COLOR has nothing to forbid.
func TestProgressHasNoColour(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	width := 80
	p, pass := at(&out, &width)
	for i := range 100 {
		pass(time.Second)
		p.update(runner.Progress{Phase: "probing", Done: i, Total: 100, Failed: runner.Failures{Broken: i}, Method: "GET", Path: "/"})
	}
	p.done()
	if got := regexp.MustCompile(`\x1b\[[0-9;]*m`).FindString(out.String()); got != "" {
		t.Errorf("told with %q", got)
	}
}
