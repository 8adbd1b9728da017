package main

import (
	"fmt"
	"io"
	"strings"
)

// example is an answer that breaks or keeps a rule.
type example struct{ title, text string }

// parseExamples takes a rule's examples apart: each begins with a line of its
// title between "-- " and " --"; what stands before the first is a comment.
func parseExamples(text string) []example {
	var out []example
	for line := range strings.Lines(text) {
		trimmed := strings.TrimSpace(line)
		title, isTitle := strings.CutPrefix(trimmed, "-- ")
		if title, closed := strings.CutSuffix(title, " --"); isTitle && closed {
			out = append(out, example{title: title})
			continue
		}
		if len(out) > 0 {
			out[len(out)-1].text += line
		}
	}
	return out
}

func printExamples(w io.Writer, examples []example) {
	for _, e := range examples {
		fmt.Fprintf(w, "\nExample: %s\n\n%s", e.title, indent(strings.Trim(e.text, "\n"), "  "))
	}
}
