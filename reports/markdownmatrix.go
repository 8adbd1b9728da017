package reports

import (
	"fmt"
	"strings"
)

// matrix is a table of paths by methods, each cell with the status and a sign
// for what is thought of it. A large API has no use for it.
func (m *markdown) matrix() {
	if len(m.Paths) == 0 || len(m.Paths) > matrixPaths || len(m.cells) == 0 {
		return
	}
	rows := map[cellKey]*cell{}
	for _, c := range m.cells {
		rows[cellKey{c.method, c.path.Path}] = c
	}
	columns := m.columns()
	var b strings.Builder
	b.WriteString("### Paths and methods\n\n| path |")
	for _, c := range columns {
		fmt.Fprintf(&b, " %s |", prose(c.Method))
	}
	b.WriteString("\n|---|" + strings.Repeat("---|", len(columns)) + "\n")
	for i := range m.Paths {
		p := &m.Paths[i]
		fmt.Fprintf(&b, "| %s |", code(p.Path))
		for _, c := range columns {
			fmt.Fprintf(&b, " %s |", m.square(rows[cellKey{c.Method, p.Path}]))
		}
		b.WriteByte('\n')
	}
	b.WriteString("\n✓ pass, ✗ fails, ! told below the threshold, ? inconclusive, – not sent. **Bold**: declared.\n\n")
	m.add("%s", b.String())
}

var squares = map[string]string{"fail": "✗", "ask": "?", "warn": "!", "pass": "✓", "skip-ed": "–"}

func (m *markdown) square(c *cell) string {
	if c == nil {
		return ""
	}
	state, figure, _ := m.look(c)
	text := strings.TrimSpace(prose(figure) + " " + squares[state])
	if c.declared() {
		return "**" + text + "**"
	}
	return text
}
