package runner

import (
	"encoding/base64"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"

	"github.com/proverb-dev/proverb/specs"
)

// Credential is what a security scheme of the document asks for. It is sent to the
// operations that name the scheme, and to what they do not declare on their paths.
type Credential struct {
	Scheme string // its name among the document's security schemes
	// Name stands for the value in a record, such as the variable it is from.
	Name string
	// Value is the key, the token, or user:password; of a Client client-id:secret.
	Value string
	// Client says that a token is got with Value by the OAuth 2.0 client credentials
	// grant (RFC 6749 section 4.4), and again when it ends.
	Client bool
}

// key is a credential, ready to be sent.
type key struct {
	scheme string // empty is sent with every request
	secret string // the name that stands for its value
	place  place
	token  token
}

// place is where a credential goes in a request.
type place struct{ in, name, prefix, suffix string }

// field is the credential as a header field.
func (p place) field(value string) Field {
	if p.in == "cookie" {
		return Field{"Cookie", p.name + "=" + value}
	}
	return Field{p.name, p.prefix + value + p.suffix}
}

// placeOf is where a scheme's credential goes (OpenAPI 3.1 section 4.8.27).
func placeOf(s specs.SecurityScheme) (place, error) {
	switch {
	case s.Type == "apiKey" && slices.Contains([]string{"header", "query", "cookie"}, s.In) && s.Name != "":
		return place{in: s.In, name: s.Name}, nil
	case s.Type == "http" && s.Scheme == "basic":
		return place{in: "header", name: "Authorization", prefix: "Basic "}, nil
	case s.Type == "http" && s.Scheme == "bearer", s.Type == "oauth2", s.Type == "openIdConnect":
		return place{in: "header", name: "Authorization", prefix: "Bearer "}, nil
	case s.Type == "mutualTLS":
		return place{}, errors.New("it is a client certificate, which --cert gives")
	}
	return place{}, fmt.Errorf("it is of type %s %s, which cannot be given so; -H can give any field", s.Type, s.Scheme)
}

// newKey checks a credential against the document. No error has its value.
func newKey(c Credential, d *specs.Document) (*key, error) {
	s, known := d.Security[c.Scheme]
	if !known {
		return nil, fmt.Errorf("the document has no security scheme %q%s", c.Scheme, otherSchemes(d))
	}
	at, err := placeOf(s)
	if err != nil {
		return nil, fmt.Errorf("the security scheme %s: %w", c.Scheme, err)
	}
	k := &key{scheme: c.Scheme, secret: slug(c.Name), place: at}
	_, _, pair := strings.Cut(c.Value, ":")
	switch {
	case c.Value == "" || strings.ContainsAny(c.Value, "\r\n\x00"):
		return nil, fmt.Errorf("the credential for %s is empty, or has a line break in it", c.Scheme)
	case at.in == "query" && len(at.name)+1+len(c.Value) < shortSecret:
		return nil, fmt.Errorf("the credential for %s is too short to be kept out of reports: a target cannot hide %d bytes", c.Scheme, len(c.Value))
	case c.Client && (s.Type != "oauth2" || s.TokenURL == ""):
		return nil, fmt.Errorf("the security scheme %s has no clientCredentials flow with a tokenUrl: give a token with --credential", c.Scheme)
	case c.Client && !pair:
		return nil, fmt.Errorf("the credential for %s is client-id:client-secret, with a colon between them", c.Scheme)
	case at.prefix == "Basic " && !pair:
		return nil, fmt.Errorf("the credential for %s is user:password, with a colon between them", c.Scheme)
	case c.Client:
		k.secret = slug(c.Scheme)
	case at.prefix == "Basic ":
		k.token.value = base64.StdEncoding.EncodeToString([]byte(c.Value))
	default:
		k.token.value = c.Value
	}
	return k, nil
}

func otherSchemes(d *specs.Document) string {
	if len(d.Security) == 0 {
		return "; it has none"
	}
	return "; it has " + strings.Join(slices.Sorted(maps.Keys(d.Security)), ", ")
}

// secretsOf are what is to be masked of a credential. A password and a client's
// secret are secrets of their own.
func secretsOf(c Credential, k *key) []secret {
	name := slug(c.Name)
	out := []secret{{name, c.Value}}
	if k.place.in == "query" && len(c.Value) < shortSecret {
		out = append(out, secret{name, k.place.name + "=" + url.QueryEscape(c.Value)})
	}
	if k.place.prefix == "Basic " {
		out = append(out, secret{name + "-base64", k.token.value})
	}
	if _, password, pair := strings.Cut(c.Value, ":"); pair && (c.Client || k.place.prefix == "Basic ") {
		out = append(out, secret{name + "-password", password})
	}
	return out
}

// withQuery puts a credential into the query of a target, in place of a value that
// was made up for it.
func withQuery(target, name, value string) string {
	path, query, _ := strings.Cut(target, "?")
	var kept []string
	for pair := range strings.SplitSeq(query, "&") {
		of, _, _ := strings.Cut(pair, "=")
		if plain, err := url.QueryUnescape(of); pair != "" && (err != nil || plain != name) {
			kept = append(kept, pair)
		}
	}
	kept = append(kept, url.QueryEscape(name)+"="+url.QueryEscape(value))
	return path + "?" + strings.Join(kept, "&")
}

// withCredentials puts credentials among the fields of a request: in place of
// others of the same name, cookies beside them.
func withCredentials(fields, credentials []Field) []Field {
	for _, c := range credentials {
		same := func(f Field) bool { return strings.EqualFold(f.Name, c.Name) }
		at := slices.IndexFunc(fields, same)
		if at >= 0 && c.Name == "Cookie" {
			fields[at].Value = withCookie(fields[at].Value, c.Value)
			continue
		}
		fields = append(slices.DeleteFunc(fields, same), c)
	}
	return fields
}

// withCookie adds a cookie to those of a field, in place of one of its name.
func withCookie(cookies, one string) string {
	name, _, _ := strings.Cut(one, "=")
	var kept []string
	for pair := range strings.SplitSeq(cookies, ";") {
		if pair = strings.TrimSpace(pair); pair != "" && !strings.HasPrefix(pair, name+"=") {
			kept = append(kept, pair)
		}
	}
	return strings.Join(append(kept, one), "; ")
}
