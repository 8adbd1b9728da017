package reports

// Formats are the formats by name. It is never written to.
var Formats = map[string]Format{
	"text":        Text(false),
	"json":        JSON,
	"ndjson":      NDJSON,
	"junit":       JUnit(false),
	"html":        HTML,
	"sarif":       SARIF,
	"markdown":    Markdown,
	"github":      GitHub,
	"codequality": CodeQuality,
	"har":         HAR,
	"ctrf":        CTRF,
	"tap":         TAP,
}
