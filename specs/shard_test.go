package specs

import (
	"fmt"
	"testing"
)

func TestParseShard(t *testing.T) {
	t.Parallel()
	if s, err := ParseShard("2/4"); err != nil || s != (Shard{2, 4}) {
		t.Errorf("2/4 is %v, %v", s, err)
	}
	for _, bad := range []string{"", "2", "0/4", "5/4", "-1/4", "a/b", "1/2/3", "1/0", "1/99999999"} {
		if _, err := ParseShard(bad); err == nil {
			t.Errorf("%q is taken", bad)
		}
	}
}

func TestEveryPathHasOneShardAndStaysThere(t *testing.T) {
	t.Parallel()
	owner := func(p *Path, total int) int {
		found := 0
		for i := 1; i <= total; i++ {
			if (Shard{i, total}).Has(p) {
				if found != 0 {
					t.Fatalf("%s is in shards %d and %d of %d", p.Template, found, i, total)
				}
				found = i
			}
		}
		return found
	}
	sizes := map[int]int{}
	for i := range 1000 {
		root := &Path{Template: fmt.Sprintf("/things%d", i)}
		below := &Path{Template: root.Template + "/{id}", Parent: root}
		four := owner(root, 4)
		if four == 0 || owner(below, 4) != four {
			t.Fatalf("%s is in shard %d, the path below in %d", root.Template, four, owner(below, 4))
		}
		if five := owner(root, 5); five != four && five != 5 {
			t.Fatalf("with a fifth shard %s moves from %d to %d", root.Template, four, five)
		}
		sizes[four]++
	}
	for i := 1; i <= 4; i++ {
		if sizes[i] < 200 || sizes[i] > 300 {
			t.Errorf("the shards are uneven: %v", sizes)
		}
	}
}
