package suite

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	files "github.com/proverb-dev/proverb/reports/settings"
	"github.com/proverb-dev/proverb/specs"
	"github.com/proverb-dev/proverb/suite/rules"
)

// filed is what a file says that Config has no field for.
type filed struct {
	accept           []rules.Acceptance
	only, except     []string
	include, exclude specs.Filter
	concurrency      int
	strict           bool
	// at says where the file has a filter, by its key: proverb.yaml:3.
	at map[string]string
}

// withFile fills what the Config leaves empty from its File.
func (c Config) withFile(getenv func(string) string) (Config, error) {
	if c.File == "" {
		return c, nil
	}
	f, err := files.Load(c.File, files.Keys(), getenv)
	if err != nil {
		return c, fmt.Errorf("Config.File: %w", err)
	}
	c.Params, c.Reports, c.Header = maps.Clone(c.Params), maps.Clone(c.Reports), canonical(c.Header)
	if f == nil {
		return c, nil
	}
	c.filed.at = map[string]string{}
	for _, v := range f.Values {
		at := fmt.Sprintf("%s:%d", f.Name, v.Line)
		if err := c.take(v, getenv); err != nil {
			return c, fmt.Errorf("Config.File: %s: %s: %w", at, v.Key, err)
		}
		c.filed.at[v.Key] = at
	}
	known := append(append([]rules.Rule{}, rules.Rules...), c.Rules...)
	c.filed.accept = f.Accept
	for _, name := range append(append([]string{}, c.filed.only...), c.filed.except...) {
		if !namesOne(known, name) {
			return c, fmt.Errorf("Config.File: %s: no rule or topic %q", f.Name, name)
		}
	}
	return c, f.KnownRules(known)
}

// idle says which words of the file's filters are of nothing in the document, as
// the command does: it is no failure, for what is asked is the more for it.
func (f *filed) idle(plan *specs.Plan) []string {
	var out []string
	for _, part := range []struct {
		verb string
		specs.Filter
	}{{"include", f.include}, {"exclude", f.exclude}} {
		for _, idle := range plan.Idle(part.Filter) {
			key := part.verb + "-" + idle.By
			out = append(out, "Config.File: "+f.at[key]+": "+key+" "+plain(idle.String()))
		}
	}
	return out
}

// namesOne reports whether a name is that of a rule or a topic: a misspelt one
// would leave a run greener than was meant.
func namesOne(all []rules.Rule, name string) bool {
	return slices.ContainsFunc(all, func(r rules.Rule) bool {
		return r.ID == name || strings.HasPrefix(r.ID, strings.TrimSuffix(name, "/")+"/")
	})
}

// take puts a value where the Config has none.
func (c *Config) take(v files.Value, getenv func(string) string) error {
	one := ""
	if len(v.List) > 0 {
		one = v.List[0]
	}
	if field := c.text(v.Key); field != nil {
		*field = cmp.Or(*field, one)
		return nil
	}
	switch v.Key {
	case "url", "origin-url":
		c.takeAddress(v.Key, one)
	case "timeout", "rate", "min-judged", "concurrency", "strict", "max-failures", "max-paths":
		return c.takeNumber(v.Key, one)
	case "confirm-host":
		c.ConfirmHost = append(c.ConfirmHost, v.List...)
	case "bearer-env":
		return c.takeBearer(one, getenv)
	case "credential":
		return takeCredentials(&c.Credentials, v.List, getenv)
	case "oauth2":
		return takeCredentials(&c.OAuth2, v.List, getenv)
	case "pack":
		c.Packs = append(c.Packs, v.List...)
	case "rules":
		c.filed.only = v.List
	case "exclude-rules":
		c.filed.except = v.List
	case "header", "param", "report":
		return c.takePairs(v)
	case "quiet", "color", "methods": // about a screen; in process all are asked
	case "cacert", "cert", "key", "insecure":
		if c.Handler == nil && c.TLS == nil {
			return errors.New("that is for the command alone; under go test set Config.TLS")
		}
	default:
		c.takeFilter(v)
	}
	return nil
}

// takeAddress puts a URL where the Config says nothing else of where to send.
func (c *Config) takeAddress(key, url string) {
	switch {
	case c.Handler != nil:
	case key == "origin-url":
		c.OriginURL = cmp.Or(c.OriginURL, url)
	case c.Start == nil:
		c.URL = cmp.Or(c.URL, url)
	}
}

// text is the field of a key that is text; nil for any other.
func (c *Config) text(key string) *string {
	return map[string]*string{
		"run-id": &c.RunID, "auth": &c.Auth, "auth-file": &c.AuthFile, "auth-user": &c.AuthUser, "safety": &c.Safety, "profile": &c.Profile, "fail-on": &c.FailOn,
		"baseline": &c.Baseline, "proxy": &c.Proxy, "unix-socket": &c.UnixSocket, "http": &c.HTTP, "error-schema": &c.ErrorSchema, "questions": &c.Questions, "stale": &c.Stale, "shard": &c.Shard,
	}[key]
}

// takeFilter reads include-path and its like.
func (c *Config) takeFilter(v files.Value) {
	filter := &c.filed.include
	by, ok := strings.CutPrefix(v.Key, "include-")
	if !ok {
		filter, by = &c.filed.exclude, strings.TrimPrefix(v.Key, "exclude-")
	}
	switch by {
	case "path":
		filter.Paths = v.List
	case "method":
		filter.Methods = v.List
	case "tag":
		filter.Tags = v.List
	case "operation-id":
		filter.OperationIDs = v.List
	}
}

// takeNumber reads what is no text. An error does not repeat the value.
func (c *Config) takeNumber(key, text string) (err error) {
	var n float64
	switch key {
	case "strict":
		var strict bool
		if strict, err = strconv.ParseBool(text); err == nil {
			c.filed.strict = strict
		}
	case "timeout":
		var d time.Duration
		if d, err = time.ParseDuration(text); err == nil && c.Timeout == 0 {
			c.Timeout = d
		}
	default:
		if n, err = strconv.ParseFloat(text, 64); err == nil {
			c.putNumber(key, n)
		}
	}
	if err != nil {
		return errors.New("that is not what it takes")
	}
	return nil
}

func (c *Config) putNumber(key string, n float64) {
	switch {
	case key == "concurrency":
		c.filed.concurrency = int(n)
	case key == "max-failures" && c.MaxFailures == 0:
		c.MaxFailures = int(n)
	case key == "max-paths" && c.MaxPaths == 0:
		c.MaxPaths = int(n)
	case key == "rate" && c.Rate == 0:
		c.Rate = n
	case key == "min-judged" && c.MinJudged == 0:
		c.MinJudged = n
		if n == 0 {
			c.MinJudged = -1 // to Config, 0 is the default
		}
	}
}

func (c *Config) takeBearer(name string, getenv func(string) string) error {
	token := strings.TrimSpace(getenv(name))
	switch {
	case c.Auth != "" || c.Header.Get("Authorization") != "":
		return nil
	case token == "":
		return fmt.Errorf("the variable %s is not set", name)
	}
	c.Header.Set("Authorization", "Bearer "+token)
	return nil
}

// takePairs reads what Config has maps for. An entry of the Config wins.
func (c *Config) takePairs(v files.Value) error {
	separator := map[string]string{"header": ":", "param": "=", "report": "="}[v.Key]
	for i, text := range v.List {
		name, value, ok := strings.Cut(text, separator)
		if !ok || name == "" {
			return fmt.Errorf("number %d lacks its %q", i+1, separator)
		}
		switch v.Key {
		case "header":
			c.putHeader(name, strings.TrimSpace(value))
		case "param":
			c.Params = put(c.Params, name, value)
		case "report":
			c.Reports = put(c.Reports, name, value)
		}
	}
	return nil
}

func (c *Config) putHeader(name, value string) {
	if key := http.CanonicalHeaderKey(name); c.Header[key] == nil {
		c.Header[key] = []string{value}
	}
}

// put adds to a map what it does not have.
func put(m map[string]string, key, value string) map[string]string {
	if m == nil {
		m = map[string]string{}
	}
	if _, has := m[key]; !has {
		m[key] = value
	}
	return m
}
