package runner

import (
	"maps"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"

	"github.com/proverb-dev/proverb/specs"
)

// connect asks for a path that does not exist: the first word with the server,
// and the fingerprint of its not-found answer. No answer ends the run.
func (r *run) connect() {
	probe := &specs.Probe{Kind: specs.KindElsewhere, Method: http.MethodGet}
	req := request{Method: http.MethodGet, Target: r.absent(), Fields: plainFields()}
	x := r.askControl(probe, ControlNotFound, req)
	if x != nil && (x.Outcome == Dropped || x.Outcome == Malformed) {
		// Some servers drop what they do not route; one more word decides.
		req.Target = r.base(nil) + "/"
		if y := r.ask(probe, ControlBase, req); y != nil && y.Outcome == Answered {
			r.keep(y)
			return
		}
	}
	if x != nil && x.Outcome != Answered && r.ctx.Err() == nil {
		r.cut(CutUnreachable, "no answer from %s: %s%s", r.client.base, x.Trouble, wayOn(x))
	}
	r.record.Server = ProfileOf(r.record.Controls)
}

// wayOn names the flags for a trouble that they end: a handshake that the server ended
// for want of a client's certificate (TLS alerts 116 and 42), and a version of HTTP
// that it does not speak; empty for other troubles.
func wayOn(x *Exchange) string {
	switch {
	case strings.HasPrefix(x.Trouble, "the server does not offer HTTP/2"), strings.HasPrefix(x.Trouble, "the server answers HTTP/2 in HTTP/1"),
		strings.HasPrefix(x.Trouble, "the answer is not HTTP/2:"):
		return "; HTTP/1.1 is spoken with --http 1.1"
	case strings.HasPrefix(x.Trouble, "the server does not offer HTTP/1.1"), strings.HasPrefix(x.Trouble, "the server answers HTTP/1.1 in HTTP/2"):
		return "; HTTP/2 is spoken with --http 2"
	}
	for _, alert := range []string{"tls: certificate required", "tls: bad certificate"} {
		if strings.Contains(x.Trouble, "remote error: "+alert) {
			return "; the server wants a client certificate: give it with --cert and --key"
		}
	}
	return ""
}

// absent is a target that no API has.
func (r *run) absent() string {
	return r.base(nil) + "/no-such-path-" + r.plan.Document.Mark()
}

// base is what goes before a path's template: the path of the user's URL where
// it has one, otherwise the document's. A nil path is the document as a whole.
func (r *run) base(p *specs.Path) string {
	switch {
	case r.client.hasPath:
		return r.client.basePath
	case p != nil:
		return p.Base
	case len(r.plan.Paths) > 0:
		return r.plan.Paths[0].Base
	}
	return ""
}

// calibrate asks what must be known of the server before it can be judged.
func (r *run) calibrate() {
	r.findLive()
	r.askUnknown()
	r.askParser()
	r.askWithoutCredentials()
	r.lookForAnotherBase()
	r.askContent()
}

// askUnknown sends two unregistered tokens to a declared path and to one that
// does not exist. They are also the kind's first word with the server: a 2xx
// stops it.
func (r *run) askUnknown() {
	declared := r.firstLive()
	if declared == nil && len(r.record.Paths) > 0 {
		declared = r.record.Paths[0]
	}
	for _, token := range []string{r.plan.Unknown, freshToken()} {
		if r.gate.stoppedBy("unknown") != nil {
			return
		}
		if declared != nil && declared.Target != "" {
			r.askToken(declared.Path, token, declared.Target)
		}
		r.askToken(nil, token, r.absent())
	}
}

func (r *run) askToken(path *specs.Path, token, target string) {
	probe := &specs.Probe{Path: path, Kind: specs.KindUnknown, Method: token}
	x := r.askControl(probe, ControlUnknown, request{Method: token, Target: target, Fields: plainFields(), Retry: true})
	if x != nil && x.success() {
		r.gate.stop("unknown", x)
	}
}

func freshToken() string {
	letters := make([]byte, 6)
	for i := range letters {
		letters[i] = 'A' + byte(rand.IntN(26))
	}
	return "PROVERB" + string(letters)
}

// askParser sends a request line whose method is no token, to learn how the
// HTTP parser refuses what never reaches the application. Malformed bytes stay
// on loopback unless the user said otherwise.
func (r *run) askParser() {
	if !r.client.loopback && !r.config.MalformedBytes && !r.config.Transport {
		return
	}
	probe := &specs.Probe{Kind: specs.KindUnknown, Method: "GE(T"}
	target := r.base(nil) + "/"
	r.askControl(probe, ControlParser, request{
		Method: "GE(T", Target: target, RawLine: "GE(T " + target + " HTTP/1.1", Fields: plainFields(), Fresh: true,
	})
}

// askWithoutCredentials learns, in a run that has credentials, whether
// authentication comes before everything else.
func (r *run) askWithoutCredentials() {
	live := r.firstLive()
	if live == nil || !r.record.Authenticated {
		return
	}
	probe := safeProbe(live.Path)
	req := r.request(probe, live.Target)
	req.NoCredentials = true
	r.askControl(probe, ControlAuth, req)
}

// recheck asks once more for live targets on which a method that is not declared was
// refused in a way that may not be about the method: an id that has gone since
// makes a 404 true, and a server that has had enough of the client refuses all it
// asks. Such a target is not live any more.
func (r *run) recheck() {
	for _, p := range r.record.Paths {
		if !p.Live || !slices.ContainsFunc(p.Exchanges, r.doubtful) {
			continue
		}
		probe := safeProbe(p.Path)
		if probe == nil {
			continue
		}
		x := r.askControl(probe, ControlRecheck, r.request(probe, p.Target))
		if x == nil {
			return
		}
		if !x.tooMany() {
			p.Live = x.success() && !r.record.Server.isNotFound(x)
			p.gone = !p.Live
		}
	}
}

// doubtful: see recheck. 404 to an id that was chosen not to exist is no wonder,
// and neither is 401 or 403 to a run without credentials.
func (r *run) doubtful(x *Exchange) bool {
	if x.Probe.Kind == specs.KindDeclared {
		return false
	}
	switch x.Status {
	case http.StatusNotFound, http.StatusGone:
		return x.Probe.Values == nil
	case http.StatusUnauthorized, http.StatusForbidden:
		return r.record.Authenticated
	}
	return false
}

// lookForAnotherBase helps where nothing is live: the first few paths without
// parameters are asked for under the other base paths that come into question.
func (r *run) lookForAnotherBase() {
	if r.firstLive() != nil || r.record.Server.CatchAll || r.ctx.Err() != nil {
		return
	}
	for _, base := range r.otherBases() {
		for _, p := range r.plainPaths(3) {
			probe := safeProbe(p.Path)
			x := r.askControl(probe, ControlBase, r.request(probe, base+p.Path.Template))
			if x == nil {
				return
			}
			if x.success() && !r.record.Server.isNotFound(x) {
				r.record.Hint = "GET " + x.Target + " is answered " + statusText(x) + ", but no path is live under " +
					orRoot(r.base(p.Path)) + ": try --url " + r.client.base + orRoot(base)
				return
			}
		}
	}
}

// askContent sends malformed content to a path that does not exist, where a path
// could be shown to exist by how it refuses such: a parser of JSON that stands before
// the router refuses it anywhere.
func (r *run) askContent() {
	for _, p := range r.record.Paths {
		probe := malformedProbe(p.Path)
		if p.Live || len(p.Path.Parameters()) > 0 || probe == nil || probe.NotSent != "" {
			continue
		}
		x := r.askControl(probe, ControlContent, r.request(probe, r.absent()))
		if x != nil && x.success() {
			r.gate.stop(scouted(probe), x)
		}
		return
	}
}

// otherBases are the base paths of all the document's servers and the root,
// less the one in use.
func (r *run) otherBases() []string {
	bases := map[string]bool{"": true}
	for _, p := range r.plan.Paths {
		bases[p.Base] = true
	}
	for _, s := range r.plan.Document.Servers {
		bases[specs.BasePath(s)] = true
	}
	delete(bases, r.base(nil))
	return slices.Sorted(maps.Keys(bases))
}

// plainPaths are the first n paths without parameters that declare a safe method.
func (r *run) plainPaths(n int) []*PathRecord {
	var out []*PathRecord
	for _, p := range r.record.Paths {
		if len(p.Path.Parameters()) == 0 && safeProbe(p.Path) != nil && len(out) < n {
			out = append(out, p)
		}
	}
	return out
}

func (r *run) firstLive() *PathRecord {
	for _, p := range r.record.Paths {
		if p.Live {
			return p
		}
	}
	return nil
}

func orRoot(base string) string {
	if base == "" {
		return "/"
	}
	return base
}
