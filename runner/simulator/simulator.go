// Package simulator is a server to try Proverb on: a small bookshop with a JSON
// API that conforms to the HTTP standards and to its document, until it is told
// to break one rule, or several, by name.
//
// It keeps what it is told in memory, refuses what it cannot read before
// anything changes, and can say byte for byte what it knows, so that a run can
// be shown to have changed nothing.
package simulator

import (
	"crypto/rand"
	"encoding/json"
	"net/http"
	"sync"
)

// Simulator is the bookshop as an http.Handler. It is safe for concurrent use.
type Simulator struct {
	mu     sync.Mutex
	shop   *shop
	routes []*route
	answer handler
	counts map[string]uint64 // of requests, by what was flaky
}

// New makes a bookshop with these faults, which are told apart from the
// conforming one by nothing else. A fault is named as in Faults, or by the rule
// that it breaks; NAME@TEMPLATE keeps it to one path of the document. With
// several faults, a later one sees what an earlier one made of an answer.
func New(faults ...string) (*Simulator, error) {
	s := &Simulator{shop: openingStock(), routes: routes(), counts: map[string]uint64{}}
	s.answer = s.conforming
	for _, name := range faults {
		f, err := choose(name)
		if err != nil {
			return nil, err
		}
		s.answer = f.over(s.answer)
	}
	return s, nil
}

// ServeHTTP answers a request.
func (s *Simulator) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	q, refusal := s.receive(w, r)
	if refusal == nil {
		refusal = s.answer(q)
	}
	refusal.identify()
	refusal.send(w, r)
}

// identify gives an answer an id of its own, as the log would have it, unless a
// fault has settled that.
func (a *answer) identify() {
	if _, settled := a.header[requestID]; !settled && a.header != nil {
		a.header.Set(requestID, rand.Text()[:12])
	}
}

const requestID = "X-Request-Id"

// State is all the bookshop knows, always written in the same way: it differs
// between two moments exactly when something was changed between them.
func (s *Simulator) State() []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	text, err := json.MarshalIndent(s.shop, "", "  ")
	if err != nil {
		return []byte(err.Error()) // cannot be: the shop is plain values
	}
	return text
}

// handler answers a request; faults stand one around the other.
type handler func(*request) *answer

// conforming is the answer that no rule objects to. The order of its questions
// is the one that keeps 405 apart from 501: whether the server knows the method
// at all comes before everything, whether the path has it before its content
// and before the id are looked at.
func (s *Simulator) conforming(q *request) *answer {
	switch {
	case !implemented(q.Method):
		return problem(http.StatusNotImplemented, "This server does not know the method.")
	case q.route == nil:
		return s.beside(q)
	case q.Method == http.MethodOptions:
		return empty(http.StatusNoContent).with("Allow", q.route.allow())
	}
	op, ok := q.route.operation(q.Method)
	if !ok {
		return notAllowed(q.route)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return op(s.shop, q).revalidated(q)
}

// beside answers what is not in the bookshop's document: /status and /status/{code},
// and nothing else.
func (s *Simulator) beside(q *request) *answer {
	if a := s.statusAnswer(q); a != nil {
		return a
	}
	return problem(http.StatusNotFound, "There is nothing at this path.")
}

// implemented reports whether the server supports the method anywhere. TRACE is
// known, and refused everywhere; PATCH and the rest of the registry are not.
func implemented(method string) bool {
	switch method {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut,
		http.MethodDelete, http.MethodOptions, http.MethodTrace:
		return true
	}
	return false
}
