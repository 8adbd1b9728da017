package main

import (
	"context"
	"errors"
	"io/fs"
	"math"
	"os"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"

	"github.com/proverb-dev/proverb/runner"
	"github.com/proverb-dev/proverb/specs"
	"github.com/proverb-dev/proverb/suite/rules"
)

// questionFlags choose what is asked of which server: audit and plan share them.
type questionFlags struct {
	errorSchema          string
	url, safety, methods string
	further              string
	params, paramFiles   []string
	packs                []string
	remoteRefs           bool
	maxPaths             int
	include, exclude     specs.Filter
}

func (q *questionFlags) register(c *cobra.Command) {
	f := c.Flags()
	f.StringVar(&q.url, "url", "", "the server's base URL; without a path the document's base path is kept")
	f.StringVar(&q.safety, "safety", "", "read-only, guarded or full (default guarded on loopback, else read-only)")
	f.StringVar(&q.methods, "methods", "default", "undeclared methods to ask: default, or all of the IANA registry")
	f.StringSliceVar(&q.packs, "pack", nil, "a pack of questions that is off by default: transport, which sends malformed requests to the HTTP parser")
	f.StringVar(&q.further, "questions", "default", "further questions beside the probes, such as CORS preflights: default, or none")
	f.StringArrayVar(&q.params, "param", nil, "a value for a parameter: name=value, /path:name=value or 'METHOD /path:name=value' (repeatable)")
	f.StringArrayVar(&q.paramFiles, "param-file", nil, "a YAML or JSON file of values for parameters, names as in --param (repeatable)")
	f.BoolVar(&q.remoteRefs, "allow-remote-refs", false, "fetch what the document refers to on other hosts; without it that is left out")
	f.StringVar(&q.errorSchema, "error-schema", "", "the schema in the document's components that errors to undeclared methods must have (default: the path's errors, else the document's most common)")
	f.IntVar(&q.maxPaths, "max-paths", 0, "plan for documents of so many paths; each takes some 20 kB of memory (default 25000)")
	filterFlags(c, "include", "keep only", &q.include)
	filterFlags(c, "exclude", "leave out", &q.exclude)
}

func filterFlags(c *cobra.Command, verb, does string, filter *specs.Filter) {
	f := c.Flags()
	f.StringArrayVar(&filter.Paths, verb+"-path", nil, does+" the paths that match a glob, as in '/books*' (repeatable)")
	f.StringSliceVar(&filter.Methods, verb+"-method", nil, does+" these methods")
	f.StringSliceVar(&filter.Tags, verb+"-tag", nil, does+" the declared operations with these tags")
	f.StringSliceVar(&filter.OperationIDs, verb+"-operation-id", nil, does+" the declared operations with these ids")
}

// options are the plan's options, but for the safety level.
func (q *questionFlags) options() (specs.Options, error) {
	o := specs.Options{Include: upperMethods(q.include), Exclude: upperMethods(q.exclude), ErrorSchema: q.errorSchema}
	switch q.methods {
	case "default":
	case "all":
		o.AllMethods = true
	default:
		return o, usageError("--methods %q: it is default or all", q.methods)
	}
	if q.remoteRefs {
		o.Fetch = fetchDocument
	}
	if q.maxPaths < 0 {
		return o, usageError("--max-paths %d: it is a number of paths, above 0", q.maxPaths)
	}
	if o.MaxPaths = q.maxPaths; q.maxPaths > specs.DefaultMaxPaths && os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(math.MaxInt64) // it would be passed for good, and all the time spent on garbage
	}
	var err error
	o.Params, err = q.values()
	return o, err
}

// values are those of --param, then those of the files: of two for the same
// thing the first that fits a path is tried first.
func (q *questionFlags) values() ([]specs.Param, error) {
	var params []specs.Param
	for _, p := range q.params {
		param, err := parseParam(p)
		if err != nil {
			return nil, err
		}
		params = append(params, param)
	}
	for _, file := range q.paramFiles {
		data, err := os.ReadFile(file)
		if err != nil {
			return nil, usageError("--param-file %s: it cannot be read: %w", file, err)
		}
		more, err := specs.ReadParams(data, file)
		if err != nil {
			return nil, err
		}
		params = append(params, more...)
	}
	return params, nil
}

// transport reads --pack: whether the raw questions are put.
func (q *questionFlags) transport() (bool, error) {
	for _, p := range q.packs {
		if p != rules.PackTransport {
			return false, usageError("--pack %q: the only pack is %s", p, rules.PackTransport)
		}
	}
	return len(q.packs) > 0, nil
}

// noQuestions reads --questions.
func (q *questionFlags) noQuestions() (bool, error) {
	switch q.further {
	case "default", "none":
		return q.further == "none", nil
	}
	return false, usageError("--questions %q: it is default or none", q.further)
}

// upperMethods lets a filter's methods be written in lower case.
func upperMethods(f specs.Filter) specs.Filter {
	for i, m := range f.Methods {
		f.Methods[i] = strings.ToUpper(m)
	}
	return f
}

// parseParam reads [METHOD ][/path:]name=value.
func parseParam(s string) (specs.Param, error) {
	where, value, ok := strings.Cut(s, "=")
	p, err := specs.ParseParamName(where)
	p.Value = value
	switch {
	case !ok || value == "":
		return p, usageError("--param %q: it is name=value, or METHOD /path:name=value", where)
	case err != nil:
		return p, usageError("--param %q: %w", where, err)
	}
	return p, nil
}

// level is the safety level the user named; empty when none was.
func (q *questionFlags) level() (specs.Safety, error) {
	switch s := specs.Safety(q.safety); s {
	case "", specs.ReadOnly, specs.Guarded, specs.Full:
		return s, nil
	}
	return "", usageError("--safety %q: it is read-only, guarded or full", q.safety)
}

// source is a document's bytes.
type source struct {
	file string
	data []byte
}

// readDocument reads a file, a URL, or - for standard input.
func (a *app) readDocument(file string) (*source, error) {
	switch {
	case file == "-":
		data, err := specs.Read(a.stdin, "stdin")
		return &source{"stdin", data}, err
	case isWebAddress(file):
		data, err := fetchDocument(file)
		if err != nil {
			return nil, usageError("%s: %w", shownURL(file), err)
		}
		return &source{shownURL(file), data}, nil
	}
	data, err := specs.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, usageError("there is no file %s: name the OpenAPI document, its URL, or - for standard input", file)
	}
	return &source{file, data}, err
}

func isWebAddress(s string) bool {
	return strings.HasPrefix(s, "http://") || strings.HasPrefix(s, "https://")
}

// fetchDocument reads what a URL names: the document itself, or a part of it.
func fetchDocument(url string) ([]byte, error) {
	return runner.FetchFile(context.Background(), url, specs.MaxBytes)
}

func (s *source) plan(o specs.Options) (*specs.Plan, error) { return specs.Parse(s.data, s.file, o) }

// loopbackServer is the document's first server, if it can stand in for --url:
// only where it is this machine, so that no production server is probed because
// a document names it.
func loopbackServer(d *specs.Document) (string, bool) {
	servers := d.Servers
	if len(servers) == 0 || checkURL(servers[0]) != nil {
		return "", false
	}
	level, err := runner.DefaultSafety(runner.Config{URL: servers[0]})
	return servers[0], err == nil && level == specs.Guarded
}
