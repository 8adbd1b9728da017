package rules

import "github.com/proverb-dev/proverb/runner"

// bench is what judging works out once for a record.
type bench struct{}

// Judge holds a record to the rules of a profile.
func Judge(record *runner.Record, p Profile) *Judgement { return nil }
