package specs

import (
	"net/url"
	"path"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// serverURL is the URL with its variables at their defaults.
func serverURL(s *openapi3.Server) string {
	text := s.URL
	for name, v := range s.Variables {
		if v == nil {
			continue
		}
		value := v.Default
		if value == "" && len(v.Enum) > 0 {
			value = v.Enum[0]
		}
		text = strings.ReplaceAll(text, "{"+name+"}", value)
	}
	return strings.TrimSpace(text)
}

func serverURLs(servers openapi3.Servers) []string {
	var urls []string
	for _, s := range servers {
		if s != nil {
			urls = append(urls, serverURL(s))
		}
	}
	return urls
}

// basePath is the path of the first server, without a slash at the end. A
// server without a host is relative to wherever the document is served, which
// is taken to be the root.
func basePath(servers openapi3.Servers) string {
	urls := serverURLs(servers)
	if len(urls) == 0 {
		return ""
	}
	return BasePath(urls[0])
}

// BasePath is the path of a server URL, escaped, without a slash at the end;
// empty for the root.
func BasePath(server string) string {
	text := server
	if u, err := url.Parse(text); err == nil {
		text = u.EscapedPath()
	} else if _, after, ok := strings.Cut(text, "://"); ok {
		_, text, _ = strings.Cut(after, "/")
	}
	text, _, _ = strings.Cut(text, "?")
	base := path.Clean("/" + text)
	if base == "/" {
		return ""
	}
	return escapeLiteral(base)
}
