package rules

import (
	"fmt"
	"strings"
	"time"

	"github.com/proverb-dev/proverb/runner"
)

// FieldNote is a field of an answer and what it says to whoever reads it. What is
// wrong with it is for rules to tell.
type FieldNote struct {
	Name, Value string
	Says        string
}

// FieldNotesOf are the fields of an answer that clients and caches act on, in an
// order for reading, each with what it says.
func FieldNotesOf(x *runner.Exchange) []FieldNote {
	var out []FieldNote
	for _, f := range []struct {
		name string
		says func(*runner.Exchange, string) string
	}{
		{"Content-Type", saysType}, {"Content-Encoding", saysCoding}, {"Allow", saysAllow}, {"Location", saysLocation},
		{"Retry-After", saysRetry}, {"WWW-Authenticate", saysScheme}, {"Proxy-Authenticate", saysScheme},
		{"Cache-Control", saysCacheControl}, {"Expires", saysExpires}, {"Vary", saysVary}, {"ETag", saysETag},
		{"Last-Modified", saysModified}, {"Age", saysAge}, {"Date", saysDate},
		{"Via", plainly("came through these proxies")}, {"Server", plainly("names a product; a proxy may have written it")},
		{"X-Powered-By", plainly("names a product")}, {"Access-Control-Allow-Origin", saysOrigin},
	} {
		if x.Has(f.name) {
			value := strings.TrimSpace(x.Value(f.name))
			out = append(out, FieldNote{f.name, value, f.says(x, value)})
		}
	}
	return out
}

func plainly(text string) func(*runner.Exchange, string) string {
	return func(*runner.Exchange, string) string { return text }
}

func saysType(x *runner.Exchange, value string) string {
	switch t := x.MediaType(); {
	case !isMediaType(value):
		return "no media type that can be read"
	case t == "application/problem+json":
		return "problem details (RFC 9457): an error for programs"
	case isJSON(t):
		return "JSON, for programs"
	case t == "text/html":
		return "a page, for people"
	case t == "text/event-stream":
		return "events, one after the other, without end"
	case strings.HasPrefix(t, "text/"):
		return "text"
	case x.Length == 0:
		return "a media type, without content here"
	}
	return "content of this type"
}

func saysCoding(*runner.Exchange, string) string {
	return "the content is coded so; it was not asked for"
}

func saysAllow(x *runner.Exchange, value string) string {
	switch {
	case value == "":
		return "the resource takes no method at all"
	case x.Status == 405:
		return "the methods to choose from instead"
	}
	return "the methods that the resource takes"
}

func saysLocation(x *runner.Exchange, _ string) string {
	switch {
	case x.Status == 201:
		return "where the new resource is"
	case isRedirect(x.Status):
		return "where to go on"
	}
	return "means nothing with this status"
}

func saysRetry(x *runner.Exchange, value string) string {
	delay, ok := retryDelay(&Context{X: x}, value)
	if !ok {
		return "neither seconds nor a date: clients choose a time of their own"
	}
	if delay <= 0 {
		return "come back at once"
	}
	return "come back in " + span(int(delay/time.Second))
}

func saysScheme(*runner.Exchange, string) string { return "which credentials would do" }

// directiveMeanings are what the directives of Cache-Control say, in a clause.
var directiveMeanings = map[string]string{
	"no-store": "nobody keeps it", "no-cache": "ask before each use", "private": "for one user's cache alone",
	"public": "any cache may keep it", "must-revalidate": "never shown when stale", "proxy-revalidate": "never shown stale by shared caches",
	"immutable": "never asked for again while fresh", "no-transform": "proxies leave the content as it is", "must-understand": "kept only by caches that know the status",
}

func saysCacheControl(_ *runner.Exchange, value string) string {
	cc := readCacheControl(value)
	var said []string
	for _, d := range cc.directives {
		if seconds, ok := d.seconds(); ok && d.has {
			switch d.name {
			case "max-age":
				said = append(said, "fresh for "+span(seconds))
			case "s-maxage":
				said = append(said, "in shared caches for "+span(seconds))
			case "stale-while-revalidate", "stale-if-error":
				said = append(said, "stale for "+span(seconds)+" more if need be")
			}
			continue
		}
		if m := directiveMeanings[d.name]; m != "" {
			said = append(said, m)
		}
	}
	if cc.wrong != "" {
		said = append(said, "the rest cannot be read")
	}
	if len(said) == 0 {
		return "nothing that caches know"
	}
	return strings.Join(said, "; ")
}

func saysExpires(x *runner.Exchange, value string) string {
	if cacheControlOf(x).has("max-age") {
		return "passed over, as there is max-age"
	}
	switch seconds := expiresIn(x); {
	case !isHTTPDate(value):
		return "no date, so it counts as over"
	case seconds <= 0:
		return "over already"
	default:
		return "fresh for " + span(seconds)
	}
}

func saysVary(x *runner.Exchange, value string) string {
	if value == "*" {
		return "depends on things that are not in the request"
	}
	return "depends on these fields of the request"
}

func saysETag(_ *runner.Exchange, value string) string {
	if strings.HasPrefix(value, "W/") {
		return "a weak validator: good enough to ask whether it has changed"
	}
	return "a strong validator: to ask whether it has changed, and for If-Match"
}

func saysModified(_ *runner.Exchange, value string) string {
	if !isHTTPDate(value) {
		return "no date, so it says nothing"
	}
	return "a validator; caches guess a lifetime from it where none is given"
}

func saysAge(_ *runner.Exchange, value string) string {
	if !isDigits(value) {
		return "no number of seconds, so it says nothing"
	}
	if value == "0" {
		return "a cache has passed it on, just fetched"
	}
	return "came from a cache: the server wrote it that many seconds ago"
}

func saysDate(x *runner.Exchange, value string) string {
	date, ok := httpDate(value)
	if !ok {
		return "no date, so it says nothing"
	}
	const close = 5 * time.Second // rounding, and the way
	switch behind := x.Sent.Add(x.Elapsed).Sub(date); {
	case x.Sent.IsZero() || behind < close && behind > -close:
		return "when it was written: now"
	case behind < 0:
		return fmt.Sprintf("%s ahead of this machine's clock", roughly(int(-behind/time.Second)))
	default:
		return fmt.Sprintf("%s ago by this machine's clock", roughly(int(behind/time.Second)))
	}
}

func saysOrigin(_ *runner.Exchange, value string) string {
	switch {
	case value == "*":
		return "pages of any origin may read it, without credentials"
	case isOrigin(value) && value != "null":
		return "pages of this origin may read it"
	}
	return "no page can read it by this"
}
