package suite

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/proverb-dev/proverb/runner"
	"github.com/proverb-dev/proverb/specs"
)

// evidence is an exchange in the notation of testdata, with the notes a rule's
// example needs, and a curl line that sends the request again.
func (o *outcome) evidence(x *runner.Exchange) string {
	text := strings.TrimRight(brief(x).Notation(notes(o.judgement.Record, x)...), "\n")
	record := o.judgement.Record
	base := origin(record.Target)
	if x.Control == runner.ControlDirect {
		base = record.Origin
	}
	if curl := x.Curl(base, record.Connection); curl != "" {
		text += "\n$ " + curl
	}
	return plain(text)
}

// brief cuts content that nobody reads in a test's log; the reports have it all.
func brief(x *runner.Exchange) *runner.Exchange {
	const keep = 2000
	body := x.Body()
	if len(body) <= keep {
		return x
	}
	end := keep
	for end > 0 && !utf8.RuneStart(body[end]) {
		end--
	}
	return (*x).WithBody(body[:end], x.Length, true)
}

func notes(record *runner.Record, x *runner.Exchange) []string {
	notes := []string{string(x.Probe.Kind)}
	if x.Control != "" {
		notes[0] = "control: " + string(x.Control)
	}
	if x.Probe.Form != "" && x.Probe.Form != specs.FormPlain {
		notes = append(notes, "form: "+string(x.Probe.Form))
	}
	if x.Again {
		notes = append(notes, "again")
	}
	if x.Resent {
		notes = append(notes, "resent")
	}
	if p := pathOf(record, x.Probe.Path); p != nil {
		notes = append(notes, pathNotes(p, x)...)
	}
	return append(notes, "server: "+strings.Join(record.Plan.Methods, " "))
}

func pathOf(record *runner.Record, path *specs.Path) *runner.PathRecord {
	for _, p := range record.Paths {
		if p.Path == path {
			return p
		}
	}
	return nil
}

func pathNotes(p *runner.PathRecord, x *runner.Exchange) []string {
	notes := []string{"not live"}
	if p.Live {
		notes[0] = "live"
	}
	if target, _, _ := strings.Cut(x.Target, "?"); target != p.Path.Template {
		notes = append(notes, "path: "+p.Path.Template)
	}
	if len(p.Path.Declared) > 0 {
		notes = append(notes, "declared: "+strings.Join(p.Path.Declared, " "))
	}
	return notes
}

// plain shows what a server could steer a terminal with as Go writes it.
func plain(s string) string {
	hidden := func(r rune) bool { return r != '\n' && r != '\t' && !unicode.IsPrint(r) }
	if utf8.ValidString(s) && strings.IndexFunc(s, hidden) < 0 {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		if hidden(r) || r == utf8.RuneError {
			fmt.Fprintf(&b, `\u%04x`, r)
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

// summary tells what there is to mend: one line a cause, however many subtests
// it fails.
func (o *outcome) summary() string {
	r := o.report
	var b strings.Builder
	fmt.Fprintf(&b, "proverb: %s: %s\n", r.Verdict, o.because())
	fmt.Fprintf(&b, "%d paths, %d live; %d probes planned, %d sent, %d judged, %d inconclusive, %d not sent\n",
		r.Coverage.Paths, r.Coverage.LivePaths, r.Coverage.Planned, r.Coverage.Sent, r.Coverage.Judged,
		r.Coverage.Inconclusive, r.Coverage.NotSent)
	for _, idle := range o.idle() {
		b.WriteString(idle + "\n")
	}
	for _, c := range r.Causes {
		fmt.Fprintf(&b, "%4d x %s: %s: %s\n", c.Count, c.Severity, c.Rule, plain(c.Summary))
	}
	b.WriteString(o.entriesText())
	b.WriteString(o.wayOn())
	for _, out := range o.settings.outputs {
		if out.Path != "-" {
			fmt.Fprintf(&b, "%s report: %s\n", out.Format, out.Path)
		}
	}
	return strings.TrimRight(b.String(), "\n")
}

// idle says what the user's filters were meant for and did not find.
func (o *outcome) idle() []string { return o.settings.filed.idle(o.judgement.Record.Plan) }

// inWordsOfConfig says in the words of Config what is written for the command
// line.
func (s *settings) inWordsOfConfig(text string) string {
	address := "Config.URL"
	if s.config.Handler != nil {
		address = "Config.BasePath"
		text = strings.ReplaceAll(text, "--url http://in-process", "--url ")
	}
	return strings.NewReplacer(
		"--confirm-host", "Config.ConfirmHost",
		"--safety", "Config.Safety",
		"--timeout", "Config.Timeout",
		"--min-judged", "Config.MinJudged",
		"--fail-on", "Config.FailOn",
		"--rate", "Config.Rate",
		"--param", "Config.Params",
		"--credential ", "Config.Credentials ",
		"--oauth2 ", "Config.OAuth2 ",
		"=env:VARIABLE", "",
		"--cert and --key", "Config.TLS",
		"--http ", "Config.HTTP ",
		"--max-failures", "Config.MaxFailures",
		"--max-paths", "Config.MaxPaths",
		"--auth", "Config.Auth",
		"--url", address,
		" -H 'Authorization: ...'", " Config.Header",
		" -H ", " Config.Header ",
	).Replace(text)
}
