package reports

import (
	"bytes"
	"encoding/json"
	"io"
	"strconv"
)

// writePageData writes a pageData, one exchange at a time: an encoder would hold
// the JSON of all of them.
func writePageData(w io.Writer, v *view) error {
	p := &pieces{w: w}
	rest := *v.Report
	rest.Exchanges = []Exchange{}
	p.text(`{"report":`)
	p.bytes(bytes.TrimSuffix(p.json(&rest), []byte("]}")))
	for i := range v.Exchanges {
		p.separate(i)
		p.bytes(p.json(&v.Exchanges[i]))
	}
	p.text(`]},"curl":{`)
	for i := range v.Exchanges {
		x := &v.Exchanges[i]
		p.separate(i)
		p.text(`"` + strconv.Itoa(x.ID) + `":`)
		p.bytes(p.json(asked(x).Curl(v.origin())))
	}
	p.text("},")
	p.bytes(bytes.TrimPrefix(p.json(newPageRest(v)), []byte("{")))
	return p.err
}

// pieces writes JSON piece by piece, up to the first error.
type pieces struct {
	w   io.Writer
	err error
}

func (p *pieces) bytes(b []byte) {
	if p.err == nil {
		_, p.err = p.w.Write(b)
	}
}

func (p *pieces) text(s string) { p.bytes([]byte(s)) }

func (p *pieces) separate(i int) {
	if i > 0 {
		p.text(",")
	}
}

func (p *pieces) json(value any) []byte {
	b, err := json.Marshal(value)
	if p.err == nil {
		p.err = err
	}
	return b
}
