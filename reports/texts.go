package reports

import (
	"github.com/proverb-dev/proverb/runner"
	"github.com/proverb-dev/proverb/suite/rules"
)

// A report is held in memory, so the content in it has an end. Of content that is
// a finding's evidence textLimit bytes are told whole, and as many of all other;
// what comes then is told by its first bytes. Where a hundred thousand answers are
// all different it is those that nothing was wrong with which fill the memory, so
// there are fewer of them.
const (
	textLimit     = 48 << 20
	cutEvidenceTo = 2 << 10
	cutOtherTo    = 256
)

// bodyTexts has content and fields as they are told: a server's answers share few,
// and a report holds each once. What was received beside content counts as content.
type bodyTexts struct {
	known    map[any]bodyText // by the *runner.Body, or the first octet received
	fields   map[fieldsKey][][2]string
	cited    map[*runner.Exchange]bool // evidence of findings
	evidence int                       // what may still be told whole of it, in bytes
	other    int                       // and of all other content
}

type bodyText struct {
	plain, base64 string
	cut           bool
}

func newBodyTexts(findings []rules.Finding, limit int) *bodyTexts {
	t := &bodyTexts{
		known: map[any]bodyText{}, fields: map[fieldsKey][][2]string{}, cited: map[*runner.Exchange]bool{},
		evidence: limit, other: limit,
	}
	for i := range findings {
		for _, x := range findings[i].Exchanges {
			t.cited[x] = true
		}
	}
	return t
}

// of is the content of an exchange.
func (t *bodyTexts) of(x *runner.Exchange) bodyText {
	b := x.BodyInfo()
	return t.tell(b, x, b.Bytes)
}

// received is what an exchange keeps of how its answer was written down.
func (t *bodyTexts) received(x *runner.Exchange) bodyText {
	if len(x.Received) == 0 {
		return bodyText{}
	}
	return t.tell(&x.Received[0], x, func() []byte { return x.Received })
}

// tell tells bytes whole, or their beginning once there are too many. Evidence is
// told whole even where the same was told cut before.
func (t *bodyTexts) tell(key any, x *runner.Exchange, bytes func() []byte) bodyText {
	left, cutTo := &t.other, cutOtherTo
	if t.cited[x] {
		left, cutTo = &t.evidence, cutEvidenceTo
	}
	known, ok := t.known[key]
	if ok && !(known.cut && t.cited[x]) {
		return known
	}
	told, whole := bodyText{}, bytes()
	if told.cut = len(whole) > cutTo && len(whole) > *left; told.cut {
		whole = whole[:boundary(whole, cutTo)]
	}
	*left -= len(whole)
	told.plain, told.base64 = content(whole)
	t.known[key] = told
	return told
}

// fieldsKey is a section of fields that a record has, which many exchanges share.
type fieldsKey struct {
	first *runner.Field
	count int
}

// pairs are fields as they are told. What shares them is not to write to them.
func (t *bodyTexts) pairs(fields []runner.Field) [][2]string {
	if len(fields) == 0 {
		return pairs(fields)
	}
	key := fieldsKey{&fields[0], len(fields)}
	if t.fields[key] == nil {
		t.fields[key] = pairs(fields)
	}
	return t.fields[key]
}
