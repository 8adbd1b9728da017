package rules

import (
	"fmt"
	"slices"
	"strings"

	"github.com/proverb-dev/proverb/runner"
)

// CrossOrigin is what pages of another origin may do with an address (Fetch, "CORS
// protocol").
type CrossOrigin struct {
	Origin string // of the page that asked
	// Reads says that such a page may read the answer to GET, and Credentials that
	// it may where the request carried the user's cookies.
	Reads, Credentials bool
	// Method is what a preflight asked for, empty where none was sent, and Sends
	// whether the browser would send it then.
	Method  string
	Sends   bool
	Reasons []Reason
}

// CrossOriginOf works it out from the answer to a GET with Origin, and from the one
// to a preflight, which is nil where none was sent.
func CrossOriginOf(get, preflight *runner.Exchange) CrossOrigin {
	c := CrossOrigin{Origin: get.RequestValue("Origin")}
	c.Reads = c.admitted(get)
	c.Credentials = c.Reads && get.Value(allowOrigin) != "*" && get.Value(allowCredentials) == "true"
	c.read(get)
	if preflight != nil {
		c.Method = preflight.RequestValue("Access-Control-Request-Method")
		c.ask(preflight)
	}
	return c
}

// admitted reports whether an answer lets the page's origin in.
func (c *CrossOrigin) admitted(x *runner.Exchange) bool {
	lines := x.Values(allowOrigin)
	return x.Outcome == runner.Answered && len(lines) == 1 && (lines[0] == "*" || lines[0] == c.Origin)
}

func (c *CrossOrigin) say(ref, format string, args ...any) {
	c.Reasons = append(c.Reasons, Reason{fmt.Sprintf(format, args...), ref})
}

func (c *CrossOrigin) read(x *runner.Exchange) {
	const check = "Fetch section CORS check"
	value := x.Value(allowOrigin)
	switch {
	case x.Outcome != runner.Answered:
		c.say(check, "No whole answer came to a GET with Origin.")
	case !x.Has(allowOrigin):
		c.say(check, "The answer to a GET with Origin has no %s: a page gets a network error, whatever the answer.", allowOrigin)
	case !c.Reads:
		c.say(check, "%s is %s, which is not the origin that asked.", allowOrigin, quoted(value))
	case value == "*":
		c.say(check, "%s is *: any page may read it, without the user's cookies.", allowOrigin)
	default:
		c.say(check, "%s names the origin that asked.", allowOrigin)
	}
	if c.Reads && value != "*" && !varies(x, "Origin") {
		c.say("Fetch section CORS protocol and HTTP caches", "Vary does not name Origin: a cache gives what one page got to another, whose browser refuses it.")
	}
	if c.Credentials {
		c.say("Fetch section CORS protocol and credentials", "%s is true: also with the user's cookies.", allowCredentials)
	}
}

func (c *CrossOrigin) ask(x *runner.Exchange) {
	const ref = "Fetch section CORS-preflight fetch"
	methods := fieldMembers(x, allowMethods)
	free := slices.Contains([]string{"GET", "HEAD", "POST"}, c.Method)
	named := free || slices.Contains(methods, c.Method) || slices.Contains(methods, "*") && x.Value(allowCredentials) != "true"
	switch {
	case x.Outcome != runner.Answered:
		c.say(ref, "No whole answer came to the preflight for %s.", c.Method)
	case !isSuccess(x.Status):
		c.say(ref, "The preflight for %s is answered %d: a browser sends nothing unless it is 2xx.", c.Method, x.Status)
	case !c.admitted(x):
		c.say(ref, "The answer to the preflight for %s does not let the origin in.", c.Method)
	case !named && len(methods) == 0:
		c.say(ref, "The answer to the preflight for %s has no %s, so the browser does not send it.", c.Method, allowMethods)
	case !named:
		c.say(ref, "%s is %s, without %s, so the browser does not send it.", allowMethods, strings.Join(methods, ", "), c.Method)
	default:
		c.Sends = true
		c.say(ref, "The preflight for %s lets it through.", c.Method)
	}
}
