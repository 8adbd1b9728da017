package suite

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/onsi/gomega/types"

	"github.com/proverb-dev/proverb/runner"
	"github.com/proverb-dev/proverb/suite/rules"
)

// These rules hold an answer to what a test expects of it, where the rules of the
// catalogue hold it to a document, or have no occasion. They go by the id of the
// requirement that they are a case of.

// variant is a rule of the catalogue asked of every answer, with another check, and
// so with a title that says what is asked.
func variant(id, title string, check func(*rules.Context) []rules.Problem) rules.Rule {
	r := catalogued(id)[0]
	r.Scope, r.Supersedes, r.Check, r.Title = rules.ScopeExchange, nil, check, title
	r.When = func(c *rules.Context) bool { return c.X.Outcome == runner.Answered }
	return r
}

func problem(format string, args ...any) []rules.Problem {
	return []rules.Problem{{Text: fmt.Sprintf(format, args...)}}
}

var allowAtAll = variant("allow/present-on-405", "The answer has an Allow field, as every 405 must.", func(c *rules.Context) []rules.Problem {
	if c.X.Has("Allow") {
		return nil
	}
	return problem("%d without Allow", c.Status())
})

var errorAtAll = variant("body/explains-error", "The answer is an error, and may have content.", func(c *rules.Context) []rules.Problem {
	switch {
	case c.Status() < 400:
		return problem("%d is no error", c.Status())
	case c.X.Method == "HEAD":
		return problem("an answer to HEAD has no content")
	}
	return nil
})

var problemAtAll = variant("problem/is-object", "The content is problem details, and labelled so.", func(c *rules.Context) []rules.Problem {
	switch media := c.X.MediaType(); {
	case media == "":
		return problem("%d without Content-Type, not with application/problem+json", c.Status())
	case media != "application/problem+json":
		return problem("%d with %s, not with application/problem+json", c.Status(), media)
	case len(c.X.Body()) == 0:
		return problem("%d without content", c.Status())
	}
	return nil
})

// allowing are the rules that Allow lists these methods, and no other but HEAD and
// OPTIONS, which servers add of themselves; none where no method is given.
func allowing(methods []string) []rules.Rule {
	if len(methods) == 0 {
		return nil
	}
	missing := variant("allow/complete", "Allow lists every method that the test names.", func(c *rules.Context) []rules.Problem {
		return allowDiffers(c, "leaves out", without(methods, allowed(c.X)))
	})
	added := variant("allow/no-undocumented", "Allow lists no method that the test does not name, beyond HEAD and OPTIONS.", func(c *rules.Context) []rules.Problem {
		return allowDiffers(c, "also lists", without(allowed(c.X), append([]string{"HEAD", "OPTIONS"}, methods...)))
	})
	return []rules.Rule{missing, added}
}

func allowDiffers(c *rules.Context, how string, methods []string) []rules.Problem {
	if len(methods) == 0 || !c.X.Has("Allow") {
		return nil
	}
	return problem("Allow: %s %s %s", c.X.Value("Allow"), how, listed(methods))
}

// allowed are the members of Allow, of all its lines.
func allowed(x *runner.Exchange) []string {
	var out []string
	for member := range strings.SplitSeq(x.Value("Allow"), ",") {
		if member = strings.Trim(member, " \t"); member != "" {
			out = append(out, member)
		}
	}
	return out
}

func without(all, some []string) []string {
	return slices.DeleteFunc(slices.Clone(all), func(s string) bool { return slices.Contains(some, s) })
}

// membersMatch holds the members of problem details to a matcher.
func membersMatch(m types.GomegaMatcher) rules.Rule {
	r := variant("problem/member-types", "The members of problem details are those that the test expects.", func(c *rules.Context) []rules.Problem {
		members, ok := object(c.X.Body())
		if !ok {
			return problem("the content has no members")
		}
		matches, err := m.Match(members)
		switch {
		case err != nil:
			return problem("%v", err)
		case !matches:
			return problem("%s", m.FailureMessage(members))
		}
		return nil
	})
	r.ID = "problem/members-expected"
	return r
}

func object(content []byte) (map[string]any, bool) {
	var members map[string]any
	err := json.NewDecoder(bytes.NewReader(content)).Decode(&members)
	return members, err == nil && members != nil
}
