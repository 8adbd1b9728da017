package main

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// terminal is one that the test sits at: what is written to its other end is read
// here.
type terminal struct{ here, there *os.File }

func openTerminal(t *testing.T, columns uint16) *terminal {
	t.Helper()
	here, err := os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Skipf("there are no terminals here: %v", err)
	}
	t.Cleanup(func() { here.Close() })
	if err := unix.IoctlSetPointerInt(int(here.Fd()), unix.TIOCSPTLCK, 0); err != nil {
		t.Fatal(err)
	}
	number, err := unix.IoctlGetInt(int(here.Fd()), unix.TIOCGPTN)
	if err != nil {
		t.Fatal(err)
	}
	there, err := os.OpenFile(fmt.Sprintf("/dev/pts/%d", number), os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { there.Close() })
	x := &terminal{here, there}
	x.resize(t, columns)
	return x
}

// resize makes the terminal that wide; 0 is one that does not know.
func (x *terminal) resize(t *testing.T, columns uint16) {
	if err := unix.IoctlSetWinsize(int(x.here.Fd()), unix.TIOCSWINSZ, &unix.Winsize{Col: columns, Row: columns / 3}); err != nil {
		t.Error(err)
	}
}

// session runs the command on the terminal, and returns what it wrote there.
func (x *terminal) session(t *testing.T, environment []string, args ...string) string {
	t.Helper()
	var out bytes.Buffer
	read := make(chan struct{})
	go func() {
		io.Copy(&out, x.here) // until the other end is closed
		close(read)
	}()
	c := command(t, args...)
	c.Env = append(c.Env, environment...)
	c.Stdin, c.Stdout, c.Stderr = x.there, x.there, x.there
	if err := c.Run(); err != nil {
		codeOf(t, err)
	}
	x.there.Close()
	<-read
	return out.String()
}

const onTerminal = "TERM=xterm-256color"

// crowd is a document of many paths, and a server that takes its time and fails now
// and then. At the hundredth request something happens.
func crowd(t *testing.T, paths int, takes time.Duration, hundredth func()) (document, url string) {
	t.Helper()
	text := "openapi: 3.0.3\ninfo: {title: Many, version: \"1\"}\npaths:\n"
	for i := range paths {
		text += fmt.Sprintf("  /a-collection-of-things-with-a-long-name/%d:\n    get: {responses: {\"200\": {description: one}}}\n", i)
	}
	document = filepath.Join(t.TempDir(), "many.yaml")
	if err := os.WriteFile(document, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	var asked atomic.Int64
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		time.Sleep(takes)
		n := asked.Add(1)
		if n == 100 && hundredth != nil {
			hundredth()
		}
		switch {
		case r.Method == http.MethodTrace:
			w.WriteHeader(http.StatusInternalServerError)
		case r.Method != http.MethodGet:
			w.Header().Set("Allow", "GET")
			w.WriteHeader(http.StatusMethodNotAllowed)
		case !strings.HasPrefix(r.URL.Path, "/a-collection"):
			http.NotFound(w, r)
		}
	}))
	t.Cleanup(s.Close)
	return document, s.URL
}

// drawn are the lines that were drawn over each other, in turn, and what came after
// them.
func drawn(out string) (lines []string, rest string) {
	parts := strings.Split(out, clearLine)
	return parts[1 : len(parts)-1], parts[len(parts)-1]
}

// TestProgressOnARealTerminal is a session at a terminal that is made narrower
// meanwhile.
func TestProgressOnARealTerminal(t *testing.T) {
	t.Parallel()
	x := openTerminal(t, 110)
	document, url := crowd(t, 20, 15*time.Millisecond, func() { x.resize(t, 60) })
	out := x.session(t, []string{onTerminal, "NO_COLOR="}, "audit", document, "--url", url, "-c", "1", "--safety", "read-only")
	if strings.Count(out, clearLine) < 10 {
		t.Fatalf("the line is drawn %d times:\n%q", strings.Count(out, clearLine), out)
	}
	lines, rest := drawn(out)
	whole := regexp.MustCompile(`^probing +\[#+ *\] \d+/\d+  \d+/s  5xx: \d+  \d+s left  [A-Za-z]+ /a-collection-of-`)
	found, wide := false, 0
	for i, line := range lines {
		found = found || whole.MatchString(line)
		wide = max(wide, columns(line))
		most := 109
		if i > len(lines)-3 {
			most = 59 // the terminal has been narrow for long
		}
		if columns(line) > most || strings.ContainsAny(line, "\r\n\x1b") {
			t.Errorf("line %d of %d has %d columns, of %d: %q", i, len(lines), columns(line), most, line)
		}
	}
	if !found || wide < 60 {
		t.Errorf("no line has all of its parts, or none is wide:\n%q", lines)
	}
	if strings.Contains(rest, "/s  ") || !strings.Contains(rest, "verdict") && !strings.Contains(rest, "FAILS") {
		t.Errorf("the report does not take the place of the line: %.300q", rest)
	}
}

func TestProgressAsTheTerminalIs(t *testing.T) {
	t.Parallel()
	colour := regexp.MustCompile(`\x1b\[[0-9;]*m`)
	for name, c := range map[string]struct {
		environment    []string
		flags          []string
		columns        uint16
		drawn, colours bool
	}{
		"as it is":       {[]string{onTerminal, "NO_COLOR="}, nil, 100, true, true},
		"of no width":    {[]string{onTerminal, "NO_COLOR="}, nil, 0, true, true},
		"without colour": {[]string{onTerminal, "NO_COLOR=1"}, nil, 100, true, false},
		"dumb":           {[]string{"TERM=dumb", "NO_COLOR="}, nil, 100, false, false},
		"quiet":          {[]string{onTerminal, "NO_COLOR="}, []string{"-q"}, 100, false, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			x := openTerminal(t, c.columns)
			document, url := crowd(t, 4, 15*time.Millisecond, nil)
			out := x.session(t, c.environment, append([]string{"audit", document, "--url", url, "-c", "1"}, c.flags...)...)
			if got := strings.Contains(out, clearLine); got != c.drawn {
				t.Errorf("the line is drawn: %t\n%q", got, out)
			}
			if got := colour.MatchString(out); got != c.colours {
				t.Errorf("there is colour: %t\n%q", got, out)
			}
			if !c.drawn {
				return
			}
			for _, line := range strings.Split(out, clearLine)[1:] {
				line, _, _ = strings.Cut(line, "\r\n")
				if most := 99; columns(colour.ReplaceAllString(line, "")) > most || c.columns == 0 && columns(colour.ReplaceAllString(line, "")) > 80 {
					t.Errorf("%d columns: %q", columns(line), line)
				}
			}
		})
	}
}

// longBaseline is a file with an entry that is long.
func longBaseline(t *testing.T) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "known.yaml")
	text := "version: 1\nfindings:\n" +
		"  - {fingerprint: watb7rlg4xy6, rule: method/known-405, method: POST, path: '/things/{thingId}/parts', reason: " + strings.Repeat("a long story ", 10) + "}\n" +
		"  - {fingerprint: 7lyigsyiubbs, rule: body/schema, method: PUT, path: /things}\n"
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// TestTablesFitTheTerminal, and lists: nothing is lost of what goes to a file, and no line is
// wrapped by the terminal.
func TestTablesFitTheTerminal(t *testing.T) {
	t.Parallel()
	baseline := longBaseline(t)
	bookshop, err := filepath.Abs("../../specs/samples/bookshop.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{
		{"rules"}, {"serve", "--fault", "list"}, {"plan", bookshop, "--pack", "transport"}, {"baseline", "show", "--baseline", baseline},
		{"config", "show", "--include-path", "/a-path-of-some-length*", "--include-path", "/another-path-of-some-length*", "--rate", "7"},
	} {
		var file bytes.Buffer
		if code := run(args, nil, &file, io.Discard, func(string) string { return "" }); code != 0 {
			t.Fatalf("%v: exit code %d", args, code)
		}
		for _, width := range []uint16{0, 40, 60, 80, 120, 1000} {
			t.Run(fmt.Sprint(args[0], width), func(t *testing.T) {
				t.Parallel()
				out := strings.ReplaceAll(openTerminal(t, width).session(t, []string{onTerminal}, args...), "\r\n", "\n")
				most := int(width)
				if width == 0 {
					most = 80
				}
				if args[0] == "plan" { // the file's address is one word, and so is a target
					most = max(most, columns(bookshop)+1, columns("      (/no-such-path-abcdef/%3Cproverb%3E)"))
				}
				if got := widest(out); got > most {
					t.Errorf("a line has %d columns", got)
				}
				if got, want := strings.Fields(out), strings.Fields(file.String()); !slices.Equal(got, want) {
					t.Errorf("the terminal has other words than the file:\n%.600s", out)
				}
				if width == 1000 && out != file.String() {
					t.Error("where there is room the table is another than in a file")
				}
			})
		}
	}
}
