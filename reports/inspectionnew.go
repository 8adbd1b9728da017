package reports

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/proverb-dev/proverb/runner"
	"github.com/proverb-dev/proverb/specs"
	"github.com/proverb-dev/proverb/specs/statuses"
	"github.com/proverb-dev/proverb/suite/rules"
)

// NewInspection tells what one address answered, flat. The judgement is of the
// record that was inspected.
func NewInspection(j *rules.Judgement, hops []runner.Hop, about About) *Inspection {
	r := New(j, about)
	i := &Inspection{
		Schema: InspectSchema, Tool: r.Tool, URL: r.Target + legible(j.Record.Paths[0].Target), Connection: r.Connection,
		Safety: r.Safety, Profile: r.Profile, FailOn: r.FailOn, Started: r.Started, DurationMS: r.DurationMS, Cut: r.Cut,
		Product: r.Server.Product, NotSent: r.NotSent, Findings: ofAddress(r), Exchanges: r.Exchanges,
		Answers: []InspectedAnswer{}, Redirects: newHops(hops), Rules: []Rule{},
	}
	if q := j.Record.Plan.Paths[0].Probes; len(q) > 0 && q[0].Query != "" {
		i.URL += "?" + legible(q[0].Query)
	}
	for _, x := range j.Record.Paths[0].Exchanges {
		i.Answers = append(i.Answers, newAnswer(x, j))
	}
	i.headByGet()
	slices.SortStableFunc(i.Answers, func(a, b InspectedAnswer) int { return readAs(a.Method) - readAs(b.Method) })
	i.Causes = newCauses(i.Findings)
	for _, rule := range r.Rules {
		if slices.ContainsFunc(i.Findings, func(f Finding) bool { return f.Rule == rule.ID }) {
			i.Rules = append(i.Rules, rule)
		}
	}
	i.Pages = newPages(j.Record.Controls)
	i.Distinguishes = newHeadline(j)
	i.settle(j)
	return i
}

// headByGet has HEAD answered by who answers GET, where the two are alike: an answer
// without content has little to be known by.
func (i *Inspection) headByGet() {
	find := func(method string) *InspectedAnswer {
		at := slices.IndexFunc(i.Answers, func(a InspectedAnswer) bool { return a.Method == method })
		if at < 0 {
			return nil
		}
		return &i.Answers[at]
	}
	head, get := find(http.MethodHead), find(http.MethodGet)
	if head != nil && get != nil && head.Status == get.Status && slices.Equal(lasting(head.Fields), lasting(get.Fields)) {
		head.By, head.Layer = get.By, get.Layer
	}
}

// ofAddress are the findings but those about a path that does not exist, which was
// asked only to know the server's answer to it.
func ofAddress(r *Report) []Finding {
	absent := map[int]bool{}
	for _, x := range r.Exchanges {
		absent[x.ID] = x.Control == string(runner.ControlNotFound)
	}
	return slices.DeleteFunc(r.Findings, func(f Finding) bool { return absent[f.Exchange] })
}

// readAs is a method's turn for who reads: what everybody asks by comes first.
func readAs(method string) int {
	order := []string{http.MethodGet, http.MethodHead, http.MethodOptions}
	switch at := slices.Index(order, method); {
	case at >= 0:
		return at
	case method == runner.MethodUnknown:
		return len(order) + 1
	}
	return len(order)
}

// settle is the verdict: what fails, what could not be asked, else all is well.
func (i *Inspection) settle(j *rules.Judgement) {
	threshold := cmp.Or(j.Profile.FailOn, rules.Error)
	reaching := 0
	for _, c := range i.Causes {
		if c.Accepted < c.Count && rules.Severity(c.Severity).Reaches(threshold) {
			reaching++
		}
	}
	var silent []string
	for _, a := range i.Answers {
		if a.Outcome != string(runner.Answered) {
			silent = append(silent, a.Method)
		}
	}
	switch {
	case reaching > 0:
		i.Verdict, i.Because = "fails", counted(reaching, "cause")+fmt.Sprintf(" of severity %s or worse.", threshold)
		if threshold == rules.Error {
			i.Because = counted(reaching, "error") + " to mend."
		}
	case i.Cut != "":
		i.Verdict, i.Because = "undecided", legible(sentence(j.Record.CutText))
	case len(i.Answers) == 0:
		i.Verdict, i.Because = "undecided", "Nothing was sent, so nothing can be said."
	case len(silent) > 0:
		i.Verdict, i.Because = "undecided", strings.Join(silent, ", ")+" got no whole answer."
	default:
		i.Verdict, i.Because = "conforms", "No finding reaches "+string(threshold)+"."
		if threshold == rules.Never {
			i.Because = "No finding fails the inspection, as --fail-on is never."
		}
	}
}

// sentence is a clause as a sentence.
func sentence(clause string) string {
	if clause == "" {
		return ""
	}
	return strings.ToUpper(clause[:1]) + clause[1:] + "."
}

func newAnswer(x *runner.Exchange, j *rules.Judgement) InspectedAnswer {
	said, of := j.Exchanges.Of(x), rules.StoringOf(x)
	a := InspectedAnswer{
		Method: legible(x.Probe.Name()), Exchange: x.ID, Outcome: string(x.Outcome), Trouble: legible(x.Trouble), Status: x.Status,
		By: answeredBy(said), Layer: string(said.Layer), Fields: []InspectedField{},
		Shared: newCache(of.Shared), Private: newCache(of.Private), Notes: whys(of.Notes), Retry: newRetry(x),
	}
	a.Name, a.Meaning, a.Senders, a.Ref = meaningOf(x.Status)
	for _, f := range rules.FieldNotesOf(x) {
		a.Fields = append(a.Fields, InspectedField{f.Name, legible(f.Value), f.Says})
	}
	return a
}

// meaningOf is what is known of a status: by itself, or by its class.
func meaningOf(status int) (name, meaning, senders, ref string) {
	if s, ok := statuses.Of(status); ok {
		return s.Name, s.Meaning, s.Senders, s.Ref
	}
	if meaning, ok := statuses.Unregistered(status); ok {
		return "", meaning, "", "RFC 9110 section 15"
	}
	if status > 0 {
		return "", "No HTTP status: they are 100 to 599.", "", "RFC 9110 section 15"
	}
	return "", "", "", ""
}

func answeredBy(j rules.ExchangeJudgement) string {
	product := ""
	if j.Product != "" {
		product = " (" + legible(j.Product) + ")"
	}
	if j.Layer == rules.LayerApp && j.Product != "" {
		return legible(j.Product) + ", by its page; whether it is the server itself or before another, these answers do not show"
	}
	switch j.Layer {
	case rules.LayerApp:
		return "the application, as far as it shows"
	case rules.LayerParser:
		return "the HTTP parser before the application" + product
	case rules.LayerProxy:
		return "a proxy before the application" + product
	}
	return "nobody that is known"
}

func newCache(u rules.CacheUse) InspectedCache {
	return InspectedCache{string(u.Reuse), u.Lifetime, u.Age, u.InShort(), whys(u.Reasons)}
}

func whys(reasons []rules.Reason) []InspectedWhy {
	out := []InspectedWhy{}
	for _, r := range reasons {
		out = append(out, InspectedWhy{legible(r.Text), r.Ref})
	}
	return out
}

func newRetry(x *runner.Exchange) InspectedRetry {
	a := rules.RetryAdviceOf(x)
	out := InspectedRetry{Again: string(a.Again), Text: legible(a.Text), Ref: a.Ref}
	if a.Asked {
		seconds := int(a.Wait.Seconds())
		out.Wait = &seconds
	}
	if s, ok := statuses.Of(x.Status); ok && x.Outcome == runner.Answered {
		out.Usual = s.Retry
	}
	return out
}

// newPages is nil where nothing was asked as a page.
func newPages(controls []*runner.Exchange) *InspectedPages {
	var get, preflight *runner.Exchange
	for _, x := range controls {
		switch x.Control {
		case runner.ControlOrigin:
			get = x
		case runner.ControlPreflight:
			preflight = x
		}
	}
	if get == nil {
		return nil
	}
	c := rules.CrossOriginOf(get, preflight)
	return &InspectedPages{legible(c.Origin), c.Reads, c.Credentials, c.Method, c.Sends, whys(c.Reasons)}
}

// newHops is empty where the address itself is no redirect.
func newHops(hops []runner.Hop) []InspectedHop {
	out := []InspectedHop{}
	if len(hops) == 0 || len(hops) == 1 && hops[0].Exchange.Status/100 != 3 {
		return out
	}
	for _, h := range hops {
		name, _, _, _ := meaningOf(h.Exchange.Status)
		out = append(out, InspectedHop{
			URL: legible(h.URL), Exchange: h.Exchange.ID, Status: h.Exchange.Status, Name: name,
			Location: legible(h.Location), To: legible(h.To), Ends: legible(h.Ends), Shared: rules.StoringOf(h.Exchange).Shared.InShort(),
		})
	}
	return out
}

// newHeadline words the answer for one address: there is no document that it could
// be about.
func newHeadline(j *rules.Judgement) InspectedHeadline {
	s := j.Server
	out := InspectedHeadline{string(s.Distinguishes), legible(s.Because)}
	if s.Distinguishes != rules.Undecided {
		return out
	}
	p := j.Record.Paths[0]
	unknown := slices.IndexFunc(p.Exchanges, func(x *runner.Exchange) bool { return x.Probe.Kind == specs.KindUnknown })
	get := slices.IndexFunc(p.Exchanges, func(x *runner.Exchange) bool { return x.Method == http.MethodGet })
	switch {
	case unknown < 0:
		out.Because = "It takes a method that no server knows, --method UNKNOWN, and one that is refused with 405."
	case !p.Live && get >= 0 && p.Exchanges[get].Status == 0:
		out.Because = "GET got no answer, so nothing is known to be there."
	case !p.Live && get >= 0 && p.Exchanges[get].Status/100 == 2:
		out.Because = fmt.Sprintf("GET is answered %d, but so is GET of a path that does not exist: nothing is known to be there.", p.Exchanges[get].Status)
	case !p.Live && get >= 0:
		out.Because = fmt.Sprintf("GET is answered %d, so nothing is known to be there.", p.Exchanges[get].Status)
	case !p.Live:
		out.Because = "GET was not asked, so nothing is known to be there."
	case p.Exchanges[unknown].Status == http.StatusNotImplemented:
		out.Because = "A method that no server knows is answered 501, as it is to be; " + refusedApart(p.Exchanges) + ", so the other half is not shown."
		if len(p.NotSent) == 0 {
			out.Because += " --method POST, or another that the address does not take, would show it."
		}
	case p.Exchanges[unknown].Status == 0:
		out.Because = "A method that no server knows got no answer, which does not tell how methods are treated."
	case j.Exchanges.Of(p.Exchanges[unknown]).Layer == rules.LayerParser:
		out.Because = fmt.Sprintf("A method that no server knows is refused with %d by %s: the application was not asked.",
			p.Exchanges[unknown].Status, answeredBy(j.Exchanges.Of(p.Exchanges[unknown])))
	default:
		out.Because = fmt.Sprintf("A method that no server knows is answered %d, which does not tell how methods are treated.", p.Exchanges[unknown].Status)
	}
	return out
}

// refusedApart says what was refused with 405: nothing, or HEAD and OPTIONS, which servers
// answer by rules of their own.
func refusedApart(all []*runner.Exchange) string {
	var methods []string
	for _, x := range all {
		if x.Status == http.StatusMethodNotAllowed && !x.Again {
			methods = append(methods, x.Probe.Name())
		}
	}
	switch len(methods) {
	case 0:
		return "none was refused with 405"
	case 1:
		return "only " + methods[0] + " was refused with 405, which many servers treat apart from other methods"
	}
	return "only " + strings.Join(methods, " and ") + " were refused with 405, which many servers treat apart from other methods"
}
