package specs

import (
	"math"
	"strings"
	"unicode/utf8"

	"github.com/getkin/kin-openapi/openapi3"
)

// number is 1 or what is nearest to it, and for each variant one step more.
func (s *sampler) number(schema *openapi3.Schema) any {
	step := 1.0
	if m := schema.MultipleOf; m != nil && *m > 0 {
		step = *m
	}
	low, high := bounds(schema)
	first := math.Ceil(max(low, min(1, high))/step) * step
	last := math.Floor(high/step) * step
	for _, n := range []float64{first + step*float64(s.variant), first + step, first, last, last - step} {
		if isInside(schema, n) {
			return wholeOr(n)
		}
	}
	return wholeOr(low + (high-low)/2) // no multiple of the step is in between
}

func isInside(schema *openapi3.Schema, n float64) bool {
	low, high := bounds(schema)
	return n >= low && n <= high &&
		(n != low || !excludes(schema.ExclusiveMin)) && (n != high || !excludes(schema.ExclusiveMax))
}

// wholeOr writes a whole number as one, without an exponent.
func wholeOr(n float64) any {
	if n == math.Trunc(n) && math.Abs(n) < 1<<53 {
		return int64(n)
	}
	return n
}

// bounds are the minimum and maximum, those that are exclusive included.
func bounds(schema *openapi3.Schema) (low, high float64) {
	low, high = math.Inf(-1), math.Inf(1)
	if schema.Min != nil {
		low = *schema.Min
	}
	if schema.Max != nil {
		high = *schema.Max
	}
	if v := schema.ExclusiveMin.Value; v != nil {
		low = max(low, *v)
	}
	if v := schema.ExclusiveMax.Value; v != nil {
		high = min(high, *v)
	}
	return low, high
}

func excludes(b openapi3.ExclusiveBound) bool { return b.IsTrue() || b.Value != nil }

// text makes a string: of the format, else of the pattern, else a word of the
// right length.
func (s *sampler) text(schema *openapi3.Schema) any {
	formatted := formatTexts()[schema.Format]
	for i := range formatted {
		if text := formatted[(s.variant+i)%len(formatted)]; hasForm(schema, text) {
			return text
		}
	}
	if schema.Pattern != "" {
		if text, ok := s.patterned(schema); ok {
			return text
		}
	}
	if len(formatted) > 0 {
		return formatted[s.variant%len(formatted)]
	}
	text := [...]string{"proverb", "example", "sample"}[s.variant%3]
	const most = 1 << 16
	if n := int(min(schema.MinLength, most)); len(text) < n {
		text += strings.Repeat("a", n-len(text))
	}
	if schema.MaxLength != nil && uint64(len(text)) > *schema.MaxLength {
		text = text[:*schema.MaxLength]
	}
	return text
}

// hasForm reports whether a text is as pattern and lengths want it.
func hasForm(schema *openapi3.Schema, text string) bool {
	re, err := compilePattern(schema.Pattern)
	n := uint64(utf8.RuneCountInString(text))
	return (schema.Pattern == "" || err != nil || re.MatchString(text)) && n >= schema.MinLength && (schema.MaxLength == nil || n <= *schema.MaxLength)
}

// patterned tries longer and longer strings of a pattern until one has the
// right length and passes the assertions that making it does not look at.
func (s *sampler) patterned(schema *openapi3.Schema) (string, bool) {
	if _, err := compilePattern(schema.Pattern); err != nil {
		return "", false
	}
	least := int(min(schema.MinLength, 1000))
	for repeat := range 8 {
		text, ok := fromPattern(schema.Pattern, s.variant+max(least, 1)*repeat)
		if ok && hasForm(schema, text) {
			return text, true
		}
	}
	return "", false
}

// formatTexts are strings of the formats in use (OpenAPI Format Registry). Of times
// the second is later than the first by little: some servers bound what they look at.
func formatTexts() map[string][]string {
	return map[string][]string{
		"uuid":          {"3fa2e4b6-5c1d-4e7f-8a90-b1c2d3e4f506", "7b0d9c8e-1f2a-4b3c-9d4e-5f60718293a4"},
		"date":          {"2024-01-15", "2024-01-16", "2024-06-30"},
		"date-time":     {"2024-01-15T12:00:00Z", "2024-01-16T12:00:00Z", "2024-06-30T08:30:00Z"},
		"time":          {"12:00:00Z", "13:00:00Z"},
		"duration":      {"PT1H", "P1D"},
		"email":         {"proverb@example.com", "sample@example.com", "a@b.example"},
		"hostname":      {"example.com", "www.example.com"},
		"uri":           {"https://example.com/", "https://example.com/sample"},
		"url":           {"https://example.com/", "https://example.com/sample"},
		"uri-reference": {"/sample", "/example"},
		"iri":           {"https://example.com/"},
		"ipv4":          {"192.0.2.1", "192.0.2.2"},
		"ipv6":          {"2001:db8::1", "2001:db8::2"},
		"byte":          {"cHJvdmVyYg==", "c2FtcGxl"},
		"base64":        {"cHJvdmVyYg==", "c2FtcGxl"},
		"base64url":     {"cHJvdmVyYg", "c2FtcGxl"},
		"regex":         {"^a+$"},
		"json-pointer":  {"/a"},
	}
}
