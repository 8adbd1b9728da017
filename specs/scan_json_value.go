package specs

import (
	"bytes"
	"fmt"
)

func (j *jsonScan) peek() byte {
	if j.pos < len(j.data) {
		return j.data[j.pos]
	}
	return 0
}

func (j *jsonScan) space() {
	for ; j.pos < len(j.data); j.pos++ {
		switch j.data[j.pos] {
		case '\n':
			j.line++
			j.start = j.pos + 1
		case ' ', '\t', '\r':
		default:
			return
		}
	}
}

func (j *jsonScan) here() Position {
	return Position{File: j.file, Line: j.line, Column: j.pos - j.start + 1}
}

// object reads an object; field has to read each value. It notes names that
// are given twice.
func (j *jsonScan) object(field func(jsonKey)) {
	open := len(j.names)
	var many map[string]bool
	var beside siblings
	j.enter()
	defer j.leave()
	for j.pos++; ; {
		j.space()
		switch j.peek() {
		case '"':
		case ',':
			j.pos++
			continue
		default: // } or the end
			j.guard(beside)
			j.pos++
			j.names = j.names[:open]
			return
		}
		k := jsonKey{at: j.here(), pos: j.pos}
		k.raw = j.string()
		j.values++
		beside.see(k.raw)
		many = j.seen(k, open, many)
		j.space()
		j.pos++ // the colon
		j.space()
		j.refer(k)
		field(k)
	}
}

// guard ends the object at pos with a keyword more, where it needs one.
func (j *jsonScan) guard(beside siblings) {
	if beside.dangerous() && !j.outline.ignoresSiblings() {
		j.patches = append(j.patches, patch{j.pos, j.pos, `,"` + inertName + `":` + inertValue})
	}
}

// refer notes a reference to another file, if the value at pos is one.
func (j *jsonScan) refer(k jsonKey) {
	if string(k.raw) != "$ref" || j.peek() != '"' || j.pos+1 < len(j.data) && j.data[j.pos+1] == '#' {
		return
	}
	from, at := j.pos, j.here()
	j.outline.refer(unquote(j.string()), at)
	j.pos = from
}

// seen remembers a name of the object that was opened when open names were
// held, and notes it when it is there already. Objects with many names, the
// components of a large document, get a set.
func (j *jsonScan) seen(k jsonKey, open int, many map[string]bool) map[string]bool {
	const few = 16
	twice := false
	if many == nil && len(j.names)-open >= few {
		many = map[string]bool{}
		for _, n := range j.names[open:] {
			many[string(n)] = true
		}
	}
	if many != nil {
		twice = many[string(k.raw)]
		many[string(k.raw)] = true
	} else {
		for _, n := range j.names[open:] {
			twice = twice || bytes.Equal(n, k.raw)
		}
		j.names = append(j.names, k.raw)
	}
	if twice {
		j.outline.note("spec/duplicate-key", duplicateText(k.name()), k.at)
	}
	return many
}

func duplicateText(name string) string {
	return fmt.Sprintf("the name %q is given twice in one object; readers differ in which one they take", name)
}

// string reads a string and returns what is between its quotes.
func (j *jsonScan) string() []byte {
	from := j.pos + 1
	for i := from; i < len(j.data); i++ {
		switch j.data[i] {
		case '\\':
			i++
		case '"':
			j.pos = i + 1
			return j.data[from:i]
		}
	}
	j.pos = len(j.data)
	return nil
}

// skip reads a value of any kind.
func (j *jsonScan) skip() {
	switch j.peek() {
	case '{':
		j.object(func(jsonKey) { j.skip() })
	case '[':
		j.array()
	case '"':
		j.string()
	default:
		for j.pos < len(j.data) && !isEnd(j.data[j.pos]) {
			j.pos++
		}
	}
}

func isEnd(c byte) bool {
	switch c {
	case ',', '}', ']', ' ', '\t', '\r', '\n':
		return true
	}
	return false
}

func (j *jsonScan) array() { j.eachItem(func(int) { j.skip() }) }

// eachItem reads a list; item has to read each value.
func (j *jsonScan) eachItem(item func(int)) {
	j.enter()
	defer j.leave()
	n := 0
	for j.pos++; ; {
		j.space()
		switch j.peek() {
		case ',':
			j.pos++
		case ']', 0:
			j.pos++
			return
		default:
			j.values++
			item(n)
			n++
		}
	}
}

// enter and leave hold the document to its limits.
func (j *jsonScan) enter() {
	switch j.depth++; {
	case j.err != nil:
	case j.depth > mostNested:
		j.err = &fault{j.here(), tooDeep, nil}
	case j.values > mostValues:
		j.err = &fault{j.here(), tooMany, nil}
	}
}

func (j *jsonScan) leave() { j.depth-- }
