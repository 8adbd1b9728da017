package settings

import (
	"strings"

	"github.com/proverb-dev/proverb/suite/rules"
)

// Keys are the keys of the file: the flags of proverb audit, which a test of the
// command holds them to.
func Keys() []Key {
	return []Key{
		{Name: "allow-remote-refs"},
		{Name: "auth"},
		{Name: "auth-file", Place: whole},
		{Name: "auth-user"},
		{Name: "baseline", Place: whole},
		{Name: "bearer-env"},
		{Name: "cacert", Place: whole},
		{Name: "cert", Place: whole},
		{Name: "color"},
		{Name: "compare", Place: whole},
		{Name: "concurrency"},
		{Name: "confirm-host", Many: true},
		{Name: "credential", Many: true, Place: afterFile},
		{Name: "error-schema"},
		{Name: "exclude-method", Many: true},
		{Name: "exclude-operation-id", Many: true},
		{Name: "exclude-path", Many: true},
		{Name: "exclude-rules", Many: true},
		{Name: "exclude-tag", Many: true},
		{Name: "fail-on"},
		{Name: "header", Many: true},
		{Name: "http"},
		{Name: "include-method", Many: true},
		{Name: "include-operation-id", Many: true},
		{Name: "include-path", Many: true},
		{Name: "include-tag", Many: true},
		{Name: "insecure"},
		{Name: "key", Place: whole},
		{Name: "max-failures"},
		{Name: "max-paths"},
		{Name: "methods"},
		{Name: "min-judged"},
		{Name: "oauth2", Many: true, Place: afterFile},
		{Name: "origin-url"},
		{Name: "pack", Many: true},
		{Name: "param", Many: true},
		{Name: "param-file", Many: true, Place: whole},
		{Name: "profile", Place: policyFile},
		{Name: "proxy"},
		{Name: "questions"},
		{Name: "quiet"},
		{Name: "rate"},
		{Name: "report", Many: true, Place: afterEquals},
		{Name: "rules", Many: true},
		{Name: "run-id"},
		{Name: "safety"},
		{Name: "shard"},
		{Name: "stale"},
		{Name: "strict"},
		{Name: "timeout"},
		{Name: "unix-socket", Place: whole},
		{Name: "url"},
	}
}

// whole and afterEquals say where a value's path begins.
func whole(string) (int, bool) { return 0, true }

func afterEquals(v string) (int, bool) {
	at := strings.Index(v, "=") + 1
	return at, at > 0
}

// policyFile: a profile is a file or a name.
func policyFile(v string) (int, bool) { return 0, rules.IsPolicyFile(v) }

// afterFile: what stands for a secret is a variable or a file.
func afterFile(v string) (int, bool) {
	const mark = "=file:"
	at := strings.Index(v, mark)
	return at + len(mark), at >= 0
}
