package suite

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/proverb-dev/proverb/runner"
)

// credentials puts those of a Config into the runner's.
func (c *Config) credentials(r *runner.Config) (err error) {
	for _, scheme := range slices.Sorted(maps.Keys(c.Credentials)) {
		r.Credentials = append(r.Credentials, runner.Credential{Scheme: scheme, Name: scheme, Value: c.Credentials[scheme]})
	}
	for _, scheme := range slices.Sorted(maps.Keys(c.OAuth2)) {
		r.Credentials = append(r.Credentials, runner.Credential{Scheme: scheme, Name: scheme, Value: c.OAuth2[scheme], Client: true})
	}
	switch {
	case c.AuthFile != "":
		if r.Account, err = runner.ReadAccountFile(c.AuthFile, c.AuthUser); err != nil {
			return fmt.Errorf("Config.AuthFile: %w", err)
		}
	case c.AuthUser != "":
		return errors.New("Config.AuthUser needs Config.AuthFile beside it")
	}
	return nil
}

// takeCredentials reads SCHEME=env:VARIABLE and its like. An entry of the Config
// wins.
func takeCredentials(into *map[string]string, list []string, getenv func(string) string) error {
	own := maps.Clone(*into)
	if own == nil {
		own = map[string]string{}
	}
	for _, text := range list {
		one, err := runner.ReadCredential(text, getenv)
		if err != nil {
			return err
		}
		if own[one.Scheme] == "" {
			own[one.Scheme] = one.Value
		}
	}
	*into = own
	return nil
}
