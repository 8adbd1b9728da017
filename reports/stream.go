package reports

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"reflect"
	"strings"
)

// stream writes JSON as people and diffs read it, an element of a list at a
// time: the standard encoder holds a whole value three times over, and a run can
// have hundreds of megabytes.
type stream struct {
	out     *bufio.Writer
	part    bytes.Buffer
	encoder *json.Encoder
	err     error
}

// object is a value with its members in their order; many is a list whose
// elements are made one by one. Both may stand for a value of JSON in stream.
type object []member

type member struct {
	name  string
	value any
}

type many struct {
	n  int
	at func(int) any
}

// writeStream writes one value and the end of its line.
func writeStream(w io.Writer, format string, value any) error {
	s := &stream{out: bufio.NewWriter(w)}
	s.encoder = json.NewEncoder(&s.part)
	s.encoder.SetEscapeHTML(false)
	s.write("", value)
	s.out.WriteByte('\n')
	if s.err == nil {
		s.err = s.out.Flush()
	}
	if s.err != nil {
		return fmt.Errorf("writing %s: %w", format, s.err)
	}
	return nil
}

func (s *stream) write(margin string, value any) {
	switch v := value.(type) {
	case object:
		s.enclosed(margin, "{", "}", len(v), func(i int) {
			s.encode("", v[i].name)
			s.out.WriteString(": ")
			s.write(margin+"  ", v[i].value)
		})
	case many:
		s.enclosed(margin, "[", "]", v.n, func(i int) { s.write(margin+"  ", v.at(i)) })
	default:
		s.encode(margin, value)
	}
}

// enclosed writes elements between brackets, each on lines of its own.
func (s *stream) enclosed(margin, open, shut string, n int, element func(int)) {
	s.out.WriteString(open)
	for i := range n {
		if i > 0 {
			s.out.WriteByte(',')
		}
		s.out.WriteString("\n" + margin + "  ")
		element(i)
	}
	if n > 0 {
		s.out.WriteString("\n" + margin)
	}
	s.out.WriteString(shut)
}

func (s *stream) encode(margin string, value any) {
	if s.err != nil {
		return
	}
	s.part.Reset()
	s.err = s.encoder.Encode(value)
	writeIndentedJSON(s.out, bytes.TrimSuffix(s.part.Bytes(), []byte("\n")), margin)
}

// listed is a list as many.
func listed[T, V any](items []T, as func(*T) V) many {
	return many{len(items), func(i int) any { return as(&items[i]) }}
}

// membersOf are the members of a struct as encoding/json has them, its lists as
// many.
func membersOf(of any) object {
	var out object
	v := reflect.ValueOf(of).Elem()
	for i := range v.NumField() {
		name, options, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ",")
		f := v.Field(i)
		switch {
		case options == "omitempty" && f.IsZero():
		case f.Kind() == reflect.Slice && !f.IsNil():
			out = append(out, member{name, many{f.Len(), func(i int) any { return f.Index(i).Addr().Interface() }}})
		default:
			out = append(out, member{name, f.Interface()})
		}
	}
	return out
}
