package runner

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/proverb-dev/proverb/specs"
)

// Hop is one address on the way that redirects lead.
type Hop struct {
	URL      string
	Exchange *Exchange
	// Location is the field as it was received, and To where it leads; empty where the
	// way ends here.
	Location, To string
	// Ends says why the way is gone no further, as a clause; empty where it is.
	Ends string
}

// mostHops bounds a way that never ends.
const mostHops = 10

// follow goes the way that the redirects of GET lead, as far as it may.
func (n *inspection) follow(p *PathRecord) {
	i := slices.IndexFunc(p.Exchanges, func(x *Exchange) bool { return x.Method == http.MethodGet })
	if i < 0 {
		return
	}
	x, at := p.Exchanges[i], n.client.base+p.Exchanges[i].Target
	for x != nil {
		hop := Hop{URL: at, Exchange: x}
		next, client := n.next(&hop)
		n.hops = append(n.hops, hop)
		if next == nil {
			return
		}
		at = hop.To
		x = n.askHop(client, next)
	}
}

// next is where a hop leads, and who is to ask there; nil where the way ends.
func (n *inspection) next(hop *Hop) (*url.URL, *client) {
	x := hop.Exchange
	if x.Outcome != Answered {
		hop.Ends = "no answer came: " + x.Trouble
		return nil, nil
	}
	if !redirects(x.Status) {
		return nil, nil
	}
	if hop.Location = x.Value("Location"); hop.Location == "" {
		hop.Ends = fmt.Sprintf("%d comes without Location", x.Status)
		return nil, nil
	}
	if secretMark.MatchString(hop.Location) {
		hop.Ends = "its Location repeats a secret, which no record keeps"
		return nil, nil
	}
	to, err := resolved(hop.URL, hop.Location)
	if err != nil {
		hop.Ends = err.Error()
		return nil, nil
	}
	hop.To = to.String()
	switch {
	case hop.To == hop.URL || slices.ContainsFunc(n.hops, func(h Hop) bool { return h.URL == hop.To }):
		hop.Ends = "that address was asked already: the redirects go in a circle"
		return nil, nil
	case len(n.hops) >= mostHops:
		hop.Ends = fmt.Sprintf("%d redirects are enough", mostHops)
		return nil, nil
	}
	client, why := n.clientFor(to)
	hop.Ends = why
	if client == nil {
		return nil, nil
	}
	return to, client
}

func redirects(status int) bool {
	return slices.Contains([]int{301, 302, 303, 307, 308}, status)
}

// resolved is where a Location leads, without fragment and user information.
func resolved(from, location string) (*url.URL, error) {
	base, err := url.Parse(from)
	if err != nil {
		return nil, fmt.Errorf("it cannot be resolved against this address")
	}
	to, err := base.Parse(location)
	if err != nil {
		return nil, fmt.Errorf("its Location is no URL")
	}
	to.Fragment, to.RawFragment, to.User = "", "", nil
	if to.Scheme != "http" && to.Scheme != "https" || to.Host == "" || to.Opaque != "" {
		return nil, fmt.Errorf("its Location leads to no address of HTTP")
	}
	return to, nil
}

// clientFor is who asks at an address: of the origin that was named, whoever asked
// there; of another one that the user has named too, a client that carries none of
// the user's fields.
func (n *inspection) clientFor(to *url.URL) (_ *client, why string) {
	origin := to.Scheme + "://" + to.Host
	if sameOrigin(origin, n.client.base) {
		return n.client, ""
	}
	if !slices.Contains(n.config.ConfirmHost, to.Hostname()) {
		return nil, fmt.Sprintf("another origin, which is not asked without --confirm-host %s", to.Hostname())
	}
	if c := n.others[origin]; c != nil {
		return c, ""
	}
	c, err := newClient(Config{URL: origin, Proxy: n.config.Proxy, HTTP: n.config.HTTP, Timeout: n.config.Timeout, UserAgent: n.config.UserAgent, TLS: ofProxy(n.config.TLS)})
	if err != nil {
		return nil, err.Error()
	}
	if n.others == nil {
		n.others = map[string]*client{}
	}
	n.others[origin] = c
	return c, ""
}

// sameOrigin compares scheme, host and port, the port also where it is left out.
func sameOrigin(a, b string) bool {
	one, err := parseAddress(a)
	if err != nil {
		return false
	}
	other, err := parseAddress(b)
	return err == nil && one.secure == other.secure && one.port == other.port && strings.EqualFold(one.host, other.host)
}

// askHop asks where a redirect leads.
func (n *inspection) askHop(c *client, to *url.URL) *Exchange {
	target := to.EscapedPath()
	if target == "" {
		target = "/"
	}
	probe := &specs.Probe{Kind: specs.KindDeclared, Method: http.MethodGet}
	req := request{Method: http.MethodGet, Target: target, Fields: fieldsOf(inspectFields())}
	if to.RawQuery != "" {
		req.Target += "?" + sendable(to.RawQuery, "")
	}
	if c == n.client {
		x := n.ask(probe, ControlRedirect, req)
		if x != nil {
			n.keep(x)
		}
		return x
	}
	if !n.turn(n.limit) {
		return nil
	}
	x := c.do(n.ctx, req)
	x.await()
	x.Probe, x.Control = probe, ControlRedirect
	n.keep(x)
	return x
}

func (n *inspection) closeOthers() {
	for _, c := range n.others {
		c.close()
	}
}
