package specs

import "bytes"

// asJSON gives the library a file that the document refers to so that it reads it
// as JSON. It reads all else as YAML, with a hundred times the memory of the text; an
// object with a next-line character it does not, because YAML takes that for the end
// of a line. So there is one, in an extension that means nothing. A file that is
// nothing but a $ref is left as it is, since what stands beside one may mean something.
func (s *source) asJSON() []byte {
	if s.outline.refers {
		return s.json
	}
	return withNextLine(s.json)
}

func withNextLine(text []byte) []byte {
	const member = `"x-json":"` + "\u0085" + `"`
	open := bytes.IndexByte(text, '{')
	if open < 0 || len(bytes.TrimSpace(text[:open])) > 0 {
		return text
	}
	out := make([]byte, 0, len(text)+len(member)+1)
	out = append(append(out, text[:open+1]...), member...)
	rest := text[open+1:]
	if after := bytes.TrimLeft(rest, " \t\r\n"); len(after) > 0 && after[0] != '}' {
		out = append(out, ',')
	}
	return append(out, rest...)
}
