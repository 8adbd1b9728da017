package runner

import (
	"net/http"
	"slices"
	"strings"

	"github.com/proverb-dev/proverb/specs"
)

// mostComparedPaths bounds the paths of which answers over both versions of HTTP are
// compared, and mostCompared the answers of each.
const (
	mostComparedPaths = 3
	mostCompared      = 3
)

// comparisons are how many requests the comparison is taken for until more is known.
func (r *run) comparisons() int {
	if !r.config.Transport {
		return 0
	}
	return mostCompared * min(mostComparedPaths, len(r.record.Paths))
}

// askOtherVersion compares, and counts that as done however few requests it took.
func (r *run) askOtherVersion() {
	before := r.done
	r.compareVersions()
	r.mu.Lock()
	defer r.mu.Unlock()
	r.done = before + r.comparisons()
}

// compareVersions sends a few of the run's probes once more over the version of
// HTTP that the run does not speak. Where the server does not have it there is
// nothing to compare.
func (r *run) compareVersions() {
	c := r.config
	c.HTTP = r.client.otherVersion()
	other, err := newClient(c)
	if err != nil {
		return
	}
	defer other.close()
	var heard []*Exchange
	for _, x := range r.toCompare() {
		y := r.askOver(other, x)
		if y == nil {
			break
		}
		heard = append(heard, y)
		r.progressed(x.Probe)
	}
	// Many servers that do not have it close the connection, and nothing more, or answer
	// in the version that they have. Where one request has an answer, they have it.
	if !slices.ContainsFunc(heard, func(y *Exchange) bool { return y.Outcome == Answered }) {
		return
	}
	for _, y := range heard {
		r.keep(y)
	}
}

// otherVersion is the version of HTTP that is not spoken.
func (cl *client) otherVersion() string {
	if cl.overH2() {
		return HTTP1
	}
	return HTTP2
}

// askOver asks once more what was asked before; nil where nobody speaks the version,
// or the run ends. An answer that is none is kept: it is for this request that it is.
func (r *run) askOver(other *client, x *Exchange) *Exchange {
	if !r.turn(r.limit) {
		return nil
	}
	req := r.request(x.Probe, pathOf(x.Target))
	if other.keys.apply(r.ctx, r.client, x.Probe, &req) != nil {
		return nil
	}
	y := other.do(r.ctx, req)
	if r.ctx.Err() != nil || y.Outcome == Refused || y.Outcome == TLSFailed {
		return nil
	}
	y.Probe, y.Control = x.Probe, ControlOtherVersion
	return y
}

func pathOf(target string) string { path, _, _ := strings.Cut(target, "?"); return path }

// toCompare are, of up to three live paths, the answers to a declared safe
// method, to the unknown token and to one method that was refused with 405.
func (r *run) toCompare() []*Exchange {
	var out []*Exchange
	paths := 0
	for _, p := range r.record.Paths {
		if !p.Live || paths == mostComparedPaths {
			continue
		}
		paths++
		seen := map[string]bool{}
		for _, x := range p.Exchanges {
			what := whatToCompare(x)
			if what != "" && !seen[what] && !x.Again {
				seen[what] = true
				out = append(out, x)
			}
		}
	}
	return out
}

func whatToCompare(x *Exchange) string {
	switch {
	case x.Outcome != Answered:
	case x.Probe.Kind == specs.KindUnknown && x.Status/100 != 2:
		return "unknown"
	case x.Probe.Kind == specs.KindDeclared && specs.IsSafe(x.Method):
		return "safe"
	case x.Status == http.StatusMethodNotAllowed:
		return "refused"
	}
	return ""
}
