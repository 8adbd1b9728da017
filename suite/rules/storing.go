package rules

import (
	"fmt"
	"slices"

	"github.com/proverb-dev/proverb/runner"
)

// Storing is what caches may do with an answer (RFC 9111). It depends on the
// request and on what the answer says, and on nothing else.
type Storing struct {
	Shared  CacheUse // caches that several users have in common: proxies, CDNs
	Private CacheUse // caches of one user: browsers
	// Notes are what holds for both.
	Notes []Reason
}

// CacheUse is what one kind of cache may do with an answer.
type CacheUse struct {
	Reuse Reuse
	// Lifetime is for how many seconds from when it was written it may be used, and
	// Age how many of them were over when it came. Both are 0 but for ReuseFresh.
	Lifetime, Age int
	// Reasons are why, the deciding one first.
	Reasons []Reason
}

// Reason is a sentence and where it stands.
type Reason struct {
	Text string
	Ref  string
}

// Reuse is how a cache may use an answer for a later request.
type Reuse string

// The ways to reuse an answer.
const (
	ReuseNot       Reuse = "not-stored" // it may not be kept
	ReuseValidated Reuse = "validated"  // kept, and used once the server has said that it is still good
	ReuseHeuristic Reuse = "heuristic"  // kept, and used for a time that the cache chooses
	ReuseFresh     Reuse = "fresh"      // kept, and used for the time that the answer says
)

// InShort says in a few words what the cache may do.
func (u CacheUse) InShort() string {
	switch u.Reuse {
	case ReuseNot:
		return "may not keep it"
	case ReuseValidated:
		return "may keep it, and has to ask the server before each use"
	case ReuseHeuristic:
		return "may keep it and use it for a time of its own choosing"
	}
	text := fmt.Sprintf("may keep it and use it for %s", span(u.Lifetime-u.Age))
	if u.Age > 0 {
		text += fmt.Sprintf(" more (%s less an age of %s)", span(u.Lifetime), span(u.Age))
	}
	return text
}

// StoringOf works out what caches may do with an answer.
func StoringOf(x *runner.Exchange) Storing {
	s := Storing{Shared: cacheUse(x, true), Private: cacheUse(x, false)}
	if x.Outcome == runner.Answered {
		s.Notes = storingNotes(x, s.Shared.Reuse != ReuseNot || s.Private.Reuse != ReuseNot)
	}
	return s
}

// cacheUse asks in the order of RFC 9111 section 3: what forbids to store the
// answer, then what allows it, then how it may be used.
func cacheUse(x *runner.Exchange, shared bool) CacheUse {
	if x.Outcome != runner.Answered {
		return CacheUse{ReuseNot, 0, 0, []Reason{{"No whole answer came.", "RFC 9111 section 3"}}}
	}
	cc := cacheControlOf(x)
	if why := notStored(x, cc, shared); why != nil {
		return CacheUse{Reuse: ReuseNot, Reasons: []Reason{*why}}
	}
	why := storedFor(x, cc, shared)
	if why == nil {
		return CacheUse{Reuse: ReuseNot, Reasons: []Reason{{
			fmt.Sprintf("Nothing says for how long it is fresh (max-age, Expires) or that it may be kept (public), and %d is not among the statuses that a cache may keep by its own choice.", x.Status),
			"RFC 9111 section 3",
		}}}
	}
	return used(x, cc, shared, *why)
}

// notStored is what forbids a cache to store an answer; nil where nothing does.
func notStored(x *runner.Exchange, cc cacheControl, shared bool) *Reason {
	_, registered := phrases[x.Status]
	private, _ := cc.get("private")
	switch why := methodNotStored(x, cc, shared); {
	case why != nil:
		return why
	case x.Status == 304:
		return &Reason{"304 is not stored itself: it freshens the copy that the cache has.", "RFC 9111 section 4.3.4"}
	case slices.Contains(oneClients, x.Status):
		return &Reason{fmt.Sprintf("%d is about one client and one moment: no cache may store it.", x.Status), "RFC 6585"}
	case cc.has("no-store") && !(cc.has("must-understand") && registered):
		return &Reason{"no-store forbids every cache to keep it.", "RFC 9111 section 5.2.2.5"}
	case shared && private.name != "" && !private.has:
		return &Reason{"private forbids caches that several users share to keep it.", "RFC 9111 section 5.2.2.7"}
	case shared && x.RequestValue("Authorization") != "" && !cc.has("public") && !cc.has("s-maxage") && !cc.has("must-revalidate"):
		return &Reason{"The request had Authorization: a shared cache may keep the answer only if it says public, s-maxage or must-revalidate.", "RFC 9111 section 3.5"}
	}
	return nil
}

// methodNotStored is why answers to the method are not stored; nil where they are.
func methodNotStored(x *runner.Exchange, cc cacheControl, shared bool) *Reason {
	no := func(ref string) *Reason { return &Reason{"Answers to " + x.Method + " are not stored.", ref} }
	switch x.Method {
	case "GET", "HEAD", "QUERY":
		return nil
	case "POST", "PATCH":
		ref := "RFC 9110 section 9.3.3"
		if x.Method == "PATCH" {
			ref = "RFC 5789 section 2"
		}
		if explicitLifetime(x, cc, shared) && x.Value("Content-Location") == x.Target {
			return nil
		}
		return &Reason{"An answer to " + x.Method + " is stored only if it says for how long it is fresh, and has a Content-Location that is the target: then it answers a later GET.", ref}
	case "PUT":
		return no("RFC 9110 section 9.3.4")
	case "DELETE":
		return no("RFC 9110 section 9.3.5")
	case "CONNECT":
		return no("RFC 9110 section 9.3.6")
	case "OPTIONS":
		return no("RFC 9110 section 9.3.7")
	case "TRACE":
		return no("RFC 9110 section 9.3.8")
	}
	return &Reason{"A cache stores answers to the methods that it understands, which are GET and HEAD in nearly all.", "RFC 9111 section 3"}
}

// storedFor is what lets a cache store an answer that nothing forbids to; nil
// where nothing does.
func storedFor(x *runner.Exchange, cc cacheControl, shared bool) *Reason {
	const ref = "RFC 9111 section 3"
	switch {
	case shared && cc.has("s-maxage"):
		return &Reason{"s-maxage lets shared caches keep it.", ref}
	case cc.has("max-age"):
		return &Reason{"max-age lets caches keep it.", ref}
	case x.Has("Expires"):
		return &Reason{"Expires lets caches keep it.", ref}
	case cc.has("public"):
		return &Reason{"public lets caches keep it.", ref}
	case heuristically(x.Status):
		return &Reason{fmt.Sprintf("%d is a status that caches may keep even where nothing says so.", x.Status), heuristicRef(x.Status)}
	case !shared && cc.has("private"):
		return &Reason{"private lets the cache of one user keep it.", ref}
	}
	return nil
}

// heuristically reports whether a cache may choose a lifetime for a status by
// itself: those of RFC 9110 section 15.1, and 451.
func heuristically(status int) bool { return heuristic(status) || status == 451 }

func heuristicRef(status int) string {
	if status == 451 {
		return "RFC 7725 section 3"
	}
	return "RFC 9110 section 15.1"
}

// used says how what is stored may be used.
func used(x *runner.Exchange, cc cacheControl, shared bool, stored Reason) CacheUse {
	noCache, _ := cc.get("no-cache")
	ask := func(text, ref string) CacheUse {
		return CacheUse{ReuseValidated, 0, 0, []Reason{{text, ref}, stored}}
	}
	switch {
	case noCache.name != "" && !noCache.has:
		return ask("no-cache: it may be kept, and is not used before the server has said that it is still good.", "RFC 9111 section 5.2.2.4")
	case slices.Contains(varyNames(x), "*"):
		return ask("Vary: * fits no later request, so the server is asked each time.", "RFC 9111 section 4.1")
	case explicitLifetime(x, cc, shared):
		return fresh(x, cc, shared, stored)
	case !heuristically(x.Status) && !cc.has("public"):
		return ask("Nothing says for how long it is fresh, and for this status a cache may not choose a time.", "RFC 9111 section 4.2.2")
	}
	return CacheUse{ReuseHeuristic, 0, 0, []Reason{chosen(x), stored}}
}

// fresh is the use of an answer that says itself how long it is fresh.
func fresh(x *runner.Exchange, cc cacheControl, shared bool, stored Reason) CacheUse {
	seconds, said := lifetimeSaid(x, cc, shared)
	age := ageOf(x)
	if seconds > age {
		return CacheUse{ReuseFresh, seconds, age, []Reason{said, stored}}
	}
	if age > 0 && seconds > 0 {
		said.Text += fmt.Sprintf(" It was %s old when it came.", span(age))
	}
	said.Text += " So it is stale from the start, and the server is asked before each use"
	if cc.has("must-revalidate") || shared && cc.has("proxy-revalidate") {
		return CacheUse{ReuseValidated, 0, 0, []Reason{{said.Text + ".", said.Ref}, stored}}
	}
	said.Text += ", unless it cannot be reached."
	return CacheUse{ReuseValidated, 0, 0, []Reason{said, stored}}
}

// span is a time in words, in the largest unit that needs no fraction.
func span(seconds int) string {
	for _, u := range []struct {
		seconds int
		name    string
	}{{86400, "day"}, {3600, "hour"}, {60, "minute"}} {
		if seconds >= 2*u.seconds && seconds%u.seconds == 0 || seconds == u.seconds && u.name != "minute" {
			return counted(seconds/u.seconds, u.name)
		}
	}
	return counted(seconds, "second")
}
