package reports

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// JSON writes a report as the contract has it: indented, the same for the same
// report.
func JSON(w io.Writer, r *Report) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(r)
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
