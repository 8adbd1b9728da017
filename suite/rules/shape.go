package rules

import (
	"slices"
	"strings"

	"github.com/proverb-dev/proverb/runner"
)

var shapeRules = []Rule{
	{
		ID: "body/consistent-shape", Level: Advice, Severity: Info, Strict: Warning, Scope: ScopeServer,
		Ref:   "RFC 9205 section 4.6, RFC 9457 section 1",
		Title: "The errors of an API have one shape: one media type, and for the most part the same members.",
		Why: "A client has one place in its code that turns an error into a message. Where the router's 404 is text, the validator's 400 an object with errors and the rest one with message, that place needs a case for each, and shows nothing for the one it does not know. " +
			"Write every error with one function, those of the router and of the framework too.",
		Check: checkShape,
	},
}

// shape is what the content of errors looks like from outside.
type shape struct {
	mediaType string
	names     []string // sorted; none where it is no JSON object
	first     *runner.Exchange
	count     int
	told      bool // whether body/accept-honoured-on-errors tells of it
}

func checkShape(c *Context) []Problem {
	shapes := shapesOf(c)
	if len(shapes) < 2 {
		return nil
	}
	usual := slices.MaxFunc(shapes, func(a, b *shape) int { return a.value() - b.value() })
	var out []Problem
	for _, s := range shapes {
		if s.told || s.isLike(usual) {
			continue
		}
		p := problem(s.kind(), "%d to %s is %s, and %d to %s is %s: errors come in %s",
			s.first.Status, s.first.Probe.Name(), s, usual.first.Status, usual.first.Probe.Name(), usual, counted(len(shapes), "shape"))
		p[0].Exchanges = []*runner.Exchange{s.first, usual.first}
		out = append(out, p...)
	}
	return out
}

// shapesOf are the shapes of the application's errors, in the order in which
// they came.
func shapesOf(c *Context) []*shape {
	var out []*shape
	known := map[string]*shape{}
	for _, x := range slices.Concat(notFoundAnswers(c.Record.Controls), c.AllExchanges()) {
		if !hasShape(c, x) {
			continue
		}
		text := c.OfContent("shape", x, func() string { return shapeText(c, x) })
		s := known[text]
		if s == nil {
			s = newShape(text, x)
			known[text], out = s, append(out, s)
		}
		s.count++
		s.told = s.told || !isJSON(s.mediaType) && c.bench.pathOf(x) != nil && acceptsJSONAlone(x) && c.bench.hasJSONErrors()
	}
	return out
}

// hasShape: what a parser or a proxy wrote is not in the application's power,
// and an answer without content or type is told by other rules.
func hasShape(c *Context, x *runner.Exchange) bool {
	return x.Outcome == runner.Answered && isClientErrorOr501(x.Status) && x.Length > 0 && c.bench.mediaType(x) != "" && !foreign(c, x)
}

// isClientErrorOr501: a 5xx is rarely the application's considered answer.
func isClientErrorOr501(status int) bool {
	return slices.Contains([]int{400, 401, 403, 404, 405, 406, 409, 415, 422, 501}, status)
}

func shapeText(c *Context, x *runner.Exchange) string {
	mediaType := c.bench.mediaType(x)
	if mediaType == "application/problem+json" || !isJSON(mediaType) {
		return mediaType // which members problem details have is for the type to say
	}
	var names []string
	for name := range members(x) {
		names = append(names, name)
	}
	slices.Sort(names)
	return strings.Join(append([]string{mediaType}, slices.Compact(names)...), " ")
}

func newShape(text string, x *runner.Exchange) *shape {
	parts := strings.Split(text, " ")
	return &shape{mediaType: parts[0], names: parts[1:], first: x}
}

// value says which shape is the one that the API means: problem details, else
// other JSON, else what is most frequent. What the document says of an error
// other rules hold it to.
func (s *shape) value() int {
	v := min(s.count, 1<<20)
	switch s.kind() {
	case "problem":
		v += 2 << 20
	case "json":
		v += 1 << 20
	}
	return v
}

// kind is the shape's media type as a detail.
func (s *shape) kind() string {
	switch {
	case s.mediaType == "application/problem+json":
		return "problem"
	case isJSON(s.mediaType):
		return "json"
	case isHTML(s.mediaType):
		return "html"
	case strings.HasPrefix(s.mediaType, "text/"):
		return "text"
	}
	return "other"
}

// isLike: objects are alike where more than half of the smaller one's names are
// in both, so that one error may have a list of details that another has not.
func (s *shape) isLike(o *shape) bool {
	if s.mediaType != o.mediaType {
		return false
	}
	both := 0
	for _, name := range s.names {
		if slices.Contains(o.names, name) {
			both++
		}
	}
	return both*2 > min(len(s.names), len(o.names)) || len(s.names) == 0 && len(o.names) == 0
}

func (s *shape) String() string {
	if len(s.names) == 0 {
		return s.mediaType
	}
	return s.mediaType + " with " + quoted(strings.Join(s.names, ", "))
}
