package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/proverb-dev/proverb/suite/rules"
)

// judgingFlags say by which rules, and how hard.
type judgingFlags struct {
	only, except    []string
	profile, failOn string
	strict          bool
	minJudged       float64
}

func (j *judgingFlags) register(c *cobra.Command) {
	f := c.Flags()
	f.StringSliceVar(&j.only, "rules", nil, "judge by these rules or topics only: cache, allow/present-on-405")
	f.StringSliceVar(&j.except, "exclude-rules", nil, "leave these rules or topics out")
	f.StringVar(&j.profile, "profile", "rfc", "severities by the name of a profile, several joined by +, or of a file: "+strings.Join(rules.PolicyNames(), ", ")+", my.yaml")
	f.BoolVar(&j.strict, "strict", false, "judge as the profile strict does, which makes errors of many warnings; what --profile says of a rule goes before")
	f.StringVar(&j.failOn, "fail-on", string(rules.Error), "the severity from which a finding fails the run: error, warning, info or never")
	f.Float64Var(&j.minJudged, "min-judged", 0.5, "the share of sent probes, 0 to 1, that must be judged for a verdict")
}

// judgingProfile is the profile the flags describe.
func (j *judgingFlags) judgingProfile() (rules.Profile, error) {
	p := rules.Profile{MinJudged: j.minJudged, FailOn: rules.Severity(j.failOn)}
	var err error
	if p.Policy, err = policyOf(j.profile, j.strict); err != nil {
		return p, usageError("--profile: %w", err)
	}
	p.Name = p.Policy.Name
	switch {
	case !slices.Contains([]rules.Severity{rules.Error, rules.Warning, rules.Info, rules.Never}, p.FailOn):
		return p, usageError("--fail-on %q: it is error, warning, info or never", j.failOn)
	case !(0 <= j.minJudged && j.minJudged <= 1): // NaN is neither
		return p, usageError("--min-judged %v: it is a share from 0 to 1", j.minJudged)
	case j.minJudged == 0:
		p.MinJudged = -1 // to the profile, 0 is the default
	}
	if p.Only, err = ruleNames("--rules", j.only); err != nil {
		return p, err
	}
	p.Except, err = ruleNames("--exclude-rules", j.except)
	return p, err
}

// policyOf is a policy by its name or from a file.
func policyOf(name string, strict bool) (*rules.Policy, error) {
	p, err := namedPolicy(name)
	if err == nil && strict {
		p = p.Strictly()
	}
	return p, err
}

func namedPolicy(name string) (*rules.Policy, error) {
	if !rules.IsPolicyFile(name) {
		return rules.PolicyNamed(name)
	}
	text, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("there is no file %s; the profiles that need none are %s", name, strings.Join(rules.PolicyNames(), ", "))
	}
	if err != nil {
		return nil, fmt.Errorf("reading the profile: %w", err)
	}
	return rules.ParsePolicy(text, name, rules.Rules)
}

// ruleNames holds ids and topics to the catalogue: a misspelt one would leave a
// run greener than was meant.
func ruleNames(flag string, names []string) ([]string, error) {
	var out []string
	for _, name := range names {
		known, ok := ruleOrTopic(name)
		if !ok {
			return nil, usageError("%s: no rule or topic %q%s; see proverb rules", flag, name, didYouMean(name, ruleWords()))
		}
		out = append(out, known)
	}
	return out, nil
}

// ruleOrTopic is a name as the profile wants it: an id, or a topic with its slash.
func ruleOrTopic(name string) (string, bool) {
	topic := strings.TrimSuffix(name, "/") + "/"
	for _, r := range rules.Rules {
		if r.ID == name {
			return name, true
		}
		if strings.HasPrefix(r.ID, topic) {
			return topic, true
		}
	}
	return "", false
}

// topicOf is what stands before the slash of a rule's id.
func topicOf(id string) string {
	topic, _, _ := strings.Cut(id, "/")
	return topic
}

// topics are the topics of the catalogue, in its order.
func topics() []string {
	var out []string
	for _, r := range rules.Rules {
		if t := topicOf(r.ID); !slices.Contains(out, t) {
			out = append(out, t)
		}
	}
	return out
}

// ruleWords are all topics and ids.
func ruleWords() []string {
	out := topics()
	for _, r := range rules.Rules {
		out = append(out, r.ID)
	}
	return out
}
