package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"iter"
	"strings"
)

// printJSON writes a plan as one object, a member of its lists at a time.
func (o *planOutline) printJSON(w io.Writer) error {
	b := bufio.NewWriter(w)
	c := newCounts()
	b.WriteString("{\n")
	err := writeMembers(b, o.head())
	if err == nil {
		err = writeList(b, "paths", o.paths(c))
	}
	if err == nil {
		b.WriteString(",\n")
		err = writeMembers(b, c)
	}
	if err == nil {
		// Questions are asked beside the probes, and are none of those counted above.
		err = writeList(b, "questions", o.questions())
	}
	if err != nil {
		return err
	}
	b.WriteString("\n}\n")
	return b.Flush()
}

// writeMembers writes an object without its braces, and a comma.
func writeMembers(b *bufio.Writer, v any) error {
	text, err := indented(v, "")
	if err != nil {
		return err
	}
	b.WriteString(strings.TrimSuffix(strings.TrimPrefix(text, "{\n"), "\n}") + ",\n")
	return nil
}

// writeList writes a member whose value is a list, without a comma behind it.
func writeList[T any](b *bufio.Writer, name string, all iter.Seq[T]) error {
	b.WriteString("  \"" + name + "\": [")
	separator, end := "\n    ", ""
	for v := range all {
		text, err := indented(v, "    ")
		if err != nil {
			return err
		}
		b.WriteString(separator + text)
		separator, end = ",\n    ", "\n  "
	}
	b.WriteString(end + "]")
	return nil
}

func indented(v any, prefix string) (string, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent(prefix, "  ")
	err := e.Encode(v)
	return strings.TrimSuffix(b.String(), "\n"), err
}
