package reports

// Formats are the formats by name. It is never written to.
var Formats = map[string]Format{
	"text":   Text(false),
	"json":   JSON,
	"ndjson": NDJSON,
	"junit":  JUnit(false),
	// For Jenkins' xUnit plugin, which skips a file that its schema does not have.
	"junit-strict": JUnit(true),
	"html":         HTML,
	"sarif":        SARIF,
	"markdown":     Markdown,
	"github":       GitHub,
	"codequality":  CodeQuality,
	"har":          HAR,
	"ctrf":         CTRF,
	"tap":          TAP,
}

// folders are the formats that are a folder of files. It is never written to.
var folders = map[string]func(folder string, r *Report) error{
	"html-dir": HTMLFolder,
}
