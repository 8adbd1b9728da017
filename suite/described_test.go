package suite_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/onsi/ginkgo/v2"
	"github.com/onsi/ginkgo/v2/types"

	"github.com/proverb-dev/proverb/suite"
)

// TestDescribed is a Ginkgo suite of somebody's, in a process of its own.
func TestDescribed(t *testing.T) {
	name := os.Getenv(scenarioEnv)
	if described[name] == nil {
		t.Skip("other tests start this one in a process of its own")
	}
	described[name](t)
	ginkgo.Describe("their own", func() {
		ginkgo.It("passes", func() {})
	})
	ginkgo.RunSpecs(t, "theirs")
}

var described = map[string]func(*testing.T){
	"describe conforms": func(t *testing.T) {
		suite.Describe(suite.Config{Document: bookshop, Start: starting(t)})
	},
	"describe fails": func(t *testing.T) { suite.Describe(faulty(t)) },
	"describe undecided": func(t *testing.T) {
		suite.Describe(suite.Config{Document: bookshop, Handler: newSimulator(t, "401-everywhere")})
	},
	"describe twice": func(t *testing.T) {
		ginkgo.Describe("ours", func() {
			suite.Describe(suite.Config{Document: bookshop, Handler: newSimulator(t)})
		})
		suite.Describe(suite.Config{Document: bookshop, Handler: newSimulator(t, "no-allow@/authors")})
	},
	"describe unreadable": func(*testing.T) {
		suite.Describe(suite.Config{Document: "nowhere.yaml", Handler: http.NotFoundHandler()})
	},
	"describe nothing": func(*testing.T) { suite.Describe(suite.Config{}) },
	"describe no start": func(*testing.T) {
		suite.Describe(suite.Config{Document: bookshop, Start: func() (string, func(), error) { return "", nil, os.ErrPermission }})
	},
	"describe drops": func(t *testing.T) {
		suite.Describe(suite.Config{Document: bookshop, Handler: newSimulator(t, "dropped@/orders"), FailOn: "never"})
	},
	"describe hangs": func(*testing.T) {
		suite.Describe(suite.Config{Document: bookshop, Handler: http.HandlerFunc(
			func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })})
	},
	"describe accepts": func(t *testing.T) { suite.Describe(accepting(t)) },
	"describe tags": func(t *testing.T) {
		file := filepath.Join(t.TempDir(), "tags.yaml")
		if err := os.WriteFile(file, []byte(oddTags), 0o600); err != nil {
			t.Fatal(err)
		}
		suite.Describe(suite.Config{Document: file, Handler: newSimulator(t)})
	},
	"describe unwritable": func(t *testing.T) {
		suite.Describe(suite.Config{Document: bookshop, Reports: map[string]string{"json": os.Getenv(folderEnv) + "/gone/r.json"},
			Start: func() (string, func(), error) { // what was there when it was checked is there no more
				url, stop, err := starting(t)()
				return url, func() { stop(); _ = os.WriteFile(os.Getenv(folderEnv)+"/gone", nil, 0o600) }, err
			}})
	},
}

// oddTags has tags that Ginkgo would end the process for.
const oddTags = `openapi: 3.0.3
info: {title: "Tags, (odd) & more/less", version: 1.0.0}
paths:
  /books:
    get:
      tags: ["a/b", "c & d", "(e)", "f,g", "h|i!", ":j", "k:", "///", "{l}", " plain "]
      responses: {'200': {description: All., content: {application/json: {}}}}
`

// starting counts, in the folder of the scenario, how often it was called.
func starting(t *testing.T) func() (string, func(), error) {
	return func() (string, func(), error) {
		if folder := os.Getenv(folderEnv); folder != "" {
			f, err := os.CreateTemp(folder, "started-*")
			if err != nil {
				return "", nil, err
			}
			_ = f.Close()
		}
		server := httptest.NewServer(newSimulator(t))
		return server.URL, server.Close, nil
	}
}

// ginkgoRun is what Ginkgo's own report says of a child.
type ginkgoRun struct {
	result
	specs map[string]types.SpecReport // by the text of the It
}

func describing(t *testing.T, scenario string, args ...string) ginkgoRun {
	t.Helper()
	file := filepath.Join(t.TempDir(), "ginkgo.json")
	args = append([]string{"-test.run=^TestDescribed$", "-ginkgo.no-color", "-ginkgo.json-report=" + file}, args...)
	r := ginkgoRun{child(t, "describe "+scenario, args...), map[string]types.SpecReport{}}
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatalf("%v\n%s", err, r.output)
	}
	var all []types.Report
	if err := json.Unmarshal(text, &all); err != nil {
		t.Fatal(err)
	}
	for _, s := range all[0].SpecReports {
		r.specs[s.LeafNodeText] = s
	}
	return r
}

// in are the Its that ended in a state, sorted.
func (r ginkgoRun) in(state types.SpecState) []string {
	var names []string
	for name, s := range r.specs {
		if s.State == state {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}
