package main

import (
	"bufio"
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/proverb-dev/proverb/runner"
	"github.com/proverb-dev/proverb/specs"
)

// questionOutline is a further question told flat.
type questionOutline struct {
	Name     string           `json:"name"`    // the control of its exchanges
	Asks     string           `json:"asks"`    // what sets it apart from the plain probe
	Note     string           `json:"note"`    // what the answers decide; empty where nothing does
	AtMost   int              `json:"at_most"` // paths; 0 is all of them
	Requests []requestOutline `json:"requests"`
}

// requestOutline is a question to one path, or to the server as a whole.
type requestOutline struct {
	Method string `json:"method"`
	Path   string `json:"path"` // empty where it is to the server as a whole
	Target string `json:"target"`
	Send   bool   `json:"send"`
	Reason string `json:"reason,omitempty"`
}

// questions tells each question in turn.
func (o *planOutline) questions() iter.Seq[questionOutline] {
	return func(yield func(questionOutline) bool) {
		if !o.noQuestions {
			for q := range runner.EachQuestion(o.plan) {
				if !yield(outlineOf(q)) {
					return
				}
			}
		}
		if o.transport {
			for _, q := range rawOutlines(o.plan.Safety) {
				if !yield(q) {
					return
				}
			}
		}
	}
}

func outlineOf(q runner.Question) questionOutline {
	o := questionOutline{Name: string(q.Control), Asks: q.Asks, Note: q.Note, AtMost: q.Most}
	for _, p := range q.Probes {
		r := requestOutline{Method: p.Name(), Path: p.Template(), Target: q.Target, Send: p.NotSent == "", Reason: string(p.NotSent)}
		if p.Path != nil {
			r.Target = targetOf(p)
		}
		o.Requests = append(o.Requests, r)
	}
	return o
}

// rawOutlines are the questions of --pack transport at a safety level.
func rawOutlines(level specs.Safety) []questionOutline {
	var out []questionOutline
	for _, q := range runner.RawQuestions(level) {
		out = append(out, questionOutline{Name: string(q.Control), Asks: q.Asks, Requests: []requestOutline{
			{Method: "raw", Target: q.Where, Send: true},
		}})
	}
	return out
}

// printQuestions writes a line a question that would be put.
func printQuestions(b *bufio.Writer, all iter.Seq[questionOutline]) {
	title := "\nbeside the probes would be asked, once their answers are known:\n"
	for q := range all {
		if q.count() == 0 {
			continue
		}
		fmt.Fprint(b, title)
		title = ""
		fmt.Fprintf(b, "  %-20s %s, %s%s\n", q.Name, q.methods(), q.Asks, inParentheses(q.places()))
	}
}

func (q questionOutline) count() int {
	n := 0
	for _, r := range q.Requests {
		if r.Send {
			n++
		}
	}
	return n
}

func (q questionOutline) methods() string {
	var methods []string
	for _, r := range q.Requests {
		if r.Send && !slices.Contains(methods, r.Method) {
			methods = append(methods, r.Method)
		}
	}
	slices.Sort(methods)
	return strings.Join(methods, " ")
}

// places says of how many paths the question is asked, and what decides it.
func (q questionOutline) places() string {
	n := q.count()
	text := ""
	switch {
	case q.Requests[0].Path == "":
		text = printable(q.Requests[0].Target)
	case q.AtMost > 0 && q.AtMost < n:
		text = "at most " + count(q.AtMost, "path")
	default:
		text = count(n, "path")
	}
	if q.Note != "" {
		text += "; " + q.Note
	}
	return text
}

// unsafeQuestions counts the questions whose method may change something.
func unsafeQuestions(plan *specs.Plan) int {
	n := 0
	for q := range runner.EachQuestion(plan) {
		sent := 0
		for _, p := range q.Probes {
			if p.NotSent == "" && isUnsafe(p) && (q.Most == 0 || sent < q.Most) {
				sent++
			}
		}
		n += sent
	}
	return n
}

// unsafeRaw counts the questions of the transport pack that read-only leaves out.
func unsafeRaw(level specs.Safety) int {
	return len(runner.RawQuestions(level)) - len(runner.RawQuestions(specs.ReadOnly))
}
