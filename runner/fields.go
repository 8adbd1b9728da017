package runner

import "strings"

// Values returns the values of the response's field lines of that name, in the
// order received. Names are compared without regard to case (RFC 9110 section 5.1).
func (x *Exchange) Values(name string) []string { return fieldValues(x.Header, name) }

// Value returns the response's field as one value: its lines joined by ", "
// (RFC 9110 section 5.3); empty when there is none.
func (x *Exchange) Value(name string) string { return strings.Join(x.Values(name), ", ") }

// RequestValue returns the field as it was sent, its lines joined by ", ".
func (x *Exchange) RequestValue(name string) string {
	return strings.Join(fieldValues(x.Request, name), ", ")
}

// MediaType returns the response's media type in lower case without
// parameters; empty when there is no Content-Type. It is what stands before
// the first semicolon, valid or not.
func (x *Exchange) MediaType() string {
	v := x.Values("Content-Type")
	if len(v) == 0 {
		return ""
	}
	t, _, _ := strings.Cut(v[0], ";")
	return strings.ToLower(strings.TrimSpace(t))
}

func fieldValues(fields []Field, name string) []string {
	var out []string
	for _, f := range fields {
		if f.named(name) {
			out = append(out, f.Value)
		}
	}
	return out
}

// named compares the field's name without regard to case. White space between
// name and colon, which the name as received may end in, is no part of the name
// (RFC 9112 section 5.1).
func (f Field) named(name string) bool {
	return len(f.Name) >= len(name) && strings.EqualFold(strings.TrimRight(f.Name, " \t"), name)
}
