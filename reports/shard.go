package reports

import (
	"fmt"

	"github.com/proverb-dev/proverb/runner"
	"github.com/proverb-dev/proverb/specs"
)

func newShard(record *runner.Record) *Shard {
	if !record.Shard.IsPart() {
		return nil
	}
	place := map[*specs.Path]int{}
	for i, p := range record.Plan.Paths {
		place[p] = i
	}
	s := &Shard{Index: record.Shard.Index, Total: record.Shard.Total, Places: []int{}}
	for _, p := range record.Paths {
		s.Places = append(s.Places, place[p.Path])
	}
	return s
}

// String is the shard as --shard takes it.
func (s *Shard) String() string { return fmt.Sprintf("%d/%d", s.Index, s.Total) }
