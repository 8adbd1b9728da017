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
	created := map[string]made{}
	for _, v := range todo {
		if r.ctx.Err() != nil {
			return
		}
		sent := len(v.path.Exchanges)
		values := valuesOver(v.path, created, v.probe.Method)
		r.send(v.path, v.probe, r.at(v.path, values))
		if len(v.path.Exchanges) > sent && v.probe.Method != http.MethodDelete {
			r.noteCreated(v.path, taught{v.path.Exchanges[len(v.path.Exchanges)-1], values}, created)
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

// made is the id of a resource that the run has made, and the values of the
// parameters before it in the paths where it is: it is nowhere else.
type made struct {
	Chosen
	above map[string]string // by template up to the parameter, names erased
}

// valuesOver are the path's live values, those that name what the run created
// put over them. A POST below a collection stays with what is live: that is
// where it is known to work.
func valuesOver(p *PathRecord, created map[string]made, method string) map[string]string {
	out := plainValues(p.Values)
	if method == http.MethodPost {
		return out
	}
	names := map[string]string{}
	for _, here := range prefixes(p.Path.Template) {
		names[here.template] = here.name
		c, ok := created[here.template]
		if !ok {
			continue
		}
		out[here.name] = c.Value
		for template, value := range c.above {
			if name := names[template]; name != "" && value != "" {
				out[name] = value
			}
		}
	}
	return out
}

// prefix is a template up to one of its parameters, the names in it erased.
type prefix struct{ template, name string }

// prefixes are those of a template whose last segment is one parameter, the shortest
// first.
func prefixes(template string) []prefix {
	var out []prefix
	segments := strings.Split(template, "/")
	for i, s := range segments {
		if name, ok := parameterOf(s); ok {
			out = append(out, prefix{erased(segments[:i+1]), name})
		}
	}
	return out
}

// noteCreated keeps the id of a resource that a request made, for the paths below:
// where a link of the document says, else where a POST to a collection puts it.
func (r *run) noteCreated(p *PathRecord, a taught, created map[string]made) {
	if !a.success() {
		return
	}
	linked := false
	for _, link := range p.Path.Links {
		if link.Method == a.Method && r.follow(p.Path, link, a, created) {
			linked = true
		}
	}
	if linked || a.Method != http.MethodPost {
		return
	}
	above := map[string]string{}
	for _, here := range prefixes(p.Path.Template) {
		above[here.template] = a.values[here.name]
	}
	for _, below := range r.plan.Paths {
		here, ok := memberOf(p.Path, below)
		if !ok {
			continue
		}
		if id, ok := createdID(a.Exchange, here.name); ok {
			created[here.template] = made{Chosen{Value: id, Source: specs.SourceCreated}, above}
			return
		}
	}
}

// memberOf is the parameter of a path that names the members of a collection.
func memberOf(collection, below *specs.Path) (prefix, bool) {
	members := erased(strings.Split(strings.TrimSuffix(collection.Template, "/"), "/")) + "/{}"
	for _, here := range prefixes(below.Template) {
		if here.template == members && below.Base == collection.Base {
			return here, true
		}
	}
	return prefix{}, false
}

// follow keeps what a link says of a resource that was made: its id is the last value
// that the request's target did not have. A link may also lead to what was there
// before, such as the owner of what was made, so one that is not to a path below
// speaks only of what nothing is known of.
func (r *run) follow(from *specs.Path, link specs.Link, a taught, created map[string]made) bool {
	above, values, last := map[string]string{}, linkedValues(link, a), -1
	places := prefixes(link.To.Template)
	for i, here := range places {
		if values[here.name].isNew {
			last = i
		}
	}
	if last < 0 {
		return false
	}
	for _, here := range places[:last] {
		above[here.template] = values[here.name].text
	}
	key, id := places[last].template, values[places[last].name].text
	r.mu.Lock()
	known := r.good[key].Value == id
	r.mu.Unlock()
	_, taken := created[key]
	if below := strings.TrimSuffix(key, "/{}") == erased(strings.Split(from.Template, "/")); !below && (known || taken) {
		return false
	}
	created[key] = made{Chosen{Value: id, Source: specs.SourceCreated}, above}
	return true
}

// linkedValue is what a link has for a parameter; it is new where the request's target
// did not have it.
type linkedValue struct {
	text  string
	isNew bool
}

func linkedValues(link specs.Link, a taught) map[string]linkedValue {
	values := map[string]linkedValue{}
	for _, p := range link.Parameters {
		if v, ok := a.evaluate(p.Expression); ok && usable(v) {
			isNew := strings.Contains(p.Expression, "$response.") || strings.Contains(p.Expression, "$request.body")
			values[p.Name] = linkedValue{v, isNew}
		}
	}
	return values
}
