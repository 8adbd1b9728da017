package runner

import (
	"errors"
	"fmt"
	"os"
	"strings"
)

// ReadCredential reads SCHEME=env:VARIABLE or SCHEME=file:PATH. White space around
// what the variable or the file holds is left out. No error has what may be a
// secret.
func ReadCredential(text string, getenv func(string) string) (Credential, error) {
	scheme, from, ok := strings.Cut(text, "=")
	how, name, found := strings.Cut(from, ":")
	if !ok || scheme == "" || !found || name == "" || how != "env" && how != "file" {
		return Credential{}, errors.New("it is SCHEME=env:VARIABLE or SCHEME=file:PATH, and never the secret itself")
	}
	c := Credential{Scheme: scheme, Name: name}
	if how == "env" {
		c.Value = strings.TrimSpace(getenv(name))
		if c.Value == "" {
			return c, fmt.Errorf("the variable %s is not set", name)
		}
		return c, nil
	}
	data, err := os.ReadFile(name)
	if err != nil {
		return c, fmt.Errorf("it cannot be read: %w", err)
	}
	c.Name, c.Value = scheme, strings.TrimSpace(string(data))
	if c.Value == "" {
		return c, fmt.Errorf("the file %s is empty", name)
	}
	return c, nil
}

// ReadAccountFile is ReadAccount of a file.
func ReadAccountFile(file, user string) (*Account, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("the authentication file cannot be read: %w", err)
	}
	return ReadAccount(data, file, user)
}
