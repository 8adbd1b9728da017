package reports

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// JSON writes a report as the contract has it: indented, the same for the same
// report. The exchanges, its last member, are written one by one: an encoder
// holds all of what it encodes, twice, which for a large run is more than the
// run itself took.
func JSON(w io.Writer, r *Report) error {
	if len(r.Exchanges) == 0 {
		return encode(w, "", r)
	}
	const end = "[]\n}\n"
	var b bytes.Buffer
	rest := *r
	rest.Exchanges = []Exchange{}
	if err := encode(&b, "", &rest); err != nil {
		return err
	}
	if _, err := w.Write(bytes.TrimSuffix(b.Bytes(), []byte(end))); err != nil {
		return err
	}
	for i := range r.Exchanges {
		b.Reset()
		b.WriteString(separator(i))
		if err := encode(&b, "    ", &r.Exchanges[i]); err != nil {
			return err
		}
		if _, err := w.Write(bytes.TrimSuffix(b.Bytes(), []byte("\n"))); err != nil {
			return err
		}
	}
	_, err := io.WriteString(w, "\n  ]\n}\n")
	return err
}

func separator(i int) string {
	if i == 0 {
		return "[\n    "
	}
	return ",\n    "
}

// encode writes a value whose lines, but the first, begin with prefix.
func encode(w io.Writer, prefix string, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent(prefix, "  ")
	return e.Encode(v)
}

// Read reads a report back. Fields that it does not know are passed over: they
// are of a newer version that kept the contract.
func Read(from io.Reader) (*Report, error) {
	r := &Report{}
	d := json.NewDecoder(from)
	if err := d.Decode(r); err != nil {
		return nil, fmt.Errorf("reading the report: %w", err)
	}
	if r.Schema != Schema {
		return nil, fmt.Errorf("reading the report: its schema is %q, not %q", r.Schema, Schema)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("reading the report: something follows the JSON value")
	}
	return r, nil
}
