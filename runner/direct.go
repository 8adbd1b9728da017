package runner

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/time/rate"

	"github.com/proverb-dev/proverb/specs"
)

// Bounds of what is asked at the origin: the first answers that are alike (of one
// kind, method and status), and all in all.
const (
	alikeAtOrigin = 3
	mostAtOrigin  = 200
)

// originServer is the application itself, past what is before it.
type originServer struct {
	config  Config
	client  *client
	limit   *rate.Limiter
	stopped map[string]bool // by scouted, where an undeclared probe succeeded
}

// newOrigin gets ready to speak to the origin; nil where none is given.
func newOrigin(c Config, front *client) (*originServer, error) {
	if c.OriginURL == "" {
		return nil, nil
	}
	if c.Handler != nil {
		return nil, errors.New("the origin URL: a handler in process has nothing before it")
	}
	c.URL, c.UnixSocket = c.OriginURL, ""
	client, err := newClient(c)
	if err != nil {
		return nil, fmt.Errorf("the origin: %w", err)
	}
	if client.base == front.base {
		return nil, fmt.Errorf("the origin URL %s is that of the server itself", client.base)
	}
	if !client.loopback && !slices.Contains(c.ConfirmHost, client.host) {
		return nil, fmt.Errorf("%s, the origin, is not on this machine: to send probes there as well needs --confirm-host %s", client.host, client.host)
	}
	return &originServer{config: c, client: client, limit: limiter(c, client), stopped: map[string]bool{}}, nil
}

// askOrigin sends to the origin what the server answered with errors: what both
// answer alike is the application's, the rest is of what is before it.
func (r *run) askOrigin() {
	if r.beyond == nil {
		return
	}
	r.record.Origin = r.beyond.client.base
	for i, x := range r.worthAskingAtOrigin() {
		if r.beyond.stopped[scouted(x.Probe)] {
			continue
		}
		d := r.askDirect(x)
		if i == 0 && d != nil && d.Outcome != Answered && d.Outcome != Timeout {
			d = r.askDirectOtherwise(x, d)
		}
		if d == nil {
			return
		}
		r.record.Direct = append(r.record.Direct, d)
		if d.Outcome == Refused || d.Outcome == TLSFailed {
			return // nothing is there; the record says so
		}
	}
}

// askDirectOtherwise asks in the other version of HTTP, and goes on in it where there is
// an answer: what ends HTTP/2 mostly speaks HTTP/1.1 to the application behind it.
func (r *run) askDirectOtherwise(x, unanswered *Exchange) *Exchange {
	b := r.beyond
	c := b.config
	c.HTTP = b.client.otherVersion()
	other, err := newClient(c)
	if err != nil {
		return unanswered
	}
	was := b.client
	b.client = other
	d := r.askDirect(x)
	if d != nil && d.Outcome != Answered {
		d, b.client, was = unanswered, was, other
	}
	was.close()
	return d
}

// worthAskingAtOrigin are last exchanges of the run, errors all of them, a few of
// each make.
func (r *run) worthAskingAtOrigin() []*Exchange {
	var out []*Exchange
	seen := map[alikeAnswers]int{}
	consider := func(x *Exchange) {
		key := alikeAnswers{alikeOf(x), x.Status}
		if x.Status < 400 || x.Outcome != Answered || seen[key] == alikeAtOrigin || len(out) == mostAtOrigin {
			return
		}
		seen[key]++
		out = append(out, x)
	}
	for _, x := range r.record.Controls {
		if x.Control == ControlNotFound {
			consider(x)
		}
	}
	for _, p := range r.own {
		for _, x := range p.Exchanges {
			if harmlessAtOrigin(x.Probe) {
				consider(x)
			}
		}
	}
	return out
}

// alikeAnswers are answers of one status to probes that are alike.
type alikeAnswers struct {
	alikeProbes
	status int
}

// harmlessAtOrigin: what is before the origin may have kept a method from it that
// the origin would have carried out. An unsafe one is sent only where there is
// nothing to change: to an id that does not exist.
func harmlessAtOrigin(p *specs.Probe) bool {
	switch {
	case p.Kind == specs.KindUnknown, p.Kind == specs.KindVariant:
		return true
	case specs.IsSafe(p.Method):
		return true
	}
	return p.Form != specs.FormValid && slices.ContainsFunc(p.Values, func(v specs.Value) bool { return v.Source == specs.SourceImpossible })
}

// askDirect asks the origin what an exchange asked; nil when the run ended.
func (r *run) askDirect(x *Exchange) *Exchange {
	if !r.turn(r.beyond.limit) {
		return nil
	}
	target, _, _ := strings.Cut(x.Target, "?")
	if r.beyond.client.hasPath {
		target = r.beyond.client.basePath + strings.TrimPrefix(target, r.base(x.Probe.Path))
	}
	req := r.request(x.Probe, target)
	if x.Probe.Path == nil {
		req.Fields = plainFields()
	}
	if r.beyond.client.keys.apply(r.ctx, r.client, x.Probe, &req) != nil {
		return nil
	}
	d := r.beyond.client.do(r.ctx, req)
	if r.ctx.Err() != nil && d.Outcome != Answered {
		return nil
	}
	d.Probe, d.Control, d.First = x.Probe, ControlDirect, x
	if name := scouted(x.Probe); name != "" && d.success() {
		r.beyond.stopped[name] = true
	}
	return d
}
