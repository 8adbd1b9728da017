package runner

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/proverb-dev/proverb/specs"
)

// ControlRedirect is a GET of where a redirect leads.
const ControlRedirect Control = "redirect"

// Inspection is what is asked of one address.
type Inspection struct {
	// Path is escaped and begins with a slash; Query is encoded, without "?".
	Path, Query string
	// Methods are tokens; MethodUnknown stands for a fresh one that no server knows.
	Methods []string
	Safety  specs.Safety
	// Origin is that of a page which asks; empty is a made-up one.
	Origin string
}

// MethodUnknown stands for a method that no server knows: the word under which
// such a token is told everywhere.
const MethodUnknown = "UNKNOWN"

// Inspected is what one address answered.
type Inspected struct {
	// Record is that of a run whose document would have this one path. Which methods
	// it declares is drawn from the answers.
	Record *Record
	// Hops are the address itself and those that its redirects lead to. Empty where
	// GET was not asked or not answered.
	Hops []Hop
}

// inspectPatience is how long an inspection may wait for a server that limits the
// rate: somebody sits before it.
const inspectPatience = 5 * time.Second

// Inspect asks one address by several methods, as a page of another origin, and
// where its redirects lead. The URL of the configuration is the origin alone. The
// error says that it could not be done as asked.
func Inspect(ctx context.Context, i Inspection, c Config) (*Inspected, error) {
	c.NoQuestions, c.Concurrency = true, 1
	client, err := newClient(c)
	if err != nil {
		return nil, err
	}
	defer client.close()
	plan := i.plan()
	if err := confirmed(client, plan, c.ConfirmHost); err != nil {
		return nil, err
	}
	n := inspection{run: newRun(ctx, plan, c, client), origin: cmp.Or(i.Origin, madeUpOrigin)}
	defer n.cancel(nil)
	defer n.closeOthers()
	n.patience, n.record.Inspected = inspectPatience, true
	n.inspect()
	n.record.Plan.Document.MediaTypes = n.mediaTypes()
	return &Inspected{Record: n.finish(), Hops: n.hops}, nil
}

// plan is that of a document with this one path.
func (i Inspection) plan() *specs.Plan {
	plan := &specs.Plan{Unknown: freshToken(), Safety: i.Safety, Methods: []string{http.MethodGet, http.MethodHead}}
	path := &specs.Path{Template: i.Path}
	for _, m := range i.asked() {
		probe := specs.Probe{Path: path, Kind: specs.KindDeclared, Method: m, Form: specs.FormPlain, Query: i.Query, Header: inspectFields(), Safety: specs.Guarded}
		switch {
		case m == MethodUnknown:
			probe.Kind, probe.Method, probe.Safety = specs.KindUnknown, plan.Unknown, specs.ReadOnly
		case m == http.MethodHead, m == http.MethodOptions:
			probe.Kind, probe.Safety = specs.KindImplied, specs.ReadOnly
		case specs.IsSafe(m):
			probe.Safety = specs.ReadOnly
		}
		if !plan.Safety.Allows(probe.Safety) {
			probe.NotSent = specs.ReasonSafety
		}
		path.Probes = append(path.Probes, probe)
	}
	slices.SortStableFunc(path.Probes, func(a, b specs.Probe) int { return askedAs(&a) - askedAs(&b) })
	plan.Paths = []*specs.Path{path}
	return plan
}

// asked are the methods, and OPTIONS where only its Allow can tell whether another of
// them will be refused.
func (i Inspection) asked() []string {
	risky := slices.ContainsFunc(i.Methods, func(m string) bool { return m != MethodUnknown && !specs.IsSafe(m) })
	if risky && i.Safety == specs.Guarded && !slices.Contains(i.Methods, http.MethodOptions) {
		return append([]string{http.MethodOptions}, i.Methods...)
	}
	return i.Methods
}

// askedAs is a probe's turn: what may change something comes last, when an Allow
// may have said what would become of it.
func askedAs(p *specs.Probe) int {
	order := []string{http.MethodOptions, http.MethodHead, http.MethodGet}
	switch at := slices.Index(order, p.Method); {
	case p.Kind == specs.KindUnknown:
		return -1
	case at >= 0:
		return at
	case specs.IsSafe(p.Method):
		return len(order)
	case p.Method == http.MethodDelete:
		return len(order) + 2
	}
	return len(order) + 1
}

// inspectFields are those of a client that takes whatever there is.
func inspectFields() http.Header {
	return http.Header{"Accept": {"*/*"}, "Accept-Encoding": {"identity"}, "Accept-Language": {"en"}}
}

// inspection is an inspection under way.
type inspection struct {
	*run
	origin string
	hops   []Hop
	others map[string]*client // of other origins that may be asked, by origin
}

func (n *inspection) inspect() {
	p := n.record.Paths[0]
	p.Target = n.target(p.Path, nil)
	n.meet()
	for i := range p.Path.Probes {
		if n.ctx.Err() != nil {
			return
		}
		n.put(p, &p.Path.Probes[i])
	}
	n.settleKinds(p)
	n.askAsPage(p)
	n.follow(p)
}

// meet asks for a path that does not exist, to know the server's answer to it. Where
// that is lost the address may well be answered; only where nobody is there, or one who
// speaks another version, the inspection ends.
func (n *inspection) meet() {
	probe := &specs.Probe{Kind: specs.KindElsewhere, Method: http.MethodGet}
	x := n.askControl(probe, ControlNotFound, request{Method: http.MethodGet, Target: n.absent(), Fields: plainFields()})
	if x != nil && (x.Outcome == Refused || x.Outcome == TLSFailed || wayOn(x) != "") {
		n.cut(CutUnreachable, "no answer from %s: %s%s", n.client.base, x.Trouble, wayOn(x))
	}
	n.record.Server = ProfileOf(n.record.Controls)
}

// put sends one probe, or notes why it is not sent. One that may change something
// is never sent twice.
func (n *inspection) put(p *PathRecord, probe *specs.Probe) {
	if probe.NotSent == "" && !n.plan.Safety.Allows(specs.Full) {
		n.holdUnsafe(p, probe)
	}
	if probe.NotSent != "" {
		n.withhold(p, probe, probe.NotSent, nil)
		return
	}
	req := n.request(probe, p.Target)
	req.Retry = specs.IsSafe(probe.Method) || probe.Kind == specs.KindUnknown
	if x := n.ask(probe, "", req); x != nil {
		p.Exchanges = append(p.Exchanges, x)
		n.hear(x)
	}
}

// holdUnsafe keeps a method that may change something from being sent, unless an
// Allow of this address leaves it out: no document says in which form it would be
// refused.
func (n *inspection) holdUnsafe(p *PathRecord, probe *specs.Probe) {
	if specs.IsSafe(probe.Method) || probe.Kind == specs.KindUnknown {
		return
	}
	switch listing, told := p.allowing(probe.Method); {
	case listing != nil:
		probe.NotSent = specs.ReasonToldFromAllow
	case !told:
		probe.NotSent = specs.ReasonNoAllow
	}
}

// settleKinds says of each method what a document would say that was written from
// the answers: it is there unless it was refused as a method.
func (n *inspection) settleKinds(p *PathRecord) {
	for _, x := range p.Exchanges {
		x.await()
		switch {
		case x.Probe.Kind != specs.KindDeclared:
		case x.Outcome == Answered && !refusesMethod(x):
			p.Path.Declared = append(p.Path.Declared, x.Method)
			p.Path.Operations = append(p.Path.Operations, &specs.Operation{Method: x.Method})
			x.Probe.Operation = p.Path.Operations[len(p.Path.Operations)-1]
		case x.Method == http.MethodGet:
			x.Probe.Kind = specs.KindElsewhere
		default:
			x.Probe.Kind = specs.KindRegistered
		}
		if x.Method == http.MethodGet || x.Method == http.MethodHead {
			p.Live = p.Live || x.success() && !n.record.Server.isNotFound(x)
		}
	}
	slices.Sort(p.Path.Declared)
	for _, o := range p.Path.Operations {
		if !slices.Contains(n.plan.Methods, o.Method) {
			n.plan.Methods = append(n.plan.Methods, o.Method)
		}
	}
	slices.Sort(n.plan.Methods)
}

// refusesMethod reports whether an answer may be about the method: 404 to another
// method than GET is what some routers say in place of 405.
func refusesMethod(x *Exchange) bool {
	switch x.Status {
	case http.StatusMethodNotAllowed, http.StatusNotImplemented:
		return true
	case http.StatusNotFound, http.StatusUnauthorized, http.StatusForbidden, http.StatusBadRequest:
		return x.Method != http.MethodGet
	}
	return false
}

// mediaTypes are those that the address answers GET with.
func (n *inspection) mediaTypes() []string {
	for _, x := range n.record.Paths[0].Exchanges {
		if t := x.MediaType(); x.Method == http.MethodGet && x.success() && t != "" {
			return []string{t}
		}
	}
	return nil
}

// askAsPage asks as a browser does for a page of another origin, and where such
// pages are let in, whether they may send what a page may not without asking.
func (n *inspection) askAsPage(p *PathRecord) {
	i := slices.IndexFunc(p.Path.Probes, func(q specs.Probe) bool { return q.Method == http.MethodGet })
	if i < 0 || n.ctx.Err() != nil {
		return
	}
	get := p.Path.Probes[i]
	get.Header = get.Header.Clone()
	get.Header.Set("Origin", n.origin)
	x := n.ask(&get, ControlOrigin, n.request(&get, p.Target))
	if x == nil {
		return
	}
	n.keep(x)
	method := n.preflighted(p)
	if !x.letsIn() || method == "" {
		return
	}
	preflight := specs.Probe{Path: p.Path, Kind: specs.KindImplied, Method: http.MethodOptions, Form: specs.FormPlain, Query: get.Query, Header: get.Header.Clone()}
	preflight.Header.Set("Access-Control-Request-Method", method)
	req := n.request(&preflight, p.Target)
	req.NoCredentials = true
	if y := n.ask(&preflight, ControlPreflight, req); y != nil {
		n.keep(y)
	}
}

// preflighted is the method that a page is to ask about: one that the address is
// known to have and that no page may send without asking; else, where no Allow says
// what it has, PUT. Empty where it has none.
func (n *inspection) preflighted(p *PathRecord) string {
	if m := preflighted(p.Path); m != "" {
		return m
	}
	method := http.MethodPut
	for _, x := range p.Exchanges {
		for _, m := range []string{http.MethodPut, http.MethodPatch, http.MethodDelete} {
			if lists(x.Value("Allow"), m) {
				return m
			}
		}
		if x.Has("Allow") {
			method = ""
		}
	}
	return method
}

// await waits until all is known of an exchange.
func (x *Exchange) await() {
	if x.settled != nil {
		<-x.settled
	}
}
