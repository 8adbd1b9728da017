package suite_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

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

func TestDescribeHasTheCasesOfRun(t *testing.T) {
	t.Parallel()
	for described, plain := range map[string]string{"fails": "fails", "undecided": "undecided"} {
		g, r := describing(t, described), child(t, plain)
		if g.code != r.code {
			t.Errorf("%s: exit code %d under Ginkgo, %d in go test", described, g.code, r.code)
		}
		for verdict, state := range map[string]types.SpecState{
			"PASS": types.SpecStatePassed, "FAIL": types.SpecStateFailed, "SKIP": types.SpecStateSkipped,
		} {
			var under, in []string
			for _, name := range g.in(state) {
				if name != "passes" {
					under = append(under, strings.ReplaceAll(name, " ", "_"))
				}
			}
			for _, name := range r.verdicts()[verdict] {
				if name != "" {
					in = append(in, name)
				}
			}
			slices.Sort(in)
			slices.Sort(under)
			if !slices.Equal(under, in) {
				t.Errorf("%s, %s: %q under Ginkgo, %q in go test", described, verdict, under, in)
			}
		}
	}
}

func TestAFindingFailsItsIt(t *testing.T) {
	t.Parallel()
	r := describing(t, "fails")
	r.wants(t, 1, "proverb: fails: ")
	s := r.specs["PUT authors"]
	for _, part := range []string{
		"error: allow/present-on-405: ", "RFC 9110 section 15.5.6", "(MUST)", "bookshop.yaml:",
		"> PUT /authors (elsewhere, live, declared: GET, server: ", "< HTTP/1.1 405 Method Not Allowed", "$ curl ",
	} {
		if !strings.Contains(s.Failure.Message, part) {
			t.Errorf("the failure does not have %q:\n%s", part, s.Failure.Message)
		}
	}
	if at := s.LeafNodeLocation.String(); !strings.Contains(at, "bookshop.yaml:") {
		t.Errorf("the It is at %s", at)
	}
	if !slices.Equal(s.ContainerHierarchyTexts, []string{"Proverb: bookshop.yaml", "/authors"}) {
		t.Errorf("the It is in %q", s.ContainerHierarchyTexts)
	}
	if first := s.ContainerHierarchyLocations[0].FileName; !strings.HasSuffix(first, "describe_test.go") {
		t.Errorf("the container is at %s, not where Describe was called", first)
	}
	if why := r.specs["DELETE authors"].Failure.Message; !strings.Contains(why, "not sent: delete-without-allow: ") {
		t.Errorf("the skip says %q", why)
	}
}

func TestDescribeStartsOnceAndLazily(t *testing.T) {
	t.Parallel()
	for args, starts := range map[string]int{
		"": 1, "-ginkgo.dry-run": 0, "-ginkgo.label-filter=!proverb": 0, "-ginkgo.label-filter=unknown": 1, "-ginkgo.skip=Proverb": 0,
	} {
		folder := t.TempDir()
		a := []string{folderEnv + "=" + folder, "PROVERB_REPORT=json=" + folder + "/report.json"}
		if args != "" {
			a = append(a, args)
		}
		r := describing(t, "conforms", a...)
		r.wants(t, 0)
		if n := len(globbed(t, folder, "started-*")); n != starts {
			t.Errorf("%q: started %d times", args, n)
		}
		if n := len(globbed(t, folder, "*.json")); n != starts {
			t.Errorf("%q: %d reports", args, n)
		}
	}
}

func globbed(t *testing.T, folder, pattern string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(folder, pattern))
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func TestItsAreChosen(t *testing.T) {
	t.Parallel()
	for arg, want := range map[string][]string{
		"-ginkgo.label-filter=unknown && !variant":                {"UNKNOWN authors", "UNKNOWN books"},
		"-ginkgo.label-filter=server":                             {"server"},
		"-ginkgo.focus=GET books·{bookId}$":                       {"GET books·{bookId}"},
		"-ginkgo.focus=Proverb: bookshop.yaml /health GET health": {"GET health"},
	} {
		r := describing(t, "conforms", arg)
		r.wants(t, 0)
		passed := r.in(types.SpecStatePassed)
		for _, name := range want {
			if !slices.Contains(passed, name) {
				t.Errorf("%s: %s is not among %q", arg, name, passed)
			}
		}
		for _, name := range passed {
			if !strings.HasPrefix(name, strings.Fields(want[0])[0]) {
				t.Errorf("%s: %s ran", arg, name)
			}
		}
	}
}

func TestAnUndecidedRunFailsWhicheverItIsChosen(t *testing.T) {
	t.Parallel()
	r := describing(t, "undecided", "-ginkgo.focus=(GET|PUT) books$", "-ginkgo.flake-attempts=2")
	r.wants(t, 1, "undecided: ")
	if fail := r.in(types.SpecStateFailed); !slices.Equal(fail, []string{"GET books"}) {
		t.Errorf("failing: %q", fail)
	}
}

func TestWhatCannotBeDescribedIsOneFailure(t *testing.T) {
	t.Parallel()
	for scenario, told := range map[string]string{
		"unreadable": "nowhere.yaml", "nothing": "Config.Document is empty", "no start": "permission denied",
	} {
		r := describing(t, scenario)
		r.wants(t, 1, told)
		if fail := r.in(types.SpecStateFailed); !slices.Equal(fail, []string{"server"}) {
			t.Errorf("%s: failing: %q", scenario, fail)
		}
		if !slices.Contains(r.in(types.SpecStatePassed), "passes") {
			t.Errorf("%s: their own It does not run", scenario)
		}
	}
}

func TestNoAnswerFailsItsIt(t *testing.T) {
	t.Parallel()
	describing(t, "drops").wants(t, 1, "no answer (dropped): ", "< (dropped: ")
}

func TestAReportThatCannotBeWrittenFailsTheServer(t *testing.T) {
	t.Parallel()
	r := describing(t, "unwritable", folderEnv+"="+t.TempDir())
	r.wants(t, 1)
	if fail := r.in(types.SpecStateFailed); !slices.Equal(fail, []string{"server"}) {
		t.Errorf("failing: %q", fail)
	}
}

func TestGinkgosTimeoutIsKept(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	r := describing(t, "hangs", "-ginkgo.timeout=1s", "PROVERB_REPORT=json="+folder+"/out.json")
	r.wants(t, 1, "undecided: ")
	if r.took > 8*time.Second {
		t.Errorf("it took %v", r.took)
	}
	if text := read(t, folder, "out.json"); !strings.Contains(text, `"undecided"`) {
		t.Errorf("what was found is not written: %.300s", text)
	}
}

func TestDescribedTwice(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	r := describing(t, "twice", "PROVERB_REPORT=json="+folder+"/out.json", "-ginkgo.randomize-all", "-ginkgo.seed=7")
	r.wants(t, 1)
	var names []string
	for _, file := range globbed(t, folder, "*") {
		names = append(names, filepath.Base(file))
	}
	if !slices.Equal(names, []string{"out.bookshop.json", "out.json"}) {
		t.Errorf("reports: %q", names)
	}
}

func TestTagsAreLabels(t *testing.T) {
	t.Parallel()
	r := describing(t, "tags")
	want := []string{"declared", "a-b", "c - d", "e", "f-g", "h-i", "j", "k", "l", "plain"}
	if got := r.specs["GET books"].LeafNodeLabels; !slices.Equal(got, want) {
		t.Errorf("labels: %q", got)
	}
}

// The user's configuration of Ginkgo, its reports, and what is global in Gomega are
// left alone, so the rest of a suite is as it was.
func TestGinkgosOwnReportsAreWritten(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "junit.xml")
	r := describing(t, "fails", "-ginkgo.junit-report="+file)
	text := read(t, file)
	for _, part := range []string{"PUT authors", "allow/present-on-405", "their own passes"} {
		if !strings.Contains(text, part) {
			t.Errorf("Ginkgo's JUnit does not have %q", part)
		}
	}
	if len(r.specs) < 300 || r.took > time.Minute {
		t.Errorf("%d Its in %v", len(r.specs), r.took)
	}
}

// go test -c makes one file, which needs nothing beside it.
func TestTheReadyMadeSuiteIsPortable(t *testing.T) {
	t.Parallel()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		code int
		told string
		env  []string
	}{
		{0, "SUCCESS!", nil},
		{1, "root of a module", []string{"PROVERB_DOCUMENT=openapi.yaml", "PROVERB_URL=http://127.0.0.1:1"}},
	} {
		cmd := exec.CommandContext(t.Context(), self, "-test.run=^TestConformance$", "-ginkgo.no-color")
		cmd.Dir = t.TempDir()
		cmd.Env = append(withoutProverb(os.Environ()), c.env...)
		out, _ := cmd.CombinedOutput() // the exit code says it
		result{output: string(out), code: cmd.ProcessState.ExitCode()}.wants(t, c.code, c.told)
	}
}

func TestTheReadyMadeSuite(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(newSimulator(t))
	t.Cleanup(server.Close) // after the parallel subtests
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		code int
		args []string
		told []string
	}{
		"simulator":     {0, nil, []string{"SUCCESS!"}},
		"their server":  {0, []string{"PROVERB_DOCUMENT=" + bookshop, "PROVERB_URL=" + server.URL}, []string{"SUCCESS!"}},
		"from the root": {0, []string{"PROVERB_DOCUMENT=specs/samples/bookshop.yaml", "PROVERB_URL=" + server.URL}, []string{"SUCCESS!"}},
		"read-only": {0, []string{"PROVERB_DOCUMENT=" + bookshop, "PROVERB_URL=" + server.URL, "PROVERB_SAFETY=read-only"},
			[]string{"SUCCESS!"}},
		"no such file": {1, []string{"PROVERB_DOCUMENT=no.yaml", "PROVERB_URL=" + server.URL},
			[]string{filepath.Join(here, "no.yaml"), filepath.Join(filepath.Dir(here), "no.yaml")}},
		"no URL":      {1, []string{"PROVERB_DOCUMENT=" + bookshop}, []string{"PROVERB_URL is not"}},
		"no document": {1, []string{"PROVERB_URL=" + server.URL}, []string{"PROVERB_DOCUMENT is not"}},
		"gone":        {1, []string{"PROVERB_DOCUMENT=" + bookshop, "PROVERB_URL=" + closedServer(t)}, []string{"undecided: "}},
		"flags":       {0, []string{"-ginkgo.dry-run", "-ginkgo.v"}, []string{"GET books·{bookId}"}},
		"bad numbers": {1, []string{"PROVERB_TIMEOUT=soon", "PROVERB_RATE=fast", "PROVERB_PARAM=x", "PROVERB_HEADER=" + canary},
			[]string{"PROVERB_TIMEOUT: ", "PROVERB_RATE: ", "PROVERB_PARAM: ", "PROVERB_HEADER: "}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := child(t, "", append([]string{"-test.run=^TestConformance$", "-ginkgo.no-color"}, c.args...)...)
			r.wants(t, c.code, c.told...)
			if strings.Contains(r.output, canary) {
				t.Error("the output tells a secret")
			}
		})
	}
}
