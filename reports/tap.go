package reports

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"strings"
)

// TAP writes the Test Anything Protocol: the cases of JUnit, one for each METHOD and
// path and one for the server. It says version 13, which has all that is written
// here: Perl's prove fails any file that says 14.
func TAP(w io.Writer, r *Report) error { return newView(r).tap(w) }

func (v *view) tap(w io.Writer) error {
	out := bufio.NewWriter(w)
	cases := newSuites(v, false).cases()
	fmt.Fprintf(out, "TAP version 13\n1..%d\n", len(cases))
	for i, c := range cases {
		if err := c.tap(out, i+1); err != nil {
			return fmt.Errorf("writing TAP: %w", err)
		}
	}
	return out.Flush()
}

func (c *junitCase) tap(out *bufio.Writer, n int) error {
	state, told := c.state()
	ok, skip := "ok", ""
	switch state {
	case "failed", "error":
		ok = "not ok"
	case "skipped":
		skip = " # SKIP " + tapEscape(told.Message)
	}
	fmt.Fprintf(out, "%s %d - %s%s\n", ok, n, tapEscape(c.Name), skip)
	if ok == "ok" {
		return nil
	}
	return diagnostics(out, told)
}

// diagnostics is a block of YAML. Its strings are JSON's, which YAML reads too.
func diagnostics(out *bufio.Writer, told *junitWords) error {
	out.WriteString("  ---\n")
	for _, pair := range [][2]string{{"rule", told.Type}, {"message", told.Message}, {"evidence", told.Text}} {
		fmt.Fprintf(out, "  %s: ", pair[0])
		value := json.NewEncoder(out)
		value.SetEscapeHTML(false) // an exchange is full of < and >
		if err := value.Encode(pair[1]); err != nil {
			return err
		}
	}
	out.WriteString("  ...\n")
	return nil
}

// tapEscape keeps what a text says from being read as a directive.
func tapEscape(s string) string {
	return tapEscapes.Replace(line(s))
}

var tapEscapes = strings.NewReplacer(`\`, `\\`, "#", `\#`)
