package reports

import (
	"bytes"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/proverb-dev/proverb/suite/rules"
)

func TestABaselineIsReadAsItWasWritten(t *testing.T) {
	t.Parallel()
	entries := []rules.Acceptance{
		{Fingerprint: "bbbbbbbbbbbb", Rule: "a/b", Method: "get", Path: "/x/{id}: y", Reason: `"quoted" \ é`, Expires: time.Date(2027, 3, 31, 0, 0, 0, 0, time.UTC)},
		{Fingerprint: "aaaaaaaaaaaa", Rule: "a/b", Method: "GET", Path: "/x"},
		{Fingerprint: "aaaaaaaaaaaa", Rule: "a/b", Method: "GET", Path: "/x"},
		{Fingerprint: "cccccccccccc", Rule: "a/a"},
	}
	var b bytes.Buffer
	if err := WriteBaseline(&b, entries); err != nil {
		t.Fatal(err)
	}
	back, err := ReadBaseline(b.Bytes(), "f")
	if err != nil {
		t.Fatalf("%v\n%s", err, b.String())
	}
	want := []rules.Acceptance{entries[3], entries[1], entries[0]}
	for i := range back {
		if !strings.HasPrefix(back[i].From, "f:") {
			t.Errorf("entry %d is from %q", i, back[i].From)
		}
		back[i].From = ""
	}
	if !reflect.DeepEqual(back, want) {
		t.Errorf("read back:\n%+v\nwant:\n%+v\n%s", back, want, b.String())
	}
	var none bytes.Buffer
	if err := WriteBaseline(&none, nil); err != nil {
		t.Fatal(err)
	}
	if back, err := ReadBaseline(none.Bytes(), "f"); err != nil || len(back) != 0 {
		t.Errorf("an empty baseline is read as %v, %v", back, err)
	}
}

func TestABadBaselineIsRefused(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":                          "f: version 0: a baseline of version 1 is known",
		"version: 2":                "f: version 2: a baseline of version 1 is known",
		"version: [":                "f:1: this is not YAML: ",
		"version: x":                "f:1: cannot unmarshal",
		"- x":                       "f:1: a baseline is a mapping",
		"version: 1\nfindngs: []":   `f:2: unknown key "findngs"; the keys are version, findings`,
		"version: 1\nfindings: [x]": "f:2: an entry is a mapping",
		"version: 1\nfindings:\n- {fingerprint: aaaaaaaaaaaa, rulez: x}":     `f:3: unknown key "rulez"; the keys are fingerprint, rule`,
		"version: 1\nfindings: [{fingerprint: short}]":                       `f:2: "short" is no fingerprint`,
		"version: 1\nfindings: [{fingerprint: aaaaaaaaaaaa, expires: soon}]": `f:2: expires "soon": it is a day`,
	} {
		if _, err := ReadBaseline([]byte(text), "f"); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}

func TestWhatAReportShowsToBeGone(t *testing.T) {
	t.Parallel()
	r := fixture()
	here := Failing(r)
	if len(here) == 0 || len(Gone(r, here)) != 0 {
		t.Fatalf("%d findings fail; shown to be gone: %v", len(here), Gone(r, here))
	}
	gone := rules.Acceptance{Fingerprint: "aaaaaaaaaaaa", Rule: here[0].Rule, Path: "/gone", Method: "GET"}
	unjudged := rules.Acceptance{Fingerprint: "bbbbbbbbbbbb", Rule: "no/rule", Path: "/gone"}
	unsent := rules.Acceptance{Fingerprint: "cccccccccccc", Rule: here[0].Rule, Path: r.NotSent[0].Path, Method: r.NotSent[0].Method}
	old := append(here[:1:1], gone, unjudged, unsent)
	if got := Gone(r, old); len(got) != 1 || got[0].Fingerprint != gone.Fingerprint {
		t.Errorf("gone: %+v", got)
	}
	if got := Updated(r, old); len(got) != len(here)+2 {
		t.Errorf("updated: %+v", got)
	}
	r.Cut = "died"
	if len(Gone(r, old)) != 0 {
		t.Error("a run that was cut short shows that something is gone")
	}
}
