package reports

import (
	"bufio"
	"bytes"
)

// writeIndentedJSON writes compact JSON, which has to be valid, with each member
// and element on a line of its own, as json.Indent does: that reads every byte
// through a state machine, and a large report is mostly strings.
func writeIndentedJSON(out *bufio.Writer, compact []byte, margin string) {
	depth := 0
	feed := func() {
		out.WriteByte('\n')
		out.WriteString(margin)
		for range depth {
			out.WriteString("  ")
		}
	}
	for i := 0; i < len(compact); i++ {
		switch c := compact[i]; c {
		case '"':
			end := i + stringEnd(compact[i:])
			out.Write(compact[i:end])
			i = end - 1
		case '{', '[':
			out.WriteByte(c)
			if next := compact[i+1]; next == '}' || next == ']' {
				out.WriteByte(next)
				i++
				continue
			}
			depth++
			feed()
		case '}', ']':
			depth--
			feed()
			out.WriteByte(c)
		case ',':
			out.WriteByte(c)
			feed()
		case ':':
			out.WriteString(": ")
		default:
			out.WriteByte(c)
		}
	}
}

// stringEnd is where the JSON string that text begins with is over.
func stringEnd(text []byte) int {
	for i := 1; ; i++ {
		i += bytes.IndexByte(text[i:], '"')
		escapes := 0
		for text[i-1-escapes] == '\\' {
			escapes++
		}
		if escapes%2 == 0 {
			return i + 1
		}
	}
}
