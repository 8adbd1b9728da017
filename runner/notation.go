package runner

import (
	"bytes"
	"cmp"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/proverb-dev/proverb/specs"
)

// shownContent is how much of a content the notation shows.
const shownContent = 2 << 10

// Notation prints the exchange in curl's notation, the one notation of failures,
// reports and testdata. Notes stand in parentheses behind the request line;
// without any they are the probe's kind, and its template where the target does
// not tell it.
func (x *Exchange) Notation(notes ...string) string {
	if len(notes) == 0 {
		notes = x.Notes()
	}
	var b strings.Builder
	b.WriteString("> " + printable(strings.TrimRight(x.Method+" "+x.Target, " ")))
	if len(notes) > 0 {
		b.WriteString(" (" + strings.Join(notes, ", ") + ")")
	}
	b.WriteByte('\n')
	writeFields(&b, ">", x.Request)
	writeContent(&b, ">", x.Content, int64(len(x.Content)))
	writeRaw(&b, x)
	x.writeAnswer(&b)
	return b.String()
}

// String is Notation without notes of one's own.
func (x *Exchange) String() string { return x.Notation() }

// Notes are what the notation says of the exchange where nothing else is asked
// for: its control or kind, its form unless it is plain, whether it was asked
// again, and its path where the target does not tell that.
func (x *Exchange) Notes() []string {
	var notes []string
	p := x.Probe
	switch {
	case x.Control != "":
		notes = append(notes, "control: "+string(x.Control))
		if x.Control.IsRaw() && p != nil && p.Kind != "" && p.Kind != specs.KindDeclared {
			notes = append(notes, string(p.Kind))
		}
	case p != nil && p.Kind != "":
		notes = append(notes, string(p.Kind))
	}
	if p != nil && p.Form != "" && p.Form != specs.FormPlain {
		notes = append(notes, "form: "+string(p.Form))
	}
	if x.Again {
		notes = append(notes, "again")
	}
	if x.Resent {
		notes = append(notes, "resent")
	}
	if p != nil && p.Path != nil && !x.tellsPath() {
		notes = append(notes, "path: "+p.Path.Template)
	}
	return notes
}

func (x *Exchange) tellsPath() bool {
	target, _, _ := strings.Cut(x.Target, "?")
	plain, err := url.PathUnescape(target)
	return target == x.Probe.Path.Template || err == nil && plain == x.Probe.Path.Template
}

// writeAnswer prints what came back, and where that was no whole answer, why.
func (x *Exchange) writeAnswer(b *strings.Builder) {
	for i := range x.Interim {
		in := &x.Interim[i]
		writeStatus(b, cmp.Or(in.Proto, x.Proto, "HTTP/1.1"), in.Status, in.Reason)
		writeFields(b, "<", in.Header)
	}
	if x.Status != 0 {
		writeStatus(b, x.Proto, x.Status, x.Reason)
		writeFields(b, "<", x.Header)
		writeContent(b, "<", x.Body(), x.contentLength())
		writeFields(b, "<~", x.Trailer)
	}
	writeReceived(b, x)
	if len(x.Residue) > 0 {
		fmt.Fprintf(b, "<+%s\n", strconv.Quote(string(x.Residue)))
	}
	if x.Outcome != Answered && x.Outcome != "" {
		fmt.Fprintf(b, "< (%s: %s)\n", x.Outcome, printable(x.Trouble))
	}
}

func writeStatus(b *strings.Builder, proto string, status int, reason string) {
	line := strings.Join([]string{proto, strconv.Itoa(status), reason}, " ")
	b.WriteString("< " + printable(strings.TrimSpace(line)) + "\n")
}

// contentLength is the length of the content as it is recorded: masks have
// changed it where nothing was cut off.
func (x *Exchange) contentLength() int64 {
	if x.BodyInfo().Truncated {
		return max(x.Length, int64(len(x.Body())))
	}
	return int64(len(x.Body()))
}

func writeFields(b *strings.Builder, mark string, fields []Field) {
	for _, f := range fields {
		b.WriteString(strings.TrimRight(mark+" "+printable(f.Name)+": "+printable(f.Value), " ") + "\n")
	}
}

// writeContent prints content line by line as long as the lines are plain. What
// follows the first that is not is printed as Go strings, which join without
// anything between. How lines end, and whether the last one does, is not told:
// no rule is about it, and nearly every server ends its content with a line feed.
func writeContent(b *strings.Builder, mark string, content []byte, length int64) {
	if len(content) == 0 {
		return
	}
	b.WriteString(mark + "\n")
	shown := content
	if len(content) > shownContent {
		shown = wholeRunes(content[:shownContent])
	}
	if int64(len(shown)) < length {
		shown = bytes.TrimRight(shown, " \t\r\n") // of an indent that was cut there is nothing to see
	}
	more := length - int64(len(shown))
	shown = bytes.TrimSuffix(bytes.ReplaceAll(shown, []byte("\r\n"), []byte("\n")), []byte("\n"))
	quoting := false
	for i, line := range bytes.Split(shown, []byte("\n")) {
		quoting = quoting || !isPlain(line)
		switch {
		case !quoting:
			b.WriteString(strings.TrimRight(mark+" "+string(line), " ") + "\n")
		case i == 0:
			b.WriteString(mark + strconv.Quote(string(line)) + "\n")
		default:
			b.WriteString(mark + strconv.Quote("\n"+string(line)) + "\n")
		}
	}
	if more > 0 {
		fmt.Fprintf(b, "%s ... (%d more bytes)\n", mark, more)
	}
}

// wholeRunes takes off the end what is only a part of a character.
func wholeRunes(b []byte) []byte {
	for n := 1; n < utf8.UTFMax && n <= len(b); n++ {
		if tail := b[len(b)-n:]; utf8.RuneStart(tail[0]) {
			if !utf8.FullRune(tail) {
				return b[:len(b)-n]
			}
			break
		}
	}
	return b
}

// isPlain reports whether a line of content can stand in the notation as it is.
// One that begins with a parenthesis would be read as a note.
func isPlain(line []byte) bool {
	if !utf8.Valid(line) || bytes.HasPrefix(line, []byte("(")) || bytes.HasPrefix(line, []byte("... (")) {
		return false
	}
	if n := len(line); n > 0 && line[n-1] == ' ' {
		return false
	}
	return bytes.IndexFunc(line, func(c rune) bool { return !unicode.IsPrint(c) && c != '\t' }) < 0
}

// printable is a text without what a terminal would act on.
func printable(s string) string {
	plain := utf8.ValidString(s) && strings.IndexFunc(s, func(c rune) bool { return !unicode.IsPrint(c) && c != '\t' }) < 0
	if plain {
		return s
	}
	quoted := strconv.Quote(s)
	return strings.ReplaceAll(quoted[1:len(quoted)-1], `\"`, `"`)
}

// writeRaw prints a request that was sent as it stood. What was sent beyond what
// is kept is counted.
func writeRaw(b *strings.Builder, x *Exchange) {
	if len(x.Raw) == 0 {
		return
	}
	fmt.Fprintf(b, ">+%s\n", strconv.Quote(string(x.Raw)))
	if more := x.RawLength - len(x.Raw); more > 0 {
		fmt.Fprintf(b, ">+(%d more octets)\n", more)
	}
}
