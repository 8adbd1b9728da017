package simulator

import (
	"encoding/json"
	"net/http"
)

// occasion says whether an answer is one that a fault changes.
type occasion func(q *request, a *answer) bool

// where is a fault that changes the answers of an occasion.
func where(hit occasion, alter func(*answer)) change {
	return func(q *request, next handler) *answer {
		a := next(q)
		if hit(q, a) {
			alter(a)
		}
		return a
	}
}

// instead is a fault that answers some requests itself; the next handler does
// not see them.
func instead(hit func(*request) bool, reply func(*request) *answer) change {
	return func(q *request, next handler) *answer {
		if hit(q) {
			return reply(q)
		}
		return next(q)
	}
}

// always gives the same reply to every request.
func always(reply func() *answer) func(*request) *answer {
	return func(*request) *answer { return reply() }
}

// anError is any answer that says that something went wrong.
func anError(_ *request, a *answer) bool { return a.status >= 400 }

// a405 is an answer that refuses a method.
func a405(_ *request, a *answer) bool { return a.status == http.StatusMethodNotAllowed }

// a400 is an answer that refuses content.
func a400(_ *request, a *answer) bool { return a.status == http.StatusBadRequest }

// withAllow is an answer that lists the methods of its path.
func withAllow(_ *request, a *answer) bool { return a.header.Get("Allow") != "" }

// shown is a successful answer to GET or HEAD.
func shown(q *request, a *answer) bool {
	return a.status == http.StatusOK && (q.Method == http.MethodGet || q.Method == http.MethodHead)
}

// shownToHead is a successful answer to HEAD.
func shownToHead(q *request, a *answer) bool { return q.Method == http.MethodHead && shown(q, a) }

// setField is a change of one field.
func setField(name, value string) func(*answer) {
	return func(a *answer) { a.with(name, value) }
}

// setBody is a change of the content, of the same media type.
func setBody(text string) func(*answer) {
	return func(a *answer) { a.body = []byte(text) }
}

// setContent is a change of the content and its media type.
func setContent(mediaType, text string) func(*answer) {
	return func(a *answer) {
		a.with("Content-Type", mediaType)
		a.body = []byte(text)
	}
}

// setMember is a change of one member of the problem object; nil takes it away.
func setMember(name string, value any) func(*answer) {
	return func(a *answer) {
		members := map[string]any{}
		if json.Unmarshal(a.body, &members) != nil {
			return // another fault has put something else there
		}
		members[name] = value
		if value == nil {
			delete(members, name)
		}
		a.body = encode(members)
	}
}
