package specs

import (
	"regexp"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// named is the sampler of what has a name. A time that ends something, as its name
// says, is a later one than others are: a server that is asked for what was between
// from and to is given a span that there is.
func (s *sampler) named(name string, schema *openapi3.Schema) *sampler {
	if schema != nil && isTime(schema) && endsSpan(name) {
		return s.next(1)
	}
	return s
}

var timeFormats = []string{"date", "date-time", "time"}

func isTime(schema *openapi3.Schema) bool {
	return slices.Contains(timeFormats, schema.Format) || schema.AllOf != nil && slices.Contains(timeFormats, merged(schema).Format)
}

var (
	nameWord = regexp.MustCompile(`[A-Z]*[a-z]+|[A-Z]+`)
	endWords = []string{"to", "until", "till", "before", "end", "ends", "ended", "ending", "enddate", "endtime", "stop", "finish",
		"expires", "expiry", "expiration", "latest", "max"}
)

// endsSpan reports whether a name, such as end_date, dateTo or createdBefore, is of what
// ends a span.
func endsSpan(name string) bool {
	return slices.ContainsFunc(nameWord.FindAllString(name, -1), func(word string) bool {
		return slices.Contains(endWords, strings.ToLower(word))
	})
}
