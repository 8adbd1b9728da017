package main

import (
	"github.com/spf13/cobra"

	"github.com/proverb-dev/proverb/runner"
)

// credentialFlags are credentials that need the document to be understood, or a
// file of their own.
type credentialFlags struct {
	credentials, oauth2 []string
	authFile, authUser  string
}

func (s *credentialFlags) register(c *cobra.Command) {
	f := c.Flags()
	f.StringArrayVar(&s.credentials, "credential", nil, "a credential for a security scheme of the document: SCHEME=env:VARIABLE or SCHEME=file:PATH (repeatable)")
	f.StringArrayVar(&s.oauth2, "oauth2", nil, "an OAuth 2.0 client, client-id:secret, for a scheme with a clientCredentials flow: SCHEME=env:VARIABLE or SCHEME=file:PATH (repeatable)")
	f.StringVar(&s.authFile, "auth-file", "", "a Web Fuzzing Commons authentication file, whose first user is taken")
	f.StringVar(&s.authUser, "auth-user", "", "the user of --auth-file to take instead of the first")
}

// put adds what the flags say to a configuration.
func (s *credentialFlags) put(c *runner.Config, getenv func(string) string) error {
	for _, flag := range []struct {
		name   string
		values []string
	}{{"credential", s.credentials}, {"oauth2", s.oauth2}} {
		for i, text := range flag.values {
			one, err := runner.ReadCredential(text, getenv)
			if err != nil {
				return usageError("--%s number %d: %w", flag.name, i+1, err)
			}
			one.Client = flag.name == "oauth2"
			c.Credentials = append(c.Credentials, one)
		}
	}
	if s.authFile == "" {
		if s.authUser != "" {
			return usageError("--auth-user needs --auth-file beside it")
		}
		return nil
	}
	var err error
	if c.Account, err = runner.ReadAccountFile(s.authFile, s.authUser); err != nil {
		return usageError("--auth-file: %w", err)
	}
	return nil
}
