package runner

import (
	"bytes"
	"crypto/sha256"
	"slices"
	"strings"
	"sync"
)

// keepReceived is how much is kept of how one answer was written down.
const keepReceived = 64 << 10

// mostChunks bounds the sizes that are kept. They cost more than the bytes of an
// answer that has so many.
const mostChunks = 4 << 10

// transcript is what is received of an answer beside its content: heads, the lines
// that chunks begin and end with, the trailer. It is thrown away where the record
// tells it all, as it nearly always does.
type transcript struct {
	bytes  []byte // the first keepReceived; good until the next exchange
	length int    // of all of it
	odd    bool   // whether an answer put together from the record would be another
	chunks []int64
	given  []int64 // the sizes that an exchange was given last, to share
}

func (t *transcript) begin() {
	t.bytes, t.length, t.odd, t.chunks = t.bytes[:0], 0, false, t.chunks[:0]
}

// note adds what was read.
func (t *transcript) note(p []byte) {
	t.length += len(p)
	t.bytes = append(t.bytes, p[:min(len(p), keepReceived-len(t.bytes))]...)
}

// noteHead adds a head that is known.
func (t *transcript) noteHead(h *head) {
	t.odd = t.odd || h.odd
	t.length += len(h.raw)
	t.bytes = append(t.bytes, h.raw[:min(len(h.raw), keepReceived-len(t.bytes))]...)
}

// noteChunk adds the size of a chunk, as its line has it.
func (t *transcript) noteChunk(line []byte, size int64) {
	if size > 0 && len(t.chunks) < mostChunks {
		t.chunks = append(t.chunks, size)
	}
	t.odd = t.odd || !isUsualSize(line) || len(t.chunks) == mostChunks
}

// into gives an exchange what its record would not tell without it.
func (t *transcript) into(x *Exchange) {
	if n := len(t.chunks); n < mostChunks && (n > 1 || n == 1 && t.chunks[0] != x.Length) {
		if !slices.Equal(t.chunks, t.given) {
			t.given = slices.Clone(t.chunks)
		}
		x.Chunks = t.given
	}
	if t.odd && t.length > 0 {
		x.Received, x.ReceivedLength = bytes.Clone(t.bytes), t.length
	}
}

// isUsualStatus reports whether a status line is put together again from its
// parts, shows all of its spaces then, and is of HTTP/1 and without control characters.
func isUsualStatus(line []byte, proto, code, reason string) bool {
	return len(line) == len(proto)+len(code)+len(reason)+2 && line[len(proto)+1] == code[0] && strings.HasPrefix(proto, "HTTP/1.") &&
		strings.Trim(reason, " \t") == reason && !hasControl(reason)
}

// isUsualField is the same for a field line, of its name and what is behind the
// colon. White space at the end of a name, which is no token then, is kept with it, and
// shows nowhere.
func isUsualField(name, value string) bool {
	if value == "" || value[0] != ' ' || !isToken(name) {
		return false
	}
	n := len(value)
	return n == 1 || value[1] != ' ' && value[1] != '\t' && value[n-1] != ' ' && value[n-1] != '\t' && !hasControl(value)
}

// hasControl reports whether there is a control character in a text beside tabs, as no
// field and no reason phrase may have (RFC 9110 section 5.5, RFC 9112 section 4).
func hasControl(text string) bool {
	for i := range len(text) {
		if c := text[i]; c < ' ' && c != '\t' || c == 0x7f {
			return true
		}
	}
	return false
}

// isUsualSize is the same for the line that a chunk begins with: its size in lower
// case, without zeros before it and an extension behind.
func isUsualSize[T string | []byte](line T) bool {
	for i := range len(line) {
		if c := line[i]; !isDigit(c) && (c < 'a' || c > 'f') {
			return false
		}
	}
	return len(line) > 0 && (line[0] != '0' || len(line) == 1)
}

// receivedOf holds what exchanges keep of how their answers were written down:
// each once, and the whole within bounds.
type receivedOf struct {
	mu    sync.Mutex
	known map[[sha256.Size]byte][]byte
	size  int
	limit int // 0 is mostReceived
}

// mostReceived is how much a run keeps in all. A server may write a hundred thousand
// answers in its own way, each with an id of its own.
const mostReceived = 8 << 20

// intern returns the one copy of what was received, or nil once there is too much.
// Secrets are masked in it.
func (s *receivedOf) intern(b []byte) []byte {
	if len(b) == 0 {
		return nil
	}
	sum := sha256.Sum256(b)
	s.mu.Lock()
	defer s.mu.Unlock()
	if known := s.known[sum]; known != nil {
		return known
	}
	limit := s.limit
	if limit == 0 {
		limit = mostReceived
	}
	if s.size+len(b) > limit {
		return nil
	}
	if s.known == nil {
		s.known = map[[sha256.Size]byte][]byte{}
	}
	s.known[sum] = b
	s.size += len(b)
	return b
}
