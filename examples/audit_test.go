package examples_test

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

// report is what is read of proverb.report/1.
type report struct {
	Verdict string `json:"verdict"`
	Server  struct {
		Distinguishes string `json:"distinguishes"`
		Product       string `json:"product"`
		Stacks        []string
		Fronts        []string
	} `json:"server"`
	Origin origin `json:"origin"`
	Rules  []struct {
		ID    string
		Fixes []struct{ Name, Code string }
	}
	Causes    []cause    `json:"causes"`
	Exchanges []exchange `json:"exchanges"`
}

type cause struct {
	Rule, Severity, Detail, Layer string
}

// origin is what was asked of the server past a proxy.
type origin struct{ Answers, Unlike int }

type exchange struct {
	Kind, Control, Method, Name, Path, Target, Outcome, Form, Layer string
	Response                                                        struct {
		Status  int
		Headers [][2]string
	}
}

// proverb is the command, built once, where a test asks for it.
var proverb = sync.OnceValues(func() (string, error) {
	file := filepath.Join(built(), "proverb")
	out, err := exec.Command("go", "build", "-o", file, "../cmd/proverb").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("building proverb: %w\n%s", err, out)
	}
	return file, nil
})

// built is the folder of the command, this process's alone.
func built() string {
	return filepath.Join(os.TempDir(), fmt.Sprint("proverb-examples-", os.Getpid()))
}

func TestMain(m *testing.M) {
	code := m.Run()
	os.RemoveAll(built())
	os.Exit(code)
}

// audit puts a part of the row to the test, as a user would.
func (r row) audit(t *testing.T, folder, part string) *report {
	t.Helper()
	url, stop := r.serve(t, folder, part)
	defer stop()
	return audited(t, cmp.Or(r.document, "openapi.yaml"), "--url", url)
}

// audited is the report on a server that runs.
func audited(t *testing.T, args ...string) *report {
	t.Helper()
	command, err := proverb()
	if err != nil {
		t.Fatal(err)
	}
	c := exec.Command(command, append([]string{"audit", "--quiet", "--safety", "guarded", "--report", "json=-"}, args...)...)
	var text, log bytes.Buffer
	c.Stdout, c.Stderr = &text, &log
	failed := c.Run() // findings exit with 1, an undecided run with 3, and the report says so
	var answer report
	if err := json.Unmarshal(text.Bytes(), &answer); err != nil {
		t.Fatalf("%v: %v, %v\n%s", args, failed, err, log.String())
	}
	return &answer
}

// golden is what must not change unnoticed: how the server answers, and the
// errors and warnings that are told of it. It is plain text with one fact a line.
// Counts and information are left out: they change with what is asked, not with
// the server.
func (p *report) golden() string {
	var b strings.Builder
	fmt.Fprintf(&b, "verdict %s\nproduct %s\ntells 405 from 501: %s\n\n", p.Verdict, p.Server.Product, p.Server.Distinguishes)
	for _, q := range questions {
		fmt.Fprintf(&b, "%-*s%s\n", questionWidth, q.name, p.answerTo(q))
	}
	b.WriteString("\n")
	for _, c := range p.Causes {
		if c.Severity != "info" {
			fmt.Fprintln(&b, c.Severity, c.key())
		}
	}
	return b.String()
}

// key names a cause for remains.txt.
func (c cause) key() string {
	return strings.Join(strings.Fields(c.Rule+" "+c.Detail+" ("+c.Layer+")"), " ")
}

// questionWidth is the column at which a golden has the answers.
const questionWidth = 17

// question is one exchange of an audit whose answer the page of all stacks shows.
type question struct{ name, kind, control, method string }

var questions = []question{
	{"GET", "declared", "", "GET"},
	{"HEAD", "implied", "", "HEAD"},
	{"OPTIONS", "implied", "", "OPTIONS"},
	{"DELETE", "elsewhere", "", "DELETE"},
	{"PATCH", "registered", "", "PATCH"},
	{"PROPFIND", "registered", "", "PROPFIND"},
	{"UNKNOWN", "unknown", "", "UNKNOWN"},
	{"get", "variant", "", "get"},
	{"GET elsewhere", "", "not-found", "GET"},
	{"POST malformed", "declared", "", "POST"},
}

// answerTo is the answer on the first path of the document that was asked.
func (p *report) answerTo(q question) string {
	x := p.asked(q)
	if x == nil {
		return "not sent"
	}
	return x.answer()
}

// asked is the first exchange of the question; nil where it was not sent.
func (p *report) asked(q question) *exchange {
	for i, x := range p.Exchanges {
		if x.Kind == q.kind && x.Control == q.control && x.Name == q.method {
			return &p.Exchanges[i]
		}
	}
	return nil
}

// answer is the status and the fields that the rules are about.
func (x exchange) answer() string {
	if x.Outcome != "answered" {
		return x.Outcome
	}
	words := []string{fmt.Sprint(x.Response.Status)}
	for _, name := range []string{"Allow", "Content-Type", "Cache-Control"} {
		if v, there := x.field(name); there {
			words = append(words, name+": "+v)
		}
	}
	return strings.Join(words, "; ")
}

// field is a field of the response, with the members of Allow in order: some
// servers send them as a map gives them.
func (x exchange) field(name string) (value string, there bool) {
	for _, f := range x.Response.Headers {
		if strings.EqualFold(f[0], name) {
			value, there = value+", "+f[1], true
		}
	}
	value = strings.TrimPrefix(value, ", ")
	if name == "Allow" {
		members := strings.FieldsFunc(value, func(c rune) bool { return c == ',' || c == ' ' })
		slices.Sort(members)
		value = strings.Join(members, ", ")
	}
	return value, there
}
