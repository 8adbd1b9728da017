package reports

import (
	"encoding/json"
	"io"
)

// partSize is how many exchanges are compressed together: few enough to be read
// while somebody waits.
const partSize = 256

// pageExchange is an exchange as the page has it. One that is like another holds
// only what is its own, and the id of the other.
type pageExchange struct {
	*Exchange
	Like    int    `json:"like,omitempty"`
	Curl    string `json:"curl"`
	Version string `json:"version"` // of HTTP, in which it was sent
}

// ownExchange is what is left of an exchange that is like another.
type ownExchange struct {
	ID        int    `json:"id"`
	Method    string `json:"method"`
	Path      string `json:"path"`
	Target    string `json:"target"`
	ElapsedUS int64  `json:"elapsed_us"`
	Like      int    `json:"like"`
	Curl      string `json:"curl"`
}

// parts writes the exchanges, partSize at a time.
func (p packer) parts(v *view, begin, end string) error {
	kin := newKin(v)
	for from := 0; from < len(v.Exchanges); from += partSize {
		if _, err := io.WriteString(p.w, begin); err != nil {
			return err
		}
		part := v.Exchanges[from:min(from+partSize, len(v.Exchanges))]
		if err := p.pack(func(w io.Writer) error { return writePart(w, v, kin, part) }); err != nil {
			return err
		}
		if _, err := io.WriteString(p.w, end); err != nil {
			return err
		}
	}
	return nil
}

func writePart(w io.Writer, v *view, kin *kin, part []Exchange) error {
	list := make([]any, len(part))
	for i := range part {
		x := &part[i]
		curl := v.curl(x)
		if like := kin.of(x); like > 0 {
			list[i] = ownExchange{x.ID, x.Method, x.Path, x.Target, x.ElapsedUS, like, curl}
		} else {
			list[i] = pageExchange{Exchange: x, Curl: curl, Version: v.version(x)}
		}
	}
	return json.NewEncoder(w).Encode(list)
}
