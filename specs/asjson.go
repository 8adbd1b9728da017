package specs

import "bytes"

// asJSON gives the library a file that the document refers to so that it reads it
// as JSON. It reads all else as YAML, with a hundred times the memory of the text; an
// object with a next-line character it does not, because YAML takes that for the end
// of a line. So there is one, in an extension that means nothing. A small object that
// refers elsewhere is left as it is, since what stands beside a $ref may mean
// something.
func asJSON(text []byte) []byte {
	const member = `"x-json":"` + "\u0085" + `"`
	open := bytes.IndexByte(text, '{')
	if open < 0 || len(bytes.TrimSpace(text[:open])) > 0 || isSmallReference(text) {
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

func isSmallReference(text []byte) bool {
	const small = 4 << 10
	return len(text) <= small && bytes.Contains(text, []byte(`"$ref"`))
}
