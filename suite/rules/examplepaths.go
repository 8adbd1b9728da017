package rules

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"

	"github.com/proverb-dev/proverb/runner"
	"github.com/proverb-dev/proverb/specs"
)

// pathOf finds the path an exchange is about; nil for a control of none.
func (m *recorder) pathOf(w *written) (*specs.Path, error) {
	target := pathOnly(w.exchange.Target)
	about := w.control.IsQuestion() || w.path != "" || w.kind != "" || len(w.declared) > 0 || w.live || w.notLive
	switch {
	case w.control == runner.ControlNotFound, w.control == runner.ControlParser, w.control.OfServer(), w.control != "" && m.made && !about:
		return nil, nil
	case m.made:
		return m.madePath(w, target)
	}
	var found *specs.Path
	for _, p := range m.plan.Paths {
		switch {
		case w.path != "" && p.Template != w.path:
		case w.path != "", p.Base+p.Template == target:
			return p, nil
		case found == nil && valuesIn(p, target) != nil:
			found = p
		}
	}
	if w.path != "" {
		return nil, fmt.Errorf("the document has no path %s", w.path)
	}
	return found, nil
}

// madePath is the path of a made plan; what goes before the template in the
// target is its base path.
func (m *recorder) madePath(w *written, target string) (*specs.Path, error) {
	template := w.path
	if template == "" {
		template = target
	}
	if p := m.known[template]; p != nil {
		return p, nil
	}
	p := &specs.Path{Template: template, File: m.plan.Document.File}
	at := templateForm(p).FindStringSubmatchIndex(target)
	if at == nil {
		return nil, fmt.Errorf("%s is not on path %s", target, template)
	}
	p.Base = target[:at[0]]
	if m.known == nil {
		m.known = map[string]*specs.Path{}
	}
	m.known[template] = p
	m.plan.Paths = append(m.plan.Paths, p)
	m.addPath(p)
	return p, nil
}

var templateParameter = regexp.MustCompile(`\\\{[^/{}]*\\\}`)

// templateForm matches the targets of a path, with or without a base path.
func templateForm(p *specs.Path) *regexp.Regexp {
	form := templateParameter.ReplaceAllLiteralString(regexp.QuoteMeta(p.Template), `([^/]+)`)
	return regexp.MustCompile(form + `$`)
}

// valuesIn are the values of the path's parameters in a target; nil where it is
// no target of the path.
func valuesIn(p *specs.Path, target string) map[string]string {
	rest, ok := strings.CutPrefix(target, p.Base)
	if !ok {
		return nil
	}
	found := templateForm(p).FindStringSubmatchIndex(rest)
	if found == nil || found[0] != 0 {
		return nil
	}
	values := map[string]string{}
	for i, name := range p.Parameters() {
		if 2*i+3 < len(found) {
			values[name] = unescaped(rest[found[2*i+2]:found[2*i+3]])
		}
	}
	return values
}

// isSentNowhere reports whether a plan sends such a probe to an id that does
// not exist: what could change something, but for valid requests.
func isSentNowhere(p *specs.Probe) bool {
	switch p.Kind {
	case specs.KindUnknown, specs.KindVariant:
		return false
	}
	return !specs.IsSafe(p.Method) && p.Form != specs.FormValid
}

func impossibleValues(path *specs.Path, target string) []specs.Value {
	values := valuesIn(path, target)
	var out []specs.Value
	for _, name := range path.Parameters() {
		out = append(out, specs.Value{Name: name, Source: specs.SourceImpossible, Candidates: []string{values[name]}})
	}
	return out
}

func unescaped(segment string) string {
	if plain, err := url.PathUnescape(segment); err == nil {
		return plain
	}
	return segment
}
