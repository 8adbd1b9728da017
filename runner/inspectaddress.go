package runner

import (
	"fmt"
	"net/url"
	"strings"
)

// SplitAddress takes the URL of one address apart into the base URL of its server,
// user information included, and its escaped path and query. No error repeats what
// may be a password.
func SplitAddress(address string) (base, path, query string, err error) {
	address, _, _ = strings.Cut(address, "#")
	plain, query, _ := strings.Cut(address, "?")
	a, err := parseAddress(plain)
	if err != nil {
		return "", "", "", err
	}
	u, err := url.Parse(plain)
	if err != nil {
		return "", "", "", urlError(plain, withoutUser(plain), err)
	}
	base = a.base
	if u.User != nil {
		base = u.Scheme + "://" + u.User.String() + "@" + u.Host
	}
	_, afterScheme, _ := strings.Cut(plain, "://")
	_, path, _ = strings.Cut(afterScheme, "/")
	return base, "/" + sendable(path, "\"<>\\^`{|}"), sendable(query, ""), nil
}

// sendable is a part of a target as it can be sent: what is no ASCII, white space
// and the bytes of a set are escaped, and what is escaped already stays so.
func sendable(part, escape string) string {
	var b strings.Builder
	for i := range len(part) {
		if c := part[i]; c > 0x7e || c <= ' ' || strings.IndexByte(escape, c) >= 0 {
			fmt.Fprintf(&b, "%%%02X", c)
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}
