package reports

import (
	"net/http"
	"slices"
	"strings"

	"github.com/proverb-dev/proverb/runner"
)

// ErrorBody is what the content of an error is held to where the document has no
// place for it: that of a method that the path does not declare.
type ErrorBody struct {
	From       string   `json:"from"`        // "option" (--error-schema), "path" or "document"
	Schema     string   `json:"schema"`      // its place in the document; "" where there is none
	MediaTypes []string `json:"media_types"` // sorted
	Paths      int      `json:"paths"`       // how many it holds for
}

// newErrorBodies counts the paths by what a 405 on them is held to.
func newErrorBodies(record *runner.Record) []ErrorBody {
	var out []ErrorBody
	for _, p := range record.Paths {
		media, from := record.Plan.ErrorBody(p.Path, http.StatusMethodNotAllowed)
		if from == "" {
			continue
		}
		b := ErrorBody{From: string(from), Paths: 1}
		for _, m := range media {
			b.MediaTypes = append(b.MediaTypes, m.Type)
			if m.Schema != nil && b.Schema == "" {
				b.Schema = m.Schema.Pointer
			}
		}
		out = addErrorBody(out, b)
	}
	return sortedErrorBodies(out)
}

func addErrorBody(to []ErrorBody, b ErrorBody) []ErrorBody {
	i := slices.IndexFunc(to, func(o ErrorBody) bool { return o.key() == b.key() })
	if i < 0 {
		return append(to, b)
	}
	to[i].Paths += b.Paths
	return to
}

func (b ErrorBody) key() string {
	return b.From + " " + b.Schema + " " + strings.Join(b.MediaTypes, " ")
}

// sortedErrorBodies puts first what holds for most paths.
func sortedErrorBodies(all []ErrorBody) []ErrorBody {
	slices.SortFunc(all, func(a, b ErrorBody) int {
		if a.Paths != b.Paths {
			return b.Paths - a.Paths
		}
		return strings.Compare(a.key(), b.key())
	})
	return all
}

// mergedErrorBodies are those of all parts.
func mergedErrorBodies(parts []*Report) []ErrorBody {
	var out []ErrorBody
	for _, p := range parts {
		for _, b := range p.ErrorBodies {
			out = addErrorBody(out, b)
		}
	}
	return sortedErrorBodies(out)
}

// errorBodyNote says what --error-schema was taken for; empty without it.
func errorBodyNote(r *Report) string {
	for _, b := range r.ErrorBodies {
		if b.From == "option" {
			return "Errors to methods that a path does not declare are held to " + b.Schema + " (" + strings.Join(b.MediaTypes, ", ") + "), as --error-schema says."
		}
	}
	return ""
}
