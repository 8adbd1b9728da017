package rules_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/proverb-dev/proverb/suite/rules"
)

// TestControlCharactersAreToldOnce: where they are all that is wrong with a value, the
// rule about them says so, and what else is wrong is told beside it. Without that rule
// the value's own does.
func TestControlCharactersAreToldOnce(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		allow, mediaType string
		without          bool
		want             []string
	}{
		"nothing else":          {"GET, PO\x01ST", "text/\x02plain", false, []string{"transport/answer-control-characters"}},
		"another fault beside":  {"GET;\x01 POST", "text\x02plain", false, []string{"allow/syntax", "body/content-type-valid", "transport/answer-control-characters"}},
		"an empty member":       {"GET,, PO\x01ST", "text/plain", false, []string{"allow/syntax", "transport/answer-control-characters"}},
		"nothing but those":     {"\x01", "text/plain", false, []string{"allow/syntax", "transport/answer-control-characters"}},
		"without the rule":      {"GET, PO\x01ST", "text/\x02plain", true, []string{"allow/syntax", "body/content-type-valid"}},
		"all is well":           {"GET, POST", "text/plain", false, nil},
		"no control characters": {"GET; POST", "text/plain", false, []string{"allow/syntax"}},
	} {
		var some []rules.Rule
		for _, r := range rules.Rules {
			if slices.Contains([]string{"allow/syntax", "body/content-type-valid"}, r.ID) || r.ID == "transport/answer-control-characters" && !test.without {
				some = append(some, r)
			}
		}
		record := recordOf(t, `
> PUT /a (elsewhere, live, path: /a, declared: GET POST; server: GET HEAD POST PUT)
< HTTP/1.1 405 Method Not Allowed
< Allow: `+test.allow+`
< Content-Type: `+test.mediaType+`
<
< no
`)
		if x := record.Paths[0].Exchanges[0]; strings.ContainsAny(test.allow+test.mediaType, "\x01\x02") {
			x.Received = []byte("Allow: " + test.allow + "\r\nContent-Type: " + test.mediaType + "\r\n")
		}
		var got []string
		for _, f := range rules.Judge(record, rules.Profile{Rules: some}).Findings {
			got = append(got, f.Rule.ID)
		}
		slices.Sort(got)
		if !slices.Equal(got, test.want) {
			t.Errorf("%s: %q, want %q", name, got, test.want)
		}
	}
}

// TestALengthWithAControlCharacterIsToldOnce, of HEAD: where content was to be read there
// is no answer.
func TestALengthWithAControlCharacterIsToldOnce(t *testing.T) {
	t.Parallel()
	for length, want := range map[string][]string{
		"2\x01": {"transport/answer-control-characters"},
		"b\x01": {"body/framing", "transport/answer-control-characters"},
		"b":     {"body/framing"},
	} {
		var some []rules.Rule
		for _, r := range rules.Rules {
			if r.ID == "body/framing" || r.ID == "transport/answer-control-characters" {
				some = append(some, r)
			}
		}
		record := recordOf(t, "> HEAD /a (implied, live, path: /a, declared: GET; server: GET HEAD)\n< HTTP/1.1 200 OK\n< Content-Length: "+length+"\n")
		if strings.Contains(length, "\x01") {
			record.Paths[0].Exchanges[0].Received = []byte("Content-Length: " + length + "\r\n")
		}
		var got []string
		for _, f := range rules.Judge(record, rules.Profile{Rules: some}).Findings {
			got = append(got, f.Rule.ID)
		}
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", length, got, want)
		}
	}
}
