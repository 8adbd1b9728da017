package rules

import "strings"

// isMediaType reports whether a Content-Type is one well-formed media type
// (RFC 9110 section 8.3.1). An empty parameter is legal.
func isMediaType(value string) bool {
	essence, rest := value, ""
	if i := strings.IndexByte(value, ';'); i >= 0 {
		essence, rest = value[:i], value[i:]
	}
	kind, subtype, ok := strings.Cut(strings.TrimRight(essence, " \t"), "/")
	return ok && isToken(kind) && isToken(subtype) && areParameters(rest)
}

// areParameters reports whether text is *( OWS ";" OWS [ parameter ] ).
func areParameters(text string) bool {
	for text = strings.Trim(text, " \t"); text != ""; text = strings.Trim(text, " \t") {
		if text[0] != ';' {
			return false
		}
		text = strings.TrimLeft(text[1:], " \t")
		n, ok := parameterLength(text)
		if !ok {
			return false
		}
		text = text[n:]
	}
	return true
}

func parameterLength(text string) (int, bool) {
	n := tokenLength(text)
	if n == 0 {
		return 0, text == "" || text[0] == ';'
	}
	if n == len(text) || text[n] != '=' {
		return 0, false
	}
	m := tokenLength(text[n+1:])
	if m == 0 {
		m = quotedLength(text[n+1:])
	}
	return n + 1 + m, m > 0
}

// tokenLength is the length of the token that text begins with.
func tokenLength(text string) int {
	n := 0
	for n < len(text) && isTokenChar(text[n]) {
		n++
	}
	return n
}

// quotedLength is the length of the quoted string that text begins with, 0 when
// there is none that ends.
func quotedLength(text string) int {
	if text == "" || text[0] != '"' {
		return 0
	}
	for i := 1; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return 0
}

// inRange reports whether a media type is what a type or range of the document
// (application/*) names, parameters aside.
func inRange(mediaType, documented string) bool {
	documented, _, _ = strings.Cut(documented, ";")
	documented = strings.TrimSpace(documented)
	if documented == "*/*" || documented == mediaType {
		return true
	}
	prefix, ok := strings.CutSuffix(documented, "*")
	return ok && strings.HasSuffix(prefix, "/") && strings.HasPrefix(mediaType, prefix)
}

// isHTML reports whether a media type is a web page's.
func isHTML(mediaType string) bool {
	return mediaType == "text/html" || mediaType == "application/xhtml+xml"
}
