package examples_test

import (
	"cmp"
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

// How a proxy is set up, as behind.txt and the page have it.
const (
	asWritten  = "as written"
	withRecipe = "with its recipe"
)

// changes are what a proxy changes, by how it is set up and by the row it stands
// before.
type changes map[string]map[string]string

// changesOf reads behind.txt of a proxy. A line that is indented is a change, any
// other names the rows of which those that follow are true.
func (r row) changesOf(t *testing.T) changes {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(r.name, "behind.txt"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	all := changes{asWritten: {}, withRecipe: {}}
	setup, before := "", []string{}
	for line := range strings.Lines(string(text)) {
		if !strings.HasPrefix(line, " ") {
			s, names, _ := strings.Cut(strings.TrimSpace(line), ", before ")
			setup, before = s, strings.Split(names, ", ")
			continue
		}
		for _, name := range before {
			all[setup][name] += line
		}
	}
	return all
}

// String is the text of behind.txt: rows of which the same is true are together.
func (c changes) String() string {
	var b strings.Builder
	for _, setup := range []string{asWritten, withRecipe} {
		together := map[string][]string{}
		order := []string{}
		for _, r := range rows {
			text, there := c[setup][r.name]
			if there && together[text] == nil {
				order = append(order, text)
			}
			if there {
				together[text] = append(together[text], r.name)
			}
		}
		for _, text := range order {
			b.WriteString(setup + ", before " + strings.Join(together[text], ", ") + "\n" + text)
		}
	}
	return b.String()
}

// rewriting is held by who rewrites a behind.txt: all rows have a part in it.
var rewriting sync.Mutex

// holdChanges compares what a proxy changes before one row, or rewrites that.
func (r row) holdChanges(t *testing.T, setup, before, got string) {
	t.Helper()
	file := filepath.Join(r.name, "behind.txt")
	if os.Getenv("PROVERB_UPDATE") != "" {
		rewriting.Lock()
		defer rewriting.Unlock()
		all := r.changesOf(t)
		all[setup][before] = got
		holdTo(t, file, all.String())
		return
	}
	if want := r.changesOf(t)[setup][before]; want != got {
		t.Errorf("%s, %s, before %s is not what was found now (PROVERB_UPDATE=1 rewrites it):\n-- it says\n%s\n-- found\n%s",
			file, setup, before, cmp.Or(want, "nothing\n"), got)
	}
}

// TestBehindNamesEveryRow: what a proxy changes is told of each row that is put
// behind it, and of no other.
func TestBehindNamesEveryRow(t *testing.T) {
	t.Parallel()
	var want []string
	for _, r := range rows {
		if r.goesBehind() {
			want = append(want, r.name)
		}
	}
	slices.Sort(want)
	for _, p := range proxies() {
		for setup, before := range p.changesOf(t) {
			if got := slices.Sorted(maps.Keys(before)); !slices.Equal(got, want) {
				t.Errorf("%s/behind.txt, %s, is of %v, and these are put behind it: %v", p.name, setup, got, want)
			}
		}
	}
}
