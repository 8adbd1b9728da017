// Package reports tells what a run found, in the formats people and CI servers
// read. Everything is told from one flat value, the Report, which is itself a
// format and can be read back.
package reports

import (
	"io"
	"time"
)

// Schema is the name and version of the report's contract. Fields may be
// added; none is renamed.
const Schema = "proverb.report/1"

// Format writes a Report in one format.
type Format func(io.Writer, *Report) error

// Report is a run told flat: the only input of every format.
type Report struct {
	Schema   string   `json:"schema"`
	Tool     Tool     `json:"tool"`
	Document Document `json:"document"`
	Target   string   `json:"target"`
	Origin   *Origin  `json:"origin,omitempty"` // nil where no origin was asked
	// Connection is how the server was reached, where its URL does not say it.
	Connection *Connection `json:"connection,omitempty"`
	Profile    string      `json:"profile"`
	Safety     string      `json:"safety"`
	FailOn     string      `json:"fail_on"`
	Started    time.Time   `json:"started"`
	DurationMS int64       `json:"duration_ms"`
	Timings    Timings     `json:"timings"`
	Verdict    string      `json:"verdict"` // conforms, fails, undecided
	Because    string      `json:"because"` // why, in a sentence
	Hint       string      `json:"hint"`    // what the user can do where nothing is live
	Cut        string      `json:"cut"`     // why the run ended early, a slug; "" when it did not
	Unknown    string      `json:"unknown_token"`
	// Run is how the run named itself to the server; empty where it did not.
	Run string `json:"run,omitempty"`
	// Authenticated says that the run had credentials to send.
	Authenticated bool `json:"authenticated"`

	Compare  *Comparison `json:"compare,omitempty"` // with an earlier run, where one was given
	Server   Server      `json:"server"`
	Paths    []Path      `json:"paths"`
	NotSent  []NotSent   `json:"not_sent"`
	Coverage Coverage    `json:"coverage"`
	Rules    []Rule      `json:"rules"`
	Findings []Finding   `json:"findings"`
	Causes   []Cause     `json:"causes"`

	// Shard is which part of a run this is; nil where it is all of it.
	Shard *Shard `json:"shard,omitempty"`
	// ErrorBodies are what errors to methods that a path does not declare are held
	// to, as OpenAPI has no place for them.
	ErrorBodies []ErrorBody `json:"error_bodies,omitempty"`
	// MinJudged is the share under which a run is undecided, as rules.Profile has
	// it; 0 is the default.
	MinJudged float64 `json:"min_judged,omitempty"`
	// StaleFails says that acceptances that cover no finding any more fail the run.
	StaleFails bool `json:"stale_fails,omitempty"`

	// Stale are the acceptances that cover no finding any more, Expired those that
	// would cover some, and whose last day is over. Expiring still accept some, for
	// two more weeks at the most.
	Stale    []Acceptance `json:"stale,omitempty"`
	Expired  []Acceptance `json:"expired,omitempty"`
	Expiring []Acceptance `json:"expiring,omitempty"`

	Exchanges []Exchange `json:"exchanges"`
}

// Shard is one part of a run that was divided by path. Places are those of its
// paths in the document, in the order of Report.Paths.
type Shard struct {
	Index  int   `json:"index"` // from 1
	Total  int   `json:"total"`
	Places []int `json:"places"`
}

// Origin is the application past what is before it, where it was asked as well.
type Origin struct {
	URL     string `json:"url"`
	Answers int    `json:"answers"`           // to how many of the requests it was heard
	Unlike  int    `json:"unlike"`            // to how many of them otherwise than the server
	Trouble string `json:"trouble,omitempty"` // why some request got no answer
}

// Connection is the way to a server: what a command line that asks it again needs.
type Connection struct {
	UnixSocket string `json:"unix_socket,omitempty"`
	Proxy      string `json:"proxy,omitempty"`      // a URL without credentials
	ProxyUser  bool   `json:"proxy_user,omitempty"` // whether the proxy is told credentials
	HTTP       string `json:"http,omitempty"`       // the version asked for: 1.1 or 2
	Insecure   bool   `json:"insecure,omitempty"`   // whether any certificate was taken
	// PEM files: whom to trust, and the client's certificate. One that was not a file is [secret:NAME].
	CACert string `json:"cacert,omitempty"`
	Cert   string `json:"cert,omitempty"`
	Key    string `json:"key,omitempty"`
}

// Tool is what made the report.
type Tool struct {
	Name    string `json:"name"`
	Version string `json:"version"`
}

// Document is the OpenAPI document that was tested against.
type Document struct {
	File    string `json:"file"`
	Title   string `json:"title"`
	Version string `json:"version"`
	OpenAPI string `json:"openapi"`
	SHA256  string `json:"sha256"`
}

// Timings are how long the stages took, in milliseconds.
type Timings struct {
	LoadMS      int64 `json:"load_ms"`
	ProbingMS   int64 `json:"probing_ms"`
	JudgingMS   int64 `json:"judging_ms"`
	ReportingMS int64 `json:"reporting_ms"`
}

// Server is what was learned of the server as a whole. Unknown and Elsewhere
// count the statuses of the answers to those kinds of probes, by status; "0" is
// no answer.
type Server struct {
	Distinguishes string   `json:"distinguishes"` // yes, no, refused-by-parser, undecided
	Because       string   `json:"because"`
	Methods       []string `json:"methods"` // what the document declares anywhere, GET and HEAD
	Product       string   `json:"product"`
	// Stacks are what the application may be made with, Fronts what stands before
	// it: one where it was recognised, several where its answers do not tell which.
	Stacks    []string       `json:"stacks"`
	Fronts    []string       `json:"fronts"`
	Unknown   map[string]int `json:"unknown"`
	Elsewhere map[string]int `json:"elsewhere"`
	NotFound  int            `json:"not_found"`
	Layer     string         `json:"layer"`
}

// Path is one path of the document and the target it was tested at.
type Path struct {
	Path     string           `json:"path"`
	Declared []string         `json:"declared"`
	Tag      string           `json:"tag"`   // the first tag of its operations, or the first segment
	Lines    map[string]int   `json:"lines"` // of the declared operations, by method
	File     string           `json:"file"`
	Line     int              `json:"line"`
	Target   string           `json:"target"`
	Values   map[string]Value `json:"values"`
	Live     bool             `json:"live"`
}

// Value is what fills a path parameter, and where it is from.
type Value struct {
	Value  string `json:"value"`
	Source string `json:"source"`
}

// NotSent is a probe that was planned and not sent.
type NotSent struct {
	Kind   string `json:"kind"`
	Form   string `json:"form"`
	Method string `json:"method"` // UNKNOWN for the unregistered token
	Path   string `json:"path"`
	Reason string `json:"reason"`
	Text   string `json:"text"` // the reason in a clause
	See    int    `json:"see"`  // the exchange it is drawn from; 0 is none
}

// Coverage counts probes. Reasons counts the inconclusive and the not sent.
type Coverage struct {
	Paths        int            `json:"paths"`
	LivePaths    int            `json:"live_paths"`
	Planned      int            `json:"planned"`
	Sent         int            `json:"sent"`
	Judged       int            `json:"judged"`
	Inconclusive int            `json:"inconclusive"`
	NotSent      int            `json:"not_sent"`
	Reasons      map[string]int `json:"reasons"`
	// Questions counts the further questions that were put, QuestionsNotSent those
	// held back. Neither is among the probes.
	Questions        int `json:"questions"`
	QuestionsNotSent int `json:"questions_not_sent"`
}

// Rule is one rule judged by, and what it did.
type Rule struct {
	ID           string `json:"id"`
	Level        string `json:"level"`
	Severity     string `json:"severity"`
	Ref          string `json:"ref"`
	Title        string `json:"title"`
	Why          string `json:"why"`
	Fixes        []Fix  `json:"fixes"`
	Applied      int    `json:"applied"`
	Failed       int    `json:"failed"`
	Inconclusive int    `json:"inconclusive"`
}

// Fix is code that mends what breaks a rule, for one framework.
type Fix struct {
	For  string `json:"for"`
	Code string `json:"code"`
	// Name is what proverb explain --for calls it; "" for code that is no recipe.
	Name string `json:"name,omitempty"`
	// Suits are those of the server's stacks and fronts that it mends.
	Suits []string `json:"suits,omitempty"`
	// Note says what is to be changed besides.
	Note string `json:"note,omitempty"`
}

// Finding is one rule broken. Method and path are empty when it is about the
// whole server.
type Finding struct {
	Rule        string `json:"rule"`
	Severity    string `json:"severity"`
	Level       string `json:"level"`
	Kind        string `json:"kind"`
	Method      string `json:"method"`
	Path        string `json:"path"`
	Target      string `json:"target"`
	Detail      string `json:"detail"`
	Problem     string `json:"problem"` // a sentence
	Layer       string `json:"layer"`
	Owner       string `json:"owner"` // who can mend it; "" where that is not known
	File        string `json:"file"`
	Line        int    `json:"line"`
	Exchange    int    `json:"exchange"`  // the telling one; 0 is none
	Exchanges   []int  `json:"exchanges"` // all the evidence
	Fingerprint string `json:"fingerprint"`
	Flaky       bool   `json:"flaky"`
	Suppressed  string `json:"suppressed"` // the reason for which it was accepted; "" when it was not
}

// Cause is findings with the same rule, detail and layer: one thing to mend.
type Cause struct {
	Rule     string   `json:"rule"`
	Severity string   `json:"severity"` // the worst of its findings
	Summary  string   `json:"summary"`
	Detail   string   `json:"detail"`
	Layer    string   `json:"layer"`
	Owner    string   `json:"owner"` // who can mend it; "" where that is not known
	Count    int      `json:"count"`
	Accepted int      `json:"accepted,omitempty"` // how many of them were accepted
	Findings []string `json:"findings"`           // fingerprints
}
