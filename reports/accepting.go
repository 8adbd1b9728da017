package reports

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"github.com/proverb-dev/proverb/suite/rules"
)

// LoadBaseline reads a baseline from a file; without one at that place it has
// no entries, and found is false.
func LoadBaseline(file string) (entries []rules.Acceptance, found bool, err error) {
	data, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, false, nil
	}
	if err != nil {
		return nil, false, fmt.Errorf("reading the baseline: %w", err)
	}
	entries, err = ReadBaseline(data, file)
	return entries, true, err
}

// SaveBaseline writes a baseline to a file.
func SaveBaseline(file string, entries []rules.Acceptance) error {
	f, err := os.Create(file)
	if err != nil {
		return fmt.Errorf("writing the baseline: %w", err)
	}
	if err := errors.Join(WriteBaseline(f, entries), f.Close()); err != nil {
		return fmt.Errorf("writing the baseline %s: %w", file, err)
	}
	return nil
}

// Accepting are the acceptances of a run: those of the configuration, and those
// of a baseline. stale is error, warn or off; "" is warn.
func Accepting(configured, baseline []rules.Acceptance, stale string) (rules.Acceptances, error) {
	a := rules.Acceptances{Now: time.Now(), Stale: rules.Staleness(stale)}
	switch a.Stale {
	case "":
		a.Stale = rules.StaleWarn
	case rules.StaleError, rules.StaleWarn, rules.StaleOff:
	default:
		return a, fmt.Errorf("%q: it is error, warn or off", stale)
	}
	a.Entries = append(append(a.Entries, configured...), baseline...)
	return a, nil
}
