package runner

import (
	"fmt"
	"slices"

	"github.com/proverb-dev/proverb/specs"
)

// DefaultSafety is the level for a server where the user names none: guarded on
// loopback and in process, read-only anywhere else. Loopback means that every
// address the host resolves to is. The error is a URL that cannot be used.
func DefaultSafety(c Config) (specs.Safety, error) {
	client, err := newClient(c)
	if err != nil {
		return "", err
	}
	defer client.close()
	if client.loopback {
		return specs.Guarded, nil
	}
	return specs.ReadOnly, nil
}

// confirmed says whether a plan may be put to the client's server: above
// read-only a host off loopback must have been named by the user.
func confirmed(client *client, plan *specs.Plan, confirm []string) error {
	if client.loopback || !plan.Safety.Allows(specs.Guarded) {
		return nil
	}
	if slices.Contains(confirm, client.host) {
		return nil
	}
	return fmt.Errorf("%s is not on this machine: level %s needs --confirm-host %s, or use --safety read-only",
		client.host, plan.Safety, client.host)
}
