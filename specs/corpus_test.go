package specs

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
)

// TestCorpus plans for real documents: what no rule of these tests thought of
// is in them.
func TestCorpus(t *testing.T) {
	t.Parallel()
	root := corpusFile(t, ".")
	var all tally
	t.Cleanup(func() { all.check(t) })
	err := filepath.WalkDir(root, func(file string, entry os.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			name, _ := filepath.Rel(root, file)
			t.Run(strings.ReplaceAll(filepath.ToSlash(name), "/", "·"), func(t *testing.T) { checkDocument(t, file, &all) })
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func checkDocument(t *testing.T, file string, all *tally) {
	t.Parallel()
	if testing.Short() && strings.HasSuffix(file, "github.json") {
		t.Skip("13 MB")
	}
	plan, err := Load(file, Options{Safety: Full, AllMethods: true, Unknown: "PROVERBABCDEF"})
	if err != nil {
		if strings.Contains(err.Error(), "no paths") {
			t.Skip(err)
		}
		t.Fatal(err)
	}
	all.count(t, plan)
	last := 0
	for _, path := range plan.Paths {
		checkPath(t, plan, path)
		if path.Line < last {
			t.Errorf("%s at line %d comes after line %d", path.Template, path.Line, last)
		}
		last = path.Line
	}
}

func checkPath(t *testing.T, plan *Plan, path *Path) {
	t.Helper()
	if path.Line == 0 || path.File == "" {
		t.Errorf("%s has no place", path.Template)
	}
	for _, o := range path.Operations {
		if o.At.Line < path.Line {
			t.Errorf("%s %s at %+v", o.Method, path.Template, o.At)
		}
	}
	if len(path.Probes) < 30 {
		t.Errorf("%s has %d probes", path.Template, len(path.Probes))
	}
	for name, values := range map[string][]Value{"values": path.Values, "impossible": path.Impossible} {
		checkTarget(t, plan, path, name, values)
	}
}

func checkTarget(t *testing.T, plan *Plan, path *Path, name string, values []Value) {
	t.Helper()
	filled := map[string]string{}
	for _, v := range values {
		for _, c := range v.Candidates {
			if !isSegment(c) {
				t.Errorf("%s: %s: %s cannot be %q", path.Template, name, v.Name, c)
			}
			if _, ok := filled[v.Name]; !ok {
				filled[v.Name] = c
			}
		}
	}
	target := path.Fill(filled)
	if strings.ContainsAny(target, "{}? #") || !strings.HasPrefix(target, "/") {
		t.Errorf("%s: %s: target %s", path.Template, name, target)
	}
	if !path.Matches(strings.TrimPrefix(target, path.Base)) {
		t.Errorf("%s: %s: target %s is not of it", path.Template, name, target)
	}
	for _, other := range plan.Paths {
		if other != path && other.Base == path.Base && len(other.Parameters()) == 0 && other.Fill(nil) == target {
			t.Errorf("%s: %s: target %s is %s", path.Template, name, target, other.Template)
		}
	}
}

// tally counts the path parameters of the corpus, and those whose first value is
// as the schema wants it.
type tally struct{ documents, parameters, good atomic.Int64 }

func (c *tally) check(t *testing.T) {
	documents, parameters, good := c.documents.Load(), c.parameters.Load(), c.good.Load()
	t.Logf("%d documents, %d path parameters, %d with a value that is as the schema wants it", documents, parameters, good)
	if good*100 < parameters*99 {
		t.Errorf("%d of %d path parameters have a value that is as the schema wants it, fewer than 99%%", good, parameters)
	}
}

func (c *tally) count(t *testing.T, plan *Plan) {
	t.Helper()
	c.documents.Add(1)
	b := &builder{schemas: newSchemas(plan.source.doc)}
	items := plan.source.doc.Paths.Map()
	for _, path := range plan.Paths {
		for _, name := range path.Parameters() {
			c.parameters.Add(1)
			schema := schemaInPath(items[path.Template], name)
			i := slices.IndexFunc(path.Values, func(v Value) bool { return v.Name == name && len(v.Candidates) > 0 })
			if i >= 0 && b.fits(schema, path.Values[i].Candidates[0]) {
				c.good.Add(1)
				continue
			}
			t.Logf("%s: %s: %s has %v", plan.Document.File, path.Template, name, path.Values)
		}
	}
}

// schemaInPath is the schema of a path parameter, nil where there is none.
func schemaInPath(item *openapi3.PathItem, name string) *openapi3.Schema {
	lists := []openapi3.Parameters{item.Parameters}
	for _, o := range item.Operations() {
		lists = append(lists, o.Parameters)
	}
	for _, list := range lists {
		for _, p := range list {
			if p.Value != nil && p.Value.In == "path" && p.Value.Name == name {
				return schemaOf(p.Value)
			}
		}
	}
	return nil
}
