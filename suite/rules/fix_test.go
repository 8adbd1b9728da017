package rules_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/proverb-dev/proverb/suite/rules"
)

func TestFixIsForTheServerThatWasRecognised(t *testing.T) {
	t.Parallel()
	i := slices.IndexFunc(rules.Rules, func(r rules.Rule) bool { return r.ID == "allow/present-on-405" })
	for product, sign := range map[string]string{
		"Express":                      "from 'express'",
		"nginx/1.22.1":                 "proxy_pass",
		"Werkzeug/3.1.9 Python/3.11.7": "from flask import",
		"uvicorn":                      "from starlette",
		"Go net/http":                  "func mend(next http.Handler)",
		"":                             "",
		"a server of ours":             "",
	} {
		code := rules.Rules[i].FixFor(product)
		if !strings.Contains(code, sign) || (sign == "") != (code == "") {
			t.Errorf("for %q the fix is %.80q, want one with %q", product, code, sign)
		}
	}
}
