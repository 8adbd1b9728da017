package reports

import (
	"cmp"
	"path"
	"strings"

	"github.com/proverb-dev/proverb/suite/rules"
)

// spot is all that one rule found at one path: what formats that point into the
// document tell as one, as each method of it would point at the same lines.
type spot struct {
	rule, path, severity string // the worst severity
	file                 string
	line                 int // from 1
	methods              []string
	findings             []*Finding
}

// spots are in the order of the findings, which is the worst first.
func (v *view) spots() []*spot {
	type key struct{ rule, path string }
	found := map[key]*spot{}
	var all []*spot
	for i := range v.Findings {
		f := &v.Findings[i]
		at := key{f.Rule, f.Path}
		if found[at] == nil {
			found[at] = v.newSpot(f)
			all = append(all, found[at])
		}
		found[at].add(f)
	}
	return all
}

// newSpot stands where the first finding does. One that is at no line of the
// document stands at its first: a place is what makes a result of it.
func (v *view) newSpot(f *Finding) *spot {
	s := &spot{rule: f.Rule, path: f.Path, severity: f.Severity, file: cmp.Or(f.File, v.Document.File), line: f.Line}
	if p := v.paths[f.Path]; p != nil && s.line < 1 {
		s.file, s.line = cmp.Or(p.File, s.file), p.Line
	}
	s.line = max(s.line, 1)
	return s
}

func (s *spot) add(f *Finding) {
	s.findings = append(s.findings, f)
	if gravity(f.Severity) > gravity(s.severity) {
		s.severity = f.Severity
	}
	for _, m := range s.methods {
		if m == f.Method {
			return
		}
	}
	if f.Method != "" {
		s.methods = append(s.methods, f.Method)
	}
}

// fingerprint names a spot from run to run, whichever methods it is about.
func (s *spot) fingerprint() string { return rules.Fingerprint(s.rule, "", s.path, "") }

// accepted is the reason for which all of a spot was accepted; empty when
// something of it was not.
func (s *spot) accepted() string {
	for _, f := range s.findings {
		if f.Suppressed == "" {
			return ""
		}
	}
	return s.findings[0].Suppressed
}

// message is a sentence: where, what, and how much there is of it.
func (s *spot) message() string {
	const named = 6
	methods := strings.Join(s.methods[:min(named, len(s.methods))], ", ")
	if more := len(s.methods) - named; more > 0 {
		methods += " and " + count(more, "more method")
	}
	text := s.findings[0].Problem
	if where := strings.TrimSpace(methods + " " + s.path); where != "" {
		text = where + ": " + text
	}
	if more := len(s.findings) - 1; more > 0 {
		text += " (and " + count(more, "more finding") + ")"
	}
	return short(line(text), 1000)
}

// short cuts a line to a number of bytes.
func short(s string, limit int) string {
	if len(s) <= limit {
		return s
	}
	return s[:boundary(s, limit-3)] + "…"
}

// sourcePath is a file as code hosts name it: relative to where the run was,
// with slashes.
func sourcePath(file string) string {
	file = path.Clean(strings.ReplaceAll(file, `\`, "/"))
	if file == "." {
		return "openapi.yaml" // a report without a document still has to point somewhere
	}
	return line(file)
}
