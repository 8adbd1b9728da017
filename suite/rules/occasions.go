package rules

import (
	"slices"
	"strings"

	"github.com/proverb-dev/proverb/runner"
	"github.com/proverb-dev/proverb/specs"
)

// answered is the occasion of rules about any answer.
func answered(c *Context) bool { return c.X.Outcome == runner.Answered }

// ofKind is the occasion of rules about answers to probes of these kinds.
func ofKind(kinds ...specs.Kind) func(*Context) bool {
	return func(c *Context) bool { return answered(c) && slices.Contains(kinds, c.Kind()) }
}

// undeclared is the occasion of rules about methods that the path does not
// declare and that nothing implies.
var undeclared = ofKind(specs.KindElsewhere, specs.KindRegistered, specs.KindUnknown)

// errorAnswer is the occasion of rules about answers that report an error.
func errorAnswer(c *Context) bool { return answered(c) && isError(c.X.Status) }

// errorContent is the same where there is content to look at.
func errorContent(c *Context) bool { return errorAnswer(c) && c.X.Length > 0 }

// withStatus picks answers of these statuses.
func withStatus(statuses ...int) func(*Context) bool {
	return func(c *Context) bool { return slices.Contains(statuses, c.Status()) }
}

// decidesMethod reports whether an answer is about the method, and decides (see Masked).
func decidesMethod(c *Context) bool { return rejects(c.Status()) && c.Record.Cut != runner.CutBlocked }

// succeeds reports whether an answer is a success that decides.
func succeeds(c *Context) bool {
	return isSuccess(c.Status()) && c.Record.Cut != runner.CutBlocked && !c.Record.Server.CatchAll
}

// isCoded reports whether content is compressed or the like, although the request
// asked for it as it is: its bytes are then not those of its media type.
func isCoded(x *runner.Exchange) bool {
	coding := strings.TrimSpace(x.Value("Content-Encoding"))
	return coding != "" && !strings.EqualFold(coding, "identity")
}

func isSuccess(status int) bool  { return status/100 == 2 }
func isRedirect(status int) bool { return status/100 == 3 }
func isError(status int) bool    { return status/100 == 4 || status/100 == 5 }

// isBreakdown reports whether a status says that the server failed, and not
// that it does not know a method (501) or is busy (503).
func isBreakdown(status int) bool {
	return status == 500 || status == 502 || status == 504 || status == 505
}

// getOf is the answer to the declared GET of the target in question, nil when
// there is none.
func getOf(c *Context) *runner.Exchange {
	for _, x := range c.PathExchanges(specs.KindDeclared) {
		if x.Method == "GET" && sameTarget(x, c.X) {
			return x
		}
	}
	return nil
}

// sameTarget compares two targets without their queries, which differ where an
// operation has required parameters.
func sameTarget(a, b *runner.Exchange) bool {
	return a.Target == b.Target || pathOnly(a.Target) == pathOnly(b.Target)
}

func pathOnly(target string) string {
	before, _, _ := strings.Cut(target, "?")
	return before
}

// overlap is another path of the document that the target in question belongs
// to as well and that declares the method; routers run that one's handler.
func overlap(c *Context) *specs.Path {
	if c.Path == nil {
		return nil
	}
	return declaredByOther(c, targetValues(c), c.X.Method)
}

func declaredByOther(c *Context, values map[string]string, method string) *specs.Path {
	return c.Record.Plan.DeclaringElsewhere(c.Path.Path, values, method)
}

// targetValues are the path values that the exchange in question was sent with.
func targetValues(c *Context) map[string]string {
	if len(c.X.Probe.Values) == 0 {
		return liveValues(c.Path)
	}
	out := map[string]string{}
	for _, v := range c.X.Probe.Values {
		if len(v.Candidates) > 0 {
			out[v.Name] = v.Candidates[0]
		}
	}
	return out
}

func liveValues(p *runner.PathRecord) map[string]string {
	out := make(map[string]string, len(p.Values))
	for name, v := range p.Values {
		out[name] = v.Value
	}
	return out
}
