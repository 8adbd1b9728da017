package main

import (
	"fmt"
	"strings"

	"github.com/proverb-dev/proverb/reports/settings"
)

// didYouMean is the end of a sentence about a word that is none: the nearest of
// those that are, or nothing when none is near.
func didYouMean(word string, known []string) string {
	best, distance := "", len(word)/3+2
	for _, k := range known {
		if d := settings.Distance(word, k); d < distance {
			best, distance = k, d
		}
	}
	if best == "" {
		best = containing(word, known)
	}
	if best == "" {
		return ""
	}
	return fmt.Sprintf("; did you mean %q?", best)
}

// containing is the first known word that has word in it: rule ids are often
// remembered by their second half.
func containing(word string, known []string) string {
	if len(word) < 3 {
		return ""
	}
	for _, k := range known {
		if strings.Contains(k, word) {
			return k
		}
	}
	return ""
}

// oneLine keeps a message that may hold text of others on one line.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// count is a number and its noun: "1 path", "2 paths".
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
