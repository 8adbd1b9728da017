package runner

import (
	"time"

	"github.com/proverb-dev/proverb/specs"
)

// Record is everything a run heard from a server. Judging reads it; nothing
// writes to it once Run has returned.
type Record struct {
	Plan *specs.Plan
	// Inspected says that there is no document: which methods the plan's one path
	// declares is drawn from the answers.
	Inspected bool
	// Target is the server's base URL without credentials; for a handler in
	// process it is http://in-process.
	Target     string
	Connection Connection
	// Authenticated says that the run had credentials to send.
	Authenticated bool
	// RunID is how the run named itself to the server; empty where it did not.
	RunID string
	// ByScheme says that some credentials are sent only to the operations that ask for
	// them: a request without any is one that the run has none for.
	ByScheme bool
	// Transport says that the raw questions were put.
	Transport bool
	// Controls are the exchanges that no plain probe of the plan stands for: those
	// by which the server is known, and the further questions (Control.IsQuestion).
	Controls []*Exchange
	// NotAsked are the further questions that were held back.
	NotAsked []NotAsked
	Paths    []*PathRecord // one for each of Plan.Paths that is of the shard, in its order
	// Origin is the base URL of the application past what is before it, where one
	// was given; Direct is what it answered to some of the probes. First of each is
	// what the server answered. They are among neither controls nor probes.
	Origin  string
	Direct  []*Exchange
	Shard   specs.Shard
	Server  Profile
	Started time.Time
	Elapsed time.Duration
	// Cut says why the run ended early; empty when it did not.
	Cut Cut
	// CutText says it in a sentence, with the error.
	CutText string
	// Hint is what the user can do where nothing is live, with the exact flag;
	// empty when there is nothing to say.
	Hint string
}

// Cut is why a run ended before its end.
type Cut string

// Why runs end early.
const (
	CutUnreachable Cut = "unreachable" // the server never answered
	CutDied        Cut = "died"        // the server stopped answering
	CutBlocked     Cut = "blocked"     // a bot challenge holds the run off
	CutInterrupted Cut = "interrupted" // the user stopped the run
	CutFailures    Cut = "failures"    // as many exchanges failed as the user allows
	CutCredential  Cut = "credential"  // a token ended, and no new one was to be had
)

// PathRecord is what was asked of one path and what came back.
type PathRecord struct {
	Path *specs.Path
	// Target is the path's concrete target, base path included and without
	// query: the live one, else the last that was tried.
	Target string
	// Values are the values that fill Target, by parameter name.
	Values map[string]Chosen
	// Live: see the design's words. A target that answered a declared safe method
	// with 2xx, unlike the not-found control; a path without parameters is also
	// live when any declared method got an answer other than 401, 403, 404, 405,
	// 407, 429, 501, the not-found fingerprint and how malformed content is refused
	// anywhere, or when a GET that it does not
	// declare is answered 405 and a path that does not exist is not.
	Live bool
	// Exchanges are the probes' exchanges in the order sent.
	Exchanges []*Exchange
	NotSent   []NotSent

	tried  map[string]bool // targets that were asked whether they are live
	gone   bool            // whether it was live, and was not when asked again at the end
	allows []allowance     // the different Allows of the first exchanges: see allowing
	looked int             // how many those are
}

// Chosen is a value that fills a path parameter, and where it is from.
type Chosen struct{ Value, Source string }

// NotSent is a probe that was not sent, and why.
type NotSent struct {
	Probe  *specs.Probe
	Reason specs.Reason
	// See is the exchange that the reason is drawn from (the 2xx that stopped a
	// method, the Allow that lists it); nil where there is none.
	See *Exchange
}

// Profile is how the server answers in general: what the controls found.
type Profile struct {
	// NotFound is how the server answers GET of a path that does not exist.
	NotFound Fingerprint
	// ParserReject is how it answers a request line that is not HTTP; not known
	// where that control was not sent (malformed bytes stay on loopback).
	ParserReject Fingerprint
	// Malformed is how it answers malformed content for a path that does not exist;
	// not known where that was not asked.
	Malformed Fingerprint
	// Unknown counts the statuses of the answers to fresh unregistered tokens on
	// a declared path; UnknownAbsent the same on a path that does not exist.
	// Status 0 stands for no answer.
	Unknown, UnknownAbsent map[int]int
	// CatchAll: a path that does not exist is answered 2xx.
	CatchAll bool
	// AuthFirst: with credentials left out, a declared safe operation is answered
	// 401 or 403.
	AuthFirst bool
}
