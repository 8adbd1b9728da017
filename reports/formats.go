package reports

// Formats are the formats by name. It is never written to.
var Formats = map[string]Format{
	"text":  Text(false),
	"json":  JSON,
	"junit": JUnit(false),
	"html":  HTML,
}
