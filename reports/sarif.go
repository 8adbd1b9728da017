package reports

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"path"
	"strings"
	"time"
)

// sarifLimit is how many results GitHub takes of a run.
const sarifLimit = 25000

// SARIF writes SARIF 2.1.0, for code scanning: one result for each rule and
// path, at its line of the document. A result without a place would make GitHub
// refuse the file, so what is at no line is at line 1.
func SARIF(w io.Writer, r *Report) error { return newView(r).sarif(w) }

func (v *view) sarif(w io.Writer) error { return writeIndented(w, "SARIF", newSarif(v)) }

// writeIndented writes one JSON value as people and diffs read it.
func writeIndented(w io.Writer, format string, value any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(value); err != nil {
		return fmt.Errorf("writing %s: %w", format, err)
	}
	return nil
}

type sarifLog struct {
	Schema  string     `json:"$schema"`
	Version string     `json:"version"`
	Runs    []sarifRun `json:"runs"`
}

type sarifRun struct {
	Tool        sarifTool         `json:"tool"`
	Automation  sarifAutomation   `json:"automationDetails"`
	Invocations []sarifInvocation `json:"invocations"`
	Results     []sarifResult     `json:"results"`
	Properties  map[string]any    `json:"properties"`
}

type sarifTool struct {
	Driver sarifDriver `json:"driver"`
}

type sarifDriver struct {
	Name    string      `json:"name"`
	Version string      `json:"version,omitempty"`
	Rules   []sarifRule `json:"rules"`
}

// sarifAutomation keeps the results apart from those of other tools, and of
// other documents in one repository.
type sarifAutomation struct {
	ID string `json:"id"`
}

type sarifInvocation struct {
	Successful bool   `json:"executionSuccessful"`
	Start      string `json:"startTimeUtc"`
	End        string `json:"endTimeUtc"`
}

type sarifText struct {
	Text string `json:"text"`
}

type sarifRule struct {
	ID         string             `json:"id"`
	Short      sarifText          `json:"shortDescription"`
	Full       sarifText          `json:"fullDescription"`
	Help       sarifText          `json:"help"`
	HelpURI    string             `json:"helpUri,omitempty"`
	Default    sarifConfiguration `json:"defaultConfiguration"`
	Properties map[string]any     `json:"properties"`
}

type sarifConfiguration struct {
	Level string `json:"level"`
}

type sarifResult struct {
	RuleID       string             `json:"ruleId"`
	RuleIndex    int                `json:"ruleIndex"`
	Level        string             `json:"level"`
	Message      sarifText          `json:"message"`
	Locations    []sarifLocation    `json:"locations"`
	Fingerprints map[string]string  `json:"partialFingerprints"`
	Suppressions []sarifSuppression `json:"suppressions,omitempty"`
	Properties   map[string]any     `json:"properties"`
}

type sarifLocation struct {
	Physical sarifPhysical `json:"physicalLocation"`
}

type sarifPhysical struct {
	Artifact sarifArtifact `json:"artifactLocation"`
	Region   sarifRegion   `json:"region"`
}

type sarifArtifact struct {
	URI string `json:"uri"`
}

type sarifRegion struct {
	StartLine int `json:"startLine"`
}

type sarifSuppression struct {
	Kind          string `json:"kind"`
	Justification string `json:"justification"`
}

func newSarif(v *view) *sarifLog {
	run := sarifRun{
		Tool:       sarifTool{sarifDriver{Name: "Proverb", Version: v.Tool.Version, Rules: []sarifRule{}}},
		Automation: sarifAutomation{"proverb/" + relativeURI(v.Document.File) + "/"},
		Invocations: []sarifInvocation{{
			Successful: v.Cut == "",
			Start:      v.Started.UTC().Format(time.RFC3339),
			End:        v.Started.Add(time.Duration(v.DurationMS) * time.Millisecond).UTC().Format(time.RFC3339),
		}},
		Results:    []sarifResult{},
		Properties: map[string]any{"verdict": v.Verdict, "because": line(v.Because), "distinguishes405From501": v.Server.Distinguishes, "target": line(v.Target)},
	}
	index := run.addRules(v)
	spots := v.spots()
	if more := len(spots) - sarifLimit; more > 0 {
		run.Properties["leftOut"] = more
		spots = spots[:sarifLimit]
	}
	for _, s := range spots {
		run.Results = append(run.Results, s.sarif(index))
	}
	return &sarifLog{Schema: "https://json.schemastore.org/sarif-2.1.0.json", Version: "2.1.0", Runs: []sarifRun{run}}
}

// addRules describes the rules and says where each stands. A rule that findings
// name and the report does not have is described by its id alone.
func (run *sarifRun) addRules(v *view) map[string]int {
	index := map[string]int{}
	add := func(r *Rule) {
		if _, known := index[r.ID]; !known {
			index[r.ID] = len(run.Tool.Driver.Rules)
			run.Tool.Driver.Rules = append(run.Tool.Driver.Rules, newSarifRule(r))
		}
	}
	for i := range v.Rules {
		add(&v.Rules[i])
	}
	for i := range v.Findings {
		add(&Rule{ID: v.Findings[i].Rule, Severity: v.Findings[i].Severity})
	}
	return index
}

func newSarifRule(r *Rule) sarifRule {
	title := cmp.Or(r.Title, r.ID)
	why := cmp.Or(r.Why, title)
	help := why
	if r.Ref != "" {
		help += "\n\n" + r.Ref + " (" + r.Level + ")"
	}
	for _, f := range r.Fixes {
		help += "\n\nTo mend it in " + f.For + ":\n\n" + strings.TrimLeft(f.Note+"\n\n", "\n") + f.Code
	}
	topic, _, _ := strings.Cut(r.ID, "/")
	return sarifRule{
		ID: r.ID, Short: sarifText{title}, Full: sarifText{short(why, 1000)}, Help: sarifText{help}, HelpURI: refURL(r.Ref),
		Default:    sarifConfiguration{sarifLevel(r.Severity)},
		Properties: map[string]any{"tags": []string{"http", topic}},
	}
}

func sarifLevel(severity string) string {
	switch severity {
	case "error", "warning":
		return severity
	}
	return "note"
}

func (s *spot) sarif(index map[string]int) sarifResult {
	first := s.findings[0]
	out := sarifResult{
		RuleID: s.rule, RuleIndex: index[s.rule], Level: sarifLevel(s.severity),
		// "[text](link)" in a message is a link; what a server says must not be one.
		Message:      sarifText{strings.ReplaceAll(s.message(), "](", "] (")},
		Locations:    []sarifLocation{{sarifPhysical{sarifArtifact{relativeURI(s.file)}, sarifRegion{s.line}}}},
		Fingerprints: map[string]string{"primaryLocationLineHash": s.fingerprint() + ":1", "proverb/v1": s.fingerprint()},
		Properties:   map[string]any{"methods": list(s.methods), "path": s.path, "exchange": first.Exchange, "findings": s.fingerprints()},
	}
	if reason := s.accepted(); reason != "" {
		out.Suppressions = []sarifSuppression{{"external", line(reason)}}
	}
	return out
}

func (s *spot) fingerprints() []string {
	out := []string{}
	for _, f := range s.findings {
		out = append(out, f.Fingerprint)
	}
	return out
}

// relativeURI is a file as a URI reference. An absolute file has no relative one
// that is true everywhere, and is a file URI, which code hosts take as well.
func relativeURI(file string) string {
	name := sourcePath(file)
	switch {
	case strings.HasPrefix(name, "/"):
		return (&url.URL{Scheme: "file", Path: name}).String()
	case len(name) > 2 && name[1] == ':' && name[2] == '/':
		return (&url.URL{Scheme: "file", Path: "/" + name}).String()
	}
	return (&url.URL{Path: path.Clean(name)}).String()
}
