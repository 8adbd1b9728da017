package reports

import (
	"bufio"
	"encoding/xml"
	"fmt"
	"io"
	"net/url"
	"strings"
	"time"
	"unicode"
)

// JUnit writes JUnit XML: a case for each METHOD and path, and one for the
// server. Strict leaves out the file and line of a case and all else that the
// schema of Jenkins' xUnit plugin does not have.
//
// A finding that reaches --fail-on is a failure, no answer an error, and what
// was not judged or is accepted is skipped with the reason. Where the parts of a
// case (its forms) differ, the worst of these is told.
func JUnit(strict bool) Format {
	return func(w io.Writer, r *Report) error { return encodeSuites(w, newSuites(newView(r), strict)) }
}

func encodeSuites(w io.Writer, all *junitSuites) error {
	out := bufio.NewWriter(w)
	out.WriteString(xml.Header)
	e := xml.NewEncoder(out)
	e.Indent("", "  ")
	if err := e.Encode(all); err != nil {
		return fmt.Errorf("writing JUnit: %w", err)
	}
	out.WriteByte('\n')
	return out.Flush()
}

type junitSuites struct {
	XMLName  xml.Name `xml:"testsuites"`
	Name     string   `xml:"name,attr"`
	Tests    int      `xml:"tests,attr"`
	Failures int      `xml:"failures,attr"`
	Errors   int      `xml:"errors,attr"`
	Skipped  *int     `xml:"skipped,attr"`
	Time     seconds  `xml:"time,attr"`
	Suites   []*junitSuite
}

type junitSuite struct {
	XMLName    xml.Name        `xml:"testsuite"`
	Name       string          `xml:"name,attr"`
	Tests      int             `xml:"tests,attr"`
	Failures   int             `xml:"failures,attr"`
	Errors     int             `xml:"errors,attr"`
	Skipped    int             `xml:"skipped,attr"`
	Time       seconds         `xml:"time,attr"`
	Timestamp  string          `xml:"timestamp,attr"`
	Hostname   string          `xml:"hostname,attr,omitempty"`
	Properties []junitProperty `xml:"properties>property"`
	Cases      []*junitCase
}

type junitProperty struct {
	Name  string `xml:"name,attr"`
	Value string `xml:"value,attr"`
}

type junitCase struct {
	XMLName   xml.Name    `xml:"testcase"`
	Classname string      `xml:"classname,attr"`
	Name      string      `xml:"name,attr"`
	File      string      `xml:"file,attr,omitempty"`
	Line      int         `xml:"line,attr,omitempty"`
	Time      seconds     `xml:"time,attr"`
	Failure   *junitWords `xml:"failure"`
	Error     *junitWords `xml:"error"`
	Skipped   *junitWords `xml:"skipped"`
	Out       *junitText  `xml:"system-out"`
}

// junitWords is what is told of a case: some consumers read the message, others
// the text, so each is enough alone.
type junitWords struct {
	Type    string `xml:"type,attr,omitempty"`
	Message string `xml:"message,attr"`
	Text    string `xml:",cdata"`
}

type junitText struct {
	Text string `xml:",cdata"`
}

// seconds are written as digits only: consumers reject an exponent.
type seconds time.Duration

func (s seconds) MarshalText() ([]byte, error) {
	return fmt.Appendf(nil, "%.3f", time.Duration(s).Seconds()), nil
}

func newSuites(v *view, strict bool) *junitSuites {
	api := slug(v.Document.Title, "api")
	all := &junitSuites{Name: api}
	byName := map[string]*junitSuite{}
	for _, c := range v.junitCases(api) {
		if strict {
			c = c.placeless()
		}
		name := c.Classname
		if byName[name] == nil {
			byName[name] = v.newSuite(name)
			all.Suites = append(all.Suites, byName[name])
		}
		byName[name].add(c)
	}
	all.finish(v, strict)
	return all
}

// junitCases are the case of the server and that of each cell, made once: four
// formats tell them.
func (v *view) junitCases(api string) []*junitCase {
	if v.cases == nil {
		v.cases = append(make([]*junitCase, 0, len(v.cells)+1), v.wholeCase(api+".server"))
		for _, c := range v.cells {
			v.cases = append(v.cases, v.newCase(api+"."+slug(c.path.Tag, "root"), c))
		}
	}
	return v.cases
}

// placeless is the case without what the strict dialect does not have.
func (c *junitCase) placeless() *junitCase {
	out := *c
	out.File, out.Line = "", 0
	return &out
}

// cases are those of all suites.
func (all *junitSuites) cases() []*junitCase {
	var out []*junitCase
	for _, s := range all.Suites {
		out = append(out, s.Cases...)
	}
	return out
}

func (v *view) newSuite(name string) *junitSuite {
	s := &junitSuite{
		Name:      name,
		Timestamp: v.Started.UTC().Format(time.RFC3339),
		Properties: []junitProperty{
			{"tool.version", v.Tool.Version}, {"document.file", v.Document.File}, {"document.sha256", v.Document.SHA256},
			{"target", v.Target}, {"safety", v.Safety}, {"profile", v.Profile}, {"fail-on", v.FailOn},
			{"verdict", v.Verdict}, {"405-apart-from-501", v.Server.Distinguishes},
		},
	}
	for i := range s.Properties {
		s.Properties[i].Value = line(s.Properties[i].Value)
	}
	if u, err := url.Parse(v.Target); err == nil {
		s.Hostname = line(u.Hostname())
	}
	return s
}

func (s *junitSuite) add(c *junitCase) {
	s.Cases = append(s.Cases, c)
	s.Tests++
	s.Time += c.Time
	switch {
	case c.Failure != nil:
		s.Failures++
	case c.Error != nil:
		s.Errors++
	case c.Skipped != nil:
		s.Skipped++
	}
}

// finish sums up; the strict dialect has no sum of what was skipped.
func (all *junitSuites) finish(v *view, strict bool) {
	all.Time = seconds(time.Duration(v.DurationMS) * time.Millisecond)
	skipped := 0
	for _, s := range all.Suites {
		all.Tests += s.Tests
		all.Failures += s.Failures
		all.Errors += s.Errors
		skipped += s.Skipped
	}
	if !strict {
		all.Skipped = &skipped
	}
}

// slug is a name as a part of a class name: Jenkins takes dots for packages and
// globs braces, so only letters, digits, "-" and "_" stay.
func slug(s, otherwise string) string {
	keep := func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || r == '_' {
			return unicode.ToLower(r)
		}
		return ' '
	}
	words := strings.Fields(strings.Map(keep, s))
	if len(words) == 0 {
		return otherwise
	}
	return strings.Join(words, "-")
}
