package main

import (
	"os"
	"regexp"
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

// commands are the lines of "proverb ..." in the values of a YAML file.
func commands(n *yaml.Node) []string {
	var out []string
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
	flag := regexp.MustCompile(`--([a-z-]+)(?: "?([^ "]*))?`)
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
