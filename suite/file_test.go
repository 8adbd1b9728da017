package suite_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/proverb-dev/proverb/suite"
)

const fileEnv = "PROVERB_SUITE_FILE"

func readsAFile(t *testing.T) {
	suite.Run(t, suite.Config{
		Document: bookshop, Handler: newSimulator(t, "no-allow@/authors"), File: os.Getenv(fileEnv), FailOn: os.Getenv(failOnEnv),
	})
}

func TestConfigFile(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write := func(name, text string) string {
		file := filepath.Join(dir, name)
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return fileEnv + "=" + file
	}
	lenient := write("lenient.yaml", "fail-on: never\nreport: [json=r.json]\nparam: bookId=b-1\nheader: \"X-Key: ${"+"KEY:-"+canary+"}\"\n")
	r := child(t, "file", lenient)
	r.wants(t, 0)
	if _, err := os.Stat(filepath.Join(dir, "r.json")); err != nil {
		t.Errorf("the report is not beside the file: %v", err)
	}
	if strings.Contains(r.output, canary) {
		t.Error("a field of the file is told")
	}
	child(t, "file", lenient, failOnEnv+"=error").wants(t, 1, "allow/present-on-405")

	child(t, "file", write("accept.yaml", "accept:\n- {rule: allow/present-on-405, path: /authors, reason: next week}\n")).
		wants(t, 0, "accepted: allow/present-on-405: next week")
	child(t, "file", write("rules.yaml", "rules: [cache]\ninclude-path: [/books]\nmin-judged: 0\n")).wants(t, 0, "excluded")
	child(t, "file", write("idle.yaml", "fail-on: never\nexclude-path: [/authors, /boks]\nexclude-tag: inner\n")).
		wants(t, 0, "idle.yaml:2: exclude-path /boks matches no path of the document", "idle.yaml:3: exclude-tag inner matches no operation of the document")
	child(t, "file", write("key.yaml", "fialon: never\n")).wants(t, 1, `key.yaml:1: unknown key "fialon"`)
	child(t, "file", write("value.yaml", "\ntimeout: "+canary+"\n")).wants(t, 1, "value.yaml:2: timeout: that is not what it takes")
	child(t, "file", write("rule.yaml", "accept: [{rule: a/b, reason: x}]\n")).wants(t, 1, `there is no rule "a/b"`)
	child(t, "file", write("topic.yaml", "rules: [cash]\n")).wants(t, 1, `no rule or topic "cash"`)
	child(t, "file", fileEnv+"=nowhere.yaml").wants(t, 1, "Config.File: there is no configuration nowhere.yaml")
}
