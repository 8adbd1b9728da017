package suite_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/proverb-dev/proverb/runner"
)

// lineServer wants one Host that is one, and splits a header into lines in its own way.
func lineServer(t *testing.T, lines func(header string) []string) string {
	t.Helper()
	return serveEach(t, func(c net.Conn) { answerByLines(c, lines) })
}

var isHost = regexp.MustCompile(`^[A-Za-z0-9.:-]+$`)

func answerByLines(c net.Conn, lines func(string) []string) {
	defer c.Close()
	c.SetDeadline(time.Now().Add(time.Minute))
	in := bufio.NewReader(c)
	var header strings.Builder
	for !strings.HasSuffix(header.String(), "\r\n\r\n") {
		line, err := in.ReadString('\n')
		if err != nil {
			return
		}
		header.WriteString(line)
	}
	first, rest, _ := strings.Cut(header.String(), "\r\n")
	var hosts []string
	for _, line := range lines(rest) {
		if value, ok := strings.CutPrefix(line, "Host:"); ok {
			hosts = append(hosts, strings.TrimSpace(value))
		}
	}
	status := 404
	switch {
	case len(hosts) != 1 || !isHost.MatchString(hosts[0]):
		status = 400
	case strings.HasPrefix(first, "GET /things"):
		status = 200
	case !strings.HasPrefix(first, "GET "):
		status = 501
	}
	fmt.Fprintf(c, "HTTP/1.1 %d X\r\nContent-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}", status)
	c.(*net.TCPConn).CloseWrite()
	io.Copy(io.Discard, in)
}

// The rules on lines, each by a parser that breaks it alone.
func TestLinesThatAreReadWrongly(t *testing.T) {
	t.Parallel()
	split := func(h string) []string { return strings.Split(h, "\r\n") }
	of := []string{"transport/leading-space-line", "transport/obs-fold", "transport/ctl-in-value"}
	for name, c := range map[string]struct {
		lines func(string) []string
		want  []string
	}{
		"rightly": {split, nil},
		"white space is taken off": {func(h string) []string {
			return split(regexp.MustCompile(`(?m)^[ \t]+`).ReplaceAllString(h, ""))
		}, of[:2]},
		"a carriage return ends a line": {func(h string) []string {
			return strings.FieldsFunc(h, func(r rune) bool { return r == '\r' || r == '\n' })
		}, of[2:]},
		"a NUL ends a value": {func(h string) []string {
			return split(regexp.MustCompile("\x00.*").ReplaceAllString(h, ""))
		}, of[2:]},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			j := judgeRaw(t, oneThing, runner.Config{URL: lineServer(t, c.lines), Transport: true, Timeout: 2 * time.Second})
			var got []string
			for _, f := range j.Findings {
				if slices.Contains(of, f.Rule.ID) {
					got = append(got, f.Rule.ID)
				}
			}
			slices.SortFunc(got, func(a, b string) int { return slices.Index(of, a) - slices.Index(of, b) })
			if !slices.Equal(got, c.want) {
				t.Errorf("told: %v, want %v", got, c.want)
			}
			if slices.Contains(ofPack(j), "transport/host-required") {
				t.Error("it minds Host, and is said not to")
			}
		})
	}
}
