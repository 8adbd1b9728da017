package reports

import (
	"fmt"
	"slices"
	"strings"

	"github.com/proverb-dev/proverb/runner"
)

// notation is the exchange as testdata has it, with all that a rule's example
// has to know, so that a failure can be pasted in and is a regression test.
func (v *view) notation(x *runner.Exchange, flat *Exchange) string {
	return strings.TrimRight(x.Notation(v.notes(flat)...), "\n")
}

func (v *view) notes(x *Exchange) []string {
	notes := []string{x.Kind}
	if x.Control != "" {
		notes[0] = "control: " + x.Control
	}
	if x.Form != "" && x.Form != "plain" {
		notes = append(notes, "form: "+x.Form)
	}
	if x.Again {
		notes = append(notes, "again")
	}
	if x.Resent {
		notes = append(notes, "resent")
	}
	if p := v.paths[x.Path]; p != nil {
		notes = append(notes, pathNotes(p, x)...)
	}
	return append(notes, "server: "+strings.Join(v.Server.Methods, " "))
}

func pathNotes(p *Path, x *Exchange) []string {
	notes := []string{"not live"}
	if p.Live {
		notes[0] = "live"
	}
	if target, _, _ := strings.Cut(x.Target, "?"); target != p.Path {
		notes = append(notes, "path: "+p.Path)
	}
	if len(p.Declared) > 0 {
		notes = append(notes, "declared: "+strings.Join(p.Declared, " "))
	}
	return notes
}

// trimmed is the exchange without what a reader can guess: request fields but
// those about content, and the rest of a long body, or of a request that was sent as
// it stands and is long for its own sake.
func trimmed(x *Exchange) *runner.Exchange {
	const keep, keepRaw = 240, 480
	out := *recorded(x)
	out.Request = slices.DeleteFunc(out.Request, func(f runner.Field) bool {
		return !strings.HasPrefix(strings.ToLower(f.Name), "content-")
	})
	out.Raw = out.Raw[:min(len(out.Raw), keepRaw)]
	if body := out.Body(); len(body) > keep {
		return out.WithBody(body[:boundary(body, keep)], out.Length, true)
	}
	return &out
}

// boundary is the last place at or before n where UTF-8 text can be cut.
func boundary[T string | []byte](s T, n int) int {
	if len(s) <= n {
		return len(s)
	}
	for n > 0 && s[n]&0xc0 == 0x80 {
		n--
	}
	return n
}

// curl is a command line that sends the request of an exchange again.
func (v *view) curl(x *Exchange) string {
	sent := asked(x)
	sent.Proto = answeredIn(x)
	return sent.Curl(v.askedAt(x), v.Connection.way())
}

// replayLine is a command line that has Proverb send the request of a finding again and
// look at the answer.
func (v *view) replayLine(f *Finding, x *Exchange) string {
	return fmt.Sprintf("proverb replay %s --from report.json %s", f.Fingerprint, asked(x).ReplayFlags(v.askedAt(x), v.Connection.way()))
}

// askedAt is the scheme and authority that a request was sent to.
func (v *view) askedAt(x *Exchange) string {
	if x.Control == string(runner.ControlDirect) && v.Report.Origin != nil {
		return v.Report.Origin.URL
	}
	return v.origin()
}

// version is the version of HTTP that a request was sent in.
func (v *view) version(x *Exchange) string {
	sent := runner.Exchange{Control: runner.Control(x.Control), Proto: answeredIn(x)}
	return "HTTP/" + sent.HTTP(v.Connection.way())
}

// answeredIn is the version of HTTP of an answer; empty where there is none.
func answeredIn(x *Exchange) string {
	if x.Response == nil {
		return ""
	}
	return x.Response.Proto
}

// origin is the scheme and authority of the target.
func (v *view) origin() string {
	scheme, rest, ok := strings.Cut(v.Target, "://")
	if !ok {
		return v.Target
	}
	authority, _, _ := strings.Cut(rest, "/")
	return scheme + "://" + authority
}
