package rules_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/proverb-dev/proverb/suite/rules"
)

// matrix is what is made of each answer to each kind of probe, of a path with
// GET on a server that has PUT elsewhere. "?" is a reason for telling nothing.
var matrix = []struct{ probe, answer, want string }{
	{"GET declared", "400", "pass"},
	{"GET declared", "409", "pass"},
	{"GET declared", "404", "? not-live"},
	{"GET declared", "401", "? auth-first"},
	{"GET declared", "429", "? throttled"},
	{"GET declared", "405 A", "error method/declared-not-rejected"},
	{"GET declared", "501", "error method/declared-not-rejected"},
	{"GET declared", "500", "error method/no-server-error"},
	{"GET declared", "502", "error method/no-server-error"},
	{"GET declared", "504", "error method/no-server-error"},
	{"GET declared", "505", "error method/no-server-error"},
	{"GET declared", "415", "pass"},
	{"GET declared", "422", "pass"},
	{"GET declared", "403", "? auth-first"},

	{"HEAD implied", "200", "pass"},
	{"HEAD implied", "405 A", "warning method/head-supported"},
	{"HEAD implied", "404", "warning method/head-supported"},
	{"HEAD implied", "501", "error method/head-supported"},
	{"OPTIONS implied", "204 A", "pass"},
	{"OPTIONS implied", "204", "warning method/options-allow"},
	{"OPTIONS implied", "405 A", "pass"},
	{"OPTIONS implied", "501", "pass"},
	{"OPTIONS implied", "401", "? auth-first"},
	{"OPTIONS implied", "404", "info method/options-status"},
	{"OPTIONS implied", "500", "error method/no-server-error"},

	{"PUT elsewhere", "405 A", "pass"},
	{"PUT elsewhere", "405", "error allow/present-on-405"},
	{"PUT elsewhere", "401", "? auth-first"},
	{"PUT elsewhere", "403", "? auth-first"},
	{"PUT elsewhere", "429", "? throttled"},
	{"PUT elsewhere", "503", "? busy"},
	{"PUT elsewhere", "403 C", "warning route/auth-precedence"},
	{"PUT elsewhere", "404", "error route/404-vs-405"},
	{"PUT elsewhere", "404 N", "? not-live"},
	{"PUT elsewhere", "403 N", "? auth-first"},
	{"PUT elsewhere", "403 CN", "? forbidden"},
	{"PUT elsewhere", "400", "error method/known-405"},
	{"PUT elsewhere", "415", "error route/method-before-body"},
	{"PUT elsewhere", "200", "error method/undeclared-not-accepted"},
	{"PUT elsewhere", "412", "warning method/undeclared-not-accepted"},
	{"PUT elsewhere", "501", "warning method/implemented-not-501"},
	{"PUT elsewhere", "500", "error method/no-server-error"},
	{"PUT elsewhere", "302", "warning route/redirect"},

	{"PROPFIND registered", "405 A", "pass"},
	{"PROPFIND registered", "501", "pass"},
	{"PROPFIND registered", "400 P", "pass"},
	{"PROPFIND registered", "400", "warning method/registered-405-or-501"},
	{"PROPFIND registered", "404", "warning method/registered-405-or-501"},
	{"PROPFIND registered", "404 N", "? not-live"},
	{"PROPFIND registered", "401", "? auth-first"},
	{"PROPFIND registered", "405", "error allow/present-on-405"},
	{"PROPFIND registered", "403 C", "warning route/auth-precedence"},
	{"PROPFIND registered", "302", "warning route/redirect"},
	{"PROPFIND registered", "429", "? throttled"},
	{"PROPFIND registered", "200", "error method/undeclared-not-accepted"},
	{"PROPFIND registered", "500", "error method/no-server-error"},

	{"UNKNOWN unknown", "501", "pass"},
	{"UNKNOWN unknown", "405 A", "warning method/unregistered-501"},
	{"UNKNOWN unknown", "405", "error allow/present-on-405"},
	{"UNKNOWN unknown", "400 P", "info method/unregistered-501"},
	{"UNKNOWN unknown", "400", "warning method/unregistered-501"},
	{"UNKNOWN unknown", "404", "warning method/unregistered-501"},
	{"UNKNOWN unknown", "404 N", "? not-live"},
	{"UNKNOWN unknown", "401", "? auth-first"},
	{"UNKNOWN unknown", "200", "error method/undeclared-not-accepted"},
	{"UNKNOWN unknown", "502", "error method/no-server-error"},
	{"UNKNOWN unknown", "403 C", "warning method/unregistered-501"},
	{"UNKNOWN unknown", "429", "? throttled"},
	{"UNKNOWN unknown", "503", "? busy"},

	{"get variant", "501", "pass"},
	{"get variant", "405 A", "pass"},
	{"get variant", "400 P", "pass"},
	{"get variant", "404", "pass"},
	{"get variant", "200", "warning method/case-sensitive"},
	{"get variant", "500", "warning method/no-server-error"},
}

func TestTheMatrixOfExpectedStatuses(t *testing.T) {
	t.Parallel()
	for _, row := range matrix {
		t.Run(row.probe+" "+row.answer, func(t *testing.T) {
			t.Parallel()
			if got := madeOf(t, row.probe, row.answer); got != row.want {
				t.Errorf("it is %q, want %q", got, row.want)
			}
		})
	}
}

// madeOf is what is told of an answer: the worst finding about methods, else the
// reason for which it tells nothing. The letters behind the status are A (a true
// Allow), C (with credentials), N (not live) and P (as a parser refuses).
func madeOf(t *testing.T, probe, answer string) string {
	t.Helper()
	method, kind, _ := strings.Cut(probe, " ")
	status, marks, _ := strings.Cut(answer, " ")
	notes := []string{kind, "declared: GET", "server: GET HEAD PUT"}
	if strings.Contains(marks, "C") {
		notes = append(notes, "authenticated")
	}
	get := "> GET /items (declared, live, declared: GET; server: GET HEAD PUT)\n< 200 OK\n"
	if strings.Contains(marks, "N") || kind == "declared" {
		notes, get = append(notes, "not live"), ""
	}
	if strings.Contains(marks, "P") {
		notes = append(notes, "closed")
	}
	token := strings.Replace(method, "UNKNOWN", "PROVERBXQZJKV", 1)
	text := get + fmt.Sprintf("> %s /items (%s)\n< HTTP/1.1 %s Status\n", token, strings.Join(notes, ", "), status)
	if strings.Contains(marks, "A") {
		text += "< Allow: GET\n"
	}
	if status == "401" {
		text += "< WWW-Authenticate: Bearer\n"
	}
	if !strings.Contains(marks, "P") {
		text += "< Date: Tue, 24 Nov 2026 10:00:00 GMT\n"
	}
	return worstOf(judgedByAll(t, text), method)
}

func worstOf(j *rules.Judgement, method string) string {
	last := j.Record.Paths[0].Exchanges[len(j.Record.Paths[0].Exchanges)-1]
	for _, f := range j.Findings { // the worst first
		topic, _, _ := strings.Cut(f.Rule.ID, "/")
		about := f.Method == method || slices.Contains(f.Exchanges, last)
		if about && slices.Contains([]string{"method", "route", "allow"}, topic) {
			return string(f.Severity) + " " + f.Rule.ID
		}
	}
	if judged := j.Exchanges.Of(last); judged.Verdict == rules.Inconclusive {
		return "? " + string(judged.Reason)
	}
	return "pass"
}
