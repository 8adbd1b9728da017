package suite_test

import (
	"cmp"
	"errors"
	"flag"
	"fmt"
	"net/http"
	"net/textproto"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/onsi/ginkgo/v2"

	"github.com/proverb-dev/proverb/reports/settings"
	"github.com/proverb-dev/proverb/runner/simulator"
	"github.com/proverb-dev/proverb/suite"
)

// TestConformance is a Ginkgo suite for any server, without writing Go:
//
//	PROVERB_DOCUMENT="$PWD/openapi.yaml" PROVERB_URL=http://127.0.0.1:8080 go test ./suite -run TestConformance -count=1
//
// With the variables unset it audits the simulator. go test -c ./suite makes it
// one file that runs anywhere. Any other RunSpecs of this package is in a process of
// its own, as Ginkgo allows one.
func TestConformance(t *testing.T) {
	if os.Getenv(scenarioEnv) != "" {
		t.Skip("this process is for a scenario")
	}
	if ginkgoWouldRefuse() {
		inItsOwnProcess(t)
		return
	}
	c, err := readyMade(t)
	if err != nil {
		t.Fatal(err)
	}
	suite.Describe(c)
	ginkgo.RunSpecs(t, "Proverb")
}

// ginkgoWouldRefuse reports whether go test was given what is meant for the other
// tests of a package as well, and what Ginkgo fails for: a -count but 1, and -parallel
// whatever it says.
func ginkgoWouldRefuse() bool {
	refused := false
	flag.Visit(func(f *flag.Flag) {
		refused = refused || f.Name == "test.parallel" || f.Name == "test.count" && f.Value.String() != "1"
	})
	return refused
}

// inItsOwnProcess runs the suite in a process for each time that -count asks for, as
// Ginkgo runs one a process, without what it refuses.
func inItsOwnProcess(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	args := []string{"-test.run=^TestConformance$", "-test.count=1", "-test.v"}
	for _, arg := range os.Args[1:] {
		if strings.HasPrefix(strings.TrimLeft(arg, "-"), "ginkgo.") {
			args = append(args, arg)
		}
	}
	out, err := exec.CommandContext(t.Context(), self, args...).CombinedOutput()
	t.Logf("%s", out)
	if err != nil {
		t.Errorf("the suite in a process of its own: %v", err)
	}
}

// readyMade is the Config that the variables say.
func readyMade(t *testing.T) (suite.Config, error) {
	document, url := os.Getenv("PROVERB_DOCUMENT"), os.Getenv("PROVERB_URL")
	switch {
	case document == "" && url == "":
		return simulated(t)
	case document == "":
		return suite.Config{}, errors.New("PROVERB_URL is set and PROVERB_DOCUMENT is not: it names the OpenAPI document")
	case url == "":
		return suite.Config{}, errors.New("PROVERB_DOCUMENT is set and PROVERB_URL is not: it is the base URL of the server")
	}
	file, err := documentFile(document)
	if err != nil {
		return suite.Config{}, err
	}
	return fromVariables(suite.Config{Document: file, URL: url})
}

// simulated needs no file beside the binary.
func simulated(t *testing.T) (suite.Config, error) {
	server, err := simulator.New()
	if err != nil {
		return suite.Config{}, err
	}
	file := filepath.Join(t.TempDir(), "bookshop.yaml")
	if err := os.WriteFile(file, simulator.Document(), 0o600); err != nil {
		return suite.Config{}, err
	}
	return fromVariables(suite.Config{Document: file, Handler: server})
}

// documentFile finds a document. go test runs in the folder of the package, and
// whoever gives a relative path most likely stands at the root of the module.
func documentFile(name string) (string, error) {
	if filepath.IsAbs(name) {
		return name, nil
	}
	here, err := filepath.Abs(name)
	if err != nil || exists(here) {
		return here, err
	}
	root := moduleRoot(filepath.Dir(here))
	if root == "" {
		return "", fmt.Errorf("PROVERB_DOCUMENT=%s: there is no %s, and no folder above the working directory is the root of a module", name, here)
	}
	there := filepath.Join(root, name)
	if exists(there) {
		return there, nil
	}
	return "", fmt.Errorf("PROVERB_DOCUMENT=%s: there is neither %s (from the working directory) nor %s (from the root of the module)", name, here, there)
}

func exists(file string) bool {
	_, err := os.Stat(file)
	return err == nil
}

// moduleRoot is the nearest folder from one upwards that has a go.mod.
func moduleRoot(folder string) string {
	for !exists(filepath.Join(folder, "go.mod")) {
		up := filepath.Dir(folder)
		if up == folder {
			return ""
		}
		folder = up
	}
	return folder
}

// fromVariables adds what the other variables say. PROVERB_REPORT is read by
// Describe itself.
func fromVariables(c suite.Config) (suite.Config, error) {
	for _, text := range settings.Misspelt(os.Environ(), readHere(), settings.Known()) {
		fmt.Fprintln(os.Stderr, "proverb:", text)
	}
	c.Safety = os.Getenv("PROVERB_SAFETY")
	c.Profile = os.Getenv("PROVERB_PROFILE")
	c.FailOn = os.Getenv("PROVERB_FAIL_ON")
	c.BasePath = os.Getenv("PROVERB_BASE_PATH")
	c.Auth = os.Getenv("PROVERB_AUTH")
	c.ConfirmHost = strings.FieldsFunc(os.Getenv("PROVERB_CONFIRM_HOST"), func(r rune) bool { return r == ',' || r == ' ' })
	var problems []error
	c.Header = http.Header{}
	for _, line := range lines("PROVERB_HEADER") {
		name, value, ok := strings.Cut(line, ":")
		if !ok {
			problems = append(problems, errors.New("PROVERB_HEADER: a line is not Name: value"))
		}
		c.Header.Add(textproto.TrimString(name), textproto.TrimString(value))
	}
	c.Params = map[string]string{}
	for _, line := range lines("PROVERB_PARAM") {
		key, value, ok := strings.Cut(line, "=")
		if !ok {
			problems = append(problems, fmt.Errorf("PROVERB_PARAM: %q is not name=value", line))
		}
		c.Params[key] = value
	}
	return c, errors.Join(append(problems, numbers(&c))...)
}

// readHere are the variables that the ready-made suite reads, beside those of every test.
func readHere() []string {
	var out []string
	for _, name := range strings.Fields("document url safety profile fail-on base-path auth confirm-host header param timeout rate min-judged") {
		out = append(out, settings.Variable(name))
	}
	return out
}

func numbers(c *suite.Config) error {
	var problems []error
	if text := os.Getenv("PROVERB_TIMEOUT"); text != "" {
		var err error
		if c.Timeout, err = time.ParseDuration(text); err != nil {
			problems = append(problems, fmt.Errorf("PROVERB_TIMEOUT: %w", err))
		}
	}
	for name, to := range map[string]*float64{"PROVERB_RATE": &c.Rate, "PROVERB_MIN_JUDGED": &c.MinJudged} {
		var err error
		if *to, err = strconv.ParseFloat(cmp.Or(os.Getenv(name), "0"), 64); err != nil {
			problems = append(problems, fmt.Errorf("%s: %w", name, err))
		}
	}
	return errors.Join(problems...)
}

// lines are those of a variable that holds several things.
func lines(name string) []string {
	return strings.FieldsFunc(os.Getenv(name), func(r rune) bool { return r == '\n' })
}
