package main

import "strings"

// textWidth is how wide prose is set.
const textWidth = 84

// wrap sets prose in lines, each after the margin. Empty lines part paragraphs;
// lines that begin with a space or a tab (code) are kept as they are.
func wrap(text, margin string) string { return wrapTo(textWidth, text, margin) }

// wrapTo is wrap for lines of another width.
func wrapTo(width int, text, margin string) string {
	var out []string
	line := ""
	flush := func() {
		if line != "" {
			out = append(out, line)
			line = ""
		}
	}
	for _, given := range strings.Split(text, "\n") {
		if given == "" || given[0] == ' ' || given[0] == '\t' {
			flush()
			out = append(out, strings.TrimRight(margin+given, " \t"))
			continue
		}
		for _, word := range strings.Fields(given) {
			switch {
			case line == "":
				line = margin + word
			case len([]rune(line))+1+len([]rune(word)) > width:
				flush()
				line = margin + word
			default:
				line += " " + word
			}
		}
	}
	flush()
	return strings.Join(out, "\n")
}

// indent puts the margin before every line that is not empty.
func indent(text, margin string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		if strings.TrimSpace(line) != "" {
			b.WriteString(margin)
		}
		b.WriteString(line)
	}
	if !strings.HasSuffix(text, "\n") {
		b.WriteByte('\n')
	}
	return b.String()
}
