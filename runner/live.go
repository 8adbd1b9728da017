package runner

import (
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/proverb-dev/proverb/specs"
)

// mostTargets bounds the candidates tried for a live target of one path.
const mostTargets = 5

// findLive looks for a live target of every path, shallow templates first: what
// is live above is where the values below are taken from.
func (r *run) findLive() {
	byDepth := map[int][]*PathRecord{}
	for _, p := range r.record.Paths {
		depth := strings.Count(p.Path.Template, "/")
		byDepth[depth] = append(byDepth[depth], p)
	}
	for _, depth := range slices.Sorted(maps.Keys(byDepth)) {
		r.parallel(byDepth[depth], r.findLiveTarget)
	}
	r.followLinks()
}

// followLinks tries once more the paths that a link leads to from one whose answer was
// not there yet: links lead upwards too.
func (r *run) followLinks() {
	const mostRounds = 3
	for range mostRounds {
		var led []*PathRecord
		for _, p := range r.record.Paths {
			if !p.Live && r.ctx.Err() == nil && r.isLedTo(p) {
				led = append(led, p)
			}
		}
		if len(led) == 0 {
			return
		}
		r.parallel(led, r.findLiveTarget)
	}
}

// isLedTo reports whether links have values for a path that it was not tried with.
func (r *run) isLedTo(p *PathRecord) bool {
	linked := slices.ContainsFunc(p.Path.Harvests, func(h specs.Harvest) bool { return h.Expression != "" })
	if !linked || p.tried == nil {
		return false
	}
	return slices.ContainsFunc(combinations(p.Path.Parameters(), r.candidates(p.Path)), func(values map[string]Chosen) bool {
		return !p.tried[r.fill(p.Path, values)]
	})
}

// findLiveTarget tries candidates until one is live. Without any, the path
// keeps the first, which is the likeliest.
func (r *run) findLiveTarget(p *PathRecord) {
	probe := safeProbe(p.Path)
	for i, values := range combinations(p.Path.Parameters(), r.candidates(p.Path)) {
		target := r.fill(p.Path, values)
		if i == 0 {
			p.Target, p.Values = target, values
		}
		if probe == nil || probe.NotSent != "" {
			return
		}
		if p.tried[target] {
			continue
		}
		p.try(target)
		x := r.askControl(probe, ControlLive, r.request(probe, target))
		if x == nil || x.Outcome != Answered || x.Status == http.StatusUnauthorized {
			return
		}
		if x.success() && !r.record.Server.isNotFound(x) {
			p.Live, p.Target, p.Values = true, target, values
			r.remember(p, x)
			return
		}
	}
}

func (p *PathRecord) try(target string) {
	if p.tried == nil {
		p.tried = map[string]bool{}
	}
	p.tried[target] = true
}

// safeProbe is the declared probe that can show a target of the path to be
// live: GET where it is declared.
func safeProbe(p *specs.Path) *specs.Probe {
	var best *specs.Probe
	for i := range p.Probes {
		probe := &p.Probes[i]
		if probe.Kind != specs.KindDeclared || !specs.IsSafe(probe.Method) || probe.NotSent != "" {
			continue
		}
		if probe.Method == http.MethodGet {
			return probe
		}
		if best == nil {
			best = probe
		}
	}
	return best
}

// candidates are the values to try for each parameter, best first: the user's,
// what is live or was harvested above, then what the document offers. The
// design's order puts the document's examples before harvested ids; a value
// that is live above is neither, it is known to exist.
func (r *run) candidates(p *specs.Path) [][]Chosen {
	names := p.Parameters()
	out := make([][]Chosen, len(names))
	for i, name := range names {
		var list []Chosen
		known, isKnown := r.knownAbove(p.Template, i)
		for _, v := range p.Values {
			if v.Name != name {
				continue
			}
			if isKnown && v.Source != specs.SourceParam {
				list, isKnown = append(list, known), false
			}
			offered := v.Candidates
			if v.Source == specs.SourceHarvested {
				offered = r.harvested(p, v.Name)
			}
			for _, c := range offered {
				list = append(list, Chosen{Value: c, Source: v.Source})
			}
		}
		if isKnown {
			list = append(list, known)
		}
		out[i] = unique(list)
	}
	return out
}

// combinations puts the candidates of several parameters together: the best of
// each, then the second best of each, and so on.
func combinations(names []string, candidates [][]Chosen) []map[string]Chosen {
	longest := 1
	for _, c := range candidates {
		longest = max(longest, len(c))
	}
	var out []map[string]Chosen
	for i := range min(longest, mostTargets) {
		values := map[string]Chosen{}
		for j, c := range candidates {
			if len(c) > 0 {
				values[names[j]] = c[min(i, len(c)-1)]
			}
		}
		out = append(out, values)
	}
	return out
}

func unique(list []Chosen) []Chosen {
	seen := map[string]bool{}
	return slices.DeleteFunc(list, func(c Chosen) bool {
		was := seen[c.Value]
		seen[c.Value] = true
		return was
	})
}

// parallel does something for every path, with as many workers as the run has
// connections.
func (r *run) parallel(paths []*PathRecord, do func(*PathRecord)) {
	queue := make(chan *PathRecord)
	var workers sync.WaitGroup
	for range min(r.workers(), len(paths)) {
		workers.Go(func() {
			for p := range queue {
				do(p)
			}
		})
	}
	for _, p := range paths {
		if r.ctx.Err() != nil {
			break
		}
		queue <- p
	}
	close(queue)
	workers.Wait()
}

func (r *run) workers() int {
	switch {
	case r.config.Concurrency > 0:
		return r.config.Concurrency
	case r.client.loopback:
		return 8
	}
	return 4
}

func statusText(x *Exchange) string { return strconv.Itoa(x.Status) }
