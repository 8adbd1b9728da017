package reports

import (
	"strings"
	"testing"
)

func TestHTMLPutsRulesByTopic(t *testing.T) {
	t.Parallel()
	topics := newTopics([]Rule{{ID: "b/idle"}, {ID: "a/applied", Applied: 2}, {ID: "c/applied", Applied: 1}, {ID: "c/failed", Applied: 3, Failed: 1}, {ID: "a/idle"}})
	var got []string
	for _, topic := range topics {
		got = append(got, topic.Name+": "+topic.Told())
		for _, r := range topic.Rules {
			got = append(got, r.ID+" "+r.State())
		}
	}
	want := "c: 2 rules, 1 failed; c/failed failed; c/applied applied; a: 2 rules, 1 without occasion; a/applied applied; a/idle idle; b: 1 rule, 1 without occasion; b/idle idle"
	if strings.Join(got, "; ") != want {
		t.Errorf("got  %s\nwant %s", strings.Join(got, "; "), want)
	}
}

func TestHTMLTellsWhatIsAcceptedAndNeedsAHand(t *testing.T) {
	t.Parallel()
	r := fixture()
	r.Expiring = []Acceptance{{Rule: "allow/present-on-405", Path: "/books", Expires: "2026-12-01"}}
	r.Stale = make([]Acceptance, changesShown+3)
	for i := range r.Stale {
		r.Stale[i].Rule = "<script>alert(1)</script>"
	}
	for name, page := range map[string]string{"html": render(t, HTML, r), "html-dir": folderOf(t, r)["index.html"]} {
		for _, want := range []string{"two more weeks", "allow/present-on-405 /books, until 2026-12-01", "no longer there", "&lt;script&gt;alert(1)", "and 3 more"} {
			if !strings.Contains(page, want) {
				t.Errorf("%s does not say %q", name, want)
			}
		}
		if strings.Contains(page, "since the entry has expired") || strings.Contains(page, "<script>alert") {
			t.Errorf("%s tells of entries that are not there, or takes them for markup", name)
		}
	}
}
