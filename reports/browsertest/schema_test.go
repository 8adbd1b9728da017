package browsertest

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/proverb-dev/proverb/reports"
)

// written is a report in one format.
func written(t *testing.T, r *reports.Report, format string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "report")
	if err := reports.Write(r, []reports.Output{{Format: format, Path: file}}, os.Stdout); err != nil {
		t.Fatal(err)
	}
	return file
}

// Others' schemas judge what we write.
func TestSchemas(t *testing.T) {
	r := read(t, filepath.Join(demo(t), "report.json"))
	for format, schema := range map[string]struct{ pack, folder, main string }{
		"sarif": {"@microsoft/jest-sarif@1.0.0-beta.0", "lib/schemas", "sarif-2.1.0-rtm.5.json"},
		"har":   {"har-schema@2.0.0", "lib", "har.json"},
		"ctrf":  {"ctrf@0.3.0", "dist", "ctrf-schema-0.0.json"},
	} {
		t.Run(format, func(t *testing.T) {
			compiled := compile(t, filepath.Join(packed(t, schema.pack), schema.folder), schema.main)
			told, err := jsonschema.UnmarshalJSON(strings.NewReader(text(t, written(t, r, format))))
			if err != nil {
				t.Fatal(err)
			}
			if err := compiled.Validate(told); err != nil {
				t.Errorf("%v", err)
			}
			if err := compiled.Validate(map[string]any{"log": 1, "version": 1, "results": 1}); err == nil {
				t.Error("the schema takes anything")
			}
			counts[format](t, r, text(t, written(t, r, format)))
		})
	}
}

// counts hold what a format tells against the report, by format.
var counts = map[string]func(t *testing.T, r *reports.Report, told string){
	"sarif": func(t *testing.T, r *reports.Report, told string) {
		log := parsed[struct {
			Runs []struct {
				Results []struct {
					RuleID     string
					Properties struct{ Findings []string }
				}
			}
		}](t, told)
		want, got := map[string]int{}, map[string]int{}
		for _, f := range r.Findings {
			want[f.Rule+" "+f.Fingerprint]++
		}
		for _, result := range log.Runs[0].Results {
			for _, print := range result.Properties.Findings {
				got[result.RuleID+" "+print]++
			}
		}
		if len(want) == 0 || !maps.Equal(got, want) {
			t.Errorf("the results are of %d findings, the report has %d", len(got), len(want))
		}
	},
	"har": func(t *testing.T, r *reports.Report, told string) {
		log := parsed[struct {
			Log struct {
				Entries []struct {
					StartedDateTime time.Time
					Request         struct{ Method, URL string }
					Response        struct{ Status int }
				}
			}
		}](t, told).Log
		if len(log.Entries) == 0 || len(log.Entries) != len(r.Exchanges) {
			t.Fatalf("%d entries for %d exchanges", len(log.Entries), len(r.Exchanges))
		}
		for i, x := range r.Exchanges {
			e := log.Entries[i]
			if x.Sent.Before(r.Started) || !e.StartedDateTime.Equal(x.Sent) {
				t.Fatalf("exchange %d began at %v by the archive, at %v by the report, in a run of %v", x.ID, e.StartedDateTime, x.Sent, r.Started)
			}
			if e.Request.Method != x.Method || !strings.HasSuffix(e.Request.URL, x.Target) || x.Response != nil && e.Response.Status != x.Response.Status {
				t.Errorf("exchange %d is told as %+v", x.ID, e)
			}
		}
	},
	"ctrf": func(t *testing.T, r *reports.Report, told string) {
		results := parsed[struct {
			Results struct {
				Summary struct{ Tests, Passed, Failed, Skipped, Pending, Other int }
				Tests   []struct{ Status string }
			}
		}](t, told).Results
		s, n := results.Summary, map[string]int{}
		for _, test := range results.Tests {
			n[test.Status]++
		}
		if want := cellsOf(r) + 1; s.Tests != want || len(results.Tests) != want {
			t.Errorf("%d tests, and %d by the summary; the report has %d methods of paths, and the server", len(results.Tests), s.Tests, want-1)
		}
		if n["failed"] == 0 || s.Passed != n["passed"] || s.Failed != n["failed"] || s.Skipped != n["skipped"] || s.Pending+s.Other != 0 {
			t.Errorf("the summary is %+v, the tests are %v", s, n)
		}
	},
}

func parsed[T any](t *testing.T, text string) T {
	t.Helper()
	var out T
	if err := json.Unmarshal([]byte(text), &out); err != nil {
		t.Fatal(err)
	}
	return out
}

// cellsOf counts the methods of paths that were probed, or were to be.
func cellsOf(r *reports.Report) int {
	cells := map[string]bool{}
	for _, x := range r.Exchanges {
		if x.Control == "" && x.Path != "" {
			cells[x.Name+" "+x.Path] = true
		}
	}
	for _, n := range r.NotSent {
		cells[n.Method+" "+n.Path] = true
	}
	return len(cells)
}

// compile reads the schemas of a folder, which name each other by their ids.
func compile(t *testing.T, folder, main string) *jsonschema.Schema {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(folder, "*.json"))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	for _, file := range files {
		value, err := jsonschema.UnmarshalJSON(strings.NewReader(text(t, file)))
		if err != nil {
			t.Fatal(err)
		}
		if err := c.AddResource("https://schemas.test/"+filepath.Base(file), value); err != nil {
			t.Fatal(err)
		}
	}
	compiled, err := c.Compile("https://schemas.test/" + main)
	if err != nil {
		t.Fatal(err)
	}
	return compiled
}
