package main

import (
	"errors"
	"fmt"
	"regexp"

	"github.com/proverb-dev/proverb/runner"
	"github.com/proverb-dev/proverb/suite/rules"
)

// The exit codes. Where several hold, the first of 130, 2, 3 (cut short), 1,
// 3 (otherwise undecided), 0 is taken.
const (
	exitConforms    = 0
	exitFails       = 1
	exitUsage       = 2 // usage, configuration or document
	exitUndecided   = 3 // cut short, or undecided for another reason
	exitInterrupted = 130
)

// exitError ends a command with a code other than 2. Without err, what there is
// to say has been said.
type exitError struct {
	code int
	err  error
}

func (e *exitError) Error() string {
	if e.err == nil {
		return fmt.Sprintf("exit code %d", e.code)
	}
	return e.err.Error()
}

func (e *exitError) Unwrap() error { return e.err }

// usageError is a fault of the command line, the configuration or the document:
// one line that says what, where, and what to do next.
func usageError(format string, args ...any) error { return fmt.Errorf(format, args...) }

// tell prints a command's error as one line and returns its exit code.
func (a *app) tell(err error) int {
	if err == nil {
		return exitConforms
	}
	code := exitUsage
	var exit *exitError
	if errors.As(err, &exit) {
		code = exit.code
		err = exit.err
	}
	if err != nil {
		fmt.Fprintln(a.stderr, "proverb:", a.whence(oneLine(err.Error())))
	}
	return code
}

// aboutFlag begins an error about the value of a flag.
var aboutFlag = regexp.MustCompile(`^--([a-z0-9-]+)\b`)

// whence puts before an error about a flag where that has its value from, if that is
// not the command line.
func (a *app) whence(text string) string {
	if m := aboutFlag.FindStringSubmatch(text); m != nil {
		if from := a.origins[m[1]]; from != "" && from != m[0] {
			return from + ": " + text
		}
	}
	return text
}

// exitCode is the exit code of a run that was made.
func exitCode(j *rules.Judgement) int {
	switch {
	case j.Record.Cut == runner.CutInterrupted:
		return exitInterrupted
	case j.Record.Cut != "":
		return exitUndecided
	case j.Verdict == rules.Fails:
		return exitFails
	case j.Verdict == rules.Conforms:
		return exitConforms
	}
	return exitUndecided
}
