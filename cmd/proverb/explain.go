package main

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/proverb-dev/proverb/suite/rules"
)

const explainExample = `  proverb explain allow/present-on-405
  proverb explain 501
  proverb explain 405 -o json
  proverb explain cache`

func (a *app) explainCommand() *cobra.Command {
	var format, recipe string
	c := &cobra.Command{
		Use:     "explain RULE|STATUS|TOPIC",
		Short:   "Explain a rule, an HTTP status or a topic",
		Long:    "Explain prints what a rule demands, why, where it stands, and examples of answers\nthat break it and that keep it; or what an HTTP status means, and the rules about it.",
		Example: explainExample,
		Args: func(c *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usageError("explain takes one rule, status or topic: proverb explain 405")
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error {
			if recipe != "" {
				return explainRecipe(a.stdout, args[0], recipe)
			}
			switch format {
			case "text":
				b := bufio.NewWriter(a.stdout)
				if err := explain(b, args[0]); err != nil {
					return err
				}
				return b.Flush()
			case "json":
				value, err := explained(args[0])
				if err != nil {
					return err
				}
				return printJSON(a.stdout, value)
			}
			return usageError("--output %q: it is text or json", format)
		},
	}
	c.Flags().StringVarP(&format, "output", "o", "text", "text or json")
	c.Flags().StringVar(&recipe, "for", "", "print only the code that mends the rule in a framework or server, as express or nginx-proxy")
	return c
}

func unknownWord(word string) error {
	return usageError("explain: no rule, topic or status %q%s; see proverb rules", word, didYouMean(word, ruleWords()))
}

func explain(w io.Writer, word string) error {
	if code, err := strconv.Atoi(word); err == nil {
		return explainStatus(w, code)
	}
	name, ok := ruleOrTopic(word)
	switch {
	case !ok:
		return unknownWord(word)
	case strings.HasSuffix(name, "/"):
		return explainTopic(w, name)
	}
	i := slices.IndexFunc(rules.Rules, func(r rules.Rule) bool { return r.ID == name })
	return explainRule(w, &rules.Rules[i])
}

func explainRule(w io.Writer, r *rules.Rule) error {
	fmt.Fprintf(w, "%s\n\n", r.ID)
	fmt.Fprintf(w, "%s\n\n", wrap(r.Title, "  "))
	fmt.Fprintf(w, "  level      %s\n  severity   %s%s\n", r.Level, r.Severity, strictly(r))
	cases, err := rules.CasesOf(r)
	if err != nil {
		return err
	}
	for _, c := range cases {
		tellBeside(w, "  by case    ", c.Words(r)+": "+strings.Join(c.Examples, "; "))
	}
	tellBeside(w, "  reference  ", r.Ref)
	if len(r.Supersedes) > 0 {
		tellBeside(w, "  supersedes ", strings.Join(r.Supersedes, ", "))
	}
	fmt.Fprintf(w, "\nWhy\n\n%s\n", wrap(r.Why, "  "))
	if err := tellPolicies(w, r); err != nil {
		return err
	}
	tellFixes(w, r)
	printExamples(w, parseExamples(rules.ExamplesOf(r.ID)))
	return nil
}

// tellBeside prints a text beside its label, and under itself where it is long.
func tellBeside(w io.Writer, label, text string) {
	fmt.Fprintln(w, strings.TrimRight(label+hanging(text, strings.Repeat(" ", len(label))), " "))
}

func strictly(r *rules.Rule) string {
	if r.Strict == "" || r.Strict == r.Severity {
		return ""
	}
	return fmt.Sprintf(" (%s with --strict)", r.Strict)
}

func explainTopic(w io.Writer, topic string) error {
	fmt.Fprintf(w, "%s\n", strings.TrimSuffix(topic, "/"))
	for i := range rules.Rules {
		if r := &rules.Rules[i]; strings.HasPrefix(r.ID, topic) {
			tellRule(w, r)
		}
	}
	fmt.Fprintf(w, "\nMore of one of them: proverb explain RULE\n")
	return nil
}

func tellRule(w io.Writer, r *rules.Rule) {
	fmt.Fprintf(w, "\n  %s  (%s)\n%s\n%s\n", r.ID, r.Severity, wrap(r.Title, "    "), wrap(r.Ref, "    "))
}

// rulesAbout are the rules that name a status, or that stand in its section of
// the standard.
func rulesAbout(code int, ref string) []*rules.Rule {
	number := strconv.Itoa(code)
	class := number[:1] + "xx"
	var out []*rules.Rule
	for i := range rules.Rules {
		r := &rules.Rules[i]
		if hasWord(r.Title, number) || hasWord(r.ID, number) || hasWord(strings.ToLower(r.Title), class) || hasReference(r.Ref, ref) {
			out = append(out, r)
		}
	}
	return out
}

// hasReference reports whether a rule's references hold this one, and not only
// one of its subsections.
func hasReference(refs, ref string) bool {
	i := strings.Index(refs, ref)
	if i < 0 {
		return false
	}
	rest := refs[i+len(ref):]
	return rest == "" || rest[0] != '.' && (rest[0] < '0' || rest[0] > '9') || strings.HasPrefix(rest, ". ")
}

// hasWord reports whether word stands in s by itself, not inside a longer number
// or word.
func hasWord(s, word string) bool {
	return slices.Contains(strings.FieldsFunc(s, func(r rune) bool {
		return (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z')
	}), word)
}
