package runner

import (
	"context"
	"slices"
	"strings"
	"sync"

	"github.com/proverb-dev/proverb/specs"
)

// keyring holds the credentials of a run that are not sent with every request
// alike. A nil keyring is empty. The clients of a run share one.
type keyring struct {
	keys    map[string]*key // by scheme
	login   []*key          // of every request
	offPath []*key          // of a target that is no path of the document
	secrets []secret        // those that are known before the run

	mu    sync.Mutex
	masks []*mask // of all clients: they learn what tokens come
}

// newKeyring makes the keyring of a run, nil where there is nothing to hold.
func newKeyring(plan *specs.Plan, c Config) (*keyring, error) {
	if len(c.Credentials) == 0 && c.Account == nil {
		return nil, nil
	}
	ring := &keyring{keys: map[string]*key{}}
	for _, credential := range c.Credentials {
		k, err := newKey(credential, &plan.Document)
		if err != nil {
			return nil, err
		}
		if k.token.value == "" {
			k.token.grant = &clientGrant{credential.Value, plan.Document.Security[credential.Scheme]}
		}
		ring.keys[k.scheme] = k
		ring.secrets = append(ring.secrets, secretsOf(credential, k)...)
	}
	if c.Account != nil {
		ring.addAccount(c.Account)
	}
	ring.offPath = ring.forStrangers(plan)
	return ring, nil
}

// forStrangers are the keys sent to a target that is no path of the document:
// those of the first operation, where most ask for some. A server that looks at
// credentials first says nothing about what it has to a stranger.
func (ring *keyring) forStrangers(plan *specs.Plan) []*key {
	var first []*key
	asking, all := 0, 0
	for _, p := range plan.Paths {
		for _, o := range p.Operations {
			all++
			keys := ring.forOperation(o)
			if len(keys) > 0 {
				asking++
			}
			if first == nil {
				first = keys
			}
		}
	}
	if asking*2 <= all {
		return nil
	}
	return first
}

// of are the keys that a probe's request carries: those of its operation; of a
// method that is not declared those of the path's operations.
func (ring *keyring) of(p *specs.Probe) []*key {
	switch {
	case ring == nil:
		return nil
	case p == nil || p.Path == nil:
		return slices.Concat(ring.login, ring.offPath)
	case p.Kind == specs.KindDeclared && p.Operation != nil:
		return slices.Concat(ring.login, ring.forOperation(p.Operation))
	}
	if p.Kind == specs.KindImplied && strings.EqualFold(p.Method, "HEAD") {
		if get := p.Path.DeclaredOn("GET"); get != nil {
			return slices.Concat(ring.login, ring.forOperation(get))
		}
	}
	for _, o := range p.Path.Operations {
		if keys := ring.forOperation(o); len(keys) > 0 {
			return slices.Concat(ring.login, keys)
		}
	}
	return ring.login
}

// forOperation are the keys for the first alternative of which all are given,
// else of that of which most are.
func (ring *keyring) forOperation(o *specs.Operation) []*key {
	var best []*key
	for _, alternative := range o.Security {
		var keys []*key
		for _, scheme := range alternative {
			if k := ring.keys[scheme]; k != nil {
				keys = append(keys, k)
			}
		}
		if len(keys) == len(alternative) && len(keys) > 0 {
			return keys
		}
		if len(keys) > len(best) {
			best = keys
		}
	}
	return best
}

// start gets the first tokens. Without them the run cannot be done as asked.
func (ring *keyring) start(ctx context.Context, cl *client) error {
	if ring == nil {
		return nil
	}
	for _, k := range ring.all() {
		if _, err := ring.value(ctx, cl, k); err != nil {
			return err
		}
	}
	return nil
}

func (ring *keyring) all() []*key {
	out := slices.Clone(ring.login)
	for _, scheme := range sortedKeys(ring.keys) {
		out = append(out, ring.keys[scheme])
	}
	return out
}

// apply puts the credentials of a probe into its request. What is sent byte for
// byte, and what must carry none, is left as it is.
func (ring *keyring) apply(ctx context.Context, cl *client, p *specs.Probe, r *request) error {
	if ring == nil || r.NoCredentials || r.Raw != nil || r.RawLine != "" {
		return nil
	}
	for _, k := range ring.of(p) {
		value, err := ring.value(ctx, cl, k)
		if err != nil {
			return err
		}
		switch {
		case k.place.in != "query":
			r.Credentials = append(r.Credentials, k.place.field(value))
		case strings.HasPrefix(r.Target, "/"):
			r.Target = withQuery(r.Target, k.place.name, value)
		}
	}
	return nil
}

// share makes a mask one of those that learn of new tokens.
func (ring *keyring) share(m *mask) {
	if ring == nil {
		return
	}
	ring.mu.Lock()
	defer ring.mu.Unlock()
	ring.masks = append(ring.masks, m)
}

// learn has every mask of the run cover a new secret.
func (ring *keyring) learn(s ...secret) {
	ring.mu.Lock()
	defer ring.mu.Unlock()
	ring.secrets = append(ring.secrets, s...)
	for _, m := range ring.masks {
		m.learn(s)
	}
}

// known are the secrets known so far.
func (ring *keyring) known() []secret {
	if ring == nil {
		return nil
	}
	ring.mu.Lock()
	defer ring.mu.Unlock()
	return slices.Clone(ring.secrets)
}
