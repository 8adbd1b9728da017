package reports

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// fileLimit is how large a JUnit file gets. GitLab refuses files of 30 MB and
// Jenkins reads a whole one into memory.
const fileLimit = 25_000_000

// size is about how many bytes a case takes in a file. Attributes may grow by
// what is escaped in them.
func (c *junitCase) size() int {
	n := 200 + 2*(len(c.Classname)+len(c.Name)+len(c.File))
	for _, w := range []*junitWords{c.Failure, c.Error, c.Skipped} {
		if w != nil {
			n += 60 + 2*len(w.Message) + len(w.Text)
		}
	}
	if c.Out != nil {
		n += 60 + len(c.Out.Text)
	}
	return n
}

// suiteSize is about how many bytes a suite takes without its cases.
const suiteSize = 1000

func (s *junitSuite) size() int {
	n := suiteSize
	for _, c := range s.Cases {
		n += c.size()
	}
	return n
}

// split deals suites out to as many files as the limit asks for. A suite stays
// together where it fits into a file; where it does not, it goes on in the next
// one under the same name, which servers put together again.
func (all *junitSuites) split(v *view, strict bool, limit int) []*junitSuites {
	var parts []*junitSuites
	left := 0
	for _, s := range all.Suites {
		whole := s.size()
		var piece *junitSuite
		for _, c := range s.Cases {
			n := c.size()
			if piece == nil && left < min(whole, limit) || left < n {
				parts, left, piece = append(parts, &junitSuites{Name: all.Name}), limit, nil
			}
			if piece == nil {
				piece = v.newSuite(s.Name)
				last := parts[len(parts)-1]
				last.Suites = append(last.Suites, piece)
				left -= suiteSize
			}
			piece.add(c)
			left -= n
		}
	}
	for _, p := range parts {
		p.finish(v, strict)
	}
	return parts
}

// writeJUnit writes a file, or where that would be too large junit-001.xml and
// so on in its place.
func writeJUnit(path string, v *view, strict bool, limit int) error {
	all := newSuites(v, strict)
	parts := all.split(v, strict, limit)
	if len(parts) < 2 {
		return replace(path, func(w io.Writer) error { return encodeSuites(w, all) })
	}
	for i, p := range parts {
		err := replace(numbered(path, fmt.Sprintf("%03d", i+1)), func(w io.Writer) error { return encodeSuites(w, p) })
		if err != nil {
			return err
		}
	}
	// What is there is of an earlier run, and would be read with this one's.
	return remove(path)
}

func numbered(path, number string) string {
	ext := filepath.Ext(path)
	return strings.TrimSuffix(path, ext) + "-" + number + ext
}

// Files are the files that a report was written to: one, but for a JUnit report
// too large for one.
func (o Output) Files() []string {
	if _, err := os.Stat(o.Path); !strings.HasPrefix(o.Format, "junit") || !errors.Is(err, os.ErrNotExist) {
		return []string{o.Path}
	}
	var files []string
	for i := 1; ; i++ {
		file := numbered(o.Path, fmt.Sprintf("%03d", i))
		if _, err := os.Stat(file); err != nil {
			break
		}
		files = append(files, file)
	}
	return files
}
