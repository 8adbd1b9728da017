package rules

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/proverb-dev/proverb/runner"
)

// explicitLifetime reports whether the answer itself says how long it is fresh.
func explicitLifetime(x *runner.Exchange, cc cacheControl, shared bool) bool {
	return shared && cc.has("s-maxage") || cc.has("max-age") || x.Has("Expires")
}

// lifetimeSaid is how long an answer says that it is fresh, and what says so, in
// the order of RFC 9111 section 4.2.1. What cannot be read counts as over.
func lifetimeSaid(x *runner.Exchange, cc cacheControl, shared bool) (int, Reason) {
	const ref = "RFC 9111 section 4.2.1"
	for _, name := range []string{"s-maxage", "max-age"} {
		if !cc.has(name) || name == "s-maxage" && !shared {
			continue
		}
		d, _ := cc.get(name)
		seconds, ok := d.seconds()
		if !ok {
			return 0, Reason{fmt.Sprintf("%s is no number of seconds, which counts as none left.", d), ref}
		}
		return seconds, Reason{fmt.Sprintf("%s says %s.", d, span(seconds)), ref}
	}
	expires := x.Value("Expires")
	if !isHTTPDate(expires) {
		return 0, Reason{fmt.Sprintf("Expires: %s is no date, which counts as a time that is over.", expires), "RFC 9111 section 5.3"}
	}
	seconds := expiresIn(x)
	if seconds <= 0 {
		return 0, Reason{"Expires is a time that is over.", ref}
	}
	return seconds, Reason{fmt.Sprintf("Expires is %s after Date.", span(seconds)), ref}
}

// ageOf is how old the answer was when it came; 0 where it does not say.
func ageOf(x *runner.Exchange) int {
	age := strings.TrimSpace(x.Value("Age"))
	if !isDigits(age) {
		return 0
	}
	n, err := strconv.Atoi(age)
	if err != nil {
		return mostSeconds
	}
	return n
}

// chosen says which time a cache is likely to choose.
func chosen(x *runner.Exchange) Reason {
	const ref = "RFC 9111 section 4.2.2"
	modified, ok := httpDate(x.Value("Last-Modified"))
	date, dated := httpDate(x.Value("Date"))
	if !dated {
		date = x.Sent
	}
	if !ok || !date.After(modified) {
		return Reason{"Nothing says for how long it is fresh, so each cache chooses: without Last-Modified most keep it for no time at all, some for minutes.", ref}
	}
	tenth := int(date.Sub(modified)/time.Second) / 10
	return Reason{fmt.Sprintf("Nothing says for how long it is fresh, so each cache chooses: often a tenth of the time since Last-Modified, here %s.", roughly(tenth)), ref}
}

// roughly is a time in words, to the unit that matters.
func roughly(seconds int) string {
	switch {
	case seconds >= 2*86400:
		return "about " + counted(seconds/86400, "day")
	case seconds >= 2*3600:
		return "about " + counted(seconds/3600, "hour")
	case seconds >= 2*60:
		return "about " + counted(seconds/60, "minute")
	}
	return counted(seconds, "second")
}

// storingNotes are what else matters to caches: what keeps answers apart, what a
// cache may do when its copy is stale, and what is often taken for a protection
// and is none.
func storingNotes(x *runner.Exchange, stored bool) []Reason {
	notes := invalidation(x)
	if !stored {
		return notes
	}
	cc := cacheControlOf(x)
	add := func(when bool, ref, format string, args ...any) {
		if when {
			notes = append(notes, Reason{fmt.Sprintf(format, args...), ref})
		}
	}
	names := varyNames(x)
	add(len(names) > 0 && x.Value("Vary") != "*", "RFC 9111 section 4.1", "Vary: it is used only for requests that have the same %s.", listed(names))
	add(x.Has("Set-Cookie"), "RFC 9111 section 7.3", "Set-Cookie keeps no cache from storing it: whoever gets the copy gets the cookie.")
	for _, name := range []string{"stale-while-revalidate", "stale-if-error"} {
		seconds, ok := cc.lifetime(name)
		when := "while a new one is fetched"
		ref := "RFC 5861 section 3"
		if name == "stale-if-error" {
			when, ref = "where the server fails", "RFC 5861 section 4"
		}
		add(ok, ref, "%s: a copy that is stale may be shown for %s more %s.", name, span(seconds), when)
	}
	add(cc.has("must-revalidate"), "RFC 9111 section 5.2.2.2", "must-revalidate: a copy that is stale is not shown, even if the server cannot be reached.")
	add(cc.has("immutable"), "RFC 8246 section 2", "immutable: while it is fresh no browser asks for it again, not on a reload either.")
	add(x.Status == 206, "RFC 9111 section 3.3", "206 is a part: only a cache that can put parts together stores it.")
	add(x.Has("Pragma") && !x.Has("Cache-Control"), "RFC 9111 section 5.4", "Pragma says nothing in an answer.")
	add(x.Has("CDN-Cache-Control"), "RFC 9213 section 3.1", "CDN-Cache-Control: a CDN that knows the field goes by it in place of Cache-Control.")
	return notes
}

// invalidation is what a success of a method that changes something does to what
// caches have already.
func invalidation(x *runner.Exchange) []Reason {
	switch x.Method {
	case "GET", "HEAD", "OPTIONS", "TRACE", "QUERY", "PROPFIND", "REPORT", "SEARCH":
		return nil
	}
	if x.Status < 200 || x.Status > 399 {
		return nil
	}
	return []Reason{{"Caches that this answer comes by drop what they have of the target.", "RFC 9111 section 4.4"}}
}
