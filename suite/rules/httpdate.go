package rules

import "time"

// isHTTPDate reports whether s is an HTTP-date, in any of the three forms that
// recipients must accept (RFC 9110 section 5.6.7).
func isHTTPDate(s string) bool {
	_, ok := httpDate(s)
	return ok
}

func httpDate(s string) (time.Time, bool) {
	for _, form := range []string{"Mon, 02 Jan 2006 15:04:05 GMT", "Monday, 02-Jan-06 15:04:05 GMT", time.ANSIC} {
		if t, err := time.Parse(form, s); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}
