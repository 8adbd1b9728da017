package main

import (
	"bytes"
	"cmp"
	"debug/elf"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/oasdiff/yaml3"
)

// The files by which CI systems run the command are run here as those systems run
// them: their own shell lines, with their own variables.

// action is a composite action of GitHub; a key that is none is an error.
type action struct {
	Name, Description string
	Inputs            map[string]struct {
		Description, Default string
		Required             bool
	}
	Outputs map[string]struct{ Description, Value string }
	Runs    struct {
		Using string
		Steps []struct {
			Name, ID, Shell, Run string
			Env                  map[string]string
		}
	}
}

// component is what GitLab includes: a header with inputs, and jobs.
type component struct {
	Spec struct {
		Inputs map[string]struct {
			Description string
			Default     *string
		}
	}
}

type gitlabJob struct {
	Stage, Image string
	Parallel     int
	Variables    map[string]string
	Script       []string
	Artifacts    struct {
		When    string
		Paths   []string
		Reports map[string]string
	}
}

// decodes reads one YAML document of d.
func decodes(t *testing.T, d *yaml.Decoder, into any) {
	t.Helper()
	d.KnownFields(true)
	if err := d.Decode(into); err != nil {
		t.Fatal(err)
	}
}

func fromRoot(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", file))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// shell is where steps run: a workspace with the bookshop's document.
type shell struct {
	dir  string
	env  []string
	said string
}

func newShell(t *testing.T, env ...string) *shell {
	t.Helper()
	if _, err := exec.LookPath("bash"); err != nil {
		if os.Getenv("PROVERB_CI") != "" {
			t.Fatal("bash is not in PATH")
		}
		t.Skip("bash is not in PATH")
	}
	s := &shell{dir: t.TempDir(), env: env}
	document := fromRoot(t, "specs/samples/bookshop.yaml")
	for _, name := range []string{"openapi.yaml", oddName} {
		if err := os.WriteFile(filepath.Join(s.dir, name), []byte(document), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

// oddName is taken apart by a shell that is not told to leave it whole.
const oddName = "-o $(touch hurt) `touch hurt`; 'touch' hurt.yaml"

// run runs lines as GitHub and GitLab do, and tells the exit code.
func (s *shell) run(t *testing.T, lines string, env ...string) int {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", lines)
	cmd.Dir = s.dir
	cmd.Env = append(append(os.Environ(), s.env...), env...)
	out, err := cmd.CombinedOutput()
	if _, exited := err.(*exec.ExitError); err != nil && !exited {
		t.Fatal(err)
	}
	s.said = string(out)
	if _, err := os.Stat(filepath.Join(s.dir, "hurt")); err == nil {
		t.Fatal("the name of the document was run")
	}
	return cmd.ProcessState.ExitCode()
}

// trials are what people make of the inputs, and how the job then ends.
var trials = []struct {
	name, server, document, args string
	code                         int
	verdict                      string
}{
	{"conforms", "bookshop", "openapi.yaml", "", 0, "conforms"},
	{"an odd name", "bookshop", oddName, "", 0, "conforms"},
	{"fails", "no-allow", "openapi.yaml", "", 1, "fails"},
	{"with arguments", "no-allow", "openapi.yaml", "--fail-on=never\n\n--header=X-Tenant: a b", 0, "conforms"},
	{"undecided", "unauthorized", "openapi.yaml", "", 3, "undecided"},
	{"no document", "bookshop", "nowhere.yaml", "", 2, "error"},
}

// wrote holds a run to the reports it promises, where it could begin.
func (s *shell) wrote(t *testing.T, code int, names ...string) {
	t.Helper()
	for _, name := range names {
		info, err := os.Stat(filepath.Join(s.dir, "out", name))
		if code != exitUsage && (err != nil || info.Size() == 0) {
			t.Errorf("%s was not written: %v\n%s", name, err, s.said)
		}
	}
}

func TestTheActionOfGitHub(t *testing.T) {
	t.Parallel()
	var a action
	text := fromRoot(t, ".github/actions/proverb/action.yml")
	decodes(t, yaml.NewDecoder(strings.NewReader(text)), &a)
	if a.Name == "" || a.Description == "" || a.Runs.Using != "composite" || len(a.Runs.Steps) != 2 {
		t.Fatalf("not a composite action of two steps: %+v", a)
	}
	here, err := filepath.Abs("../../.github/actions/proverb")
	if err != nil {
		t.Fatal(err)
	}
	temp := t.TempDir()
	s := newShell(t, "RUNNER_TEMP="+temp, "GITHUB_ACTION_PATH="+here, "GITHUB_STEP_SUMMARY="+filepath.Join(temp, "summary.md"))
	build, audit := a.Runs.Steps[0], a.Runs.Steps[1]
	if code := s.run(t, build.Run, a.env(t, build.Env, nil)...); code != 0 {
		t.Fatalf("the build exits with %d:\n%s", code, s.said)
	}
	for _, trial := range trials {
		server := httptest.NewServer(servers[trial.server]())
		output := filepath.Join(t.TempDir(), "output")
		env := a.env(t, audit.Env, map[string]string{
			"document": trial.document, "url": server.URL, "args": trial.args, "folder": "out",
		})
		code := s.run(t, audit.Run, append(env, "GITHUB_OUTPUT="+output)...)
		server.Close()
		told, _ := os.ReadFile(output)
		if want := "verdict=" + trial.verdict + "\n"; code != trial.code || !strings.HasPrefix(string(told), want) {
			t.Errorf("%s: exit code %d, outputs %q:\n%s", trial.name, code, told, s.said)
		}
		s.wrote(t, code, "report.html", "junit.xml", "report.sarif", "report.json")
	}
	for name, o := range a.Outputs {
		if o.Value != "${{ steps."+audit.ID+".outputs."+name+" }}" {
			t.Errorf("the output %s is %s", name, o.Value)
		}
	}
}

// env is the environment of a step: inputs reach it there alone, as text within
// run would be code.
func (a *action) env(t *testing.T, declared map[string]string, given map[string]string) []string {
	t.Helper()
	for _, step := range a.Runs.Steps {
		if step.Shell != "bash" || strings.Contains(step.Run, "${{") {
			t.Errorf("the step %s has shell %q, or an expression in its code", step.Name, step.Shell)
		}
	}
	expression := regexp.MustCompile(`^\$\{\{ inputs\.([a-z-]+) \}\}$`)
	var out []string
	for name, value := range declared {
		m := expression.FindStringSubmatch(value)
		if m == nil {
			t.Fatalf("%s is %s, not an input", name, value)
		}
		input, known := a.Inputs[m[1]]
		if !known || input.Description == "" {
			t.Errorf("there is no input %s, or it is not described", m[1])
		}
		text, ok := given[m[1]]
		if !ok {
			text = input.Default
		}
		out = append(out, name+"="+text)
	}
	return out
}

func TestTheComponentOfGitLab(t *testing.T) {
	t.Parallel()
	text := fromRoot(t, ".gitlab/templates/proverb.yml")
	checkout, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	s := newShell(t)
	s.env = []string{"CI_PROJECT_DIR=" + s.dir}
	_, job := readComponent(t, text, map[string]string{"document": "openapi.yaml", "source": checkout})
	if code := s.run(t, job.Script[0], pairs(job.Variables)...); code != 0 {
		t.Fatalf("the build exits with %d:\n%s", code, s.said)
	}
	for _, trial := range trials {
		server := httptest.NewServer(servers[trial.server]())
		inputs, job := readComponent(t, text, map[string]string{"document": trial.document, "url": server.URL, "args": trial.args, "folder": "out"})
		code := s.run(t, job.Script[1], pairs(job.Variables)...)
		server.Close()
		if code != trial.code {
			t.Errorf("%s: exit code %d:\n%s", trial.name, code, s.said)
		}
		s.wrote(t, code, "report.html", "junit.xml", "codequality.json", "report.json")
		if job.Artifacts.When != "always" || job.Artifacts.Reports["junit"] != "out/junit.xml" || job.Artifacts.Reports["codequality"] != "out/codequality.json" {
			t.Errorf("artifacts: %+v", job.Artifacts)
		}
		for name, used := range inputs {
			if !used {
				t.Errorf("the input %s is for nothing", name)
			}
		}
	}
}

// readComponent puts values for the inputs where GitLab puts them, and tells
// which inputs are used.
func readComponent(t *testing.T, text string, given map[string]string) (map[string]bool, gitlabJob) {
	t.Helper()
	var head component
	decodes(t, yaml.NewDecoder(strings.NewReader(text)), &head)
	_, body, _ := strings.Cut(text, "\n---\n")
	var jobs map[string]gitlabJob
	decodes(t, yaml.NewDecoder(strings.NewReader(body)), &jobs)
	job, ok := jobs["proverb"]
	if !ok || len(jobs) != 1 || len(job.Script) != 2 {
		t.Fatalf("not one job of two lines: %+v", jobs)
	}
	used := map[string]bool{}
	for name, in := range head.Spec.Inputs {
		used[name] = false
		if in.Description == "" {
			t.Errorf("the input %s is not described", name)
		}
		if _, ok := given[name]; !ok && in.Default != nil {
			given[name] = *in.Default
		}
	}
	expression := regexp.MustCompile(`\$\[\[ inputs\.([a-z-]+) \]\]`)
	put := func(s string) string {
		return expression.ReplaceAllStringFunc(s, func(e string) string {
			name := expression.FindStringSubmatch(e)[1]
			if _, ok := used[name]; !ok {
				t.Errorf("there is no input %s", name)
			}
			used[name] = true
			return given[name]
		})
	}
	for _, line := range job.Script {
		if expression.MatchString(line) {
			t.Errorf("an input is in the code: %s", line)
		}
	}
	job.Stage, job.Image = put(job.Stage), put(job.Image)
	for name, value := range job.Variables {
		job.Variables[name] = put(value)
	}
	for name, value := range job.Artifacts.Reports {
		job.Artifacts.Reports[name] = put(value)
	}
	return used, job
}

func pairs(of map[string]string) []string {
	var out []string
	for name, value := range of {
		out = append(out, name+"="+value)
	}
	return out
}

// instruction is a line of a Dockerfile.
type instruction struct{ name, rest string }

func instructions(text string) []instruction {
	var out []instruction
	for line := range strings.Lines(text) {
		name, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
		if name != "" && name[0] != '#' {
			out = append(out, instruction{name, rest})
		}
	}
	return out
}

// The image is built by its own commands, without Docker: the command is static,
// and runs as a user who is not root where there is nothing else.
func TestTheDockerfile(t *testing.T) {
	t.Parallel()
	all := instructions(fromRoot(t, ".docker/Dockerfile"))
	last := slices.IndexFunc(all, func(i instruction) bool { return i == instruction{"FROM", "scratch"} })
	if last < 0 {
		t.Fatal("nothing is FROM scratch")
	}
	final := map[string]string{}
	for _, i := range all[last:] {
		final[i.name] = i.rest
	}
	if user, _, _ := strings.Cut(final["USER"], ":"); !regexp.MustCompile(`^[1-9]\d*$`).MatchString(user) {
		t.Errorf("USER %q: Kubernetes' runAsNonRoot wants the number of a user who is not root", final["USER"])
	}
	if final["ENTRYPOINT"] != `["/proverb"]` || final["COPY"] != "--from=build /proverb /proverb" {
		t.Errorf("ENTRYPOINT %s, COPY %s", final["ENTRYPOINT"], final["COPY"])
	}
	root := t.TempDir()
	for _, i := range all[:last] {
		if i.name == "RUN" && strings.Contains(i.rest, "go build") {
			buildImage(t, i.rest, filepath.Join(root, "proverb"))
		}
	}
	var said bytes.Buffer
	cmd := exec.CommandContext(t.Context(), filepath.Join(root, "proverb"), "demo", "--out", t.TempDir(), "--fault", "none")
	cmd.Env, cmd.Stdout, cmd.Stderr = []string{}, &said, &said // there is no HOME and no PATH either
	if err := cmd.Run(); err != nil {
		t.Errorf("the demo in the image: %v\n%s", err, said.String())
	}
}

// buildImage runs the RUN line that builds, and looks whether the result needs
// anything of a system.
func buildImage(t *testing.T, line, file string) {
	t.Helper()
	s := newShell(t)
	s.dir = filepath.Join("..", "..")
	if code := s.run(t, strings.Replace(line, "-o /proverb ", "-o '"+file+"' ", 1)); code != 0 {
		t.Fatalf("%s: exit code %d:\n%s", line, code, s.said)
	}
	if runtime.GOOS != "linux" {
		return // other systems have no static binaries, and images are not built of them
	}
	binary, err := elf.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer binary.Close()
	libraries, err := binary.ImportedLibraries()
	interpreted := slices.ContainsFunc(binary.Progs, func(p *elf.Prog) bool { return p.Type == elf.PT_INTERP })
	if err != nil || len(libraries) > 0 || interpreted {
		t.Errorf("not static: it needs %q (%v), or a loader: %v", libraries, err, interpreted)
	}
}

// What goreleaser builds is what there is. Its own check is among the linters.
func TestTheReleaserNamesWhatThereIs(t *testing.T) {
	t.Parallel()
	var c struct {
		Version int
		Builds  []struct{ Main, Binary string }
		Release struct{ Disable bool }
	}
	if err := yaml.Unmarshal([]byte(fromRoot(t, ".goreleaser.yaml")), &c); err != nil {
		t.Fatal(err)
	}
	if c.Version != 2 || len(c.Builds) != 1 || c.Builds[0].Binary != "proverb" || !c.Release.Disable {
		t.Fatalf("%+v", c)
	}
	if _, err := os.Stat(filepath.Join("../..", cmp.Or(c.Builds[0].Main, "nowhere"), "main.go")); err != nil {
		t.Error(err)
	}
}
