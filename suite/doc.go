// Package suite is Proverb in go test: it puts a server to the test of its
// OpenAPI document, and makes every METHOD and path of it a subtest.
//
//	func TestConformance(t *testing.T) {
//		suite.Run(t, suite.Config{Document: "openapi.yaml", Handler: newHandler()}) // or URL: server.URL
//	}
//
// A subtest is named for its method and path, with "·" for "/" so that -run can
// choose it: GET of /books/{bookId} is
//
//	go test -run 'TestConformance/GET_books·{bookId}$'
//
// The unregistered method is UNKNOWN and GET in lower case is get; the subtest
// server holds what is about the server as a whole, above all whether it keeps
// 405 apart from 501. Everything is asked once, before the first subtest,
// whichever of them are chosen.
//
// A finding that reaches Config.FailOn fails its subtest, with the rule, its
// reference, the exchange and a curl line that repeats it. What is found below
// that is logged: go test shows it with -v. A question that could not be asked, or whose
// answer decides nothing, is a skip with the reason, and a run that could decide
// too little fails: nothing is silently green.
//
// Any number of Run calls may stand in a package, in parallel too. One test
// holds one; for several documents or servers, give each a t.Run of its own. A
// passing run against a URL is cached by go test like any other: say -count=1.
//
// # Ginkgo and Gomega
//
// Describe makes the same audit a container in a Ginkgo suite, with an It for every
// METHOD and path. The matchers (RefuseMethod, Conform and others) hold one answer
// to the rules, in any test that has Gomega.
//
// # Reports
//
// Config.Reports writes the files that the command proverb writes with --report. The
// variable PROVERB_REPORT adds to them, for every Run of a package and without a
// change to any code:
//
//	PROVERB_REPORT=html=proverb.html,junit=proverb.xml go test ./...
//
// So that no Run of a process overwrites the file of another, the first test has
// the file itself, and the name of any other goes before the extension
// (proverb.TestOther.html). Where the path says {test}, the name always goes
// there. Relative paths start from the directory of the package under test; "-" is
// the log of the test.
package suite
