package specs

import (
	"math"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// impossibleUUID is a version 4 UUID that somebody's dice fell into; no sample
// and no documentation has it.
const impossibleUUID = "9d4c1f6e-27b8-4a53-b0e9-6f1d83c2a75b"

// impossible is a value of the right form and of no resource. It has to pass a
// server's own check of the form, so that the request gets as far as not
// finding the resource; where no such value is found, one that fails the check
// does no harm either.
func (b *builder) impossible(r *route, name string, declared []*openapi3.Parameter) string {
	schema := firstSchema(declared)
	letters := strings.ToLower(b.letters(4))
	known := map[string]bool{}
	for _, source := range []string{SourceExample, SourceDefault, SourceEnum} {
		for _, v := range said(source, declared) {
			known[segmentText(v)] = true
		}
	}
	last := "proverb-no-such-" + letters
	if schema == nil || hasEnum(schema) {
		return last
	}
	for _, text := range b.impossibleTexts(schema, letters) {
		if isSegment(text) && !known[text] && b.fits(schema, text) && !b.isSibling(r.template, name, text) {
			return text
		}
	}
	return last
}

func hasEnum(s *openapi3.Schema) bool { return len(s.Enum) > 0 || s.Const != nil }

// letters are the last of the document's own: ids that do not exist are the
// same in every run and in every shard of one.
func (b *builder) letters(n int) string {
	mark := markOf(b.src.sha256)
	return mark[max(0, len(mark)-n):] + strings.Repeat("q", max(0, n-len(mark)))
}

func (b *builder) impossibleTexts(schema *openapi3.Schema, letters string) []string {
	schema = merged(schema)
	if permits(schema, "integer") || permits(schema, "number") {
		return impossibleNumbers(schema, letters)
	}
	if text, ok := impossibleFormats(letters)[schema.Format]; ok {
		return []string{text}
	}
	whole := "proverb-no-such-" + letters
	texts := []string{whole, "proverbnosuch" + letters, "PROVERBNOSUCH" + strings.ToUpper(letters), "zzz" + letters, letters}
	if most := schema.MaxLength; most != nil && *most < uint64(len(whole)) {
		texts = append(texts, whole[uint64(len(whole))-*most:])
	}
	if least := schema.MinLength; least > uint64(len(whole)) && least < 1000 {
		texts = append(texts, whole+strings.Repeat("z", int(least)-len(whole)))
	}
	for variant := range 4 {
		if text, ok := fromPattern(schema.Pattern, 7+3*variant); ok {
			texts = append(texts, text)
		}
	}
	return texts
}

func impossibleFormats(letters string) map[string]string {
	return map[string]string{
		"uuid":      impossibleUUID,
		"date":      "9999-12-30",
		"date-time": "9999-12-30T23:59:58Z",
		"email":     "no-such-" + letters + "@proverb.invalid",
		"hostname":  "no-such-" + letters + ".invalid",
		"ipv4":      "192.0.2.254",
		"ipv6":      "2001:db8::fffe",
	}
}

// impossibleNumbers are large ones, since ids are given out from below, that
// still are numbers of 32 bits to servers that read ids so.
func impossibleNumbers(schema *openapi3.Schema, letters string) []string {
	salt := 0
	for _, c := range letters {
		salt = salt*26 + int(c-'a')
	}
	large := float64(math.MaxInt32 - 1 - salt%1_000_000)
	if schema.Format == "int64" {
		large = float64(1<<53-1) - float64(salt%1_000_000)
	}
	candidates := []float64{large, math.MaxInt32 - 1, 999_999_937, 30_011, 251, 97, -97}
	if schema.Max != nil {
		candidates = append(candidates, math.Floor(*schema.Max), math.Floor(*schema.Max)-1)
	}
	if schema.Min != nil {
		candidates = append(candidates, math.Ceil(*schema.Min)+1_000_003, math.Ceil(*schema.Min)+7)
	}
	if m := schema.MultipleOf; m != nil && *m > 0 {
		candidates = append(candidates, math.Floor(large / *m)**m)
	}
	var texts []string
	for _, n := range candidates {
		texts = append(texts, strconv.FormatFloat(n, 'f', -1, 64))
	}
	return texts
}
