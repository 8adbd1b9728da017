package main

import (
	"bufio"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/proverb-dev/proverb/specs"
)

// printJSON writes a value as people and programs read it.
func printJSON(w io.Writer, v any) error {
	buffered := bufio.NewWriter(w)
	e := json.NewEncoder(buffered)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(v); err != nil {
		return err
	}
	return buffered.Flush()
}

// print writes a plan as text.
func (o *planOutline) print(w io.Writer) error {
	b := bufio.NewWriter(linesOn(w))
	d := o.plan.Document
	fmt.Fprintf(b, "%s: %s %s (OpenAPI %s), %s\n", d.File, printable(d.Title),
		printable(d.Version), printable(d.OpenAPI), count(len(o.plan.Paths), "path"))
	fmt.Fprintf(b, "methods the server implements: %s\n", strings.Join(o.plan.Methods, " "))
	fmt.Fprintf(b, "safety: %s\n", o.plan.Safety)
	printFindings(b, o.head().Document.Findings)
	c := newCounts()
	for p := range o.paths(c) {
		printPath(b, p, d.File)
	}
	c.print(b)
	printQuestions(b, o.questions())
	return b.Flush()
}

// printFindings tells what was seen in the document on the way; audit validates it
// besides.
func printFindings(b *bufio.Writer, findings []findingOutline) {
	const most = 10
	for i, f := range findings {
		if i == most {
			fmt.Fprintf(b, "the document: %d more, see -o json\n", len(findings)-most)
			return
		}
		fmt.Fprintf(b, "the document: %s:%d:%d: %s (%s)\n", printable(f.File), f.Line, f.Column, printable(f.Text), f.Code)
	}
}

func (c *planCounts) print(b *bufio.Writer) {
	fmt.Fprintf(b, "\nwould be sent: %s, and the controls that come first\n", count(c.Sent, "probe"))
	for _, m := range methodsByCount(c.ByMethod) {
		fmt.Fprintf(b, "  %6d  %s\n", c.ByMethod[m], m)
	}
	fmt.Fprintf(b, "would not be sent: %s\n", count(c.NotSent, "probe"))
	for _, r := range methodsByCount(c.ByReason) {
		fmt.Fprintf(b, "  %6d  %s: %s\n", c.ByReason[r], r, specs.Reason(r).Text())
	}
}

func printPath(b *bufio.Writer, p pathOutline, document string) {
	fmt.Fprintf(b, "\n%s", printable(p.Path))
	switch {
	case p.Line > 0 && p.File != document:
		fmt.Fprintf(b, "  (%s, line %d)", printable(p.File), p.Line)
	case p.Line > 0:
		fmt.Fprintf(b, "  (line %d)", p.Line)
	}
	fmt.Fprintf(b, "  declares %s\n", cmp.Or(strings.Join(p.Declared, " "), "nothing"))
	printValues(b, p.Values)
	printFields(b, p.Fields)
	for _, x := range p.Probes {
		if x.Send {
			fmt.Fprintf(b, "  %-10s %-10s %-10s %-9s %s%s\n", x.Method, x.Kind, x.Form, x.Safety, printable(x.Target), inParentheses(x.Note))
		}
	}
	printUnsent(b, p)
}

// printUnsent tells the probes of a path that are not sent, a line a reason.
func printUnsent(b *bufio.Writer, p pathOutline) {
	methods := map[string][]string{}
	var reasons []string
	for _, x := range p.Probes {
		if x.Send {
			continue
		}
		if methods[x.Reason] == nil {
			reasons = append(reasons, x.Reason)
		}
		methods[x.Reason] = append(methods[x.Reason], x.Method)
	}
	for _, r := range reasons {
		fmt.Fprintf(b, "  not sent (%s): %s\n", r, strings.Join(methods[r], " "))
	}
}

func inParentheses(s string) string {
	if s == "" {
		return ""
	}
	return "  (" + s + ")"
}
