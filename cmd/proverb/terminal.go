package main

import (
	"io"
	"os"

	"golang.org/x/term"
)

// isTerminal reports whether somebody is at the other end of a reader or a writer.
func isTerminal(stream any) bool {
	f, ok := stream.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// widthOf is how many columns a terminal has at the moment, as many as prose is set
// in where it does not say, and 0 of what is no terminal.
func widthOf(out io.Writer) int {
	if !isTerminal(out) {
		return 0
	}
	if w, _, err := term.GetSize(int(out.(*os.File).Fd())); err == nil && w > 0 {
		return w
	}
	return textWidth
}

// columns is how many columns a text may take. Most of what is behind the first
// alphabets is wide, and what is not is counted as if it were: a line that is too
// short does no harm.
func columns(s string) int {
	n := 0
	for _, r := range s {
		n += columnsOf(r)
	}
	return n
}

func columnsOf(r rune) int {
	if r < 0x1100 {
		return 1
	}
	return 2
}

// cutTo is as much of a text as n columns hold.
func cutTo(s string, n int) string {
	for i, r := range s {
		if n -= columnsOf(r); n < 0 {
			return s[:i]
		}
	}
	return s
}

// shortened is a text that fits n columns, with dots for what is left out of it.
func shortened(s string, n int) string {
	const dots = "..."
	if columns(s) <= n || n <= len(dots) {
		return cutTo(s, n)
	}
	return cutTo(s, n-len(dots)) + dots
}
