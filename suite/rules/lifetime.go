package rules

import (
	"time"

	"github.com/proverb-dev/proverb/runner"
)

// sharedLifetime is for how long a shared cache may use an answer, and which
// field or directive says so, in the order in which caches look at them.
func sharedLifetime(x *runner.Exchange) (string, int) {
	if x.Has("CDN-Cache-Control") {
		return lifetimeOf(readCacheControl(x.Value("CDN-Cache-Control")), "cdn-cache-control")
	}
	cc := cacheControlOf(x)
	if field, n := lifetimeOf(cc, ""); field != "" {
		return field, n
	}
	return "expires", expiresIn(x)
}

// lifetimeOf is what Cache-Control or a field like it says; the name is empty
// when it says nothing.
func lifetimeOf(cc cacheControl, field string) (string, int) {
	for _, never := range []string{"no-store", "private", "no-cache"} {
		if cc.has(never) {
			return never, 0
		}
	}
	for _, name := range []string{"s-maxage", "max-age"} {
		if n, ok := cc.lifetime(name); ok {
			if field != "" {
				name = field
			}
			return name, n
		}
	}
	return field, 0
}

// expiresIn is how many seconds after Date the answer expires; 0 where that
// cannot be told.
func expiresIn(x *runner.Exchange) int {
	expires, ok := httpDate(x.Value("Expires"))
	if !ok {
		return 0
	}
	date, ok := httpDate(x.Value("Date"))
	if !ok {
		date = x.Sent
	}
	if date.IsZero() {
		return 0
	}
	return int(expires.Sub(date) / time.Second)
}
