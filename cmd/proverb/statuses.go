package main

import (
	_ "embed"
	"fmt"
	"slices"

	"github.com/oasdiff/yaml3"
)

// status is an HTTP status in our words. Those that matter to Proverb have all of
// it, the others of the IANA registry Name, Ref and Meaning.
type status struct {
	Code     int
	Name     string
	Ref      string
	Meaning  string
	Clients  string
	Caches   string
	Crawlers string
	Monitors string
	Retry    string
}

//go:embed statuses.yaml
var statusesText []byte

// statuses are all the statuses that are registered, in order.
func statuses() ([]status, error) {
	var out []status
	if err := yaml.Unmarshal(statusesText, &out); err != nil {
		return nil, fmt.Errorf("reading the statuses: %w", err)
	}
	return out, nil
}

// statusOf finds a status; nil where the number is not registered.
func statusOf(code int) (*status, error) {
	all, err := statuses()
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(all, func(s status) bool { return s.Code == code })
	if i < 0 {
		return nil, nil
	}
	return &all[i], nil
}

// effects are what the status does to each kind of reader, with a heading each.
func (s *status) effects() [][2]string {
	all := [][2]string{
		{"Clients", s.Clients}, {"Caches", s.Caches}, {"Crawlers", s.Crawlers},
		{"Monitors", s.Monitors}, {"Ask again?", s.Retry},
	}
	return slices.DeleteFunc(all, func(e [2]string) bool { return e[1] == "" })
}

// classes are what the first digit of a status says (RFC 9110 section 15).
var classes = map[int]string{
	1: "an interim answer: the final one follows",
	2: "a success: the request was received, understood and accepted",
	3: "a redirection: more has to be done to complete the request",
	4: "an error of the client: the request has a mistake or cannot be fulfilled",
	5: "an error of the server: it failed at a request that seems valid",
}
