package main

import (
	"strconv"
	"strings"

	"github.com/proverb-dev/proverb/specs/statuses"
	"github.com/proverb-dev/proverb/suite/rules"
)

// ruleExplained is a rule as explain -o json prints it.
type ruleExplained struct {
	ruleOutline
	Cases    []explainRank `json:"cases"` // that are of another severity than the rule
	Profiles []opinion     `json:"profiles"`
	Fixes    []explainFix  `json:"fixes"`
	Examples []explainCase `json:"examples"`
}

type explainRank struct {
	Severity rules.Severity `json:"severity"`
	Strict   rules.Severity `json:"strict"`
	Examples []string       `json:"examples"` // by their titles
}

type explainFix struct {
	For  string `json:"for"`
	Code string `json:"code"`
}

type explainCase struct {
	Title string `json:"title"` // pass, fail or n/a, and of what
	Text  string `json:"text"`  // in the notation of examples
}

// statusExplained is a status as explain -o json prints it.
type statusExplained struct {
	Status  int               `json:"status"`
	Name    string            `json:"name"`
	Meaning string            `json:"meaning"`
	Senders string            `json:"senders"`
	Ref     string            `json:"ref"`
	Effects []explainedEffect `json:"effects"`
	Rules   []string          `json:"rules"`
}

type explainedEffect struct {
	On   string `json:"on"`
	Text string `json:"text"`
}

// explained is what explain prints of a word, as a value: a rule, the rules of a
// topic, or a status.
func explained(word string) (any, error) {
	if code, err := strconv.Atoi(word); err == nil {
		return statusExplanation(code)
	}
	name, ok := ruleOrTopic(word)
	if !ok {
		return nil, unknownWord(word)
	}
	out := []ruleExplained{}
	for i := range rules.Rules {
		r := &rules.Rules[i]
		if r.ID == name || strings.HasSuffix(name, "/") && strings.HasPrefix(r.ID, name) {
			e, err := ruleExplanation(r)
			if err != nil {
				return nil, err
			}
			out = append(out, e)
		}
	}
	if strings.HasSuffix(name, "/") {
		return out, nil
	}
	return out[0], nil
}

func ruleExplanation(r *rules.Rule) (ruleExplained, error) {
	policy, err := policyOf("rfc", false)
	if err != nil {
		return ruleExplained{}, err
	}
	cases, err := rules.CasesOf(r)
	if err != nil {
		return ruleExplained{}, err
	}
	said, err := opinions(r)
	e := ruleExplained{
		ruleOutline: ruleOutlines([]rules.Rule{*r}, policy)[0], Cases: []explainRank{},
		Profiles: append([]opinion{}, said...), Fixes: []explainFix{}, Examples: []explainCase{},
	}
	for _, c := range cases {
		e.Cases = append(e.Cases, explainRank(c))
	}
	for _, f := range r.Fixes {
		e.Fixes = append(e.Fixes, explainFix{For: f.For, Code: f.Code})
	}
	for _, x := range parseExamples(rules.ExamplesOf(r.ID)) {
		e.Examples = append(e.Examples, explainCase{Title: x.title, Text: strings.Trim(x.text, "\n")})
	}
	return e, err
}

func statusExplanation(code int) (any, error) {
	s, ok := statuses.Of(code)
	if !ok {
		return nil, usageError("explain: nothing is known of the status %d by itself; explain it without -o json, which tells of its class", code)
	}
	out := statusExplained{Status: code, Name: s.Name, Meaning: s.Meaning, Senders: s.Senders, Ref: s.Ref, Effects: []explainedEffect{}, Rules: []string{}}
	for _, e := range s.Effects() {
		out.Effects = append(out.Effects, explainedEffect{e.On, e.Text})
	}
	for _, r := range rulesAbout(code, s.Ref) {
		out.Rules = append(out.Rules, r.ID)
	}
	return out, nil
}
