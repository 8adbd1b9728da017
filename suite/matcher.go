package suite

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/proverb-dev/proverb/runner"
	"github.com/proverb-dev/proverb/specs"
	"github.com/proverb-dev/proverb/suite/rules"
)

// matcher holds one answer to rules. It fails by any finding of theirs that reaches
// its threshold, and where they cannot decide.
type matcher struct {
	wants string     // what is expected of an answer: "to refuse the method"
	kind  specs.Kind // what the method is taken for
	rules []rules.Rule
	// threshold is the severity that fails; empty is any.
	threshold rules.Severity
	// reads says that the rules are about the content, so that one that cannot be
	// read is an error.
	reads bool
	// json says that the answer is of an API that speaks JSON alone.
	json bool
	// silent says that no rule needs to have an occasion.
	silent bool
	// declared keeps what an Exchange says of its document.
	declared bool
	// occasions are the names of rules each of which must have an occasion.
	occasions []string
	strange   []string // names that no rule has

	said string // of the last match: what is wrong, or what is kept
}

// Match makes a record of the one exchange and has it judged.
func (m *matcher) Match(actual any) (bool, error) {
	m.said = ""
	if len(m.strange) > 0 {
		return false, fmt.Errorf("there is no rule %s: `proverb rules` lists them", listed(m.strange))
	}
	a, err := answerOf(actual)
	if err != nil {
		return false, err
	}
	if m.reads && a.unread != nil {
		return false, fmt.Errorf("the body cannot be read (is it closed?): %w", a.unread)
	}
	record, x := m.record(a.exchange)
	j := rules.Judge(record, rules.Profile{Rules: m.fitting(x), FailOn: m.threshold, MinJudged: -1})
	if err := m.vain(j); err != nil {
		return false, fmt.Errorf("%w\n%s", err, a.evidence(record, x))
	}
	wrong := m.wrong(j, x)
	if len(wrong) == 0 {
		m.said = kept(j) + "\n" + a.evidence(record, x)
		return true, nil
	}
	m.said = strings.Join(wrong, "\n\n") + "\n\n" + a.evidence(record, x)
	return false, nil
}

// FailureMessage says what is wrong, by which text, and shows the exchange.
func (m *matcher) FailureMessage(any) string {
	return "Expected the answer " + m.wants + "\n\n" + m.said
}

// NegatedFailureMessage says which rules are kept, and shows the exchange.
func (m *matcher) NegatedFailureMessage(any) string {
	return "Expected the answer not " + m.wants + "\n\n" + m.said
}

// record is that of a run which asked this one thing of a path that is live, with
// credentials if it needs any: whoever writes a test knows what is there.
func (m *matcher) record(x runner.Exchange) (*runner.Record, *runner.Exchange) {
	probe := specs.Probe{Method: x.Method}
	if x.Probe != nil {
		probe = *x.Probe
	}
	if m.kind != "" {
		probe.Kind = m.kind
	}
	if probe.Method == "" {
		probe.Method = "the method"
	}
	if probe.Path == nil {
		template, _, _ := strings.Cut(x.Target, "?")
		probe.Path = &specs.Path{Template: template}
	}
	x.Probe, x.Control, x.Again, x.First = &probe, "", false, nil
	methods := append([]string{"GET", "HEAD"}, probe.Path.Declared...)
	slices.Sort(methods)
	plan := &specs.Plan{Paths: []*specs.Path{probe.Path}, Methods: slices.Compact(methods)}
	if m.json {
		plan.Document.MediaTypes = []string{"application/json"}
	}
	return &runner.Record{
		Plan:          plan,
		Authenticated: true,
		Paths:         []*runner.PathRecord{{Path: probe.Path, Target: x.Target, Live: true, Exchanges: []*runner.Exchange{&x}}},
	}, &x
}

// fitting are the rules but, where no document is known, those that hold to it.
func (m *matcher) fitting(x *runner.Exchange) []rules.Rule {
	if !m.declared || x.Probe.Path.File != "" || len(x.Probe.Path.Declared) > 0 {
		return m.rules
	}
	return slices.DeleteFunc(slices.Clone(m.rules), func(r rules.Rule) bool { return r.Level == rules.Contract })
}

// vain is an error where a rule that was named has no occasion.
func (m *matcher) vain(j *rules.Judgement) error {
	for _, name := range m.occasions {
		if !slices.ContainsFunc(j.Tallies, func(t rules.Tally) bool { return t.Applied > 0 && isNamed(t.Rule, name) }) {
			return fmt.Errorf("%s has no occasion here, so that nothing would be asserted", name)
		}
	}
	return nil
}

// wrong is what keeps a match from success, in words.
func (m *matcher) wrong(j *rules.Judgement, x *runner.Exchange) []string {
	if x.Outcome != runner.Answered {
		return []string{fmt.Sprintf("no answer (%s): %s", x.Outcome, x.Trouble)}
	}
	var texts []string
	for i := range j.Findings {
		if f := &j.Findings[i]; m.threshold == "" || f.Severity.Reaches(m.threshold) {
			texts = append(texts, m.inItsWords(complaint(f), x))
		}
	}
	if len(texts) > 0 || m.silent {
		return texts
	}
	return m.open(j, x)
}

// open is why rules that found nothing decide nothing either.
func (m *matcher) open(j *rules.Judgement, x *runner.Exchange) []string {
	applied := false
	for _, t := range j.Tallies {
		applied = applied || t.Applied > 0
		if t.Inconclusive > 0 {
			because := ""
			if reason := j.Exchanges.Of(x).Reason; reason != "" {
				because = ": " + reason.Text()
			}
			return []string{fmt.Sprintf("inconclusive: %s: %d does not tell%s\n%s", t.Rule.ID, x.Status, because, requirement(t.Rule))}
		}
	}
	if !applied {
		return []string{"none of its rules has an occasion here: " + listed(ids(m.rules))}
	}
	return nil
}

// inItsWords puts the method that was sent for the word that stands for unregistered
// ones in a whole run.
func (m *matcher) inItsWords(text string, x *runner.Exchange) string {
	if m.kind == specs.KindUnknown && x.Probe.Method != "" {
		text = strings.ReplaceAll(text, "UNKNOWN", x.Probe.Method)
	}
	return strings.ReplaceAll(text, " on 1 path", "")
}

// kept are the rules that had an occasion and found nothing: what each requires, or,
// where they are those of the whole catalogue, their names.
func kept(j *rules.Judgement) string {
	const most = 10
	var names, lines []string
	for _, t := range j.Tallies {
		if t.Applied > 0 && t.Failed == 0 {
			names = append(names, t.Rule.ID)
			lines = append(lines, "kept: "+t.Rule.ID+"\n"+requirement(t.Rule))
		}
	}
	if len(names) > most {
		return fmt.Sprintf("kept are %d rules: %s", len(names), listed(names))
	}
	return strings.Join(lines, "\n")
}

func requirement(r *rules.Rule) string { return fmt.Sprintf("%s (%s): %s", r.Ref, r.Level, r.Title) }

// catalogued are rules of the catalogue by id or by topic.
func catalogued(names ...string) []rules.Rule {
	var out []rules.Rule
	for _, r := range rules.Rules {
		if slices.ContainsFunc(names, func(name string) bool { return isNamed(&r, name) }) {
			out = append(out, r)
		}
	}
	return out
}

func isNamed(r *rules.Rule, name string) bool {
	return r.ID == name || name != "" && strings.HasPrefix(r.ID, strings.TrimSuffix(name, "/")+"/")
}

// strangers are the names that no rule of the catalogue has.
func strangers(names []string) []string {
	return slices.DeleteFunc(slices.Clone(names), func(name string) bool { return len(catalogued(name)) > 0 })
}

func ids(all []rules.Rule) []string {
	var out []string
	for _, r := range all {
		out = append(out, r.ID)
	}
	return out
}

func listed(words []string) string { return strings.Join(words, ", ") }

var errNil = errors.New("a matcher of Proverb was given nil: it takes a *http.Response, a *httptest.ResponseRecorder or a *runner.Exchange")
