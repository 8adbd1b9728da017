package rules

import (
	"fmt"
	"slices"
	"testing"

	"github.com/proverb-dev/proverb/runner"
)

func answerWith(name string, values ...string) *runner.Exchange {
	x := &runner.Exchange{Outcome: runner.Answered, Status: 200}
	for _, v := range values {
		x.Header = append(x.Header, runner.Field{Name: name, Value: v})
	}
	return x
}

func TestAllowIsReadAsOneList(t *testing.T) {
	t.Parallel()
	tests := []struct {
		lines   []string
		methods []string
		wrong   []string
		gap     bool
	}{
		{lines: nil},
		{lines: []string{""}},
		{lines: []string{"", "GET"}, methods: []string{"GET"}},
		{lines: []string{"GET,HEAD", "POST"}, methods: []string{"GET", "HEAD", "POST"}},
		{lines: []string{"GET \t,\tGET, get"}, methods: []string{"GET", "get"}},
		{lines: []string{"GET,,POST"}, methods: []string{"GET", "POST"}, gap: true},
		{lines: []string{"GET, ,"}, methods: []string{"GET"}, gap: true},
		{lines: []string{"VERSION-CONTROL, M-SEARCH"}, methods: []string{"VERSION-CONTROL", "M-SEARCH"}},
		{lines: []string{"[GET POST]"}, wrong: []string{"[GET POST]"}},
		{lines: []string{`"GET", POST`}, methods: []string{"POST"}, wrong: []string{`"GET"`}},
	}
	for _, test := range tests {
		got := readAllow(test.lines)
		if !slices.Equal(got.methods, test.methods) || !slices.Equal(got.wrong, test.wrong) || got.gap != test.gap {
			t.Errorf("Allow %q is read as %+v", test.lines, got)
		}
	}
}

func TestMediaTypes(t *testing.T) {
	t.Parallel()
	valid := []string{
		"text/html", "text/html;charset=utf-8", "text/html ; charset=utf-8", "text/html; charset=utf-8;",
		`text/html; charset="utf-8"; q="a\"b"`, "application/vnd.api+json; v=1;; w=2", "text/html;",
	}
	wrong := []string{
		"", "text", "text/", "/html", "text/html, text/plain", "text/html; charset", "text/html; charset=",
		"text/html; charset = utf-8", `text/html; charset="utf-8`, "text/html charset=utf-8", "text /html", "text/html; =utf-8",
	}
	for _, v := range valid {
		if !isMediaType(v) {
			t.Errorf("%q is said to be no media type", v)
		}
	}
	for _, v := range wrong {
		if isMediaType(v) {
			t.Errorf("%q is said to be a media type", v)
		}
	}
}

func TestMediaRanges(t *testing.T) {
	t.Parallel()
	tests := []struct {
		have, documented string
		want             bool
	}{
		{"application/json", "application/json", true},
		{"application/json", "application/json; charset=utf-8", true},
		{"application/json", "application/*", true},
		{"application/json", "*/*", true},
		{"application/json", "text/*", false},
		{"application/problem+json", "application/json", false},
		{"application/json", "app*", false},
	}
	for _, test := range tests {
		if got := inRange(test.have, test.documented); got != test.want {
			t.Errorf("%s in %s is %v", test.have, test.documented, got)
		}
	}
}

func TestCacheControlIsRead(t *testing.T) {
	t.Parallel()
	tests := []struct{ text, want, wrong string }{
		{"", "[]", ""},
		{"no-store", "[no-store]", ""},
		{" , max-age=60 ,, Public", "[max-age=60 public]", ""},
		{`private="a, b", max-age="60"`, `[private="a, b" max-age="60"]`, ""},
		{"max-age=", "[max-age=]", ""},
		{"max-age= , public", "[max-age= public]", ""},
		{"max-age=-1", "[max-age=-1]", ""},
		{"no-store; max-age=1", "[]", "no-store; max-age=1"},
		{"public, =1", "[public]", "=1"},
		{`private="a`, "[]", `private="a`},
		{"no store", "[]", "no store"},
	}
	for _, test := range tests {
		got := readCacheControl(test.text)
		if s := fmt.Sprint(got.directives); s != test.want || got.wrong != test.wrong {
			t.Errorf("Cache-Control: %s is read as %s, leaving %q", test.text, s, got.wrong)
		}
	}
}

func TestHTTPDates(t *testing.T) {
	t.Parallel()
	for _, v := range []string{"Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"} {
		if !isHTTPDate(v) {
			t.Errorf("%q is said to be no date", v)
		}
	}
	for _, v := range []string{"", "0", "1994-11-06T08:49:37Z", "Sun, 06 Nov 1994 08:49:37 UTC", "Sun, 06 Nov 1994 08:49:37 +0000", "06 Nov 1994 08:49:37 GMT"} {
		if isHTTPDate(v) {
			t.Errorf("%q is said to be a date", v)
		}
	}
}

func TestMembersOfAnObject(t *testing.T) {
	t.Parallel()
	tests := []struct{ text, want string }{
		{`{}`, ""},
		{`[1]`, ""},
		{` { "a" : 1 , "b\u0063" : "x\"}," } `, `a=1;bc="x\"},";`},
		{`{"a":{"b":[1,{"c":"]}"}]},"d":null}`, `a={"b":[1,{"c":"]}"}]};d=null;`},
		{`{"a":[],"b":-1.5e3}`, `a=[];b=-1.5e3;`},
	}
	for _, test := range tests {
		x := answerWith("Content-Type", "application/json").WithBody([]byte(test.text), int64(len(test.text)), false)
		var got string
		for key, value := range members(x) {
			got += key + "=" + string(value) + ";"
		}
		if got != test.want {
			t.Errorf("the members of %s are %s", test.text, got)
		}
	}
}
