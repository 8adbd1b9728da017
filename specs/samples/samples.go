// Package samples holds the OpenAPI documents that ship with Proverb: the
// bookshop, which the simulator serves and the demo audits, and small ones to
// learn from. Each says in its own comments what it is there to show.
package samples

import (
	"embed"
	"io/fs"
)

// Names of the documents.
const (
	Bookshop = "bookshop.yaml" // what the simulator serves, OpenAPI 3.0
	Hello    = "hello.yaml"    // the smallest that can be audited
	Kennel   = "kennel.yaml"   // OpenAPI 3.1, a base path, an enum in the path
	Status   = "status.yaml"   // every status at will, which the simulator serves beside the bookshop
	Tickets  = "tickets.json"  // JSON, behind a token, with an operation never to be sent
)

// Files are the documents themselves, at the root.
//
//go:embed *.yaml *.json
var Files embed.FS

// Read returns the text of a document.
func Read(name string) ([]byte, error) { return Files.ReadFile(name) }

// Names are the names of all documents, sorted.
func Names() []string {
	names, _ := fs.Glob(Files, "*") // the pattern is well formed, which is all that can fail
	return names
}
