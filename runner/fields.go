package runner

import "strings"

// Values returns the values of the response's field lines of that name, in the
// order received. Names are compared without regard to case (RFC 9110 section 5.1).
func (x *Exchange) Values(name string) []string { return fieldValues(x.Header, name) }

// Value returns the response's field as one value: its lines joined by ", "
// (RFC 9110 section 5.3); empty when there is none.
func (x *Exchange) Value(name string) string { return fieldValue(x.Header, name) }

// RequestValue returns the field as it was sent, its lines joined by ", ".
func (x *Exchange) RequestValue(name string) string {
	return fieldValue(x.Request, name)
}

// MediaType returns the response's media type in lower case without
// parameters; empty when there is no Content-Type. It is what stands before
// the first semicolon, valid or not.
func (x *Exchange) MediaType() string {
	for i := range x.Header {
		if x.Header[i].named("Content-Type") {
			t, _, _ := strings.Cut(x.Header[i].Value, ";")
			return strings.ToLower(strings.TrimSpace(t))
		}
	}
	return ""
}

// fieldValue makes nothing of a field of one line, as nearly all are: rules ask
// for fields tens of times for every exchange.
func fieldValue(fields []Field, name string) string {
	for i := range fields {
		if fields[i].named(name) {
			return joined(fields[i].Value, fields[i+1:], name)
		}
	}
	return ""
}

func joined(first string, fields []Field, name string) string {
	for i := range fields {
		if fields[i].named(name) {
			first += ", " + fields[i].Value
		}
	}
	return first
}

func fieldValues(fields []Field, name string) []string {
	var out []string
	for i := range fields {
		if fields[i].named(name) {
			out = append(out, fields[i].Value)
		}
	}
	return out
}

// named compares the field's name without regard to case. White space between
// name and colon, which the name as received may end in, is no part of the name
// (RFC 9112 section 5.1). Rules ask for fields all the time, and most have names of
// another length.
func (f *Field) named(name string) bool {
	return len(f.Name) >= len(name) && f.isNamed(name)
}

func (f *Field) isNamed(name string) bool {
	own := f.Name
	if n := len(own); n > len(name) {
		if own[n-1] > ' ' {
			return false
		}
		own = strings.TrimRight(own, " \t")
	}
	return len(own) == len(name) && (own == name || strings.EqualFold(own, name))
}
