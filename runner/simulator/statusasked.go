package simulator

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/proverb-dev/proverb/specs/statuses"
)

// statusQuery is what the query of /status/{code} asks for beside the status.
type statusQuery struct {
	faults         []Fault
	layer, product string
	delay          time.Duration
	flaky          float64 // the share that gets the status; 1 is all
	seed           int64
}

// The bounds of what a query may ask for.
const (
	longestDelay = 30 * time.Second
	mostFaults   = 5
)

// statusAsked is the answer with a status, changed as the query asks.
func (s *Simulator) statusAsked(q *request, about statuses.Status) *answer {
	asked, err := readStatusQuery(q.URL.Query())
	if err != nil {
		return refusal(err)
	}
	if asked.flaky < 1 && !s.chosen(about.Code, asked) {
		about = known(http.StatusOK)
		asked.faults, asked.layer = nil, ""
	}
	a, err := asked.answer(q, about)
	if err != nil {
		return refusal(err)
	}
	a.delay = asked.delay
	return a
}

// refusal is a problem that says in a sentence what cannot be done.
func refusal(err error) *answer {
	text := err.Error()
	return problem(http.StatusBadRequest, strings.ToUpper(text[:1])+text[1:]+".")
}

func readStatusQuery(query url.Values) (statusQuery, error) {
	asked := statusQuery{layer: query.Get("layer"), product: query.Get("product"), flaky: 1}
	for _, name := range slices.Sorted(maps.Keys(query)) {
		if !slices.Contains([]string{"fault", "layer", "product", "delay", "flaky", "seed"}, name) {
			return asked, fmt.Errorf("there is no parameter %s; there are fault, layer, product, delay, flaky and seed", strconv.Quote(name))
		}
	}
	var errs [4]error
	asked.faults, errs[0] = readFaults(query["fault"])
	asked.delay, errs[1] = readDelay(query.Get("delay"))
	asked.flaky, errs[2] = readShare(query.Get("flaky"))
	asked.seed, errs[3] = readSeed(query.Get("seed"))
	for _, err := range errs {
		if err != nil {
			return asked, err
		}
	}
	return asked, nil
}

func readFaults(names []string) ([]Fault, error) {
	if len(names) > mostFaults {
		return nil, errors.New("five faults at once are enough")
	}
	var out []Fault
	for _, name := range names {
		f, ok := find(name)
		switch {
		case !ok:
			return nil, fmt.Errorf("there is no fault %s; proverb serve --fault list has them all", strconv.Quote(name))
		case f.answer == nil:
			return nil, fmt.Errorf("the fault %s is one of the document; it changes no answer", f.Name)
		}
		out = append(out, f)
	}
	return out, nil
}

// readDelay reads a time: a number of seconds, or one with a unit.
func readDelay(text string) (time.Duration, error) {
	if text == "" {
		return 0, nil
	}
	d, err := time.ParseDuration(text)
	if seconds, failed := strconv.ParseFloat(text, 64); failed == nil {
		d, err = time.Duration(seconds*float64(time.Second)), nil
	}
	if err != nil || d < 0 || d > longestDelay {
		return 0, fmt.Errorf("the delay is a time from 0 to %s, as in 500ms or 2s", longestDelay)
	}
	return d, nil
}

// readShare reads a share of 1: 0.3 or 1/3.
func readShare(text string) (float64, error) {
	if text == "" {
		return 1, nil
	}
	part, whole, divided := strings.Cut(text, "/")
	share, err := strconv.ParseFloat(part, 64)
	if divided && err == nil {
		var of float64
		of, err = strconv.ParseFloat(whole, 64)
		share /= of
	}
	if err != nil || !(share >= 0 && share <= 1) {
		return 1, errors.New("how flaky it is is a share from 0 to 1, as in 0.3 or 1/3")
	}
	return share, nil
}

func readSeed(text string) (int64, error) {
	if text == "" {
		return 0, nil
	}
	seed, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return 0, errors.New("the seed is a whole number")
	}
	return seed, nil
}

// mostCounts bounds what is remembered of flaky statuses.
const mostCounts = 1000

// chosen reports whether the next request of a flaky status gets the status. The
// n-th gets the same in every simulator, so that what was seen can be seen again.
func (s *Simulator) chosen(code int, asked statusQuery) bool {
	key := fmt.Sprintf("%d %v %d", code, asked.flaky, asked.seed)
	s.mu.Lock()
	if len(s.counts) >= mostCounts {
		clear(s.counts)
	}
	s.counts[key]++
	n := s.counts[key]
	s.mu.Unlock()
	sum := sha256.Sum256(fmt.Appendf(nil, "%s %d", key, n))
	const steps = 1 << 32
	return float64(binary.BigEndian.Uint32(sum[:])) < asked.flaky*steps
}

// answer is the status as somebody else's or with the faults that were asked for. A
// fault that changes nothing is an error: who asks for it waits for its effect.
func (asked statusQuery) answer(q *request, about statuses.Status) (*answer, error) {
	next := func(q *request) *answer { return statusOf(q, about) }
	if asked.layer != "" || asked.product != "" {
		who, err := stranger(asked.layer, asked.product, about.Code)
		if err != nil {
			return nil, err
		}
		if who != nil {
			next = func(*request) *answer { return who.answer(about.Code) }
		}
	}
	for _, f := range asked.faults {
		before := next
		next = func(q *request) *answer { return f.answer(q, before) }
		if next(q).same(before(q)) {
			return nil, fmt.Errorf("the fault %s leaves %s of /status/%d as it is", f.Name, q.Method, about.Code)
		}
	}
	return next(q), nil
}

// same compares what two answers send.
func (a *answer) same(b *answer) bool {
	return a.status == b.status && bytes.Equal(a.body, b.body) && bytes.Equal(a.wire, b.wire) &&
		(a.wire == nil) == (b.wire == nil) && maps.EqualFunc(a.header, b.header, slices.Equal)
}
