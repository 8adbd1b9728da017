package main

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
)

// table is a list for people and for grep. Of each row the first columns are names,
// which are never broken, and the others prose.
type table struct {
	names int
	rows  [][]string // the first is the head
}

func (t *table) add(cells ...string) { t.rows = append(t.rows, cells) }

// print writes a line a row, as programs want it. On a terminal that has no room for
// that, the prose is set under the names.
func (t *table) print(out io.Writer) error {
	whole, err := aligned(t.rows)
	if err != nil {
		return err
	}
	width := widthOf(out)
	if width > 0 && widest(whole) > width {
		whole, err = t.narrow(width)
	}
	if err != nil {
		return err
	}
	_, err = io.WriteString(out, whole)
	return err
}

func aligned(rows [][]string) (string, error) {
	var b bytes.Buffer
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	for _, row := range rows {
		fmt.Fprintln(w, strings.Join(row, "\t"))
	}
	err := w.Flush()
	return b.String(), err
}

func widest(text string) int {
	most := 0
	for line := range strings.Lines(text) {
		most = max(most, columns(strings.TrimSuffix(line, "\n")))
	}
	return most
}

// narrow is the table in lines of a width. Where the names alone are wider, all of
// them but the first are prose.
func (t *table) narrow(width int) (string, error) {
	names, before := t.names, make([][]string, len(t.rows))
	for i, row := range t.rows {
		before[i] = row[:names]
	}
	heads, err := aligned(before)
	if err != nil {
		return "", err
	}
	if widest(heads) > width {
		names, heads = 1, ""
		for _, row := range t.rows {
			heads += row[0] + "\n"
		}
	}
	var b strings.Builder
	for i, head := range strings.Split(strings.TrimSuffix(heads, "\n"), "\n") {
		b.WriteString(strings.TrimRight(head, " ") + "\n")
		for _, cell := range t.rows[i][names:] {
			if cell != "" {
				b.WriteString(wrapTo(width, cell, "    ") + "\n")
			}
		}
	}
	return b.String(), nil
}
