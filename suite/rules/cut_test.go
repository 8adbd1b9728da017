package rules_test

import (
	"strings"
	"testing"

	"github.com/proverb-dev/proverb/runner"
	"github.com/proverb-dev/proverb/suite/rules"
)

// TestWhatEndedARunIsNotHeldAgainstAMethod: when the server has gone, the last
// requests got no answer for that reason, and there was nobody left to ask again.
func TestWhatEndedARunIsNotHeldAgainstAMethod(t *testing.T) {
	t.Parallel()
	text := answers("< 200 OK", "< (refused: connection refused)", "< (dropped: the connection was closed before a status line)")
	record := recordOf(t, text)
	if j := rules.Judge(record, rules.Profile{}); !tells(j, "method/no-server-error") {
		t.Error("a dropped connection is not told in a run that went on")
	}
	record.Cut, record.CutText = runner.CutDied, "the server stopped answering"
	j := rules.Judge(record, rules.Profile{})
	if tells(j, "method/no-server-error") {
		t.Error("a dropped connection is told, though the server had gone")
	}
	if j.Server.Distinguishes != rules.Undecided || !strings.Contains(j.Server.Because, "cut short") {
		t.Errorf("the 405/501 answer is %s: %s", j.Server.Distinguishes, j.Server.Because)
	}
}

func tells(j *rules.Judgement, id string) bool {
	for _, f := range j.Findings {
		if f.Rule.ID == id {
			return true
		}
	}
	return false
}
