package rules

import (
	"slices"
	"strconv"
	"strings"

	"github.com/proverb-dev/proverb/runner"
)

// headerShape is what the names of an answer's fields tell, in their order. A
// server has few such rows for all its answers, so each is looked at once.
type headerShape struct {
	ids       []string // those that may hold a correlation id, in lower case
	tech      bool     // whether one names what the server is made of
	repeats   bool     // whether a name comes twice
	preflight bool     // whether one is for answers to preflights
	lasting   []int    // the places of fields whose values are told apart, see changing
	id        string   // of the row
}

func (b *bench) headerShape(x *runner.Exchange) *headerShape { return b.reply(x).shape }

func (b *bench) findShape(x *runner.Exchange) *headerShape {
	key := b.scratch[:0]
	for i := range x.Header {
		key = append(append(key, x.Header[i].Name...), '\n')
	}
	b.scratch = key
	shape := b.shapes[string(key)]
	if shape == nil {
		shape = shapeOf(x.Header)
		shape.id = strconv.Itoa(len(b.shapes))
		b.shapes[string(key)] = shape
	}
	return shape
}

func shapeOf(fields []runner.Field) *headerShape {
	s := &headerShape{lasting: lastingPlaces(fields)}
	var seen []string
	for _, f := range fields {
		name := strings.ToLower(strings.TrimSpace(f.Name))
		if slices.Contains(idFields, name) {
			s.ids = append(s.ids, name)
		}
		s.tech = s.tech || slices.Contains(techFields, name)
		s.preflight = s.preflight || slices.ContainsFunc(preflightFields, func(f string) bool { return strings.EqualFold(f, name) })
		s.repeats = s.repeats || slices.Contains(seen, name)
		seen = append(seen, name)
	}
	return s
}
