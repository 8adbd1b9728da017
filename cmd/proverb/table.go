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
	short bool       // most rows are, so that those which fit stay lines where others do not
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
		whole, err = t.fitted(width)
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

// fitted is the table in lines of a width.
func (t *table) fitted(width int) (string, error) {
	if t.short {
		return t.mixed(width)
	}
	return t.narrow(width)
}

// mixed has the rows in lines that fit beside each other, and the prose of the others
// under their names.
func (t *table) mixed(width int) (string, error) {
	under := make([]bool, len(t.rows))
	whole, err := t.beside(under)
	for err == nil && widest(whole) > width {
		under[t.longest(under)] = true
		whole, err = t.beside(under)
	}
	if err != nil {
		return "", err
	}
	lines := strings.SplitAfter(whole, "\n")
	var b strings.Builder
	for i, row := range t.rows {
		if !under[i] {
			b.WriteString(lines[0])
			lines = lines[1:]
			continue
		}
		b.WriteString(strings.Join(row[:t.names], "  ") + "\n" + below(row[t.names:], width))
	}
	return b.String(), nil
}

// beside are the rows that are not set under their names.
func (t *table) beside(under []bool) (string, error) {
	var rows [][]string
	for i, row := range t.rows {
		if !under[i] {
			rows = append(rows, row)
		}
	}
	return aligned(rows)
}

// longest is the row with the most text of those.
func (t *table) longest(under []bool) int {
	at, most := 0, -1
	for i, row := range t.rows {
		if n := columns(strings.Join(row, "")); !under[i] && n > most {
			at, most = i, n
		}
	}
	return at
}

// below is the prose of a row, under its names.
func below(prose []string, width int) string {
	out := ""
	for _, cell := range prose {
		if cell != "" {
			out += wrapTo(width, cell, "    ") + "\n"
		}
	}
	return out
}

// narrow has the prose of every row under its names. Where the names alone are wider, all of
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
		b.WriteString(strings.TrimRight(head, " ") + "\n" + below(t.rows[i][names:], width))
	}
	return b.String(), nil
}
