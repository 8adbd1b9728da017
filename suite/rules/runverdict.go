package rules

import (
	"fmt"

	"github.com/proverb-dev/proverb/specs"
)

// Facts are what the verdict of a run is drawn from.
type Facts struct {
	FailOn      Severity
	Reaching    int    // findings that reach FailOn and that nobody accepted
	Accepted    int    // those that somebody did
	Stale       string // why entries that no longer occur fail the run; "" where not
	Cut         string // that the run was cut short; "" where not
	Shard       bool   // whether there are other shards
	Counts      Counts
	Server      Server
	MinJudged   float64 // as in Profile
	NothingLive string  // why no path is live
	MostOften   string  // why sent probes could not be judged
}

// minJudged is the share of sent probes that must be judged.
func (f *Facts) minJudged() float64 {
	if f.MinJudged == 0 {
		return 0.5
	}
	return max(f.MinJudged, 0)
}

func (f *Facts) underMinJudged() bool {
	return float64(f.Counts.Judged) < f.minJudged()*float64(f.Counts.Sent)
}

// Verdict is the verdict of a run, and why.
func (f *Facts) Verdict() (RunVerdict, string) {
	n := f.Counts
	switch {
	case f.Reaching == 1:
		return Fails, fmt.Sprintf("1 finding reaches %s, the threshold of --fail-on.", f.FailOn)
	case f.Reaching > 1:
		return Fails, fmt.Sprintf("%d findings reach %s, the threshold of --fail-on.", f.Reaching, f.FailOn)
	case f.Stale != "":
		return Fails, f.Stale
	case f.Cut != "":
		return RunUndecided, f.Cut
	case f.Shard && n.Paths == 0:
		return Conforms, "No path of the document is in this shard."
	case n.LivePaths == 0:
		return RunUndecided, f.NothingLive
	case f.Server.Distinguishes == Undecided && f.Server.Reason != specs.ReasonNoneKnown:
		return RunUndecided, "Whether 405 is kept apart from 501 is not decided: " + f.Server.Because
	case f.underMinJudged():
		return RunUndecided, fmt.Sprintf("Only %d of %s could be judged, under the %.0f%% of --min-judged; %s.",
			n.Judged, counted(n.Sent, "sent probe"), 100*f.minJudged(), f.MostOften)
	}
	return Conforms, fmt.Sprintf("%s; %d of %s were judged.", f.reaches(), n.Judged, counted(n.Sent, "sent probe"))
}

func (f *Facts) reaches() string {
	switch {
	case f.Accepted > 0:
		return fmt.Sprintf("No finding reaches %s but %s", f.FailOn, counted(f.Accepted, "accepted one"))
	case f.FailOn == Never:
		return "No finding fails the run, as --fail-on is never"
	}
	return "No finding reaches " + string(f.FailOn)
}
