package reports

import (
	"io"
	"time"
)

// CTRF writes the Common Test Report Format: the cases of JUnit, one for each
// METHOD and path and one for the server. No answer is a failure there; what was
// inconclusive, not sent or accepted is skipped with the reason.
func CTRF(w io.Writer, r *Report) error { return newView(r).ctrf(w) }

func (v *view) ctrf(w io.Writer) error {
	r, start := v.Report, v.Started.UnixMilli()
	summary := ctrfSummary{Start: start, Stop: start + r.DurationMS}
	cases := newSuites(v, false).cases()
	for _, c := range cases {
		summary.count(c)
	}
	return writeStream(w, "CTRF", object{
		{"reportFormat", "CTRF"},
		{"specVersion", "0.0.0"},
		{"generatedBy", "proverb " + r.Tool.Version},
		{"results", object{
			{"tool", ctrfTool{Name: "proverb", Version: r.Tool.Version}},
			{"summary", summary},
			{"tests", listed(cases, func(c **junitCase) ctrfTest { return newCtrfTest(*c) })},
			{"extra", map[string]string{
				"verdict": r.Verdict, "because": line(r.Because), "distinguishes405From501": r.Server.Distinguishes,
				"target": line(r.Target), "safety": r.Safety, "document": line(r.Document.File), "documentSha256": r.Document.SHA256,
			}},
		}},
	})
}

type ctrfTool struct {
	Name    string `json:"name"`
	Version string `json:"version,omitempty"`
}

type ctrfSummary struct {
	Tests   int   `json:"tests"`
	Passed  int   `json:"passed"`
	Failed  int   `json:"failed"`
	Skipped int   `json:"skipped"`
	Pending int   `json:"pending"`
	Other   int   `json:"other"`
	Start   int64 `json:"start"` // milliseconds
	Stop    int64 `json:"stop"`
}

type ctrfTest struct {
	Name     string   `json:"name"`
	Status   string   `json:"status"`
	Duration int64    `json:"duration"` // milliseconds
	Suite    []string `json:"suite"`
	Message  string   `json:"message,omitempty"`
	Trace    string   `json:"trace,omitempty"`
	Raw      string   `json:"rawStatus,omitempty"`
	FilePath string   `json:"filePath,omitempty"`
	Line     int      `json:"line,omitempty"`
}

func newCtrfTest(c *junitCase) ctrfTest {
	t := ctrfTest{
		Name: c.Name, Duration: time.Duration(c.Time).Milliseconds(), Suite: []string{c.Classname},
		FilePath: c.File, Line: c.Line,
	}
	state, told := c.state()
	t.Status = ctrfStatus(state)
	if told != nil {
		t.Message, t.Trace, t.Raw = told.Message, told.Text, told.Type
	}
	return t
}

// state is what became of a case, and the words for it.
func (c *junitCase) state() (string, *junitWords) {
	switch {
	case c.Failure != nil:
		return "failed", c.Failure
	case c.Error != nil:
		return "error", c.Error
	case c.Skipped != nil:
		return "skipped", c.Skipped
	}
	return "passed", nil
}

// ctrfStatus is a state in the format's words, which have none for an error.
func ctrfStatus(state string) string {
	if state == "error" {
		return "failed"
	}
	return state
}

func (s *ctrfSummary) count(c *junitCase) {
	s.Tests++
	switch state, _ := c.state(); ctrfStatus(state) {
	case "passed":
		s.Passed++
	case "failed":
		s.Failed++
	case "skipped":
		s.Skipped++
	}
}
