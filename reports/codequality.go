package reports

import (
	"io"
	"strings"
)

// CodeQuality writes what GitLab shows in a merge request: one issue for each
// rule and path, at its line of the document. What was accepted is left out.
func CodeQuality(w io.Writer, r *Report) error { return newView(r).codeQuality(w) }

func (v *view) codeQuality(w io.Writer) error {
	issues := []qualityIssue{}
	for _, s := range v.spots() {
		if s.accepted() == "" {
			issues = append(issues, s.quality())
		}
	}
	return writeIndented(w, "code quality", issues)
}

type qualityIssue struct {
	Description string          `json:"description"`
	CheckName   string          `json:"check_name"`
	Fingerprint string          `json:"fingerprint"` // GitLab shows one of those that are alike
	Severity    string          `json:"severity"`    // info, minor, major, critical, blocker
	Location    qualityLocation `json:"location"`
}

type qualityLocation struct {
	Path  string       `json:"path"`
	Lines qualityLines `json:"lines"`
}

type qualityLines struct {
	Begin int `json:"begin"`
}

func (s *spot) quality() qualityIssue {
	severity := "info"
	switch s.severity {
	case "error":
		severity = "major"
	case "warning":
		severity = "minor"
	}
	return qualityIssue{
		Description: s.message(), CheckName: s.rule, Fingerprint: s.fingerprint(), Severity: severity,
		// GitLab knows files of the repository only.
		Location: qualityLocation{strings.TrimPrefix(sourcePath(s.file), "/"), qualityLines{s.line}},
	}
}
