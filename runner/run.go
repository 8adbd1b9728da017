package runner

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"github.com/proverb-dev/proverb/specs"
)

// Run puts a plan to a server and records what it says. The error says that the
// run could not be done as asked (configuration, safety); a server that is
// dead, dies or misbehaves is in the Record. When ctx ends, what was heard so
// far is returned, cut.
func Run(ctx context.Context, plan *specs.Plan, c Config) (*Record, error) {
	keys, err := newKeyring(plan, c)
	if err != nil {
		return nil, err
	}
	if c.RunID != "" && (!isToken(c.RunID) || len(c.RunID) > 64) {
		return nil, fmt.Errorf("the run's name %q is no token of at most 64 letters and digits", c.RunID)
	}
	c.keys, c.identity = keys, newIdentity(c.RunID)
	client, err := newClient(c)
	if err != nil {
		return nil, err
	}
	defer client.close()
	if err := confirmed(client, plan, c.ConfirmHost); err != nil {
		return nil, err
	}
	beyond, err := newOrigin(c, client)
	if err != nil {
		return nil, err
	}
	if err := keys.start(ctx, client); err != nil {
		return nil, err
	}
	r := newRun(ctx, plan, c, client)
	if r.beyond = beyond; beyond != nil {
		defer func() { beyond.client.close() }() // which may be another by then
	}
	defer r.cancel(nil)
	r.conduct()
	return r.finish(), nil
}

// run is a run under way. One goroutine writes a PathRecord at a time; what
// they share is behind mu.
type run struct {
	ctx    context.Context
	cancel context.CancelCauseFunc
	plan   *specs.Plan
	client *client
	config Config
	limit  *rate.Limiter
	record *Record
	own    []*PathRecord // those of the record that are of the shard
	gate   gate
	beyond *originServer // nil where no origin is given
	pace   *pace
	// questions are the further questions of the run; none where they are left out.
	questions []question
	known     known // what the question under way is put together from
	letIn     letIn

	heard    sync.Mutex // one call of Config.Heard at a time
	mu       sync.Mutex
	done     int
	total    int
	phase    string
	failed   Failures
	silent   []*Exchange            // without an answer, and nothing asked since had one
	patience time.Duration          // what may still be waited for 429 and 503
	resume   time.Time              // nothing is sent before: a 429 asked for it
	tired    bool                   // a 429 asked for more than was left
	good     map[string]Chosen      // live values by template up to the parameter, names erased
	answers  map[*specs.Path]taught // what live targets answered
	declared map[string]bool        // the methods that some path declares
}

// cutError ends a run early; it is the cause of the run's context.
type cutError struct {
	cut  Cut
	text string
}

func (e *cutError) Error() string { return e.text }

func newRun(ctx context.Context, plan *specs.Plan, c Config, client *client) *run {
	ctx, cancel := context.WithCancelCause(ctx)
	r := &run{
		ctx: ctx, cancel: cancel, plan: plan, client: client, config: c,
		limit:    limiter(c, client),
		patience: time.Minute,
		gate:     gate{first: map[string]chan struct{}{}, stopped: map[string]*Exchange{}},
		good:     map[string]Chosen{},
		answers:  map[*specs.Path]taught{},
		declared: map[string]bool{},
		record: &Record{
			Plan: plan, Target: client.base, Connection: c.Connection(), Authenticated: client.authenticated, ByScheme: len(c.Credentials) > 0,
			RunID: c.RunID, Started: time.Now(), Shard: c.Shard,
		},
	}
	r.pace = newPace(r.workers())
	for _, p := range plan.Paths {
		path := &PathRecord{Path: p, Values: map[string]Chosen{}}
		r.record.Paths = append(r.record.Paths, path)
		for _, method := range p.Declared {
			r.declared[method] = true
		}
		if c.Shard.Has(p) {
			r.own = append(r.own, path)
			r.total += len(p.Probes)
		}
	}
	r.known.nonce = strings.ToLower(strings.TrimPrefix(freshToken(), "PROVERB"))
	if !c.NoQuestions {
		r.questions = questions()
	}
	for i := range r.questions {
		r.total += r.expected(&r.questions[i])
	}
	r.total += len(r.rawQuestions()) + r.comparisons()
	return r
}

// limiter spares servers that are not the user's own machine.
func limiter(c Config, client *client) *rate.Limiter {
	perSecond := rate.Limit(c.Rate)
	switch {
	case c.Rate > 0:
	case client.loopback:
		perSecond = rate.Inf
	default:
		perSecond = 10
	}
	return rate.NewLimiter(perSecond, 1)
}

// conduct goes through the phases of a run. Each is skipped once the run is cut.
func (r *run) conduct() {
	phases := []struct {
		name string
		do   func()
	}{
		{"connecting", r.connect},
		{"controls", r.calibrate},
		{"probing", r.probe},
		{"finishing", r.askAgain},
		{"asking", r.askFurther},
		{"finishing", r.recheck},
		{"transport", r.askRaw},
		{"origin", r.askOrigin},
		{"changing", r.change},
		{"asking", r.askLast},
	}
	for _, p := range phases {
		if r.ctx.Err() != nil {
			return
		}
		r.mu.Lock()
		r.phase = p.name
		r.mu.Unlock()
		p.do()
	}
}

// finish closes the record: it accounts for what was not sent, decides what is
// live, numbers the exchanges and draws the profile.
func (r *run) finish() *Record {
	r.client.late.Wait()
	rec := r.record
	rec.Elapsed = time.Since(rec.Started)
	rec.Paths = r.own
	rec.Server = ProfileOf(rec.Controls)
	if r.ctx.Err() != nil {
		rec.Cut, rec.CutText = cutOf(context.Cause(r.ctx))
	}
	for _, p := range rec.Paths {
		p.accountForRest()
		p.liveByAnyAnswer(&rec.Server)
	}
	if r.firstLive() != nil {
		rec.Hint = "" // to look elsewhere: something is here
	}
	r.accountForQuestions()
	if lacking := r.whatIsLacking(); lacking != "" {
		rec.Hint = lacking
	}
	number(rec)
	return rec
}

func cutOf(cause error) (Cut, string) {
	var cut *cutError
	if errors.As(cause, &cut) {
		return cut.cut, cut.text
	}
	if errors.Is(cause, context.DeadlineExceeded) {
		return CutInterrupted, "the time given to the run ended before the run did"
	}
	return CutInterrupted, "the run was interrupted"
}

// liveByAnyAnswer is the second half of the definition of live: a path without
// parameters whose declared methods were answered by something that knows them.
func (p *PathRecord) liveByAnyAnswer(server *Profile) {
	if p.Live || p.gone || len(p.Path.Parameters()) > 0 {
		return
	}
	p.Live = slices.ContainsFunc(p.Exchanges, func(x *Exchange) bool {
		return x.Outcome == Answered && !server.isNotFound(x) && !server.Malformed.Matches(x) && x.showsPath(server)
	})
}

// showsPath reports whether an answer is one that only something which knows
// the path gives. 405 to a GET that is not declared is one where a path that
// does not exist gets another answer.
func (x *Exchange) showsPath(server *Profile) bool {
	switch x.Status {
	case 405:
		return x.Probe.Kind == specs.KindElsewhere && x.Method == "GET" && server.NotFound.Known && server.NotFound.Status != 405
	case 404, 501, 401, 403, 407, 429:
		return false
	}
	return x.Probe.Kind == specs.KindDeclared
}

// number gives the exchanges their places, the same in every run of one plan
// against one server however its workers took turns.
func number(rec *Record) {
	place := map[*specs.Path]int{nil: -1}
	for i, p := range rec.Plan.Paths {
		place[p] = i
	}
	slices.SortStableFunc(rec.Controls, func(a, b *Exchange) int {
		return cmp.Or(
			slices.Index(controls, a.Control)-slices.Index(controls, b.Control),
			place[a.Probe.Path]-place[b.Probe.Path],
			a.Sent.Compare(b.Sent))
	})
	id := 0
	next := func(xs []*Exchange) {
		for _, x := range xs {
			id++
			x.ID = id
		}
	}
	next(rec.Controls)
	for _, p := range rec.Paths {
		next(p.Exchanges)
	}
	next(rec.Direct)
}

// cut ends the run early.
func (r *run) cut(why Cut, format string, args ...any) {
	r.cancel(&cutError{why, fmt.Sprintf(format, args...)})
}
