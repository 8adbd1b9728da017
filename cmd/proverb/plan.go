package main

import (
	"github.com/spf13/cobra"

	"github.com/proverb-dev/proverb/runner"
	"github.com/proverb-dev/proverb/specs"
)

const planLong = `Plan prints every probe that audit would send, grouped by path, and those it would
not, with the reason. It sends nothing.

For each path parameter it tells where the value will come from: the first source
that leads to a live target is taken. Under it stand the other parameters that are
sent, with their values and where these are from. With each probe stands the lowest safety level
at which it is sent. What only the server's answers can decide is noted with the
probe: what is not sent because of an earlier answer. Further questions, which are
asked where answers give occasion, are listed last.`

const planExample = `  proverb plan openapi.yaml
  proverb plan openapi.yaml --safety full -o json`

func (a *app) planCommand() *cobra.Command {
	q := &questionFlags{}
	var format string
	c := &cobra.Command{
		Use:     "plan DOCUMENT",
		Short:   "Print every probe that would be sent; sends nothing",
		Long:    planLong,
		Example: planExample,
		Args:    oneDocument,
		RunE: func(_ *cobra.Command, args []string) error {
			if format != "text" && format != "json" {
				return usageError("--output %q: it is text or json", format)
			}
			plan, err := a.planOf(args[0], q)
			if err != nil {
				return err
			}
			a.tellIdle(plan, q)
			none, err := q.noQuestions()
			if err != nil {
				return err
			}
			transport, err := q.transport()
			if err != nil {
				return err
			}
			outline := &planOutline{plan: plan, noQuestions: none, transport: transport}
			if format == "json" {
				return outline.printJSON(a.stdout)
			}
			return outline.print(a.stdout)
		},
	}
	q.register(c)
	registerConfig(c)
	c.Flags().StringVarP(&format, "output", "o", "text", "text or json")
	return c
}

// planOf makes a plan to look at. Without --safety the level is the one audit
// would take: that of --url, or of the document's first server.
func (a *app) planOf(file string, q *questionFlags) (*specs.Plan, error) {
	o, err := q.options()
	if err != nil {
		return nil, err
	}
	if o.Safety, err = q.levelAt(runner.Config{URL: q.url}); err != nil {
		return nil, err
	}
	if q.url == "" && q.safety == "" {
		o.SafetyOf = levelOfServer
	}
	source, err := a.readDocument(file)
	if err != nil {
		return nil, err
	}
	return source.plan(o)
}

// levelOfServer is the level for the first server of a document.
func levelOfServer(d *specs.Document) specs.Safety {
	if _, ok := loopbackServer(d); ok {
		return specs.Guarded
	}
	return specs.ReadOnly
}
