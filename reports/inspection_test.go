package reports_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/proverb-dev/proverb/reports"
	"github.com/proverb-dev/proverb/runner"
	"github.com/proverb-dev/proverb/runner/simulator"
	"github.com/proverb-dev/proverb/specs"
	"github.com/proverb-dev/proverb/suite/rules"
)

// inspection asks /books of a bookshop with these faults.
func inspection(t *testing.T, path string, faults ...string) *reports.Inspection {
	t.Helper()
	shop, err := simulator.New(faults...)
	if err != nil {
		t.Fatal(err)
	}
	return inspectionOf(t, path, shop)
}

// inspectionOf asks a path of any server.
func inspectionOf(t *testing.T, path string, server http.Handler) *reports.Inspection {
	t.Helper()
	found, err := runner.Inspect(t.Context(), runner.Inspection{
		Path: path, Safety: specs.Guarded, Methods: []string{"GET", "HEAD", "OPTIONS", "DELETE", "PATCH", runner.MethodUnknown},
	}, runner.Config{Handler: server})
	if err != nil {
		t.Fatal(err)
	}
	j := rules.Judge(found.Record, rules.Profile{Rules: rules.Undocumented()})
	return reports.NewInspection(j, found.Hops, reports.About{ToolVersion: "test"})
}

func TestAnAddressIsToldMethodByMethod(t *testing.T) {
	t.Parallel()
	i := inspection(t, "/books")
	var told []string
	for _, a := range i.Answers {
		told = append(told, a.Method+" "+a.Name)
	}
	if got, want := strings.Join(told, ", "), "GET OK, HEAD OK, OPTIONS No Content, PATCH Not Implemented, DELETE Method Not Allowed, UNKNOWN Not Implemented"; got != want {
		t.Errorf("told: %s\nwant:  %s", got, want)
	}
	if i.Verdict != "conforms" || i.Distinguishes.Answer != "yes" || len(i.Findings) > 0 {
		t.Errorf("%s, %s, %v", i.Verdict, i.Distinguishes.Answer, i.Findings)
	}
}

// TestAServerThatHasEveryPath: its 200 is no reason by itself to know of nothing.
func TestAServerThatHasEveryPath(t *testing.T) {
	t.Parallel()
	hello := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("Hello World\n")) })
	got := inspectionOf(t, "/", hello).Distinguishes
	want := reports.InspectedHeadline{Answer: "undecided", Because: "GET is answered 200, but so is GET of a path that does not exist: nothing is known to be there."}
	if got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

// TestOptionsRefusedIsNotLeftOut: its 405 decides nothing, and is there to be seen.
func TestOptionsRefusedIsNotLeftOut(t *testing.T) {
	t.Parallel()
	for refused, want := range map[string]string{
		"":             "; none was refused with 405, so",
		"OPTIONS":      "; only OPTIONS was refused with 405, which",
		"HEAD OPTIONS": "; only OPTIONS and HEAD were refused with 405, which",
	} {
		got := inspectionOf(t, "/a", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			switch {
			case r.URL.Path != "/a":
				w.WriteHeader(http.StatusNotFound)
			case slices.Contains(strings.Fields(refused), r.Method):
				w.Header().Set("Allow", "GET")
				w.WriteHeader(http.StatusMethodNotAllowed)
			case r.Method != "GET":
				w.WriteHeader(http.StatusNotImplemented)
			}
		})).Distinguishes
		if got.Answer != "undecided" || !strings.Contains(got.Because, want) {
			t.Errorf("refused %q: %+v", refused, got)
		}
	}
}

// TestOneMistakeIsOneCause: what all errors have in common is told once, for all the
// methods that show it, and not of the path that was asked because it is not there.
func TestOneMistakeIsOneCause(t *testing.T) {
	t.Parallel()
	i := inspection(t, "/books", "html-errors")
	var b bytes.Buffer
	if err := reports.InspectionText(false, false)(&b, i); err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(b.String(), "warning  body/not-html\n"); n != 1 || !strings.Contains(b.String(), "DELETE, PATCH, UNKNOWN: ") {
		t.Errorf("%d causes of body/not-html:\n%s", n, b.String())
	}
	for _, l := range strings.Split(b.String(), "\n") {
		if len([]rune(l)) > 80 {
			t.Errorf("wider than 80 columns: %s", l)
		}
	}
}

func TestAnAddressInColourIsTheSameText(t *testing.T) {
	t.Parallel()
	i := inspection(t, "/books", "allow-present-on-405")
	var plain, coloured bytes.Buffer
	if err := reports.InspectionText(false, true)(&plain, i); err != nil {
		t.Fatal(err)
	}
	if err := reports.InspectionText(true, true)(&coloured, i); err != nil {
		t.Fatal(err)
	}
	codes := regexp.MustCompile("\x1b\\[[0-9;]*m")
	if !codes.MatchString(coloured.String()) || codes.ReplaceAllString(coloured.String(), "") != plain.String() {
		t.Errorf("without its codes the coloured text is\n%s\nand plain it is\n%s", codes.ReplaceAllString(coloured.String(), ""), plain.String())
	}
}

// TestTheMembersOfAnInspection are a contract: one may be added, none renamed.
func TestTheMembersOfAnInspection(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	if err := reports.InspectionJSON(&b, inspection(t, "/nowhere")); err != nil {
		t.Fatal(err)
	}
	var got map[string]any
	if err := json.Unmarshal(b.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"schema", "tool", "url", "safety", "profile", "fail_on", "started", "duration_ms", "verdict", "because", "cut",
		"distinguishes", "product", "answers", "not_sent", "pages", "redirects", "findings", "causes", "rules", "exchanges"} {
		if _, ok := got[name]; !ok {
			t.Errorf("there is no member %q", name)
		}
	}
	first := got["answers"].([]any)[0].(map[string]any)
	for _, name := range []string{"method", "exchange", "outcome", "status", "name", "meaning", "senders", "ref", "by", "layer", "fields", "shared_caches", "private_caches", "cache_notes", "retry"} {
		if _, ok := first[name]; !ok {
			t.Errorf("an answer has no member %q", name)
		}
	}
	if got["schema"] != reports.InspectSchema || got["distinguishes"].(map[string]any)["because"] != "GET is answered 404, so nothing is known to be there." {
		t.Errorf("schema %v, distinguishes %v", got["schema"], got["distinguishes"])
	}
}

// TestThePageOfAnAddressIsOneFileWithoutScript: its policy allows its own style and
// nothing else.
func TestThePageOfAnAddressIsOneFileWithoutScript(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	if err := reports.InspectionHTML(&b, inspection(t, "/books", "allow-present-on-405")); err != nil {
		t.Fatal(err)
	}
	text := b.String()
	for _, part := range []string{"default-src &#39;none&#39;", "allow/present-on-405", "405 Method Not Allowed", "&gt; DELETE /books"} {
		if !strings.Contains(text, part) {
			t.Errorf("the page has no %q", part)
		}
	}
	for _, part := range []string{"<script", " src=", "<link", "url(http"} {
		if strings.Contains(text, part) {
			t.Errorf("the page has %q", part)
		}
	}
}
