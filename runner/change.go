package runner

import (
	"cmp"
	"net/http"
	"slices"
	"strings"

	"github.com/proverb-dev/proverb/specs"
)

// change sends the valid requests of the declared unsafe operations, which only
// level full has: creating before changing before deleting, one after the
// other. What the run has created is changed and deleted, where there is such.
func (r *run) change() {
	type valid struct {
		path  *PathRecord
		probe *specs.Probe
	}
	var todo []valid
	for _, p := range r.own {
		for i := range p.Path.Probes {
			if probe := &p.Path.Probes[i]; probe.Form == specs.FormValid && probe.NotSent == "" {
				todo = append(todo, valid{p, probe})
			}
		}
	}
	slices.SortStableFunc(todo, func(a, b valid) int {
		return cmp.Or(turn(a.probe.Method)-turn(b.probe.Method), deeperFirst(a.path, b.path, a.probe.Method))
	})
	created := map[string]Chosen{}
	for _, v := range todo {
		if r.ctx.Err() != nil {
			return
		}
		sent := len(v.path.Exchanges)
		r.send(v.path, v.probe, r.at(v.path, valuesOver(v.path, created, v.probe.Method)))
		if len(v.path.Exchanges) > sent && v.probe.Method == http.MethodPost {
			r.noteCreated(v.path, v.path.Exchanges[sent], created)
		}
	}
}

// turn is the place of a method in creating, changing, deleting.
func turn(method string) int {
	switch method {
	case http.MethodPost:
		return 0
	case http.MethodDelete:
		return 2
	}
	return 1
}

// deeperFirst deletes what is inside before what it is in.
func deeperFirst(a, b *PathRecord, method string) int {
	if method != http.MethodDelete {
		return 0
	}
	return strings.Count(b.Path.Template, "/") - strings.Count(a.Path.Template, "/")
}

// valuesOver are the path's live values, those that name what the run created
// put over them. A POST below a collection stays with what is live: that is
// where it is known to work.
func valuesOver(p *PathRecord, created map[string]Chosen, method string) map[string]string {
	out := map[string]string{}
	for name, c := range p.Values {
		out[name] = c.Value
	}
	if method == http.MethodPost {
		return out
	}
	segments := strings.Split(p.Path.Template, "/")
	for i, s := range segments {
		name, ok := parameterOf(s)
		if !ok {
			continue
		}
		if c, ok := created[erased(segments[:i+1])]; ok {
			out[name] = c.Value
		}
	}
	return out
}

// noteCreated keeps the id of a resource that a POST made, for the paths below
// the collection.
func (r *run) noteCreated(p *PathRecord, x *Exchange, created map[string]Chosen) {
	if !x.success() {
		return
	}
	for _, below := range r.plan.Paths {
		if below.Parent != p.Path {
			continue
		}
		if id, ok := createdID(x, below); ok {
			last := below.Template[:strings.LastIndex(below.Template, "}")+1]
			created[erased(strings.Split(last, "/"))] = Chosen{Value: id, Source: specs.SourceCreated}
			return
		}
	}
}
