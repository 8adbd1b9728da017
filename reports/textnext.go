package reports

import (
	"fmt"
	"slices"

	"github.com/proverb-dev/proverb/runner"
)

// next says what to do now.
func (t *text) next() {
	if t.Cut == string(runner.CutUnreachable) {
		t.nextOfNobody()
		return
	}
	var ids []string
	for _, c := range t.Causes {
		if !slices.Contains(ids, c.Rule) && len(ids) < 3 && !c.settled() {
			ids = append(ids, c.Rule)
		}
	}
	if len(ids) == 0 {
		return
	}
	t.printf("\n%s\n", t.bold("Next"))
	for _, id := range ids {
		t.printf("  proverb explain %s\n", id)
	}
	t.replay()
	t.postpone()
}

// nextOfNobody is for a run that no server answered: before there is one, what the
// document alone shows can wait. Where something listens and is not understood, the
// verdict has why, and what to do about it.
func (t *text) nextOfNobody() {
	if t.inProcess() || len(t.Exchanges) == 0 {
		return
	}
	x, look := &t.Exchanges[0], "See that the server runs, and that this is where it listens. "
	if x.Outcome == string(runner.TLSFailed) || x.Outcome == string(runner.Malformed) {
		look = ""
	}
	t.printf("\n%s\n", t.bold("Next"))
	t.para("  ", look+"What got no answer:")
	t.printf("    $ %s\n", plain(t.curl(x)))
}

// replay is the command that asks the example of the first cause again that can be: not
// what was written byte for byte, nor what held a secret.
func (t *text) replay() {
	if t.inProcess() {
		return // nothing listens that could be asked
	}
	for i := range t.Causes {
		c := &t.Causes[i]
		if c.settled() {
			continue
		}
		for _, f := range t.findingsOf(c) {
			x := t.exchanges[f.Exchange]
			if f.Suppressed != "" || x == nil || !runner.Replayable(asked(x)) {
				continue
			}
			which := "the first"
			if i > 0 {
				which = fmt.Sprintf("number %d", i+1)
			}
			t.printf("  To send %s again (--report json=report.json keeps the run):\n    %s\n", which, plain(t.replayLine(f, x)))
			return
		}
	}
}
