package rules

import (
	"strings"
)

// singles are the response fields that have one value (their definitions in RFC
// 9110 and RFC 9111), less those that another rule looks at whole: Content-Type,
// Expires and Retry-After.
var singles = []string{"Age", "Content-Location", "Content-Range", "Date", "ETag", "Last-Modified", "Location", "Server"}

func checkSingles(c *Context) []Problem {
	if !c.bench.headerShape(c.X).repeats {
		return nil
	}
	for _, name := range singles {
		if values := c.X.Values(name); len(values) > 1 {
			return problem(strings.ToLower(name), "%d with %s %d times: %s%s", c.Status(), name, len(values),
				quoted(strings.Join(values, ", ")), by(c, c.X))
		}
	}
	return nil
}
