package reports

import (
	"bufio"
	"cmp"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Output is a report that was asked for: a format, and the file it goes to.
type Output struct {
	Format string
	Path   string // "-" is standard output
}

// ParseOutput reads FORMAT=PATH. Text and github alone, without a path, go to
// standard output.
func ParseOutput(s string) (Output, error) {
	format, path, _ := strings.Cut(s, "=")
	if Formats[format] == nil && folders[format] == nil {
		return Output{}, fmt.Errorf("report %q: unknown format %q (known: %s)", s, format, strings.Join(FormatNames(), ", "))
	}
	if path == "" && (format == "text" || format == "github") {
		path = "-"
	}
	if path == "" {
		return Output{}, fmt.Errorf("report %q: no path (write %s=PATH; a path of - is standard output)", s, format)
	}
	if path == "-" && folders[format] != nil {
		return Output{}, fmt.Errorf("report %q: %s is a folder of files, which standard output cannot take", s, format)
	}
	return Output{Format: format, Path: path}, nil
}

// FormatNames are the names of the formats, in the order of the alphabet.
func FormatNames() []string {
	return slices.Sorted(func(yield func(string) bool) {
		for _, names := range []iter.Seq[string]{maps.Keys(Formats), maps.Keys(folders)} {
			for name := range names {
				if !yield(name) {
					return
				}
			}
		}
	})
}

// Check finds out, before anything is sent, whether every output can be
// written. It changes no file and leaves none behind.
func Check(outs []Output) error {
	used := map[string]Output{}
	for _, o := range outs {
		if o.Path == "-" {
			continue
		}
		place := destination(o.Path)
		if other, twice := used[place]; twice {
			return fmt.Errorf("report %s=%s: %s=%s goes to the same file", o.Format, o.Path, other.Format, other.Path)
		}
		used[place] = o
		check := writable
		if folders[o.Format] != nil {
			check = writableInto
		}
		if err := check(place); err != nil {
			return fmt.Errorf("report %s=%s cannot be written: %w", o.Format, o.Path, err)
		}
	}
	return nil
}

// destination is the file a path leads to: a link is followed, so that it
// stays a link.
func destination(path string) string {
	if real, err := filepath.EvalSymlinks(path); err == nil {
		return real
	}
	return filepath.Clean(path)
}

func writable(path string) error {
	info, err := os.Stat(path)
	switch {
	case err == nil && info.IsDir():
		return errors.New("it is a folder")
	case err == nil:
		f, err := os.OpenFile(path, os.O_WRONLY, 0)
		if err != nil {
			return err
		}
		if err := f.Close(); err != nil || !info.Mode().IsRegular() {
			return err
		}
	case !errors.Is(err, fs.ErrNotExist):
		return err
	}
	return writableFolder(filepath.Dir(path))
}

// writableInto is writable for a folder of files.
func writableInto(folder string) error {
	if info, err := os.Stat(folder); err == nil && !info.IsDir() {
		return errors.New("it is a file, and a folder is to be written")
	}
	return writableFolder(folder)
}

// writableFolder tries the nearest folder that exists; those between are made
// when there is something to put into them.
func writableFolder(folder string) error {
	for {
		_, err := os.Stat(folder)
		parent := filepath.Dir(folder)
		if !errors.Is(err, fs.ErrNotExist) || parent == folder {
			break
		}
		folder = parent
	}
	f, err := os.CreateTemp(folder, ".proverb-*")
	if pathError := (*fs.PathError)(nil); errors.As(err, &pathError) {
		// The name tried is ours, and of no use to the user.
		return fmt.Errorf("no file can be made in %s: %w", folder, pathError.Err)
	}
	if err != nil {
		return err
	}
	return errors.Join(f.Close(), os.Remove(f.Name()))
}

// Write tells the report in every format asked for. One that cannot be written
// does not keep the others from being written. What several formats look up or
// make of a report is made once.
func Write(r *Report, outs []Output, stdout io.Writer) error {
	v := newView(r)
	// Cases are large, so the files that are made of them are written first.
	outs = slices.Clone(outs)
	slices.SortStableFunc(outs, func(a, b Output) int { return cmp.Compare(b.ofCases(), a.ofCases()) })
	var errs []error
	for _, o := range outs {
		if o.ofCases() == 0 {
			v.cases = nil
		}
		if err := o.write(v, stdout); err != nil {
			errs = append(errs, fmt.Errorf("writing the report %s=%s: %w", o.Format, o.Path, err))
		}
	}
	return errors.Join(errs...)
}

// ofCases is 1 for a file made of JUnit's cases. What goes to standard output
// stays in the order asked for.
func (o Output) ofCases() int {
	if o.Path != "-" && slices.Contains([]string{"junit", "junit-strict", "ctrf", "tap"}, o.Format) {
		return 1
	}
	return 0
}

func (o Output) write(v *view, stdout io.Writer) error {
	if folder := folders[o.Format]; folder != nil {
		return folder(v, o.Path)
	}
	teller := tellers[o.Format]
	if teller == nil {
		return fmt.Errorf("unknown format %q", o.Format)
	}
	if path := destination(o.Path); (o.Format == "junit" || o.Format == "junit-strict") && o.Replaceable() {
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			return err
		}
		return writeJUnit(path, v, o.Format == "junit-strict", fileLimit)
	}
	return o.put(func(w io.Writer) error { return teller(v, w) }, stdout)
}

// put writes what a format tells to where the output goes.
func (o Output) put(format func(io.Writer) error, stdout io.Writer) error {
	if o.Path == "-" {
		return format(stdout)
	}
	path := destination(o.Path)
	if !o.Replaceable() {
		return overwrite(path, format) // a device or a pipe cannot be replaced
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		return err
	}
	return replace(path, format)
}

// Replaceable reports whether the output goes to a file: what is written to a
// device or a pipe is gone.
func (o Output) Replaceable() bool {
	info, err := os.Stat(destination(o.Path))
	return o.Path != "-" && (err != nil || info.Mode().IsRegular())
}

// Create makes the file of an output, folders included, or empties it.
func (o Output) Create() (*os.File, error) {
	path := destination(o.Path)
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		return nil, err
	}
	return os.Create(path)
}

// replace writes beside the file and then puts the whole in its place, so that
// nobody sees half a report.
func replace(path string, format func(io.Writer) error) error {
	beside := filepath.Join(filepath.Dir(path), ".proverb-"+rand.Text())
	if err := create(beside, format); err != nil {
		return errors.Join(err, remove(beside))
	}
	if err := os.Rename(beside, path); err != nil {
		return errors.Join(err, remove(beside))
	}
	return nil
}

func create(path string, format func(io.Writer) error) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return err
	}
	return errors.Join(tell(f, format), f.Close())
}

func overwrite(path string, format func(io.Writer) error) error {
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	return errors.Join(tell(f, format), f.Close())
}

func tell(w io.Writer, format func(io.Writer) error) error {
	b := bufio.NewWriterSize(w, 1<<16)
	if err := format(b); err != nil {
		return err
	}
	return b.Flush()
}

func remove(path string) error {
	if err := os.Remove(path); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}
