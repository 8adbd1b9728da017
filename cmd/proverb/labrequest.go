package main

import (
	"cmp"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/proverb-dev/proverb/runner"
)

// labRequest is a request to one of the lab's servers.
type labRequest struct {
	server, method, target string
	fields                 []runner.Field
	content                string
}

// isRequest reports whether a line looks like a request and not like an answer to a
// question.
func isRequest(line string) bool {
	first, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
	return rest != "" && (first == "curl" || isToken(first))
}

// readRequest reads METHOD /target, or a curl line as people write them. The lab asks
// its own servers alone.
func (s *labServers) readRequest(line, at string) (labRequest, error) {
	words, err := shellWords(line)
	if err != nil {
		return labRequest{}, err
	}
	r := labRequest{server: at, method: "GET"}
	if words[0] == "curl" {
		if err := r.readCurl(s, words[1:]); err != nil {
			return r, err
		}
	} else if len(words) == 2 {
		r.method = words[0]
		if err := r.aim(s, words[1]); err != nil {
			return r, err
		}
	} else {
		return r, errors.New("a request is METHOD /path, or a curl line")
	}
	if !isToken(r.method) {
		return r, fmt.Errorf("%q is no method", r.method)
	}
	if r.target == "" {
		return r, errors.New("which path? as in GET /books")
	}
	return r, nil
}

func (r *labRequest) readCurl(s *labServers, args []string) error {
	r.method = ""
	for len(args) > 0 {
		arg := args[0]
		args = args[1:]
		take := curlOptions[arg]
		switch {
		case take != nil && len(args) == 0:
			return fmt.Errorf("%s wants a value", arg)
		case take != nil:
			if err := take(r, args[0]); err != nil {
				return err
			}
			args = args[1:]
		case arg == "-I" || arg == "--head":
			r.method = "HEAD"
		case slices.Contains(curlManners, arg):
		case strings.HasPrefix(arg, "-"):
			return fmt.Errorf("the lab does not know curl's %s", arg)
		default:
			if err := r.aim(s, arg); err != nil {
				return err
			}
		}
	}
	r.method = cmp.Or(r.method, "GET")
	return nil
}

// curlManners are options of curl that change nothing of what is sent.
var curlManners = []string{"-i", "-s", "-v", "-sS", "-si", "-g", "--path-as-is"}

// curlOptions are those that have a value.
var curlOptions = map[string]func(*labRequest, string) error{
	"-X": (*labRequest).takeMethod, "--request": (*labRequest).takeMethod,
	"-H": (*labRequest).takeField, "--header": (*labRequest).takeField,
	"-d": (*labRequest).takeData, "--data": (*labRequest).takeData,
	"--data-raw": (*labRequest).takeData, "--data-binary": (*labRequest).takeData,
}

func (r *labRequest) takeMethod(name string) error {
	if !isToken(name) {
		return fmt.Errorf("%q is no method", name)
	}
	r.method = name
	return nil
}

func (r *labRequest) takeField(line string) error {
	name, text, ok := strings.Cut(line, ":")
	if !ok || !isToken(name) {
		return fmt.Errorf("%q is no field: write Name: value", line)
	}
	r.fields = append(r.fields, runner.Field{Name: name, Value: strings.TrimSpace(text)})
	return nil
}

func (r *labRequest) takeData(content string) error {
	r.content, r.method = content, cmp.Or(r.method, "POST")
	return nil
}

// aim takes a path, or the URL of one of the lab's servers.
func (r *labRequest) aim(s *labServers, where string) error {
	if strings.HasPrefix(where, "/") {
		r.target = where
		return nil
	}
	if !strings.Contains(where, "://") {
		where = "http://" + where
	}
	u, err := url.Parse(where)
	if err != nil {
		return errors.New("that is no URL")
	}
	name := s.named(u.Scheme + "://" + u.Host)
	if name == "" {
		return errors.New("the lab asks its own servers alone; proverb inspect asks others")
	}
	r.server, r.target = name, u.RequestURI()
	return nil
}

// shellWords takes a line apart as a shell does, as far as quotes go.
func shellWords(line string) ([]string, error) {
	var words []string
	var word strings.Builder
	quote, started := rune(0), false
	for _, c := range line {
		switch {
		case quote != 0 && c == quote:
			quote = 0
		case quote == 0 && (c == '\'' || c == '"'):
			quote, started = c, true
		case quote == 0 && (c == ' ' || c == '\t'):
			if started {
				words = append(words, word.String())
				word.Reset()
				started = false
			}
		default:
			started = true
			word.WriteRune(c)
		}
	}
	if quote != 0 {
		return nil, errors.New("a quote is not closed")
	}
	if started {
		words = append(words, word.String())
	}
	if len(words) == 0 {
		return nil, errors.New("there is nothing to send")
	}
	return words, nil
}
