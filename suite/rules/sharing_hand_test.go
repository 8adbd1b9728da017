package rules_test

import (
	"slices"
	"testing"

	"github.com/proverb-dev/proverb/runner"
	"github.com/proverb-dev/proverb/specs"
	"github.com/proverb-dev/proverb/suite/rules"
)

// TestOriginIsTheRequests: Access-Control-Allow-Origin: * beside credentials is wrong
// for the request that has an Origin, though the same answer to another was not.
func TestOriginIsTheRequests(t *testing.T) {
	t.Parallel()
	const answer = "< 200 OK\n< Access-Control-Allow-Origin: *\n< Access-Control-Allow-Credentials: true\n"
	j := judgedByAll(t, "> GET /a (declared, live, declared: GET)\n"+answer+"> GET /b (declared, live, declared: GET)\n> Origin: https://a.example\n"+answer)
	if f := found(j, "cors/acao-single"); f == nil || f.Path.Path.Template != "/b" {
		t.Errorf("told: %+v, want /b", f)
	}
}

// TestTheWordsOfOneTargetDoNotUnmaskAnother: the page that a server has for everything is
// left alone also where the first target is a word of it.
func TestTheWordsOfOneTargetDoNotUnmaskAnother(t *testing.T) {
	t.Parallel()
	const page = "< 200 OK\n< Content-Type: text/html\n<\n< our books\n"
	record := oneContent(t, "> PUT /books (elsewhere, live, declared: GET; server: GET PUT)\n"+page+
		"> PUT /shelf (elsewhere, live, declared: GET; server: GET PUT)\n"+page+"> GET /none (control: not-found)\n"+page)
	record.Server.CatchAll = true
	j := rules.Judge(record, rules.Profile{})
	if said := j.Exchanges.Of(record.Paths[1].Exchanges[0]); said.Reason != specs.ReasonCatchAll {
		t.Errorf("the page on /shelf: %+v, want %s", said, specs.ReasonCatchAll)
	}
}

// TestCodedContentTeachesNothing: bytes that are compressed in one answer and as they are
// in another are read in the second.
func TestCodedContentTeachesNothing(t *testing.T) {
	t.Parallel()
	problem := func(title string) string {
		return "< 404 Not Found\n< Content-Type: application/problem+json\n<\n< {\"type\":\"https://a.example/p\",\"title\":\"" + title + "\"}\n"
	}
	record := oneContent(t, "> GET /a (declared, live, declared: GET)\n"+problem("One")+"> GET /b (declared, live, declared: GET)\n"+problem("One"))
	another, err := rules.ParseExamples([]byte("-- pass: it --\n> GET /c (declared, live, declared: GET)\n" + problem("Two")))
	if err != nil {
		t.Fatal(err)
	}
	record.Paths = append(record.Paths, another[0].Record.Paths...)
	first := record.Paths[0].Exchanges[0]
	first.Header = append(slices.Clone(first.Header), runner.Field{Name: "Content-Encoding", Value: "gzip"})
	if found(rules.Judge(record, rules.Profile{}), "problem/title-stable") == nil {
		t.Error("two titles of one type are not told")
	}
}
