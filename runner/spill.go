package runner

import (
	"os"
	"runtime"
)

// inMemory is how much content a run keeps in memory. What comes then goes to a
// file: a server may answer a hundred thousand times, each time otherwise.
const inMemory = 24 << 20

// spill is the file that content goes to when there is too much of it. The file
// has no name where the system allows that, and is gone with the process.
type spill struct {
	limit int // of what is kept in memory; 0 is inMemory
	kept  int
	file  *os.File
	end   int64
	full  bool // there is no file, or no room in it: all stays in memory
}

// spilled is a piece of content in the file.
type spilled struct {
	file   *os.File
	offset int64
	size   int
}

// read reads the piece back. What cannot be read any more is empty: a run is not
// given up for its evidence.
func (p *spilled) read() []byte {
	b := make([]byte, p.size)
	if n, err := p.file.ReadAt(b, p.offset); err != nil {
		b = b[:n]
	}
	return b
}

// take counts a body, and moves it to the file once there is enough in memory.
func (s *spill) take(b *Body) {
	limit := s.limit
	if limit == 0 {
		limit = inMemory
	}
	if s.kept+len(b.kept) <= limit || s.full {
		s.kept += len(b.kept)
		return
	}
	if s.file == nil && !s.open() {
		return
	}
	if _, err := s.file.WriteAt(b.kept, s.end); err != nil {
		s.full = true
		return
	}
	b.spilled = &spilled{s.file, s.end, len(b.kept)}
	s.end += int64(len(b.kept))
	b.kept = nil
}

// open makes the file and takes its name away. Where a file that is open cannot
// be removed (Windows) it is removed with the record.
func (s *spill) open() bool {
	f, err := os.CreateTemp("", "proverb-*")
	if err != nil {
		s.full = true
		return false
	}
	s.file = f
	if os.Remove(f.Name()) != nil {
		runtime.AddCleanup(f, func(name string) { os.Remove(name) }, f.Name())
	}
	return true
}
