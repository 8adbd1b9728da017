package runner

import (
	"encoding/base64"
	"encoding/json"
	"html"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// secret is a value that must not be recorded, and the name that stands for it.
type secret struct{ name, value string }

// shortSecret is the length under which a value is masked in fields only: it
// may well be a word of a body.
const shortSecret = 6

// harmlessFields are the fields whose values are no secrets, neither as sent
// nor as received; a name that ends in - stands for all that begin so.
var harmlessFields = []string{
	"accept", "accept-", "access-control-", "age", "allow", "cache-control", "connection", "content-", "date",
	"dnt", "etag", "expect", "expires", "forwarded", "host", "if-", "keep-alive", "last-modified", "link",
	"location", "origin", "pragma", "prefer", "range", "referer", "retry-after", "sec-", "server", "te",
	"traceparent", "tracestate", "trailer", "transfer-encoding", "upgrade", "user-agent", "vary", "via",
	"x-correlation-id", "x-forwarded-", "x-request-id",
}

func isHarmless(name string) bool {
	name = strings.ToLower(name)
	return slices.ContainsFunc(harmlessFields, func(h string) bool {
		return h == name || strings.HasSuffix(h, "-") && strings.HasPrefix(name, h)
	})
}

// secretsIn finds the secrets in the fields of a run: every value of a field
// that is not known to be harmless.
func secretsIn(fields []Field) []secret {
	var out []secret
	for _, f := range fields {
		if isHarmless(f.Name) {
			continue
		}
		if strings.EqualFold(f.Name, "Cookie") {
			out = append(out, cookies(f.Value)...)
			continue
		}
		out = append(out, credential(f)...)
	}
	return slices.DeleteFunc(out, func(s secret) bool { return s.value == "" })
}

func cookies(value string) []secret {
	var out []secret
	for pair := range strings.SplitSeq(value, ";") {
		name, v, ok := strings.Cut(strings.TrimSpace(pair), "=")
		if !ok {
			name, v = "", name
		}
		out = append(out, secret{slug("cookie-" + name), strings.Trim(v, `"`)})
	}
	return out
}

// credential takes the scheme off a value of the form `Scheme credential`. Of a
// Basic token the password is a secret of its own.
func credential(f Field) []secret {
	scheme, rest, ok := strings.Cut(f.Value, " ")
	scheme = strings.ToLower(scheme)
	known := slices.Contains([]string{"apikey", "basic", "bearer", "digest", "negotiate", "token"}, scheme)
	if !ok || !known && !strings.HasSuffix(strings.ToLower(f.Name), "authorization") {
		return []secret{{slug(f.Name), f.Value}}
	}
	rest = strings.TrimSpace(rest)
	out := []secret{{slug(f.Name), rest}}
	if plain, err := base64.StdEncoding.DecodeString(rest); scheme == "basic" && err == nil {
		_, password, _ := strings.Cut(string(plain), ":")
		out = append(out, secret{"password", password})
	}
	return out
}

// slug makes a name of what can be read in a JSON string and be a shell variable.
func slug(name string) string {
	name = strings.Trim(strings.Map(func(c rune) rune {
		switch {
		case 'a' <= c && c <= 'z', '0' <= c && c <= '9', c == '_':
			return c
		case 'A' <= c && c <= 'Z':
			return c - 'A' + 'a'
		}
		return '-'
	}, name), "-")
	if name == "" {
		return "secret"
	}
	return name
}

// unlike gives secrets of different values different names.
func unlike(secrets []secret) []secret {
	var out []secret
	value := map[string]string{}
	for _, s := range secrets {
		name := s.name
		for n := 2; ; n++ {
			if v, taken := value[name]; !taken || v == s.value {
				break
			}
			name = s.name + "-" + strconv.Itoa(n)
		}
		if _, known := value[name]; !known {
			value[name] = s.value
			out = append(out, secret{name, s.value})
		}
	}
	return out
}

// forms are the ways in which a value may be written down.
func forms(v string) []string {
	b := []byte(v)
	quoted, _ := json.Marshal(v)
	out := []string{
		v,
		base64.StdEncoding.EncodeToString(b), base64.URLEncoding.EncodeToString(b),
		base64.RawStdEncoding.EncodeToString(b), base64.RawURLEncoding.EncodeToString(b),
		url.QueryEscape(v), url.PathEscape(v),
		lowerEscapes(url.QueryEscape(v)), lowerEscapes(url.PathEscape(v)),
		string(quoted[1 : len(quoted)-1]), strings.Trim(strconv.Quote(v), `"`),
		strings.ReplaceAll(v, "/", `\/`), html.EscapeString(v),
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func lowerEscapes(s string) string {
	b := []byte(s)
	for i := 0; i+2 < len(b); i++ {
		if b[i] == '%' {
			copy(b[i+1:i+3], strings.ToLower(s[i+1:i+3]))
		}
	}
	return string(b)
}

// inBase64 are the parts of a value's base64 form that do not depend on what
// stands around it, for each of the three ways in which it can be aligned.
// They are too short to tell anything of a short value.
func inBase64(v string) []string {
	if len(v) < 9 {
		return nil
	}
	var out []string
	for _, encoding := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
		for shift := range 3 {
			inner := v[(3-shift)%3:]
			out = append(out, encoding.EncodeToString([]byte(inner[:len(inner)/3*3])))
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
