package reports

import "io"

// Formats are the formats by name. It is never written to.
var Formats = alone(tellers)

// tellers are the formats of a view, which those that are written together share.
// It is never written to.
var tellers = map[string]func(*view, io.Writer) error{
	"text":   func(v *view, w io.Writer) error { return v.text(w, false) },
	"json":   func(v *view, w io.Writer) error { return JSON(w, v.Report) },
	"ndjson": func(v *view, w io.Writer) error { return NDJSON(w, v.Report) },
	"junit":  func(v *view, w io.Writer) error { return encodeSuites(w, newSuites(v, false)) },
	// For Jenkins' xUnit plugin, which skips a file that its schema does not have.
	"junit-strict": func(v *view, w io.Writer) error { return encodeSuites(w, newSuites(v, true)) },
	"html":         (*view).html,
	"sarif":        (*view).sarif,
	"markdown":     (*view).markdown,
	"github":       (*view).github,
	"codequality":  (*view).codeQuality,
	"har":          (*view).har,
	"ctrf":         (*view).ctrf,
	"tap":          (*view).tap,
}

// folders are the formats that are a folder of files. It is never written to.
var folders = map[string]func(v *view, folder string) error{
	"html-dir": (*view).htmlFolder,
}

// alone makes a Format of each, which has a view of its own.
func alone(tellers map[string]func(*view, io.Writer) error) map[string]Format {
	out := make(map[string]Format, len(tellers))
	for name, teller := range tellers {
		out[name] = func(w io.Writer, r *Report) error { return teller(newView(r), w) }
	}
	return out
}
