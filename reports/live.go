package reports

import (
	"encoding/json"
	"fmt"
	"io"
	"time"

	"github.com/proverb-dev/proverb/runner"
	"github.com/proverb-dev/proverb/specs"
	"github.com/proverb-dev/proverb/suite/rules"
)

// Live writes a report in lines while the run goes on: what stands before the
// first request, then every exchange as it ends. It has no end line, so it does
// not pass for a whole report; Read reads as much of it as there is. Once the run
// is judged the whole report takes its place.
type Live struct {
	lines   lines
	numbers map[*runner.Exchange]int // of those that may be asked again
}

// CutKilled is the Cut of a report whose run never came to its end.
const CutKilled = "killed"

// NewLive writes what is known before the first request is sent.
func NewLive(w io.Writer, plan *specs.Plan, target string, about About) (*Live, error) {
	l := &Live{lines: lines{encoder: json.NewEncoder(w)}, numbers: map[*runner.Exchange]int{}}
	l.lines.encoder.SetEscapeHTML(false)
	r := &Report{
		Schema: Schema, Tool: Tool{Name: "proverb", Version: about.ToolVersion}, Document: newDocument(plan.Document),
		Target: legible(target), Safety: string(plan.Safety), Started: time.Now().UTC(),
		Verdict: string(rules.RunUndecided), Cut: CutKilled, Unknown: plan.Unknown,
		Because: "The run ended before it was judged.",
		Server:  Server{Distinguishes: string(rules.Undecided), Because: "The run ended before it was judged.", Methods: list(plan.Methods)},
	}
	for _, p := range plan.Paths {
		r.Coverage.Planned += len(p.Probes)
	}
	r.Coverage.Paths = len(plan.Paths)
	l.lines.write(linesHead{Lines: linesSchema, Live: true, Report: r})
	for _, p := range plan.Paths {
		path := newPath(&runner.PathRecord{Path: p})
		l.lines.write(entry{Path: &path})
	}
	return l, l.err()
}

// Add writes an exchange. An error is kept, and told at the end: a full disk is no
// reason to stop asking.
func (l *Live) Add(x *runner.Exchange) {
	told := newExchange(x, rules.ExchangeJudgement{}, newBodyTexts(nil, textLimit))
	told.ID = len(l.numbers) + 1
	l.numbers[x] = told.ID
	told.First = l.numbers[x.First]
	l.lines.write(entry{Exchange: &told})
}

func (l *Live) err() error {
	if l.lines.err != nil {
		return fmt.Errorf("writing the record of the run: %w", l.lines.err)
	}
	return nil
}

// settleLive makes of the lines that were read a report of what was heard.
func settleLive(r *Report) {
	for i := range r.Exchanges {
		if r.Exchanges[i].Control == "" && !r.Exchanges[i].Again {
			r.Coverage.Sent++
		}
	}
	r.Because = fmt.Sprintf("The run ended before it was judged: %d exchanges of it are recorded, and none is judged.", len(r.Exchanges))
}
