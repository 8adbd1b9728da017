package reports

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/proverb-dev/proverb/specs"
)

// InspectionJSON writes an inspection as the contract has it, indented.
func InspectionJSON(w io.Writer, i *Inspection) error {
	compact, err := json.Marshal(i)
	if err != nil {
		return fmt.Errorf("writing JSON: %w", err)
	}
	out := bufio.NewWriter(w)
	writeIndentedJSON(out, compact, "")
	out.WriteByte('\n')
	return out.Flush()
}

func (i *Inspection) exchangeOf(id int) *Exchange {
	at := slices.IndexFunc(i.Exchanges, func(x Exchange) bool { return x.ID == id })
	if at < 0 {
		return nil
	}
	return &i.Exchanges[at]
}

// wire is an exchange as it was on the wire, without the notes that examples have
// behind their request line.
func (x *Exchange) wire() string {
	shown := recorded(x)
	shown.Probe, shown.Control = &specs.Probe{}, ""
	return plain(strings.TrimRight(shown.Notation(), "\n"))
}

// curl is a command line that sends the request of an exchange again.
func (i *Inspection) curl(x *Exchange) string {
	v := view{Report: &Report{Target: i.URL}}
	return asked(x).Curl(v.origin(), i.Connection.way())
}

// InspectionFormats are the formats of an inspection by name. It is never written
// to.
var InspectionFormats = map[string]func(io.Writer, *Inspection) error{
	"text": InspectionText(false, true),
	"json": InspectionJSON,
	"html": InspectionHTML,
}

// ParseInspectionOutput reads FORMAT=PATH for an inspection.
func ParseInspectionOutput(s string) (Output, error) {
	format, path, _ := strings.Cut(s, "=")
	switch {
	case InspectionFormats[format] == nil:
		return Output{}, fmt.Errorf("report %q: an inspection is told as %s", s, strings.Join(slices.Sorted(maps.Keys(InspectionFormats)), ", "))
	case path == "":
		return Output{}, fmt.Errorf("report %q: no path (write %s=PATH; a path of - is standard output)", s, format)
	}
	return Output{Format: format, Path: path}, nil
}

// WriteInspection tells an inspection in every format asked for. One that cannot be
// written does not keep the others from being written.
func WriteInspection(i *Inspection, outs []Output, stdout io.Writer) error {
	var errs []error
	for _, o := range outs {
		format := func(w io.Writer) error { return InspectionFormats[o.Format](w, i) }
		if err := o.put(format, stdout); err != nil {
			errs = append(errs, fmt.Errorf("writing the report %s=%s: %w", o.Format, o.Path, err))
		}
	}
	return errors.Join(errs...)
}
