package suite

import (
	"fmt"
	"os"
	"strconv"

	"github.com/proverb-dev/proverb/reports"
	"github.com/proverb-dev/proverb/suite/rules"
)

// updateEnv asks that the baseline is written of what a run finds.
const updateEnv = "PROVERB_UPDATE"

// accepting is what a Config says of findings that are accepted.
type accepting struct {
	baseline string // the file; "" is none
	update   bool   // whether to write it
	old      []rules.Acceptance
	accept   []rules.Acceptance // of Config.File
	stale    string
}

// accepting reads the baseline. One that is not there yet is only in order where
// it is to be written.
func (c *Config) accepting() (*accepting, error) {
	a := &accepting{baseline: c.Baseline, stale: c.Stale, update: os.Getenv(updateEnv) != "", accept: c.filed.accept}
	if a.baseline == "" {
		return a, nil
	}
	var found bool
	var err error
	a.old, found, err = reports.LoadBaseline(a.baseline)
	if err == nil && !found && !a.update {
		err = fmt.Errorf("there is no %s; %s=1 go test writes it", a.baseline, updateEnv)
	}
	if err != nil {
		return nil, fmt.Errorf("Config.Baseline: %w", err)
	}
	return a, nil
}

// acceptances are the entries to judge by.
func (a *accepting) acceptances() (rules.Acceptances, error) {
	out, err := reports.Accepting(a.accept, a.old, a.stale)
	if err != nil {
		return out, fmt.Errorf("Config.Stale %w", err)
	}
	return out, nil
}

// renew writes the baseline of what a run found, where that was asked for, and
// judges again by it.
func (s *settings) renew(j *rules.Judgement, about reports.About) (*rules.Judgement, error) {
	if !s.accepting.update || s.accepting.baseline == "" {
		return j, nil
	}
	s.accepting.old = reports.Updated(reports.New(j, about), s.accepting.old)
	if err := reports.SaveBaseline(s.accepting.baseline, s.accepting.old); err != nil {
		return nil, err
	}
	var err error
	if s.profile.Accept, err = s.accepting.acceptances(); err != nil {
		return nil, err
	}
	return rules.Judge(j.Record, s.profile), nil
}

// acceptedText is why a case is skipped that would fail, had nobody accepted
// what was found there.
func (o *outcome) acceptedText(c *testCase) string {
	for _, f := range c.findings {
		if f.Accepted != "" && f.Severity.Reaches(o.judgement.Profile.FailOn) {
			return "accepted: " + f.Rule.ID + ": " + plain(f.Accepted)
		}
	}
	return ""
}

// entriesText tells which acceptances need somebody's hand; empty for none.
func (o *outcome) entriesText() string {
	text := ""
	for _, a := range o.judgement.Expired {
		text += fmt.Sprintf("accepted until %s, and back: %s (%s)\n", a.Expires.Format("2006-01-02"), a.Name(), a.From)
	}
	for _, a := range o.judgement.Expiring {
		text += fmt.Sprintf("accepted until %s, which is soon: %s (%s)\n", a.Expires.Format("2006-01-02"), a.Name(), a.From)
	}
	for _, a := range o.judgement.Stale {
		text += fmt.Sprintf("accepted, and no longer there: %s (%s)\n", a.Name(), a.From)
	}
	return plain(text)
}

// staleFails reports whether entries that no longer occur fail the run.
func (o *outcome) staleFails() bool {
	return o.settings.accepting.stale == string(rules.StaleError) && len(o.judgement.Stale) > 0
}

// wayOn says, on a run that fails and has no baseline yet, how the worst of what it
// finds is postponed, and how all of it is accepted for now.
func (o *outcome) wayOn() string {
	if o.judgement.Verdict != rules.Fails || o.settings.accepting.baseline != "" {
		return ""
	}
	return o.report.Postponing("to postpone the first, in a .proverb.yaml that Config.File names:\n", "  ") +
		"to accept what there is for now: Config.Baseline = " + strconv.Quote(reports.BaselineFile) +
		", and " + updateEnv + "=1 go test writes it\n"
}
