package reports

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// JSON writes a report as the contract has it: indented, the same for the same
// report. Lists are written an element at a time.
func JSON(w io.Writer, r *Report) error {
	return writeStream(w, "JSON", membersOf(r))
}

// Read reads a report back, in one JSON value or in lines. Fields that it does
// not know are passed over: they are of a newer version that kept the contract.
func Read(from io.Reader) (*Report, error) {
	d := json.NewDecoder(from)
	r, err := read(d)
	if err == nil && r.Cut != CutKilled { // such a record ends anywhere
		if _, after := d.Token(); !errors.Is(after, io.EOF) {
			err = errors.New("something follows the end of it")
		}
	}
	if err != nil {
		return nil, fmt.Errorf("reading the report: %w", err)
	}
	return r, nil
}

func read(d *json.Decoder) (*Report, error) {
	first := struct {
		Lines string `json:"lines"`
		Live  bool   `json:"live"`
		Report
	}{}
	if err := d.Decode(&first); err != nil {
		return nil, err
	}
	if first.Schema != Schema {
		return nil, fmt.Errorf("its schema is %q, not %q", first.Schema, Schema)
	}
	switch first.Lines {
	case "":
		return &first.Report, nil
	case linesSchema:
		return &first.Report, readLines(d, &first.Report, first.Live)
	}
	return nil, fmt.Errorf("its lines are %q, not %q", first.Lines, linesSchema)
}
