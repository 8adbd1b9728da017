package suite_test

import (
	"fmt"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/proverb-dev/proverb/reports"
	"github.com/proverb-dev/proverb/runner"
	"github.com/proverb-dev/proverb/specs"
	"github.com/proverb-dev/proverb/suite/rules"
)

// ordinary are servers as people write them who know HTTP, and all that is told of
// each as an error or a warning: nothing, or what its authors would agree with.
var ordinary = []struct {
	name, document string
	server         func() http.Handler
	header         http.Header
	told           []string
}{
	{"credentials first", "orders.yaml", func() http.Handler { return marked(asksForToken(knows501(orders()))) }, token, nil},
	{"methods first", "orders.yaml", func() http.Handler { return marked(knows501(asksForToken(orders()))) }, token, nil},
	{"without credentials", "orders.yaml", func() http.Handler { return marked(knows501(asksForToken(orders()))) }, nil, nil},
	{"without credentials, which come first", "orders.yaml", func() http.Handler { return asksForToken(knows501(orders())) }, nil, nil},
	{"pages of one shop", "orders.yaml", func() http.Handler { return letsIn("https://shop.example", asksForToken(knows501(orders()))) }, token, nil},
	{"pages of anybody", "orders.yaml", func() http.Handler { return letsIn("*", asksForToken(knows501(orders()))) }, token, nil},
	{"compressed", "orders.yaml", func() http.Handler { return compressed(asksForToken(knows501(orders()))) }, token, nil},
	{"files, streams and jobs", "files.yaml", files, nil, nil},
	{"versions by media type", "articles.yaml", articles, nil, nil},
	{"a slash at the end, and sessions", "users.yaml", func() http.Handler { return users(false) }, nil, []string{
		"warning neg/options-accept-patch", // which its OPTIONS could have
	}},
	{"forged requests refused first", "users.yaml", func() http.Handler { return users(true) }, http.Header{"Cookie": {"sessionid=0123456789"}}, []string{
		"warning route/auth-precedence", // 403 to methods that are not there
		"warning neg/options-accept-patch",
	}},
}

var token = http.Header{"Authorization": {"Bearer an-ordinary-token"}}

// TestOrdinaryServersAreLeftAlone: a false alarm costs more than a finding that
// was missed.
func TestOrdinaryServersAreLeftAlone(t *testing.T) {
	t.Parallel()
	for _, o := range ordinary {
		for _, level := range levels {
			t.Run(o.name+" "+string(level), func(t *testing.T) {
				t.Parallel()
				told := alarms(auditOrdinary(t, o.document, o.server(), level, o.header))
				for _, alarm := range told {
					if name, _, _ := strings.Cut(alarm, ":"); !slices.Contains(o.told, name) {
						t.Error(alarm)
					}
				}
				for _, name := range o.told {
					if level == specs.Full && !slices.ContainsFunc(told, func(alarm string) bool { n, _, _ := strings.Cut(alarm, ":"); return n == name }) {
						t.Errorf("%s is not told", name)
					}
				}
			})
		}
	}
}

func auditOrdinary(t *testing.T, document string, h http.Handler, level specs.Safety, header http.Header) *reports.Report {
	t.Helper()
	plan, err := specs.Load(filepath.Join("testdata", "ordinary", document), specs.Options{Safety: level})
	if err != nil {
		t.Fatal(err)
	}
	record, err := runner.Run(t.Context(), plan, runner.Config{Handler: h, Header: header, Timeout: 5 * time.Second})
	if err != nil {
		t.Fatal(err)
	}
	return reports.New(rules.Judge(record, rules.Profile{}), reports.About{})
}

// alarms are the causes of a report that are more than information, as severity,
// rule and summary.
func alarms(r *reports.Report) []string {
	var out []string
	for _, c := range r.Causes {
		if rules.Severity(c.Severity).Reaches(rules.Warning) {
			out = append(out, fmt.Sprintf("%s %s: %s", c.Severity, c.Rule, c.Summary))
		}
	}
	return out
}
