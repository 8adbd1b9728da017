package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/proverb-dev/proverb/reports"
	"github.com/proverb-dev/proverb/runner"
	"github.com/proverb-dev/proverb/specs"
)

// labWidth is how wide the lab writes: that of a terminal that nobody has resized.
const labWidth = 80

// guide leads through the lab.
type guide struct {
	ctx     context.Context
	out     io.Writer
	lines   <-chan string // what the reader types; nil where nobody is asked
	servers *labServers
	color   bool
}

// linesOf are the lines that somebody types. The channel ends with them.
func linesOf(ctx context.Context, r io.Reader) <-chan string {
	lines := make(chan string)
	go func() {
		defer close(lines)
		for s := bufio.NewScanner(r); s.Scan(); {
			select {
			case lines <- s.Text():
			case <-ctx.Done():
				return
			}
		}
	}()
	return lines
}

func (g *guide) printf(format string, args ...any) { fmt.Fprintf(g.out, format, args...) }

func (g *guide) para(text string) { g.printf("%s\n", wrapTo(labWidth, text, "")) }

func (g *guide) paint(code, text string) string {
	if !g.color {
		return text
	}
	return "\x1b[" + code + "m" + text + "\x1b[0m"
}

func (g *guide) welcome() {
	g.printf("%s\n\n", g.paint("1", "The lab"))
	g.para("Three servers were started on this machine, for as long as the tour lasts. All that is shown was sent and received over them.")
	g.printf("\n  the bookshop         %s\n  one with a fault     %s\n  a proxy before it    %s\n", g.servers.urls[labShop], g.servers.urls[labFault], g.servers.urls[labProxy])
	if g.lines != nil {
		g.printf("\n")
		g.para("Enter goes on. A request of your own may be typed at any prompt, as in GET /books/b-1 or curl -X DELETE URL. q ends the tour.")
	}
}

func (g *guide) farewell() {
	g.printf("\n%s\n\n", g.paint("1", "That was all"))
	g.para("What you did by hand an audit does to every path and method of an OpenAPI document, and what you read off one answer inspect tells of any address:")
	g.printf("\n  proverb demo\n  proverb audit openapi.yaml --url URL\n  proverb inspect URL\n  proverb serve      to go on with the bookshop and /status/501\n  proverb explain 405\n")
}

// take goes through one step.
func (g *guide) take(n, of int, s *labStep) error {
	g.printf("\n%s\n\n", g.paint("1", fmt.Sprintf("%d of %d. %s", n, of, s.title)))
	g.para(s.text)
	if s.before != nil {
		if err := s.before(g.servers); err != nil {
			return err
		}
	}
	var all []*runner.Exchange
	for _, r := range s.sends {
		x, err := g.send(r.labRequest)
		if err != nil {
			return err
		}
		if r.expects != 0 && x.Status != r.expects {
			return fmt.Errorf("%s %s was answered %d where %d was to come; this is a fault of the lab", x.Method, x.Target, x.Status, r.expects)
		}
		all = append(all, x)
	}
	if s.shows != nil {
		text, err := s.shows(g, all)
		if err != nil {
			return err
		}
		g.printf("\n")
		g.para(text)
	}
	if s.asks != nil {
		return g.ask(s.asks, s.sends[len(s.sends)-1].server)
	}
	return nil
}

// send shows a request, waits for the reader, sends it and shows what came back.
func (g *guide) send(r labRequest) (*runner.Exchange, error) {
	line := fmt.Sprintf("curl -i -X %s '%s%s'", r.method, g.servers.urls[r.server], r.target)
	g.printf("\n%s\n", g.paint("36", fold("$ "+line)))
	if _, err := g.prompt("[Enter sends it]", r.server, nil); err != nil {
		return nil, err
	}
	return g.exchange(r)
}

// exchange sends a request and prints it with its answer, as they were on the wire.
func (g *guide) exchange(r labRequest) (*runner.Exchange, error) {
	asked := &runner.Exchange{Method: r.method, Target: r.target, Content: []byte(r.content), Probe: &specs.Probe{}}
	asked.Request = slices.Clone(r.fields)
	if !hasAccept(r.fields) {
		asked.Request = append(asked.Request, runner.Field{Name: "Accept", Value: "*/*"})
	}
	if r.content != "" && !slices.ContainsFunc(r.fields, func(f runner.Field) bool { return strings.EqualFold(f.Name, "Content-Type") }) {
		asked.Request = append(asked.Request, runner.Field{Name: "Content-Type", Value: "application/json"})
	}
	x, err := runner.Replay(g.ctx, asked, runner.Config{URL: g.servers.urls[r.server], UserAgent: "proverb/" + version(), Timeout: 40 * time.Second})
	if err != nil {
		return nil, err
	}
	g.printf("\n")
	for line := range strings.Lines(x.Notation()) {
		g.printf("%s\n", fold("  "+strings.TrimRight(line, "\n")))
	}
	return x, g.ctx.Err()
}

// fold breaks a line of an exchange where it is wider than the lab writes: it has no
// words to break it at.
func fold(line string) string {
	const margin = "      "
	var out []string
	runes := []rune(line)
	for len(runes) > labWidth {
		out = append(out, string(runes[:labWidth]))
		runes = append([]rune(margin), runes[labWidth:]...)
	}
	return strings.Join(append(out, string(runes)), "\n")
}

func hasAccept(fields []runner.Field) bool {
	return slices.ContainsFunc(fields, func(f runner.Field) bool { return strings.EqualFold(f.Name, "Accept") })
}

// prompt waits for the reader. Requests that are typed are sent, and then it waits
// again; known are the words that are taken for an answer beside Enter.
func (g *guide) prompt(text, at string, known []string) (string, error) {
	for g.lines != nil {
		g.printf("%s ", g.paint("2", text))
		var line string
		var open bool
		select {
		case line, open = <-g.lines:
		case <-g.ctx.Done():
			return "", g.ctx.Err()
		}
		switch line = strings.TrimSpace(line); {
		case !open, line == "q", line == "quit":
			return "", errLeft
		case line == "" || slices.Contains(known, strings.ToLower(line)):
			return strings.ToLower(line), nil
		case isRequest(line):
			g.own(line, at)
		case len(known) > 0:
			g.printf("  %s, Enter, q, or a request such as GET /books\n", strings.Join(known, ", "))
		default:
			g.printf("  Enter, q, or a request such as GET /books\n")
		}
	}
	return "", nil
}

// own sends a request of the reader's.
func (g *guide) own(line, at string) {
	r, err := g.servers.readRequest(line, at)
	if err == nil {
		_, err = g.exchange(r)
	}
	if err != nil {
		g.printf("  %s\n", reports.Line(err.Error()))
	}
}

// ask puts a question, and says why the answer to it is right.
func (g *guide) ask(q *labQuestion, at string) error {
	g.printf("\n%s\n", wrapTo(labWidth, q.text, ""))
	var letters []string
	for i, option := range q.options {
		letter := string(rune('a' + i))
		letters = append(letters, letter)
		g.printf("%s\n", strings.Replace(wrapTo(labWidth, option, "     "), "     ", "  "+letter+") ", 1))
	}
	said, err := g.prompt("[a letter, or Enter to be told]", at, letters)
	if err != nil {
		return err
	}
	verdict := "It is " + q.right + "."
	switch {
	case said == q.right:
		verdict = "Right, " + q.right + "."
	case said != "":
		verdict = "Not " + said + ": it is " + q.right + "."
	}
	g.printf("%s\n", wrapTo(labWidth, verdict+" "+q.why, ""))
	return nil
}
