package simulator

import (
	"strings"

	"github.com/proverb-dev/proverb/specs/samples"
)

// Document is the document of the bookshop, changed where one of the faults is
// a fault of the document, alone or with the server. A name that New refuses changes nothing.
func Document(faults ...string) []byte {
	text, err := samples.Read(samples.Bookshop)
	if err != nil {
		return nil // cannot be: it is embedded
	}
	document := string(text)
	for _, name := range faults {
		if f, err := choose(name); err == nil && f.document != nil {
			document = f.document(document)
		}
	}
	return []byte(document)
}

// documentFaults are documents that do not say what the server does.
func documentFaults() []Fault {
	return []Fault{
		{
			Name: "phantom-operation", Rule: "method/declared-not-rejected",
			Title:    "The document declares DELETE /authors/{authorId}, which nobody wrote.",
			Also:     []string{"allow/complete"},
			document: before("\n  # Orders can be placed", phantomDelete),
		},
		{
			Name: "forgotten-operation", Rule: "allow/no-undocumented",
			Title:    "The document does not mention DELETE /books/{bookId}, which works.",
			document: without("    delete:\n", "\n  /books/{bookId}/reviews:"),
		},
		{
			Name: "stricter-schema", Rule: "body/schema",
			Title:    "The document requires a member of problem objects that the server does not send.",
			document: replacing("required: [type, title, status]", "required: [type, title, status, instance]"),
		},
	}
}

// bestseller is a path with a book's id in it that has fewer methods than a
// book.
const bestseller = `  /books/b-1:
    get:
      tags: [books]
      operationId: readBestseller
      summary: The book that sells best.
      responses:
        '200':
          description: The book.
          content:
            application/json:
              schema:
                $ref: '#/components/schemas/Book'
        default:
          $ref: '#/components/responses/Problem'
`

const phantomDelete = `    delete:
      tags: [authors]
      operationId: forgetAuthor
      responses:
        '204':
          description: The author is forgotten.
        default:
          $ref: '#/components/responses/Problem'
`

// replaceBookHead is where the responses of PUT /books/{bookId} begin.
const replaceBookHead = `      summary: Replace what is known of a book.
      requestBody:
        $ref: '#/components/requestBodies/NewBook'
      responses:
`

// problemMedia is the content of all error responses.
const problemMedia = `        application/problem+json:
          schema:
            $ref: '#/components/schemas/Problem'
`

// after puts text behind the first occurrence of mark.
func after(mark, text string) func(string) string {
	return replacing(mark, mark+text)
}

// before puts text before the first occurrence of mark.
func before(mark, text string) func(string) string {
	return replacing(mark, text+mark)
}

// without takes out the text from the first occurrence of one mark up to the
// next of another.
func without(from, to string) func(string) string {
	return func(document string) string {
		head, rest, found := strings.Cut(document, from)
		_, tail, closed := strings.Cut(rest, to)
		if !found || !closed {
			return document
		}
		return head + to[1:] + tail
	}
}

func replacing(mark, text string) func(string) string {
	return func(document string) string { return strings.Replace(document, mark, text, 1) }
}
