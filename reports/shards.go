package reports

import (
	"cmp"
	"fmt"
)

// owners are the shards that asked of each path, by template. A filter leaves
// the other paths in a report, with all of their probes excluded: those are
// nobody's, or another's.
func owners(shards []*Report) (map[string]int, error) {
	owner := map[string]int{}
	for i, s := range shards {
		if err := sameRun(shards[0], s); err != nil {
			return nil, err
		}
		for path := range pathsAsked(s) {
			if _, taken := owner[path]; taken {
				return nil, fmt.Errorf("the path %s was asked in two of the runs: shards have no path in common", path)
			}
			owner[path] = i
		}
	}
	return owner, nil
}

func sameRun(a, b *Report) error {
	for _, x := range [][3]string{
		{"documents", a.Document.SHA256, b.Document.SHA256},
		{"safety levels", a.Safety, b.Safety},
		{"profiles", a.Profile, b.Profile},
		{"thresholds (--fail-on)", a.FailOn, b.FailOn},
	} {
		if x[1] != x[2] {
			return fmt.Errorf("the runs are of different %s: %s and %s", x[0], cmp.Or(x[1], "none"), cmp.Or(x[2], "none"))
		}
	}
	return nil
}

// pathsAsked are the paths that a run did not leave out as a whole.
func pathsAsked(r *Report) map[string]bool {
	out := map[string]bool{}
	for _, x := range r.Exchanges {
		if x.Control == "" && x.Path != "" {
			out[x.Path] = true
		}
	}
	for _, n := range r.NotSent {
		if n.Reason != "excluded" {
			out[n.Path] = true
		}
	}
	return out
}
