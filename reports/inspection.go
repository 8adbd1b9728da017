package reports

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// InspectSchema is the name and version of the contract of an inspection. Fields
// may be added; none is renamed.
const InspectSchema = "proverb.inspect/1"

// Inspection is what one address answered, and what that means: the only input of
// its formats.
type Inspection struct {
	Schema     string      `json:"schema"`
	Tool       Tool        `json:"tool"`
	URL        string      `json:"url"`
	Connection *Connection `json:"connection,omitempty"`
	Safety     string      `json:"safety"`
	Profile    string      `json:"profile"`
	FailOn     string      `json:"fail_on"`
	Started    time.Time   `json:"started"`
	DurationMS int64       `json:"duration_ms"`
	Verdict    string      `json:"verdict"` // conforms, fails, undecided
	Because    string      `json:"because"`
	Cut        string      `json:"cut"` // why it ended early, a slug; "" when it did not
	// Distinguishes is whether the answers show 405 kept apart from 501: yes, no,
	// refused-by-parser or undecided.
	Distinguishes InspectedHeadline `json:"distinguishes"`
	Product       string            `json:"product"`   // of the server; "" unknown
	Answers       []InspectedAnswer `json:"answers"`   // GET, HEAD, OPTIONS, others, UNKNOWN
	NotSent       []NotSent         `json:"not_sent"`  // the methods that were not sent, and why
	Pages         *InspectedPages   `json:"pages"`     // of other origins; null where it was not asked
	Redirects     []InspectedHop    `json:"redirects"` // the address and where it leads; [] where it leads nowhere
	Findings      []Finding         `json:"findings"`
	Causes        []Cause           `json:"causes"`
	Rules         []Rule            `json:"rules"` // those that findings are of
	Exchanges     []Exchange        `json:"exchanges"`
}

// InspectedHeadline is the answer to: is 405 kept apart from 501?
type InspectedHeadline struct {
	Answer  string `json:"answer"`
	Because string `json:"because"`
}

// InspectedAnswer is the answer to one method.
type InspectedAnswer struct {
	Method   string `json:"method"`   // UNKNOWN for the token that no server knows
	Exchange int    `json:"exchange"` // its id
	Outcome  string `json:"outcome"`
	Trouble  string `json:"trouble,omitempty"`
	Status   int    `json:"status"` // 0 where none came
	// Name to Class are about the status: its registered name, empty where nobody
	// registered it, what it means, who mostly sends it, and what its class says.
	Name    string           `json:"name"`
	Meaning string           `json:"meaning"`
	Senders string           `json:"senders"`
	Ref     string           `json:"ref"`
	By      string           `json:"by"` // who answered, in words
	Layer   string           `json:"layer"`
	Fields  []InspectedField `json:"fields"`
	Shared  InspectedCache   `json:"shared_caches"`
	Private InspectedCache   `json:"private_caches"`
	Notes   []InspectedWhy   `json:"cache_notes"`
	Retry   InspectedRetry   `json:"retry"`
}

// InspectedField is a field of an answer and what it says.
type InspectedField struct {
	Name  string `json:"name"`
	Value string `json:"value"`
	Says  string `json:"says"`
}

// InspectedCache is what one kind of cache may do with an answer.
type InspectedCache struct {
	Reuse    string         `json:"reuse"` // not-stored, validated, heuristic, fresh
	Lifetime int            `json:"lifetime_s"`
	Age      int            `json:"age_s"`
	Text     string         `json:"text"`
	Reasons  []InspectedWhy `json:"reasons"`
}

// InspectedWhy is a sentence and where it stands.
type InspectedWhy struct {
	Text string `json:"text"`
	Ref  string `json:"ref"`
}

// InspectedRetry is whether a client may send the request again.
type InspectedRetry struct {
	Again string `json:"again"`             // done, follow, changed, never, by-itself, uncertain
	Wait  *int   `json:"wait_s"`            // what Retry-After asks for; null where it does not
	Text  string `json:"text"`              // for this method and this answer
	Ref   string `json:"ref"`               // where it stands
	Usual string `json:"general,omitempty"` // of the status, whatever the method
}

// InspectedPages is what pages of another origin may do.
type InspectedPages struct {
	Origin      string         `json:"origin"`
	Reads       bool           `json:"reads"`
	Credentials bool           `json:"credentials"`
	Method      string         `json:"method"` // that a preflight asked for; "" where none was sent
	Sends       bool           `json:"sends"`
	Reasons     []InspectedWhy `json:"reasons"`
}

// InspectedHop is one address on the way that redirects lead.
type InspectedHop struct {
	URL      string `json:"url"`
	Exchange int    `json:"exchange"`
	Status   int    `json:"status"` // 0 where no answer came
	Name     string `json:"name"`
	Location string `json:"location"` // as received; "" where there is none
	To       string `json:"to"`       // where it leads; "" where nowhere
	Ends     string `json:"ends"`     // why it is gone no further; "" where it is, or need not be
	Shared   string `json:"shared_caches"`
}

// alike are the answers that say the same to different methods, by their places:
// of one status, from one component, with the same fields but for Date, and treated
// alike by caches.
func (i *Inspection) alike() [][]int {
	var out [][]int
	for n := range i.Answers {
		at := slices.IndexFunc(out, func(group []int) bool { return i.Answers[group[0]].saysSame(&i.Answers[n]) })
		if at < 0 {
			out = append(out, []int{n})
		} else {
			out[at] = append(out[at], n)
		}
	}
	return out
}

func (a *InspectedAnswer) saysSame(b *InspectedAnswer) bool {
	return a.Status == b.Status && a.Outcome == b.Outcome && a.Trouble == b.Trouble && a.By == b.By &&
		a.Shared.Text == b.Shared.Text && a.Private.Text == b.Private.Text && a.advice() == b.advice() &&
		slices.EqualFunc(lasting(a.Fields), lasting(b.Fields), func(x, y InspectedField) bool { return x == y })
}

// advice is whether to ask again, without the name of the method.
func (a *InspectedAnswer) advice() string { return strings.ReplaceAll(a.Retry.Text, a.Method, "") }

// saysSame reports whether two fields say the same. Those of time differ by the
// second.
func (f InspectedField) saysSame(g InspectedField) bool {
	return f == g || f.Name == "Date" && g.Name == "Date" && f.Says == g.Says
}

// lasting are the fields that do not differ by the second.
func lasting(fields []InspectedField) []InspectedField {
	return slices.DeleteFunc(slices.Clone(fields), func(f InspectedField) bool { return f.Name == "Date" || f.Name == "Age" })
}

// found is one cause in words: the methods it was found at, and what is wrong. It is
// told once, however many answers show it.
func (i *Inspection) found(c *Cause) (methods, problem string) {
	var named, problems []string
	for _, f := range i.Findings {
		if f.Rule != c.Rule || f.Detail != c.Detail || f.Layer != c.Layer {
			continue
		}
		if f.Method != "" && !slices.Contains(named, f.Method) {
			named = append(named, f.Method)
		}
		if !slices.Contains(problems, f.Problem) {
			problems = append(problems, f.Problem)
		}
	}
	problem = problems[0]
	if more := len(problems) - 1; more > 0 {
		problem += fmt.Sprintf("; %d more like it", more)
	}
	if len(named) > 0 && (strings.HasPrefix(problem, named[0]+" ") || strings.HasPrefix(problem, named[0]+",")) {
		return "", problem // it names the method itself
	}
	return strings.Join(named, ", "), problem
}

// cachesAgree reports whether shared caches and those of one user may do the same,
// for the same reasons.
func (a *InspectedAnswer) cachesAgree() bool {
	return a.Shared.Text == a.Private.Text && slices.Equal(a.Shared.Reasons, a.Private.Reasons)
}
