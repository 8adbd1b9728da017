package reports

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// linesSchema is the name and version of the report told in lines.
const linesSchema = "proverb.report.lines/1"

// NDJSON writes the report a line at a time: first all that stands once, then
// every path, probe not sent, rule, finding, cause and exchange, each under its
// name, and at the end how many lines there were, so that a file that was cut
// off does not pass for a whole one. Read reads it back.
func NDJSON(w io.Writer, r *Report) error {
	out := bufio.NewWriter(w)
	l := lines{encoder: json.NewEncoder(out)}
	l.encoder.SetEscapeHTML(false)
	l.write(linesHead{Lines: linesSchema, Report: r})
	each(&l, r.Paths, func(p *Path) entry { return entry{Path: p} })
	each(&l, r.NotSent, func(n *NotSent) entry { return entry{NotSent: n} })
	each(&l, r.Rules, func(x *Rule) entry { return entry{Rule: x} })
	each(&l, r.Findings, func(f *Finding) entry { return entry{Finding: f} })
	each(&l, r.Causes, func(c *Cause) entry { return entry{Cause: c} })
	each(&l, r.Exchanges, func(x *Exchange) entry { return entry{Exchange: x} })
	l.write(entry{End: &linesEnd{l.n + 1}})
	if l.err != nil {
		return fmt.Errorf("writing NDJSON: %w", l.err)
	}
	return out.Flush()
}

// linesHead is the first line: the report without its lists, which the fields
// of the same names hide. A report in one JSON value has no lines.
type linesHead struct {
	Lines string `json:"lines"`
	Live  bool   `json:"live,omitempty"` // the run was not at its end; there need be no end line
	*Report
	Paths     *struct{} `json:"paths,omitempty"`
	NotSent   *struct{} `json:"not_sent,omitempty"`
	Rules     *struct{} `json:"rules,omitempty"`
	Findings  *struct{} `json:"findings,omitempty"`
	Causes    *struct{} `json:"causes,omitempty"`
	Exchanges *struct{} `json:"exchanges,omitempty"`
}

// entry is a line after the first; one of its fields is set.
type entry struct {
	Path     *Path     `json:"path,omitempty"`
	NotSent  *NotSent  `json:"not_sent,omitempty"`
	Rule     *Rule     `json:"rule,omitempty"`
	Finding  *Finding  `json:"finding,omitempty"`
	Cause    *Cause    `json:"cause,omitempty"`
	Exchange *Exchange `json:"exchange,omitempty"`
	End      *linesEnd `json:"end,omitempty"`
}

type linesEnd struct {
	Lines int `json:"lines"`
}

type lines struct {
	encoder *json.Encoder
	n       int
	err     error
}

func (l *lines) write(value any) {
	if l.err == nil {
		l.n, l.err = l.n+1, l.encoder.Encode(value)
	}
}

func each[T any](l *lines, items []T, as func(*T) entry) {
	for i := range items {
		l.write(as(&items[i]))
	}
}

// readLines reads what follows the first line into the report.
func readLines(d *json.Decoder, r *Report, live bool) error {
	r.Paths, r.NotSent, r.Rules = []Path{}, []NotSent{}, []Rule{}
	r.Findings, r.Causes, r.Exchanges = []Finding{}, []Cause{}, []Exchange{}
	for n := 2; ; n++ {
		var l entry
		err := d.Decode(&l)
		switch {
		case live && endsThere(err):
			settleLive(r)
			return nil
		case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
			return errors.New("it is cut short: the line that ends it is missing")
		case err != nil:
			return fmt.Errorf("line %d: %w", n, err)
		case l.End != nil && l.End.Lines != n:
			return fmt.Errorf("it has %d lines, and its end says %d", n, l.End.Lines)
		case l.End != nil:
			return nil
		}
		l.into(r)
	}
}

// endsThere reports whether a record that was never finished ends where an error came
// up: within a line, or in what a machine that went down leaves behind what was
// written, such as zeros.
func endsThere(err error) bool {
	var syntax *json.SyntaxError
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.As(err, &syntax)
}

// into puts a line where it belongs. One that is of no kind known here is of a
// newer version, and passed over.
func (l *entry) into(r *Report) {
	r.Paths = appendIf(r.Paths, l.Path)
	r.NotSent = appendIf(r.NotSent, l.NotSent)
	r.Rules = appendIf(r.Rules, l.Rule)
	r.Findings = appendIf(r.Findings, l.Finding)
	r.Causes = appendIf(r.Causes, l.Cause)
	r.Exchanges = appendIf(r.Exchanges, l.Exchange)
}

func appendIf[T any](to []T, item *T) []T {
	if item == nil {
		return to
	}
	return append(to, *item)
}
