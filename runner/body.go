package runner

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"sync"
)

// bodies holds every content once: thousands of answers of a server are alike.
type bodies struct {
	mu    sync.Mutex
	bySum map[[32]byte]*Body
	spill spill
}

// intern returns the one Body of the reply's content. What is said of it is
// worked out before secrets are masked.
func (s *bodies) intern(a *reply, m *mask) *Body {
	if len(a.content) == 0 {
		return nil
	}
	var cut ends
	if a.truncated || len(a.Residue) > 0 {
		cut = atEnd
	}
	if cut == 0 && a.head != nil {
		if !a.head.content.is(a.content) {
			a.head.content = s.internWhole(a, m, cut)
		}
		return a.head.content
	}
	return s.internWhole(a, m, cut)
}

// is reports whether a body is this content, whole. Of one that is masked or in a
// file there is no telling.
func (b *Body) is(content []byte) bool {
	return b != nil && !b.Masked && !b.Truncated && b.spilled == nil && bytes.Equal(b.kept, content)
}

func (s *bodies) internWhole(a *reply, m *mask, cut ends) *Body {
	sum := sumOf(a.content, a.Length, a.truncated, cut != 0)
	s.mu.Lock()
	body := s.bySum[sum]
	s.mu.Unlock()
	if body != nil {
		return body
	}
	body = newBody(a.content, a.truncated)
	body.Sum, body.JSON.Text = sum, m.text(body.JSON.Text)
	body.kept, body.Masked = m.bytes(body.kept, cut)
	s.mu.Lock()
	defer s.mu.Unlock()
	if first := s.bySum[sum]; first != nil {
		return first
	}
	if s.bySum == nil {
		s.bySum = map[[32]byte]*Body{}
	}
	s.bySum[sum] = body
	s.spill.take(body)
	return body
}

// sumOf identifies content. Of large content only the beginning is kept, so
// its length tells it apart.
func sumOf(content []byte, length int64, truncated, cut bool) [32]byte {
	sum := sha256.Sum256(content)
	if !cut {
		return sum
	}
	mixed := binary.BigEndian.AppendUint64(sum[:], uint64(length))
	if truncated {
		mixed = append(mixed, 1)
	}
	return sha256.Sum256(mixed)
}

func newBody(content []byte, truncated bool) *Body {
	b := &Body{kept: bytes.Clone(content), Truncated: truncated}
	if !truncated {
		b.JSON = checkJSON(content)
	}
	return b
}

// WithBody returns a copy of the exchange with this content, for records that
// were not received but read or written by hand.
func (x Exchange) WithBody(content []byte, length int64, truncated bool) *Exchange {
	x.Length, x.body = length, nil
	if len(content) > 0 {
		x.body = newBody(content, truncated)
		x.body.Masked = bytes.Contains(content, []byte("[secret:"))
		x.body.Sum = sumOf(content, length, truncated, truncated)
	}
	return &x
}
