package runner

import (
	"bytes"
	"encoding/json"
	"io"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/proverb-dev/proverb/specs"
)

// mostHarvested bounds the ids taken from one answer.
const mostHarvested = 5

// remember keeps what a live target teaches for the paths below it: the value
// of its last parameter, and the answer that ids are harvested from.
func (r *run) remember(p *PathRecord, x *Exchange) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.answers[p.Path] = taught{x, plainValues(p.Values)}
	segments := strings.Split(p.Path.Template, "/")
	for i, s := range segments {
		if !strings.Contains(s, "{") {
			continue
		}
		// Only a segment that is one parameter names one thing.
		if name, ok := parameterOf(s); ok {
			r.good[erased(segments[:i+1])] = p.Values[name]
		}
	}
}

// knownAbove is the value that is live for the i-th parameter of a template on
// a shorter path that begins alike.
func (r *run) knownAbove(template string, i int) (Chosen, bool) {
	segments := strings.Split(template, "/")
	for j, s := range segments {
		if !strings.Contains(s, "{") {
			continue
		}
		if i > 0 {
			i -= strings.Count(s, "{")
			continue
		}
		r.mu.Lock()
		defer r.mu.Unlock()
		c, ok := r.good[erased(segments[:j+1])]
		return c, ok && c.Value != ""
	}
	return Chosen{}, false
}

// erased is a template without the names of its parameters.
func erased(segments []string) string {
	return parameter.ReplaceAllString(strings.Join(segments, "/"), "{}")
}

var parameter = regexp.MustCompile(`\{[^{}]*\}`)

func parameterOf(segment string) (string, bool) {
	name, ok := strings.CutPrefix(segment, "{")
	if !ok {
		return "", false
	}
	name, ok = strings.CutSuffix(name, "}")
	return name, ok && !strings.ContainsAny(name, "{}")
}

// harvested are ids for a path parameter from the answers that the plan names.
func (r *run) harvested(p *specs.Path, name string) []string {
	var out []string
	for _, h := range p.Harvests {
		if h.Name != name {
			continue
		}
		r.mu.Lock()
		a, ok := r.answers[h.From]
		r.mu.Unlock()
		if !ok {
			continue
		}
		for _, id := range a.found(h) {
			if !slices.Contains(out, id) {
				out = append(out, id)
			}
		}
	}
	return out
}

// found are the values that an answer has by a harvest.
func (a taught) found(h specs.Harvest) []string {
	if h.Expression == "" {
		return identifiers(a.Body(), h.Name)
	}
	if id, ok := a.evaluate(h.Expression); ok && usable(id) {
		return []string{id}
	}
	return nil
}

// decoded is a JSON text with its numbers as they are written: an id may have more
// digits than a float64.
func decoded(text []byte) (any, bool) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	var v any
	if d.Decode(&v) != nil {
		return nil, false
	}
	_, err := d.Token()
	return v, err == io.EOF
}

// at is the value that a JSON pointer (RFC 6901) leads to, nil where there is
// none.
func at(v any, pointer string) any {
	for token := range strings.SplitSeq(strings.TrimPrefix(pointer, "/"), "/") {
		token = strings.NewReplacer("~1", "/", "~0", "~").Replace(token)
		switch here := v.(type) {
		case map[string]any:
			v = here[token]
		case []any:
			i, err := strconv.Atoi(token)
			if err != nil || i < 0 || i >= len(here) {
				return nil
			}
			v = here[i]
		default:
			return nil
		}
	}
	return v
}

// identifiers finds what may name the members of a collection in its JSON: of
// each object in the first list, the member called like the parameter, or id,
// or like the end of the parameter's name.
func identifiers(body []byte, name string) []string {
	root, ok := decoded(body)
	if !ok {
		return cutIdentifiers(body)
	}
	var out []string
	for _, member := range firstList(root) {
		id, ok := identifier(member, name)
		if ok && usable(id) && !slices.Contains(out, id) && len(out) < mostHarvested {
			out = append(out, id)
		}
	}
	return out
}

// firstList is the value itself when it is a list, else the first list among
// its members, in the order of their names, then among theirs.
func firstList(v any) []any {
	for level := []any{v}; len(level) > 0; {
		var next []any
		for _, v := range level {
			switch v := v.(type) {
			case []any:
				return v
			case map[string]any:
				for _, k := range sortedKeys(v) {
					next = append(next, v[k])
				}
			}
		}
		level = next
	}
	return nil
}

func identifier(member any, name string) (string, bool) {
	object, ok := member.(map[string]any)
	if !ok {
		return scalar(member)
	}
	byName := map[string]any{}
	for k, v := range object {
		byName[plain(k)] = v
	}
	wanted := plain(name)
	for _, k := range []string{wanted, "id", "uuid", "slug", "key", "code", "name"} {
		if k != wanted && k != "id" && !strings.HasSuffix(wanted, k) && wanted != k {
			continue
		}
		if id, ok := scalar(byName[k]); ok {
			return id, true
		}
	}
	return "", false
}

// plain is a name without the marks that styles of naming differ in.
func plain(name string) string {
	return strings.ToLower(strings.NewReplacer("_", "", "-", "").Replace(name))
}

func scalar(v any) (string, bool) {
	switch v := v.(type) {
	case string:
		return v, true
	case json.Number:
		return v.String(), true
	}
	return "", false
}

// usable refuses values that would change the shape of the path, and masked
// secrets.
func usable(id string) bool {
	return id != "" && id != "." && id != ".." && !strings.ContainsAny(id, "/?#") && !strings.Contains(id, "[secret:")
}

var idMember = regexp.MustCompile(`"id"\s*:\s*("[^"\\]{1,200}"|-?[0-9]{1,20})`)

// cutIdentifiers reads ids from JSON that was cut off where recording stopped.
func cutIdentifiers(body []byte) []string {
	var out []string
	for _, m := range idMember.FindAllSubmatch(body, mostHarvested) {
		if id := strings.Trim(string(m[1]), `"`); usable(id) {
			out = append(out, id)
		}
	}
	return out
}

// createdID is the id of a resource that a request has just made, for the parameter of
// a name: the last segment of Location, else the id in the answer's JSON object.
func createdID(x *Exchange, name string) (string, bool) {
	if location, err := url.Parse(x.Value("Location")); err == nil && location.Path != "" {
		segments := strings.Split(strings.TrimSuffix(location.Path, "/"), "/")
		id := segments[len(segments)-1]
		return id, usable(id)
	}
	object, _ := decoded(x.Body())
	if _, ok := object.(map[string]any); !ok {
		return "", false
	}
	id, ok := identifier(object, name)
	return id, ok && usable(id)
}
