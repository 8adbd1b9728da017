package main

import "time"

// speed is how fast a run has been of late. It is read off the last half minute
// alone: the average of a whole run hides for long that a server has become slow.
type speed struct {
	marks []mark // oldest first
}

// mark is how much was done at a time.
type mark struct {
	at   time.Time
	done int
}

const (
	recently = 5 * time.Second        // of which the speed is told
	lately   = 30 * time.Second       // of which it is foretold: a moment's pause says little of the rest
	apart    = 200 * time.Millisecond // marks, so that they are few
)

// note hears how much is done. The last mark is always that of now.
func (s *speed) note(now time.Time, done int) {
	n := len(s.marks)
	if n > 1 && s.marks[n-1].at.Sub(s.marks[n-2].at) < apart {
		s.marks = s.marks[:n-1]
	}
	s.marks = append(s.marks, mark{now, done})
	for len(s.marks) > 2 && now.Sub(s.marks[1].at) >= lately {
		s.marks = s.marks[1:]
	}
}

// over is how much was done a second, in the time up to the last mark.
func (s *speed) over(span time.Duration) float64 {
	if len(s.marks) == 0 {
		return 0
	}
	last, from := s.marks[len(s.marks)-1], s.marks[0]
	for _, m := range s.marks {
		if last.at.Sub(m.at) < span {
			break
		}
		from = m
	}
	seconds := last.at.Sub(from.at).Seconds()
	if seconds <= 0 || last.done <= from.done {
		return 0
	}
	return float64(last.done-from.done) / seconds
}
