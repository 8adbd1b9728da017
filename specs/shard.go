package specs

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"strconv"
	"strings"
)

// Shard is one part of a run that is divided by path: Index counts from 1. The
// zero Shard, and one of one, is all of it.
type Shard struct{ Index, Total int }

// mostShards bounds a run's parts: more are a mistake in a variable.
const mostShards = 10000

// ParseShard reads i/n, as in 2/4.
func ParseShard(s string) (Shard, error) {
	before, after, ok := strings.Cut(s, "/")
	index, err1 := strconv.Atoi(before)
	total, err2 := strconv.Atoi(after)
	if !ok || err1 != nil || err2 != nil || index < 1 || total < index || total > mostShards {
		return Shard{}, fmt.Errorf("shard %q: it is i/n, from 1/n to n/n, as in 2/4", s)
	}
	return Shard{index, total}, nil
}

// IsPart reports whether there are other shards.
func (s Shard) IsPart() bool { return s.Total > 1 }

// Has reports whether the probes of a path are the shard's. A path goes with
// those above it that it takes ids from, so that what a run creates and deletes
// stays together; and by rendezvous, so that a path more or less in the document
// moves no other.
func (s Shard) Has(p *Path) bool {
	if !s.IsPart() {
		return true
	}
	for p.Parent != nil {
		p = p.Parent
	}
	best, owner := uint64(0), 0
	for i := 1; i <= s.Total; i++ {
		sum := sha256.Sum256([]byte(strconv.Itoa(i) + " " + p.Template))
		if weight := binary.BigEndian.Uint64(sum[:]); owner == 0 || weight > best {
			best, owner = weight, i
		}
	}
	return owner == s.Index
}
