package main

import (
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/proverb-dev/proverb/suite/rules"
)

const rulesExample = `  proverb rules
  proverb rules --topic cache
  proverb rules --profile zalando
  proverb rules -o json`

func (a *app) rulesCommand() *cobra.Command {
	var format, topic, profile string
	c := &cobra.Command{
		Use:     "rules",
		Short:   "List the rules that answers are judged by",
		Example: rulesExample,
		Args:    noArguments,
		RunE: func(*cobra.Command, []string) error {
			list, err := rulesOfTopic(topic)
			if err != nil {
				return err
			}
			policy, err := policyOf(profile, false)
			if err != nil {
				return usageError("--profile: %w", err)
			}
			switch format {
			case "text":
				return printRules(a.stdout, list, policy)
			case "json":
				return printJSON(a.stdout, ruleOutlines(list, policy))
			}
			return usageError("--output %q: it is text or json", format)
		},
	}
	c.Flags().StringVarP(&format, "output", "o", "text", "text or json")
	c.Flags().StringVar(&profile, "profile", "rfc", "with the severities of this profile: "+strings.Join(rules.PolicyNames(), ", ")+", or my.yaml")
	c.Flags().StringVar(&topic, "topic", "", "only the rules of one topic: method, allow, body, cache, ...")
	return c
}

// rulesOfTopic are the rules of a topic, of all topics where none is named.
func rulesOfTopic(topic string) ([]rules.Rule, error) {
	if topic == "" {
		return rules.Rules, nil
	}
	known, ok := ruleOrTopic(topic)
	if !ok || !strings.HasSuffix(known, "/") {
		return nil, usageError("--topic: no topic %q%s; there are %s", topic, didYouMean(topic, topics()), strings.Join(topics(), ", "))
	}
	var out []rules.Rule
	for _, r := range rules.Rules {
		if topicOf(r.ID)+"/" == known {
			out = append(out, r)
		}
	}
	return out, nil
}

func printRules(w io.Writer, list []rules.Rule, policy *rules.Policy) error {
	t := table{names: 3}
	t.add("RULE", "LEVEL", "SEVERITY", "REQUIREMENT", "REFERENCE")
	for _, r := range list {
		t.add(r.ID, string(r.Level), string(policy.SeverityOf(&r)), r.Title, r.Ref)
	}
	return t.print(w)
}

// ruleOutline is a rule as rules -o json prints it.
type ruleOutline struct {
	ID         string         `json:"id"`
	Level      rules.Level    `json:"level"`
	Severity   rules.Severity `json:"severity"`
	Strict     rules.Severity `json:"strict"`
	Scope      rules.Scope    `json:"scope"`
	Ref        string         `json:"ref"`
	Title      string         `json:"title"`
	Why        string         `json:"why"`
	Supersedes []string       `json:"supersedes"`
}

func ruleOutlines(list []rules.Rule, policy *rules.Policy) []ruleOutline {
	out := []ruleOutline{}
	for _, r := range list {
		out = append(out, ruleOutline{r.ID, r.Level, policy.SeverityOf(&r), r.Strict, r.Scope, r.Ref, r.Title, r.Why,
			append([]string{}, r.Supersedes...)})
	}
	return out
}
