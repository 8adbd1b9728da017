package specs

import (
	"regexp/syntax"
	"strings"
)

// fromPattern makes a string that a pattern matches: every repetition once
// (with at least so many turns as steer says, where it may go on), of every
// class the character that steer picks. False where Go does not know the
// pattern; what it makes still has to be tried, for it does not look at
// assertions.
func fromPattern(pattern string, steer int) (string, bool) {
	if pattern == "" {
		return "", false
	}
	parsed, err := syntax.Parse(ecmaCodepoint.ReplaceAllString(pattern, `\x{$1}`), syntax.Perl)
	if err != nil {
		return "", false
	}
	w := &patternWalk{steer: steer}
	w.walk(parsed)
	return w.out.String(), w.steps <= mostSteps
}

// mostSteps bounds what nested repetitions can make.
const mostSteps = 1 << 12

type patternWalk struct {
	out   strings.Builder
	steer int
	steps int
}

func (w *patternWalk) walk(re *syntax.Regexp) {
	if w.steps++; w.steps > mostSteps {
		return
	}
	switch re.Op {
	case syntax.OpLiteral:
		w.out.WriteString(string(re.Rune))
	case syntax.OpCharClass:
		w.class(re.Rune)
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		w.out.WriteByte('a' + byte(w.steer%26))
	case syntax.OpAlternate:
		w.walk(re.Sub[w.steer%len(re.Sub)])
	case syntax.OpQuest:
		if w.steer%2 == 1 {
			w.walk(re.Sub[0])
		}
	case syntax.OpStar:
		w.repeat(re.Sub[0], 0, -1)
	case syntax.OpPlus:
		w.repeat(re.Sub[0], 1, -1)
	case syntax.OpRepeat:
		w.repeat(re.Sub[0], re.Min, re.Max)
	case syntax.OpConcat, syntax.OpCapture:
		for _, sub := range re.Sub {
			w.walk(sub)
		}
	}
}

// repeat takes as many turns as steer says, between least and most.
func (w *patternWalk) repeat(re *syntax.Regexp, least, most int) {
	n := max(least, min(w.steer, 64))
	if most >= 0 {
		n = min(n, most)
	}
	for range max(n, least) {
		w.walk(re)
	}
}

// class picks a character of a class, letters and digits before others: they
// need no escaping in a path.
func (w *patternWalk) class(ranges []rune) {
	var plain []rune
	for i := 0; i+1 < len(ranges); i += 2 {
		for c := max(ranges[i], '0'); c <= min(ranges[i+1], 'z'); c++ {
			if c <= '9' || c >= 'a' || c >= 'A' && c <= 'Z' {
				plain = append(plain, c)
			}
		}
	}
	switch {
	case len(plain) > 0:
		w.out.WriteRune(plain[w.steer%len(plain)])
	case len(ranges) > 0:
		w.out.WriteRune(ranges[0])
	}
}
