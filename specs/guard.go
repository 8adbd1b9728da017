package specs

// inert is a keyword that no value of this world breaks. Beside a $ref with
// schemas it keeps the library alive: it asks of what stands beside a $ref (in
// 3.1) whether it is empty, then of the schemas in it, and so on without end
// where those have no type and contain themselves. The stack it fills is the
// process's, so nothing can be done once it has begun; a keyword ends the
// question at the first schema.
const (
	inertName  = "maxProperties"
	inertValue = "9007199254740991"
)

// siblings is what has been seen of the names in one object.
type siblings uint8

const (
	hasRef siblings = 1 << iota
	hasSubschemas
	hasInert
)

func (s *siblings) see(name []byte) {
	switch string(name) {
	case "$ref":
		*s |= hasRef
	case inertName:
		*s |= hasInert
	case "not", "additionalProperties", "items", "prefixItems", "contains", "properties", "patternProperties",
		"dependentSchemas", "propertyNames", "unevaluatedItems", "unevaluatedProperties",
		"oneOf", "anyOf", "allOf", "if", "then", "else", "contentSchema":
		*s |= hasSubschemas
	}
}

// dangerous reports whether the object needs the inert keyword.
func (s siblings) dangerous() bool { return s == hasRef|hasSubschemas }

// ignoresSiblings reports whether what stands beside a $ref is without meaning,
// as far as the version has been read. A file that a document refers to has none
// of its own.
func (o *outline) ignoresSiblings() bool {
	return o.swagger != "" || normalVersion(o.openapi) == "3.0.3"
}
