package rules_test

import (
	"strings"
	"testing"

	"github.com/proverb-dev/proverb/specs"
	"github.com/proverb-dev/proverb/suite/rules"
)

// answers are the answers to GET, PUT (declared elsewhere) and an unregistered
// method on one path.
func answers(get, put, unknown string) string {
	var b strings.Builder
	add := func(request, answer string) {
		if answer != "" {
			b.WriteString("> " + request + ", declared: GET; server: GET HEAD PUT)\n" + answer + "\n")
		}
	}
	add("GET /a (declared", get)
	add("PUT /a (elsewhere", put)
	add("PROVERBQWERTY /a (unknown", unknown)
	return b.String()
}

const (
	parserControl = "> GE(T / (control: parser, closed)\n< 400 Bad Request\n< Connection: close\n"
	parserAnswer  = "< 400 Bad Request\n< Connection: close"

	proxyControl = "> GE(T / (control: parser, closed)\n" + proxyAnswer + "\n"
	proxyAnswer  = "< 400 Bad Request\n< date: Fri, 20 Nov 2026 23:36:31 GMT\n< server: envoy\n< connection: close\n< content-type: text/plain\n<\n< Bad Request"
)

// blackSheep are 404 to a method that no path declares, and to one that was asked of
// an id that does not exist.
const blackSheep = "> PROPFIND /a (registered, live, declared: GET; server: GET HEAD POST)\n< 404 Not Found\n> PATCH /a (registered, live, declared: GET; server: GET HEAD POST)\n< 404 Not Found\n" +
	"> GET /a/1 (declared, live, path: /a/{id}, declared: GET; server: GET HEAD POST)\n< 200 OK\n" +
	"> POST /a/7 (elsewhere, form: impossible, path: /a/{id}, declared: GET; server: GET HEAD POST)\n< 404 Not Found\n"

func TestServerAnswer(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, text string
		want       rules.Distinguishes
		because    string
	}{
		{
			"405 and 501", answers("< 200 OK", "< 405 No", "< 501 No"), rules.Yes,
			"PUT /a is answered 405, and UNKNOWN, a method that no server knows, 501.",
		},
		{
			"both 405", answers("< 200 OK", "< 405 No", "< 405 No"), rules.No,
			"PUT /a is answered 405, and so is UNKNOWN, a method that no server knows.",
		},
		{
			"both 501", answers("< 200 OK", "< 501 No", "< 501 No"), rules.No,
			"PUT /a is answered 501, and so is UNKNOWN, a method that no server knows.",
		},
		{
			"501 where it is declared, too", answers("< 200 OK", "< 501 No", "< 501 No") + "> PUT /b (declared, declared: PUT; server: GET HEAD PUT)\n< 501 No\n", rules.Undecided,
			"PUT is answered 501 also where the document declares it, so no method is known that could be refused with 405.",
		},
		{
			"404 to all that has no route, and the parser refuses the rest (BlackSheep)", parserControl + answers("< 200 OK", "", parserAnswer) + blackSheep, rules.No,
			"PATCH /a is answered 404, not 405, and UNKNOWN, a method that no server knows, 400, not 501.",
		},
		{
			"404 to all that has no route (Pyramid)", answers("< 200 OK", "", "< 404 No") + blackSheep, rules.No,
			"PATCH /a is answered 404, and so is UNKNOWN, a method that no server knows.",
		},
		{
			"404 to a registered method, and 501", answers("< 200 OK", "", "< 501 No") + blackSheep, rules.Undecided,
			"POST /a/{id} is answered 404 for an id that does not exist, which does not tell how the method is treated.",
		},
		{
			"404 to a registered method of an id that does not exist", answers("< 200 OK", "", "< 404 No") + "> PATCH /a/7 (registered, form: impossible, live, path: /a/{id}, declared: GET; server: GET HEAD)\n< 404 No\n", rules.No,
			"UNKNOWN /a, a method that no server knows, is answered 404, not 501.",
		},
		{
			"both 404", answers("< 200 OK", "< 404 No", "< 404 No"), rules.No,
			"PUT /a is answered 404, and so is UNKNOWN, a method that no server knows.",
		},
		{
			"404 beside a known 405", answers("< 200 OK", "< 405 No", "< 404 No"), rules.No,
			"PUT /a is answered 405, and UNKNOWN, a method that no server knows, 404, not 501.",
		},
		{
			"accepted", answers("< 200 OK", "< 405 No", "< 200 OK"), rules.No,
			"PUT /a is answered 405, and UNKNOWN, a method that no server knows, 200, not 501.",
		},
		{
			"known 404 beside 501", answers("< 200 OK", "< 404 No", "< 501 No"), rules.No,
			"PUT /a, implemented elsewhere, is answered 404, not 405, and UNKNOWN, a method that no server knows, 501.",
		},
		{
			"405 with nothing to compare", answers("< 200 OK", "", "< 405 No"), rules.No,
			"UNKNOWN /a, a method that no server knows, is answered 405, not 501.",
		},
		{
			"the server fails", answers("< 200 OK", "< 405 No", "< 500 No"), rules.No,
			"UNKNOWN /a, a method that no server knows, is answered 500, not 501.",
		},
		{
			"the parser's 400", parserControl + answers("< 200 OK", "< 405 No", parserAnswer), rules.RefusedByParser,
			"PUT /a is answered 405; UNKNOWN is refused with 400 by the HTTP parser (Node.js), before the application is asked.",
		},
		{
			"the parser's 400 by its shape", answers("< 200 OK", "< 405 No", parserAnswer), rules.RefusedByParser,
			"PUT /a is answered 405; UNKNOWN is refused with 400 by the HTTP parser (Node.js), before the application is asked.",
		},
		{
			"the 400 of a proxy's parser", proxyControl + answers("< 200 OK\n< x-envoy-upstream-service-time: 1", "< 405 No\n< x-envoy-upstream-service-time: 1", proxyAnswer), rules.RefusedByParser,
			"PUT /a is answered 405; UNKNOWN is refused with 400 by the HTTP parser of the proxy (Envoy), before the application is asked.",
		},
		{
			"the application's 400", parserControl + answers("< 200 OK", "< 405 No", "< 400 No\n< Date: Fri, 20 Nov 2026 23:36:31 GMT"), rules.No,
			"PUT /a is answered 405, and UNKNOWN, a method that no server knows, 400, not 501.",
		},
		{
			"the parser's 400 beside 404", answers("< 200 OK", "< 404 No", parserAnswer), rules.No,
			"PUT /a, implemented elsewhere, is answered 404, not 405, and UNKNOWN, a method that no server knows, 400, not 501.",
		},
		{
			"a registered method's 405 counts", `
> GET /a (declared, declared: GET)
< 200 OK
> PATCH /a (registered, declared: GET)
< 405 No
> PROVERBQWERTY /a (unknown, declared: GET)
< 501 No
`, rules.Yes, "PATCH /a is answered 405, and UNKNOWN, a method that no server knows, 501.",
		},
		{
			"a registered method's 501 does not", `
> GET /a (declared, declared: GET)
< 200 OK
> PATCH /a (registered, declared: GET)
< 501 No
> PROVERBQWERTY /a (unknown, declared: GET)
< 501 No
`, rules.Undecided, "Every method of the document is declared on every live path, so none could be refused with 405; a method that no server knows is answered 501.",
		},
		{
			"nothing to refuse, and a parser that refuses the unknown method", parserControl + `
> GET /a (declared, declared: GET)
< 200 OK
> PATCH /a (registered, declared: GET)
< 200 OK
> PROVERBQWERTY /a (unknown, declared: GET)
` + parserAnswer, rules.Undecided, "Every method of the document is declared on every live path, so none could be refused with 405; a method that no server knows is refused with 400 by the HTTP parser (Node.js), before the application is asked.",
		},
		{
			"405 to an id that does not exist counts", `
> GET /a/1 (declared, path: /a/{id}, declared: GET; server: GET HEAD PUT)
< 200 OK
> PUT /a/999 (elsewhere, path: /a/{id}, declared: GET; server: GET HEAD PUT)
< 405 No
> PROVERBQWERTY /a/1 (unknown, path: /a/{id}, declared: GET; server: GET HEAD PUT)
< 501 No
`, rules.Yes, "PUT /a/{id} is answered 405, and UNKNOWN, a method that no server knows, 501.",
		},
		{
			"one path of two", answers("< 200 OK", "< 405 No", "< 501 No") + strings.ReplaceAll(answers("< 200 OK", "< 405 No", "< 405 No"), "/a", "/b"),
			rules.No, "PUT /b is answered 405, and so is UNKNOWN, a method that no server knows (on 1 of 2 live paths).",
		},
		{
			"authentication first", answers("< 401 No", "< 401 No", "< 401 No"), rules.Undecided,
			"No path is known to exist: the document's operations are answered 401; give credentials with -H 'Authorization: ...' or --auth.",
		},
		{
			"authentication first, but for a public path", answers("< 200 OK", "< 401 No", "< 401 No"), rules.Undecided,
			"UNKNOWN /a is answered 401, which does not tell how the method is treated: give credentials with -H 'Authorization: ...' or --auth.",
		},
		{
			"nothing is live", answers("< 404 No", "< 404 No", "< 404 No"), rules.Undecided,
			"No path is known to exist: the document's operations are answered 404; give another base path with --url.",
		},
		{
			"no id is known", strings.ReplaceAll(answers("< 404 No", "< 404 No", "< 404 No"), " /a (", " /a/1 (path: /a/{id}, "), rules.Undecided,
			"No path is known to exist: the document's operations are answered 404; give ids that exist with --param id=VALUE, or another base path with --url.",
		},
		{
			"a catch-all", "> GET /no-such-path (control: not-found)\n< 200 OK\n" + strings.ReplaceAll(answers("< 200 OK", "< 200 OK", "< 200 OK"), "declared,", "declared, not live,"), rules.Undecided,
			"No path is known to exist: one that does not is answered 200 as well; see that --url is the API's own address.",
		},
		{
			"throttled", answers("< 200 OK", "< 405 No", "< 429 No"), rules.Undecided,
			"UNKNOWN /a is answered 429, which does not tell how the method is treated: ask more slowly with --rate.",
		},
		{
			"no answer", answers("< 200 OK", "< 405 No", "< (dropped: the connection was reset)"), rules.Undecided,
			"UNKNOWN /a got no answer (dropped), which does not tell how the method is treated.",
		},
		{
			"no answer in time", answers("< 200 OK", "< 405 No", "< (timeout: no answer within 10s)"), rules.Undecided,
			"UNKNOWN /a got no answer (timeout), which does not tell how the method is treated: give more time with --timeout.",
		},
		{
			"not asked", answers("< 200 OK", "< 405 No", ""), rules.Undecided,
			"No live path was asked with a method that no server knows: left out by a filter.",
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := judge(t, test.text, teapots()).Server
			if s.Distinguishes != test.want || s.Because != test.because {
				t.Errorf("got  %s: %s\nwant %s: %s", s.Distinguishes, s.Because, test.want, test.because)
			}
			if (s.Distinguishes == rules.Undecided) != (s.Reason != "") {
				t.Errorf("the answer is %s for the reason %q", s.Distinguishes, s.Reason)
			}
		})
	}
}

func TestServerCountsLiveTargets(t *testing.T) {
	t.Parallel()
	s := judge(t, answers("< 200 OK", "< 405 No", "< 501 No")+`
> GET /no-such-path (control: not-found)
< 404 Not Found
> PUT /b/1 (elsewhere, not live, path: /b/{id}, declared: GET; server: GET HEAD PUT)
< 404 Not Found
> PROVERBQWERTY /b/1 (unknown, not live, path: /b/{id}, declared: GET)
< 404 Not Found
> PUT /a/9 (elsewhere, live, path: /a/{id}, declared: GET; server: GET HEAD PUT)
< 404 Not Found
> PROVERBQWERTY /a/1 (unknown, live, path: /a/{id}, declared: GET)
< (timeout: no answer within 10s)
`, teapots()).Server
	if len(s.Elsewhere) != 1 || s.Elsewhere[405] != 1 {
		t.Errorf("elsewhere %v, want 405 once", s.Elsewhere)
	}
	if len(s.Unknown) != 2 || s.Unknown[501] != 1 || s.Unknown[0] != 1 {
		t.Errorf("unknown %v, want 501 and no answer, once each", s.Unknown)
	}
	if s.NotFound != 404 {
		t.Errorf("not found is %d", s.NotFound)
	}
}

func TestReadOnlyNamesTheLevelThatDecides(t *testing.T) {
	t.Parallel()
	record := recordOf(t, answers("< 200 OK", "", "< 501 No"))
	p := record.Paths[0]
	record.Plan.Safety = specs.ReadOnly
	p.NotSent = append(p.NotSent, notSent(p.Path, specs.KindElsewhere, "PUT", specs.ReasonSafety))
	s := rules.Judge(record, rules.Profile{Rules: []rules.Rule{teapots()}}).Server
	if s.Distinguishes != rules.Undecided || !strings.Contains(s.Because, "--safety guarded") {
		t.Errorf("got %s: %s", s.Distinguishes, s.Because)
	}
}
