package suite

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"math"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"

	"github.com/proverb-dev/proverb/reports"
	"github.com/proverb-dev/proverb/runner"
	"github.com/proverb-dev/proverb/specs"
	"github.com/proverb-dev/proverb/suite/rules"
)

// settings are a Config that has been checked, in the words of the packages that
// do the work.
type settings struct {
	document string
	start    func() (string, func(), error)
	options  specs.Options
	basePath string
	config   runner.Config
	profile  rules.Profile
	outputs  []reports.Output
	filed    filed

	accepting *accepting
}

// settle checks all of a Config that can be checked before anything is loaded,
// started or sent. test is the name of the test, and env PROVERB_REPORT.
func settle(c Config, test, env string) (*settings, error) {
	tellMisspelt(os.Environ())
	c, err := c.withFile(os.Getenv)
	if err != nil {
		return nil, err
	}
	if c.UnixSocket != "" && c.URL == "" && c.Handler == nil && c.Start == nil {
		c.URL = "http://localhost"
	}
	if err := c.complete(); err != nil {
		return nil, err
	}
	s := &settings{document: c.Document, start: c.Start, basePath: c.BasePath, filed: c.filed}
	if s.options, err = c.options(); err != nil {
		return nil, err
	}
	if s.config, err = c.connection(); err != nil {
		return nil, err
	}
	if err = c.credentials(&s.config); err != nil {
		return nil, err
	}
	if s.config.Shard, err = c.shardOf(os.Getenv); err != nil {
		return nil, err
	}
	if s.profile, err = c.profile(); err != nil {
		return nil, err
	}
	if s.accepting, err = c.accepting(); err != nil {
		return nil, err
	}
	if s.profile.Accept, err = s.accepting.acceptances(); err != nil {
		return nil, err
	}
	s.outputs, err = outputs(c.Reports, env, test)
	return s, err
}

// complete says what a Config lacks, or says twice.
func (c *Config) complete() error {
	servers := 0
	for _, given := range []bool{c.Handler != nil, c.URL != "", c.Start != nil} {
		if given {
			servers++
		}
	}
	switch {
	case slices.ContainsFunc(c.Packs, func(p string) bool { return p != rules.PackTransport }):
		return fmt.Errorf("Config.Packs %q: the only pack is %s", c.Packs, rules.PackTransport)
	case !slices.Contains([]string{"", "default", "none"}, c.Questions):
		return fmt.Errorf("Config.Questions %q: it is default or none", c.Questions)
	case c.OriginURL != "" && c.Handler != nil:
		return errors.New("Config.OriginURL: a Handler in process has nothing before it")
	case c.Document == "":
		return errors.New("Config.Document is empty: name the OpenAPI document")
	case servers == 0:
		return errors.New("suite.Config says no server: give one of Handler, URL and Start")
	case servers > 1:
		return errors.New("suite.Config says more than one server: give one of Handler, URL and Start")
	case c.BasePath != "" && !strings.HasPrefix(c.BasePath, "/"):
		return fmt.Errorf("Config.BasePath %q does not begin with /", c.BasePath)
	case c.Timeout < 0:
		return fmt.Errorf("Config.Timeout %v is below 0", c.Timeout)
	case c.MaxPaths < 0:
		return fmt.Errorf("Config.MaxPaths %d is below 0", c.MaxPaths)
	case c.MaxFailures < 0:
		return fmt.Errorf("Config.MaxFailures %d is below 0", c.MaxFailures)
	case c.Rate < 0 || math.IsNaN(c.Rate):
		return fmt.Errorf("Config.Rate %v is no number of 0 or more", c.Rate)
	case c.MinJudged > 1 || math.IsNaN(c.MinJudged):
		return fmt.Errorf("Config.MinJudged %v is no share of 1 or less", c.MinJudged)
	case c.Auth != "" && !strings.Contains(c.Auth, ":"):
		return errors.New("Config.Auth is not user:password")
	case c.Auth != "" && c.Header.Get("Authorization") != "":
		return errors.New("Config.Auth and an Authorization field in Config.Header say the same thing twice: keep one")
	}
	return nil
}

func (c *Config) options() (specs.Options, error) {
	// In process nothing is lost by asking for the whole registry.
	o := specs.Options{Safety: specs.Safety(c.Safety), AllMethods: c.Handler != nil, Include: c.filed.include, Exclude: c.filed.exclude, ErrorSchema: c.ErrorSchema, MaxPaths: c.MaxPaths}
	if !slices.Contains([]specs.Safety{"", specs.ReadOnly, specs.Guarded, specs.Full}, o.Safety) {
		return o, fmt.Errorf("Config.Safety %q: it is read-only, guarded or full", c.Safety)
	}
	for _, key := range slices.Sorted(maps.Keys(c.Params)) {
		p, err := param(key, c.Params[key])
		if err != nil {
			return o, err
		}
		o.Params = append(o.Params, p)
	}
	if c.AllowRemoteRefs {
		o.Fetch = fetchReferred
	}
	more, err := c.filedParams()
	o.Params = append(o.Params, more...)
	return o, err
}

// filedParams are the values of Config.ParamFiles.
func (c *Config) filedParams() ([]specs.Param, error) {
	var all []specs.Param
	for _, file := range c.ParamFiles {
		data, err := os.ReadFile(file)
		if err != nil {
			return nil, fmt.Errorf("Config.ParamFiles: %s cannot be read: %w", file, err)
		}
		params, err := specs.ReadParams(data, file)
		if err != nil {
			return nil, fmt.Errorf("Config.ParamFiles: %w", err)
		}
		all = append(all, params...)
	}
	return all, nil
}

// fetchReferred reads a file that the document refers to on another host.
func fetchReferred(address string) ([]byte, error) {
	return runner.FetchFile(context.Background(), address, specs.MaxBytes)
}

// param reads a key of Config.Params: [METHOD ][/path:]name.
func param(key, value string) (specs.Param, error) {
	p := specs.Param{Name: key, Value: value}
	if method, rest, found := strings.Cut(key, " "); found && !strings.ContainsAny(method, "/:") {
		p.Method, p.Name = strings.ToUpper(method), strings.TrimSpace(rest)
	}
	if strings.HasPrefix(p.Name, "/") {
		// The last colon: a template may hold others, the name of a parameter does not.
		at := strings.LastIndex(p.Name, ":")
		if at < 0 {
			return p, fmt.Errorf("Config.Params key %q has a path and no name: it is written /books/{bookId}:bookId", key)
		}
		p.Path, p.Name = p.Name[:at], p.Name[at+1:]
	}
	if p.Name == "" || value == "" {
		return p, fmt.Errorf("Config.Params key %q lacks a name or a value", key)
	}
	return p, nil
}

func (c *Config) connection() (runner.Config, error) {
	r := runner.Config{
		URL: c.URL, OriginURL: c.OriginURL, Handler: c.Handler, Header: canonical(c.Header), Auth: c.Auth, TLS: c.TLS,
		UnixSocket: c.UnixSocket, Proxy: c.Proxy, HTTP: c.HTTP,
		ConfirmHost: c.ConfirmHost, Concurrency: c.filed.concurrency, Timeout: c.Timeout, Rate: c.Rate, UserAgent: "proverb/" + version(),
		MaxFailures: c.MaxFailures, RunID: c.RunID,
		NoQuestions: c.Questions == "none",
		Transport:   slices.Contains(c.Packs, rules.PackTransport),
	}
	if c.Start != nil {
		return r, nil // the URL is not known yet
	}
	return based(r, c.BasePath)
}

// canonical takes fields as people write them into map literals.
func canonical(h http.Header) http.Header {
	out := http.Header{}
	for _, name := range slices.Sorted(maps.Keys(h)) {
		key := http.CanonicalHeaderKey(name)
		out[key] = append(out[key], h[name]...)
	}
	return out
}

// based puts the base path to where the runner looks for one: the path of the URL.
func based(r runner.Config, basePath string) (runner.Config, error) {
	if basePath == "" {
		return r, nil
	}
	if r.Handler != nil {
		r.URL = basePath
		return r, nil
	}
	u, err := url.Parse(r.URL)
	if err != nil {
		return r, errors.New("the URL of the server cannot be read; it is written http://host:port")
	}
	if u.Path != "" {
		return r, fmt.Errorf("Config.BasePath %s and the path of the URL, %s, say the same thing twice: keep one", basePath, u.Path)
	}
	r.URL = u.JoinPath(basePath).String()
	return r, nil
}

func (c *Config) profile() (rules.Profile, error) {
	p := rules.Profile{
		FailOn:    cmp.Or(rules.Severity(c.FailOn), rules.Error),
		MinJudged: c.MinJudged,
		Only:      c.filed.only,
		Except:    c.filed.except,
	}
	if !slices.Contains([]rules.Severity{rules.Error, rules.Warning, rules.Info, rules.Never}, p.FailOn) {
		return p, fmt.Errorf("Config.FailOn %q: it is error, warning, info or never", c.FailOn)
	}
	var err error
	if p.Rules, err = withOwn(c.Rules); err != nil {
		return p, err
	}
	if p.Policy, err = policyOf(c.Profile, p.Rules); err != nil {
		return p, fmt.Errorf("Config.Profile: %w", err)
	}
	if c.filed.strict {
		p.Policy = p.Policy.Strictly()
	}
	p.Name = p.Policy.Name
	return p, nil
}

// policyOf is a policy by its name or from a file, which may speak of the user's
// own rules as well.
func policyOf(name string, known []rules.Rule) (*rules.Policy, error) {
	if !rules.IsPolicyFile(name) {
		return rules.PolicyNamed(name)
	}
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("reading the profile: %w", err)
	}
	return rules.ParsePolicy(text, name, known)
}

// withOwn is the catalogue and the user's own rules, which nobody else checks.
func withOwn(own []rules.Rule) ([]rules.Rule, error) {
	all := slices.Clone(rules.Rules)
	for _, r := range own {
		r.Strict = cmp.Or(r.Strict, r.Severity)
		switch {
		case r.ID == "":
			return nil, errors.New("a rule in Config.Rules has no ID")
		case slices.ContainsFunc(all, func(known rules.Rule) bool { return known.ID == r.ID }):
			return nil, fmt.Errorf("rule %s in Config.Rules: there is another with this ID", r.ID)
		case !isSeverity(r.Severity) || !isSeverity(r.Strict):
			return nil, fmt.Errorf("rule %s in Config.Rules: Severity is error, warning or info", r.ID)
		case r.Check == nil:
			return nil, fmt.Errorf("rule %s in Config.Rules has no Check", r.ID)
		case !slices.Contains([]rules.Scope{rules.ScopeExchange, rules.ScopeQuestion, rules.ScopePath, rules.ScopeServer, rules.ScopeDocument}, r.Scope):
			return nil, fmt.Errorf("rule %s in Config.Rules: Scope is exchange, question, path, server or document", r.ID)
		}
		all = append(all, r)
	}
	return all, nil
}

// isSeverity reports whether a finding can have it.
func isSeverity(s rules.Severity) bool {
	return s == rules.Error || s == rules.Warning || s == rules.Info
}
