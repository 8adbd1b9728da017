// Package statuses says in plain words what the HTTP statuses of the IANA
// registry mean, who mostly sends each, and what it does to those who read it.
package statuses

import (
	_ "embed"
	"fmt"
	"slices"
	"sync"

	"github.com/oasdiff/yaml3"
)

// Status is a registered HTTP status in our words. Those that matter to Proverb
// have all of it, the others Code, Name, Ref, Meaning and Senders.
type Status struct {
	Code     int
	Name     string
	Ref      string // where it is defined: RFC 9110 section 15.5.6
	Meaning  string
	Senders  string // who mostly sends it
	Clients  string // what it does to clients, and to the others below
	Caches   string
	Crawlers string
	Monitors string
	Retry    string // whether to ask again, and how
}

//go:embed statuses.yaml
var text []byte

var read = sync.OnceValue(func() []Status {
	var out []Status
	if err := yaml.Unmarshal(text, &out); err != nil {
		panic(fmt.Sprintf("statuses: reading the embedded file: %v", err)) // the build is broken
	}
	return out
})

// All are the registered statuses, in order. The caller may change the slice.
func All() []Status { return slices.Clone(read()) }

// Of finds a status; ok is false where the number is not registered.
func Of(code int) (s Status, ok bool) {
	all := read()
	i, ok := slices.BinarySearchFunc(all, code, func(s Status, code int) int { return s.Code - code })
	if !ok {
		return Status{}, false
	}
	return all[i], true
}

// Effect is what a status does to one kind of reader.
type Effect struct{ On, Text string }

// Effects are what the status does to each kind of reader; none where that is not
// said.
func (s *Status) Effects() []Effect {
	all := []Effect{
		{"Clients", s.Clients}, {"Caches", s.Caches}, {"Crawlers", s.Crawlers},
		{"Monitors", s.Monitors}, {"Ask again?", s.Retry},
	}
	return slices.DeleteFunc(all, func(e Effect) bool { return e.Text == "" })
}

// Class is what the first digit of a status says (RFC 9110 section 15); ok is
// false where the number is no status.
func Class(code int) (meaning string, ok bool) {
	meaning, ok = classes[code/100]
	return meaning, ok
}

var classes = map[int]string{
	1: "an interim answer: the final one follows",
	2: "a success: the request was received, understood and accepted",
	3: "a redirection: more has to be done to complete the request",
	4: "an error of the client: the request has a mistake or cannot be fulfilled",
	5: "an error of the server: it failed at a request that seems valid",
}

// Unregistered says of a number that nobody registered what is known of it all the
// same; ok is false where it is no status.
func Unregistered(code int) (meaning string, ok bool) {
	class, ok := Class(code)
	if !ok {
		return "", false
	}
	return fmt.Sprintf("Not registered. Its first digit makes it %s. A client that does not know a status treats it as the x00 of its class, here %d, and a cache must not keep it for a time of its own choosing.",
		class, code/100*100), true
}
