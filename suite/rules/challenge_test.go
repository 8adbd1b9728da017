package rules

import (
	"fmt"
	"strings"
	"testing"
)

func TestChallengesAreRead(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ lines, want string }{
		{`Bearer`, `Bearer[]`},
		{``, ``},
		{` , ,`, ``},
		{`Negotiate YII=`, `Negotiate YII=[]`},
		{`Basic realm=shop`, `Basic[realm=shop]`},
		{`Basic realm="a\"b\\c, d=e"`, `Basic[realm=a"b\c, d=e]`},
		{`Digest a=1 , b = "2",c=3,Basic realm="x"`, `Digest[a=1 b=2 c=3] Basic[realm=x]`},
		{"Digest a=1\nb=2, NTLM", `Digest[a=1 b=2] NTLM[]`},
		{`Newauth realm="apps", type=1, Basic realm="simple"`, `Newauth[realm=apps type=1] Basic[realm=simple]`},
		{`Basic realm="a", charset="UTF-8"`, `Basic[realm=a charset=UTF-8]`},
		{"Bearer\trealm=x", `!a blank is missing behind the scheme Bearer, before realm=x`},
		{`Negotiate YII=, realm="x"`, `!the parameter realm follows a token`},
		{`Basic realm="x\`, `!the parameter realm has no value: a token, or text in closed quotes`},
		{`Basic realm="x"y`, `!a comma is missing before y`},
		{`"Basic"`, `!neither a scheme nor a parameter begins with "Basic"`},
		{`Bearer a b`, `!behind a scheme stands a token or a parameter, and not a b`},
	} {
		got, err := readChallenges(strings.Split(c.lines, "\n"))
		text := printed(got)
		if err != nil {
			text = "!" + err.Error()
		}
		if text != c.want {
			t.Errorf("%q is read as\n%s\nwant\n%s", c.lines, text, c.want)
		}
	}
}

func printed(all []challenge) string {
	var out []string
	for _, c := range all {
		var params []string
		for _, p := range c.params {
			params = append(params, p.name+"="+p.value)
		}
		out = append(out, fmt.Sprintf("%s[%s]", strings.TrimSpace(c.scheme+" "+c.token68), strings.Join(params, " ")))
	}
	return strings.Join(out, " ")
}

// What was read can be written down and is read as the same again.
func FuzzChallenges(f *testing.F) {
	for _, s := range []string{`Bearer`, `Basic realm="a b", charset="UTF-8"`, `Negotiate YII==, Digest a=1, b="\""`, `,,`, `x=`, "A \xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		first, err := readChallenges([]string{text})
		if err != nil {
			return
		}
		again, err := readChallenges([]string{rewritten(first)})
		if err != nil || printed(again) != printed(first) {
			t.Errorf("%q is %s, and written down %q, %s (%v)", text, printed(first), rewritten(first), printed(again), err)
		}
	})
}

func rewritten(all []challenge) string {
	var out []string
	for _, c := range all {
		text := c.scheme
		if c.token68 != "" {
			text += " " + c.token68
		}
		for i, p := range c.params {
			text += map[bool]string{true: " ", false: ", "}[i == 0] + p.name + `="` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(p.value) + `"`
		}
		out = append(out, text)
	}
	return strings.Join(out, ", ")
}
