package rules

import (
	"github.com/dunglas/httpsfv"

	"github.com/proverb-dev/proverb/runner"
)

// structuredList reads a field of an answer, its lines together, as a list of
// structured values (RFC 9651 section 3.1). An empty list has no members and is
// no error.
func structuredList(x *runner.Exchange, name string) (httpsfv.List, error) {
	return httpsfv.UnmarshalList(x.Values(name))
}

// structuredDictionary reads a field of an answer, its lines together, as a
// dictionary of structured values (RFC 9651 section 3.2). Of a name that is
// given twice the last value counts.
func structuredDictionary(x *runner.Exchange, name string) (*httpsfv.Dictionary, error) {
	return httpsfv.UnmarshalDictionary(x.Values(name))
}

// structuredKind is what a bare value is, in words.
func structuredKind(value any) string {
	switch value.(type) {
	case bool:
		return "a boolean"
	case int64:
		return "an integer"
	case float64:
		return "a decimal"
	case string:
		return "a string"
	case httpsfv.Token:
		return "a token"
	case []byte:
		return "a byte sequence"
	}
	return "a value of another kind"
}
