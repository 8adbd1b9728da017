package specs

import (
	"cmp"
	"slices"
	"strconv"
)

// ErrorMedia is what the document promises of an error answer to a method that
// the path does not declare. OpenAPI has no place for it, so it is read from
// the neighbours: the content of 405 or 501, else of 4XX or 5XX, else of
// default, of the path's operations (GET first), else the document's
// ErrorMedia. Empty when nothing is promised.
func (p *Plan) ErrorMedia(path *Path, status int) []Media {
	if path != nil {
		operations := getFirst(path.Operations)
		for _, want := range errorSlots(status) {
			if media := promised(operations, want); len(media) > 0 {
				return media
			}
		}
	}
	return p.Document.ErrorMedia
}

// errorSlots are the keys of responses where the content of an error of this
// status may be described, the most telling first.
func errorSlots(status int) []string {
	exact := strconv.Itoa(status)
	slots := []string{exact}
	switch status {
	case 405:
		slots = append(slots, "501")
	case 501:
		slots = append(slots, "405")
	}
	return append(slots, exact[:1]+"XX", "default")
}

func getFirst(operations []*Operation) []*Operation {
	ordered := slices.Clone(operations)
	slices.SortStableFunc(ordered, func(a, b *Operation) int {
		switch {
		case a.Method == "GET" && b.Method != "GET":
			return -1
		case b.Method == "GET" && a.Method != "GET":
			return 1
		}
		return 0
	})
	return ordered
}

func promised(operations []*Operation, status string) []Media {
	for _, o := range operations {
		for _, r := range o.Responses {
			if r.Status == status && len(r.Media) > 0 {
				return r.Media
			}
		}
	}
	return nil
}

// documentErrorMedia counts the documented errors that have content, and takes
// a media type as the document's habit where at least four in five have it.
func documentErrorMedia(paths []*Path) []Media {
	total := 0
	tally := map[string]*mediaTally{}
	for _, path := range paths {
		for _, o := range path.Operations {
			for _, r := range o.Responses {
				if isError(r.Status) && len(r.Media) > 0 {
					total++
					count(tally, r.Media)
				}
			}
		}
	}
	var media []Media
	for mediaType, t := range tally {
		if t.count*5 >= total*4 {
			media = append(media, Media{Type: mediaType, Schema: t.commonest()})
		}
	}
	slices.SortFunc(media, func(a, b Media) int { return cmp.Compare(a.Type, b.Type) })
	return media
}

func isError(status string) bool {
	return status == "default" || status[0] == '4' || status[0] == '5'
}

type mediaTally struct {
	count   int
	schemas map[*Schema]int
}

func count(tally map[string]*mediaTally, media []Media) {
	for _, m := range media {
		t := tally[m.Type]
		if t == nil {
			t = &mediaTally{schemas: map[*Schema]int{}}
			tally[m.Type] = t
		}
		t.count++
		t.schemas[m.Schema]++
	}
}

// commonest is the schema given most often; between equals the one whose
// pointer comes first, so that two runs agree.
func (t *mediaTally) commonest() *Schema {
	var best *Schema
	for s, n := range t.schemas {
		if s == nil {
			continue
		}
		if best == nil || n > t.schemas[best] || n == t.schemas[best] && s.Pointer < best.Pointer {
			best = s
		}
	}
	return best
}
