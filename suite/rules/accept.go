package rules

import (
	"crypto/sha256"
	"encoding/base32"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/proverb-dev/proverb/runner"
	"github.com/proverb-dev/proverb/specs"
)

// Acceptance is an entry that accepts findings: they are told and marked, and
// do not make a run fail.
type Acceptance struct {
	// Fingerprint names one finding; where it is given, Rule, Method and Path
	// only say to people which.
	Fingerprint string
	Rule        string // an id
	Method      string // as findings have it; "" is any
	Path        string // a glob over templates; "" is any, and the server as a whole
	Reason      string
	Expires     time.Time // the last day on which it holds, UTC; zero is none
	From        string    // where it is written, as file:line
}

// Acceptances are the entries of a run, and what they may do.
type Acceptances struct {
	Entries []Acceptance
	Now     time.Time // what Expires is held against
	Stale   Staleness // what an entry that no longer occurs does; "" is StaleWarn
}

// Staleness is what becomes of an entry that no longer occurs.
type Staleness string

// What becomes of stale entries.
const (
	StaleError Staleness = "error" // they fail the run
	StaleWarn  Staleness = "warn"  // they are told
	StaleOff   Staleness = "off"   // nothing is said
)

// Expired reports whether the entry's last day is over.
func (a *Acceptance) Expired(now time.Time) bool {
	return !a.Expires.IsZero() && !now.Before(a.Expires.AddDate(0, 0, 1))
}

// soon is how long before its last day an entry is told: two weeks, in which
// somebody can mend what it accepts, or write another day.
const soon = 14 * 24 * time.Hour

// expiresSoon reports whether the entry holds, and its last day is near.
func (a *Acceptance) expiresSoon(now time.Time) bool {
	return !a.Expires.IsZero() && !a.Expired(now) && !now.Before(a.Expires.Add(-soon))
}

// Covers reports whether a finding is one that the entry is about.
func (a *Acceptance) Covers(f *Finding) bool {
	if a.Fingerprint != "" {
		return a.Fingerprint == f.Fingerprint()
	}
	return a.Rule == f.Rule.ID && (a.Method == "" || strings.EqualFold(a.Method, f.Method)) &&
		(a.Path == "" || f.Path != nil && f.Path.Path.MatchesGlob(a.Path))
}

// because is the reason to tell with an accepted finding.
func (a *Acceptance) because() string {
	reason := a.Reason
	if reason == "" {
		reason = "in the baseline"
	}
	if !a.Expires.IsZero() {
		reason += ", until " + a.Expires.Format(time.DateOnly)
	}
	return reason
}

// Fingerprint names a finding from run to run. Neither the status nor the text
// is in it, so that it survives a server that fails a little differently.
func (f *Finding) Fingerprint() string {
	path := ""
	if f.Path != nil {
		path = f.Path.Path.Template
	}
	return Fingerprint(f.Rule.ID, f.Method, path, f.Detail)
}

// Fingerprint names what is found by a rule at a METHOD and path, from run to
// run: there is no status and no message text in it.
func Fingerprint(rule, method, path, detail string) string {
	sum := sha256.Sum256([]byte(strings.Join([]string{rule, method, path, detail}, "\x00")))
	return strings.ToLower(base32.StdEncoding.EncodeToString(sum[:]))[:12]
}

// accept marks the findings that an entry covers, and sets the entries apart
// that have expired, soon will, or cover nothing.
func (j *judging) accept(out *Judgement) {
	known := &j.profile.Accept
	if len(known.Entries) == 0 {
		return
	}
	named := map[string]*Finding{}
	for i := range out.Findings {
		named[out.Findings[i].Fingerprint()] = &out.Findings[i]
	}
	for i := range known.Entries {
		a := &known.Entries[i]
		covered := a.covered(out.Findings, named)
		for _, f := range covered {
			a.mark(f, known.Now)
		}
		switch {
		case len(covered) > 0 && a.Expired(known.Now):
			out.Expired = append(out.Expired, *a)
		case len(covered) > 0 && a.expiresSoon(known.Now):
			out.Expiring = append(out.Expiring, *a)
		case len(covered) == 0 && known.Stale != StaleOff && j.couldOccur(a):
			out.Stale = append(out.Stale, *a)
		}
	}
}

// covered are the findings that the entry is about. Thousands of a baseline are
// looked up by their name.
func (a *Acceptance) covered(all []Finding, named map[string]*Finding) []*Finding {
	var out []*Finding
	if a.Fingerprint != "" {
		if f := named[a.Fingerprint]; f != nil {
			out = append(out, f)
		}
		return out
	}
	for i := range all {
		if a.Covers(&all[i]) {
			out = append(out, &all[i])
		}
	}
	return out
}

// mark accepts a finding while the entry holds. The first entry that does gives
// the reason.
func (a *Acceptance) mark(f *Finding, now time.Time) {
	if f.Accepted == "" && !a.Expired(now) {
		f.Accepted = a.because()
	}
}

// couldOccur reports whether the run asked what would have shown the finding:
// an entry is not stale because its rule, path or method was left out, or
// because the answer decides nothing. A path or method that is in no plan any
// more cannot occur.
func (j *judging) couldOccur(a *Acceptance) bool {
	if j.bench.record.Cut != "" || !j.judgesBy(a.Rule) {
		return false
	}
	if a.Path == "" {
		return j.decided(a.Rule)
	}
	matches := func(p *specs.Path) bool { return p.MatchesGlob(a.Path) }
	return !slices.ContainsFunc(j.bench.record.Plan.Paths, matches) ||
		slices.ContainsFunc(j.bench.record.Paths, func(p *runner.PathRecord) bool { return matches(p.Path) && j.decidedOn(p, a.Method) })
}

// decided reports whether a rule had occasion anywhere, and could tell.
func (j *judging) decided(id string) bool {
	for _, t := range j.tallies {
		if t.Rule.ID == id {
			return t.Applied > t.Inconclusive
		}
	}
	return true
}

// judgesBy: a rule that is no longer in the catalogue cannot occur, and its
// entry is stale.
func (j *judging) judgesBy(id string) bool {
	for i := range j.rules {
		if j.rules[i].ID == id {
			return true
		}
	}
	return len(j.profile.Only)+len(j.profile.Except) == 0
}

// decidedOn reports whether all that was planned of a method on a path was
// asked, with answers that decide something. Of any method, one is enough.
func (j *judging) decidedOn(p *runner.PathRecord, method string) bool {
	if method == "" {
		return slices.ContainsFunc(p.Exchanges, func(x *runner.Exchange) bool { return j.undecided(x) == "" })
	}
	for _, n := range p.NotSent {
		if strings.EqualFold(n.Probe.Name(), method) {
			return false
		}
	}
	return !slices.ContainsFunc(lastOfEach(p.Exchanges), func(x *runner.Exchange) bool {
		return strings.EqualFold(x.Probe.Name(), method) && j.undecided(x) != ""
	})
}

// FailsBy reports whether a finding makes a run with this threshold fail: it
// reaches it, and nobody has accepted it.
func (f *Finding) FailsBy(threshold Severity) bool {
	return f.Accepted == "" && f.Severity.Reaches(threshold)
}

// staleFails is why stale entries fail a run; empty where they do not.
func (j *judging) staleFails(out *Judgement) string {
	n := len(out.Stale)
	switch {
	case n == 0 || j.bench.record.Shard.IsPart() || // another shard may have it
		j.profile.Accept.Stale != StaleError:
		return ""
	case n == 1:
		return fmt.Sprintf("The accepted finding %s no longer occurs: take its entry away (%s).", out.Stale[0].Name(), out.Stale[0].From)
	}
	return fmt.Sprintf("%d accepted findings no longer occur: take their entries away.", n)
}

// Name says in a few words what the entry is about.
func (a *Acceptance) Name() string {
	name := strings.TrimSpace(a.Method + " " + a.Path)
	return strings.TrimSpace(a.Rule + " " + name)
}

// accepted counts the findings that would make a run fail, had nobody accepted
// them.
func (out *Judgement) accepted(threshold Severity) int {
	n := 0
	for i := range out.Findings {
		if f := &out.Findings[i]; f.Accepted != "" && f.Severity.Reaches(threshold) {
			n++
		}
	}
	return n
}
