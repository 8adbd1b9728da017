package specs

import (
	"fmt"
	"strings"
)

// fault is why a document cannot be read, in one line that begins with the
// place: file:line:column: what is wrong; what to do.
type fault struct {
	at   Position
	text string
	err  error // what it comes from, for errors.Is; nil where it is our own finding
}

func (f *fault) Error() string {
	if f.at.Line == 0 {
		return fmt.Sprintf("%s: %s", f.at.File, f.text)
	}
	if f.at.Column > 0 {
		return fmt.Sprintf("%s:%d:%d: %s", f.at.File, f.at.Line, f.at.Column, f.text)
	}
	return fmt.Sprintf("%s:%d: %s", f.at.File, f.at.Line, f.text)
}

func (f *fault) Unwrap() error { return f.err }

// oneLine makes one line of a library's message, which may go over several and
// may be long.
func oneLine(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	const most = 300
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most], "") + "..."
}
