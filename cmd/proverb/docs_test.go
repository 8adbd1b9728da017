package main

import (
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/oasdiff/yaml3"

	"github.com/proverb-dev/proverb/reports/settings"
	"github.com/proverb-dev/proverb/suite/rules"
)

var fenced = regexp.MustCompile("(?s)```yaml\n(.*?)```")

// examples are the YAML files in a page of the documentation.
func examplesIn(t *testing.T, page string) []string {
	t.Helper()
	text, err := os.ReadFile("../../docs/" + page)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, m := range fenced.FindAllStringSubmatch(string(text), -1) {
		out = append(out, m[1])
	}
	return out
}

func TestTheConfigurationInTheDocsIsOne(t *testing.T) {
	t.Parallel()
	all := examplesIn(t, "config.md")
	if len(all) == 0 {
		t.Fatal("docs/config.md has no example")
	}
	for _, text := range all {
		f, err := settings.Parse([]byte(text), "docs/config.md", settings.Keys(), func(string) string { return "x" })
		if err == nil {
			err = f.KnownRules(rules.Rules)
		}
		if err != nil {
			t.Error(err)
		}
	}
}

// commands are the lines of "proverb ..." in the values of a YAML file, and the
// lists of arguments that an image has for its command.
func commands(n *yaml.Node) []string {
	var out []string
	if n.Kind == yaml.SequenceNode && len(n.Content) > 0 && n.Content[0].Value == "audit" {
		line := "proverb"
		for _, argument := range n.Content {
			line += " " + argument.Value
		}
		return []string{line}
	}
	if n.Kind == yaml.ScalarNode {
		for line := range strings.Lines(n.Value) {
			if strings.HasPrefix(line, "proverb ") {
				out = append(out, line)
			}
		}
	}
	for _, below := range n.Content {
		out = append(out, commands(below)...)
	}
	return out
}

// TestThePipelinesInTheDocsDivideARun holds the files to YAML, their flags to
// the command, and their shards to the form of --shard.
func TestThePipelinesInTheDocsDivideARun(t *testing.T) {
	t.Parallel()
	known := (&app{}).auditCommand().Flags()
	flag := regexp.MustCompile(`--([a-z-]+)(?:[ =]"?([^ "]*))?`)
	divided := func(name string) string {
		if strings.Contains(name, "INDEX") {
			return "1"
		}
		return "4"
	}
	numbers := strings.NewReplacer("${{ matrix.shard }}", "1")
	for i, text := range examplesIn(t, "scale.md") {
		var doc yaml.Node
		if err := yaml.Unmarshal([]byte(text), &doc); err != nil {
			t.Errorf("file %d of docs/scale.md: %v", i+1, err)
			continue
		}
		sharded := false
		for _, line := range commands(&doc) {
			for _, m := range flag.FindAllStringSubmatch(numbers.Replace(line), -1) {
				if known.Lookup(m[1]) == nil {
					t.Errorf("file %d: there is no flag --%s: %s", i+1, m[1], line)
				}
				if m[1] == "shard" {
					_, err := shardOf(m[2], divided)
					sharded = sharded || err == nil
				}
			}
		}
		if !sharded {
			t.Errorf("file %d of docs/scale.md divides nothing", i+1)
		}
	}
}

// TestTheGitLabFilesInTheDocs reads them as GitLab does: keys that are none are
// errors, and what is included has the inputs that are given. The other pipelines
// are for the linters of .ci/lint.
func TestTheGitLabFilesInTheDocs(t *testing.T) {
	t.Parallel()
	var divided struct {
		Stages       []string
		Shard, Whole gitlabJob
	}
	var included struct {
		Include []struct {
			Project, File string
			Inputs        map[string]string
		}
		Variables map[string]string
	}
	decodes(t, yaml.NewDecoder(strings.NewReader(blockWith(t, "scale.md", "parallel:"))), &divided)
	decodes(t, yaml.NewDecoder(strings.NewReader(blockWith(t, "ci.md", "include:"))), &included)
	if divided.Shard.Parallel < 2 || !slices.Contains(divided.Stages, divided.Shard.Stage) || !slices.Contains(divided.Stages, divided.Whole.Stage) {
		t.Errorf("docs/scale.md: nothing is divided, or a stage is none: %+v", divided)
	}
	var c component
	decodes(t, yaml.NewDecoder(strings.NewReader(fromRoot(t, included.Include[0].File))), &c)
	for name := range included.Include[0].Inputs {
		if _, ok := c.Spec.Inputs[name]; !ok {
			t.Errorf("docs/ci.md: the component has no input %s", name)
		}
	}
	for name, in := range c.Spec.Inputs {
		if _, given := included.Include[0].Inputs[name]; !given && in.Default == nil {
			t.Errorf("docs/ci.md: the input %s is needed", name)
		}
	}
}

// blockWith is the YAML file in a page that has a word.
func blockWith(t *testing.T, page, word string) string {
	t.Helper()
	for _, text := range examplesIn(t, page) {
		if strings.Contains(text, word) {
			return text
		}
	}
	t.Fatalf("docs/%s has no file with %s", page, word)
	return ""
}

// TestTheFaultsInTheDocsOfServeAreThere: each of them changes an answer.
func TestTheFaultsInTheDocsOfServeAreThere(t *testing.T) {
	t.Parallel()
	row := regexp.MustCompile("(?m)^\\| `fault=NAME` \\|.*$").FindString(fromRoot(t, "docs/serve.md"))
	named := regexp.MustCompile("`([a-z0-9-]+)`").FindAllStringSubmatch(row, -1)
	if len(named) < 5 {
		t.Fatalf("docs/serve.md names %d faults", len(named))
	}
	known := faultNames()
	for _, m := range named {
		if !slices.Contains(known, m[1]) {
			t.Errorf("docs/serve.md: there is no fault %s", m[1])
		}
	}
	shop := bookshop()
	for _, m := range named {
		changed := false
		for _, target := range []string{"GET /status/405", "PUT /status/500"} {
			method, path, _ := strings.Cut(target, " ")
			w := httptest.NewRecorder()
			closed := panics(func() { shop.ServeHTTP(w, httptest.NewRequest(method, path+"?fault="+m[1], nil)) })
			changed = changed || closed || w.Code != http.StatusBadRequest
		}
		if !changed {
			t.Errorf("docs/serve.md: the fault %s changes neither a 405 nor a 500", m[1])
		}
	}
}

// panics reports whether a handler closed the connection, which is how it does so.
func panics(serve func()) (closed bool) {
	defer func() { closed = recover() != nil }()
	serve()
	return false
}
