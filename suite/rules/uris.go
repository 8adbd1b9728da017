package rules

import "strings"

// isURIReference reports whether s is a URI or a relative reference (RFC 3986
// section 4.1), the empty one included. What follows // is held to the
// characters of a URI only.
func isURIReference(s string) bool {
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '%':
			if i+2 >= len(s) || !isHex(s[i+1]) || !isHex(s[i+2]) {
				return false
			}
		case !isURIChar(c):
			return false
		}
	}
	beforeFragment, fragment, _ := strings.Cut(s, "#")
	if strings.Contains(fragment, "#") {
		return false
	}
	if i := strings.IndexAny(beforeFragment, ":/?"); i >= 0 && beforeFragment[i] == ':' && !isScheme(beforeFragment[:i]) {
		return false
	}
	return !strings.ContainsAny(s, "[]") || strings.Contains(beforeFragment, "//")
}

// isAbsoluteURI reports whether a URI reference has a scheme.
func isAbsoluteURI(s string) bool {
	i := strings.IndexAny(s, ":/?#")
	return i > 0 && s[i] == ':'
}

func isScheme(s string) bool {
	for i := range len(s) {
		c := s[i] | 0x20 // in lower case, if it is a letter
		if !('a' <= c && c <= 'z') && (i == 0 || !isDigits(s[i:i+1]) && strings.IndexByte("+-.", s[i]) < 0) {
			return false
		}
	}
	return s != ""
}

func isHex(c byte) bool { return strings.IndexByte("0123456789abcdefABCDEF", c) >= 0 }

// isURIChar reports whether a character is reserved or unreserved (RFC 3986
// section 2).
func isURIChar(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' ||
		strings.IndexByte("-._~:/?#[]@!$&'()*+,;=", c) >= 0
}
