package runner

import (
	"encoding/json"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

func TestCheckJSON(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]JSONFault{
		`{}`: {},
		" [1, -0.5e+3, \"\\u00e9\\ud800\", true,false , null]\n": {},
		`"é"`:                         {},
		`{"a":{"a":1},"b":[{"a":2}]}`: {},
		``:                            {"empty", "there is no content"},
		" \r\n":                       {"empty", "there is nothing but white space"},
		`<html>`:                      {"syntax", `invalid character '<' at offset 0`},
		`{"a":1`:                      {"syntax", "it ends at offset 6, before its value does"},
		`{"a":1,}`:                    {"syntax", `invalid character '}' at offset 7`},
		`[1,]`:                        {"syntax", `invalid character ']' at offset 3`},
		`[,1]`:                        {"syntax", `invalid character ',' at offset 1`},
		`{,}`:                         {"syntax", `invalid character ',' at offset 1`},
		`{"a" 1}`:                     {"syntax", `invalid character '1' at offset 5`},
		`{a:1}`:                       {"syntax", `invalid character 'a' at offset 1`},
		`[1}`:                         {"syntax", `invalid character '}' at offset 2`},
		`01`:                          {"syntax", `invalid character '1' at offset 1`},
		`1.`:                          {"syntax", "it ends at offset 2, before its value does"},
		`-a`:                          {"syntax", `invalid character 'a' at offset 1`},
		`nul`:                         {"syntax", "it ends at offset 3, before its value does"},
		`NaN`:                         {"syntax", `invalid character 'N' at offset 0`},
		`'a'`:                         {"syntax", `invalid character '\'' at offset 0`},
		"\"a\nb\"":                    {"syntax", `invalid character '\n' at offset 2`},
		`"\x"`:                        {"syntax", `invalid character 'x' at offset 2`},
		`"\u12g4"`:                    {"syntax", `invalid character 'g' at offset 5`},
		`{} {}`:                       {"trailing", "there is more after the value, from offset 3"},
		"{}]":                         {"trailing", "there is more after the value, from offset 2"},
		"\"\xff\"":                    {"utf-8", "it is not UTF-8 at offset 1"},
		"\xff\xfe{\x00}\x00":          {"utf-8", "it is not UTF-8 at offset 0"},
		"\xef\xbb\xbf{}":              {"bom", "it begins with a byte order mark"},
		"\xef\xbb\xbf<html>":          {"syntax", `invalid character '<' at offset 3`},
		"\xef\xbb\xbf":                {"syntax", "it ends at offset 3, before its value does"},
		`{"a":1,"b":2,"\u0061":3}`:    {"duplicate-name", `the name "a" is repeated at offset 13`},
		`{"a":1,"a":2,]`:              {"syntax", `invalid character ']' at offset 13`},
	} {
		if got := checkJSON([]byte(text)); got != want {
			t.Errorf("%q:\n got %+v\nwant %+v", text, got, want)
		}
	}
}

func TestDeepJSONTakesLinearTime(t *testing.T) {
	t.Parallel()
	texts := func(depth int) []string {
		return []string{
			strings.Repeat("[", depth) + strings.Repeat("]", depth),
			strings.Repeat(`{"a":`, depth) + "1" + strings.Repeat("}", depth),
			"{" + strings.Repeat(`"a":1,`, depth) + `"a":1}`,
		}
	}
	const depth = 100_000
	large, small := texts(depth), texts(depth/100)
	// As much text in pieces takes as long, on a machine that does other things too;
	// time that grows as the square of the text would be a hundred times that.
	for i := range large {
		whole, pieces := timeToCheck(t, large[i], 1), timeToCheck(t, small[i], 100)
		if whole > 30*pieces {
			t.Errorf("%.10q...: as a whole it takes %s, in a hundred pieces %s", large[i], whole, pieces)
		}
	}
}

// timeToCheck is how long so many checks of a text take, at best.
func timeToCheck(t *testing.T, text string, times int) time.Duration {
	best := time.Duration(1<<63 - 1)
	for range 3 {
		start := time.Now()
		for range times {
			if f := checkJSON([]byte(text)); f.Kind != "" && f.Kind != "duplicate-name" {
				t.Errorf("%+v", f)
			}
		}
		best = min(best, time.Since(start))
	}
	return best
}

// The standard library knows as well what JSON is, but for text that is not UTF-8.
func FuzzCheckJSON(f *testing.F) {
	for _, s := range []string{`{"a":[1,2.5e-3,"x\u0041"],"b":null}`, `[`, `"\ud800"`, "01", "-", "1e", "\"\xff\"", `{"a":1 "b"}`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		fault := checkJSON(b)
		valid := fault.Kind == "" || fault.Kind == "duplicate-name"
		if want := json.Valid(b) && utf8.Valid(b); valid != want && !nested(b) {
			t.Errorf("%q: %+v, want valid %v", b, fault, want)
		}
	})
}

// nested reports nesting that the standard library gives up on.
func nested(b []byte) bool { return len(b) > 10_000 }
