package rules

import (
	"encoding/binary"
	"slices"

	"github.com/proverb-dev/proverb/runner"
)

// lesson is what came of asking the rules of exchanges about one answer, as far as it
// holds for all that are alike. Thousands of answers teach the same.
type lesson struct {
	left []turn // those that are to be asked again
	kept []int  // the rules that had occasion and nothing to say
	id   []byte // of both, while it is learned
}

// applyToAnswer asks the rules of exchanges, but for those of which the answer, as
// it came before, has shown that they have nothing to say of it.
func (j *judging) applyToAnswer(path *runner.PathRecord, x *runner.Exchange) {
	r := j.bench.reply(x)
	switch {
	case !r.shared:
		j.apply(ScopeExchange, path, x)
	case r.lesson != nil:
		r.times++
		j.askAll(r.lesson.left, path, x)
	default:
		j.lesson = &lesson{left: j.page.left[:0], kept: j.page.kept[:0], id: j.page.id[:0]}
		j.apply(ScopeExchange, path, x)
		j.page, j.lesson = *j.lesson, nil
		r.lesson = j.noted(&j.page)
	}
}

// concerns reports whether a rule may apply to an answer that had not come before.
func (j *judging) concerns(t *turn, c *Context) bool {
	if j.lesson == nil {
		return true
	}
	among := j.rules[t.rule].Among
	return among == nil || among(c)
}

// learn takes down what came of asking a rule about such an answer.
func (j *judging) learn(t *turn, c *Context, occasion bool, said []Problem) {
	if j.lesson == nil {
		return
	}
	r := &j.rules[t.rule]
	silent := len(said) == 0 && (r.InAnswer == AllInAnswer || r.Suspects != nil && !r.Suspects(c))
	shows := r.InAnswer == OccasionInAnswer || r.InAnswer == AllInAnswer
	switch {
	case !occasion && shows:
	case silent && shows:
		j.lesson.keep(t)
	default:
		j.lesson.ask(t, silent)
	}
}

// keep notes a rule that had occasion and has nothing to say of any such answer.
func (l *lesson) keep(t *turn) {
	l.kept = append(l.kept, t.rule)
	l.id = binary.LittleEndian.AppendUint16(l.id, uint16(t.rule)*3)
}

// ask notes a rule that is asked about each, if only for its occasions.
func (l *lesson) ask(t *turn, silent bool) {
	l.left = append(l.left, *t)
	mark := uint16(1)
	if silent {
		l.left[len(l.left)-1].check, mark = nil, 2
	}
	l.id = binary.LittleEndian.AppendUint16(l.id, uint16(t.rule)*3+mark)
}

// noted is a lesson to keep: the same one for all answers that teach the same.
func (j *judging) noted(l *lesson) *lesson {
	if known := j.lessons[string(l.id)]; known != nil {
		return known
	}
	own := &lesson{left: slices.Clone(l.left), kept: slices.Clone(l.kept)}
	j.lessons[string(l.id)] = own
	return own
}

// quiet is a rule that had occasion and nothing to say of an answer, given what was
// promised of it.
type quiet struct {
	rule    int
	promise *promise
}

// isQuiet counts an occasion of a rule that has nothing to say of such an answer.
func (j *judging) isQuiet(t *turn, c *Context) bool {
	r := j.bench.reply(c.X)
	if len(r.quiet) == 0 || !slices.Contains(r.quiet, quiet{t.rule, c.promise()}) {
		return false
	}
	j.tallies[t.rule].Applied++
	return true
}

// hush notes a rule that had nothing to say, where that holds for other answers like
// this one.
func (j *judging) hush(t *turn, c *Context, said []Problem) {
	if !t.promised || len(said) > 0 {
		return
	}
	r, now := j.bench.reply(c.X), quiet{t.rule, c.promise()}
	if at := slices.IndexFunc(r.quiet, func(q quiet) bool { return q.rule == t.rule }); at >= 0 {
		r.quiet[at] = now // the last promise; a document has a few for its errors
		return
	}
	r.quiet = append(r.quiet, now)
}

// countKept counts the rules that were not asked again though they had occasion.
func (j *judging) countKept() {
	for _, r := range j.bench.replies {
		if r.lesson == nil {
			continue
		}
		for _, rule := range r.lesson.kept {
			j.tallies[rule].Applied += r.times
		}
	}
}
