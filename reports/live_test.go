package reports_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/proverb-dev/proverb/reports"
	"github.com/proverb-dev/proverb/runner"
	"github.com/proverb-dev/proverb/runner/simulator"
	"github.com/proverb-dev/proverb/specs"
)

// TestALiveRecordCanBeReadUpToAnyByte: wherever the run was killed, what was
// written before is told.
func TestALiveRecordCanBeReadUpToAnyByte(t *testing.T) {
	t.Parallel()
	shop, err := simulator.New()
	if err != nil {
		t.Fatal(err)
	}
	plan, err := specs.Parse(simulator.Document(), "bookshop.yaml", specs.Options{Safety: specs.ReadOnly})
	if err != nil {
		t.Fatal(err)
	}
	var written bytes.Buffer
	live, err := reports.NewLive(&written, plan, "http://in-process", reports.About{ToolVersion: "test"})
	if err != nil {
		t.Fatal(err)
	}
	heard := 0
	record, err := runner.Run(t.Context(), plan, runner.Config{Handler: shop, Heard: func(x *runner.Exchange) { heard++; live.Add(x) }})
	if err != nil {
		t.Fatal(err)
	}
	all := len(record.Controls)
	for _, p := range record.Paths {
		all += len(p.Exchanges)
	}
	if heard != all {
		t.Errorf("%d exchanges were heard, and %d are recorded", heard, all)
	}
	text := written.Bytes()
	first := bytes.IndexByte(text, '\n') + 1
	before := 0
	// A hundred places all over, and every byte of the last lines: lines are alike.
	last := max(first, len(text)-400)
	for end := first; end <= len(text); end += max(1, min(last-end, len(text)/100)) {
		r, err := reports.Read(bytes.NewReader(text[:end]))
		if err != nil {
			t.Fatalf("of %d bytes: %v", end, err)
		}
		if r.Verdict != "undecided" || r.Cut != reports.CutKilled || len(r.Exchanges) < before {
			t.Fatalf("of %d bytes: %s, %s, %d exchanges after %d", end, r.Verdict, r.Cut, len(r.Exchanges), before)
		}
		before = len(r.Exchanges)
		if end == len(text) {
			break
		}
	}
	for _, garbage := range []string{"\x00\x00\x00\x00", "{\"exchange\":{\"id\":1,\n{\"exchange\"", "\n\n}"} {
		r, err := reports.Read(strings.NewReader(string(text) + garbage))
		if err != nil || len(r.Exchanges) != all {
			t.Errorf("with %q behind it: %v", garbage, err)
		}
	}
	if before != all {
		t.Errorf("of the whole, %d exchanges are read, not %d", before, all)
	}
	for _, name := range []string{"text", "html", "junit", "sarif", "markdown", "json"} {
		r, err := reports.Read(bytes.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		if err := reports.Formats[name](&bytes.Buffer{}, r); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
