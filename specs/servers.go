package specs

import (
	"cmp"
	"fmt"
	"maps"
	"net/url"
	"path"
	"slices"
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

// baseOf is the base path of a path item: of the servers that its operations
// agree on, else of its own, else of the document's. A path has one base, so an
// operation that is served elsewhere is told, and probed where the others are.
func (b *builder) baseOf(it item) string {
	servers := it.kin.Servers
	if len(servers) == 0 {
		servers = b.doc.Servers
	}
	usual := basePath(servers)
	bases := map[string]string{} // by method
	operations := it.kin.Operations()
	for method, o := range operations {
		bases[method] = usual
		if o.Servers != nil && len(*o.Servers) > 0 {
			bases[method] = basePath(*o.Servers)
		}
	}
	methods := slices.Sorted(maps.Keys(bases))
	if len(slices.Compact(slices.Sorted(maps.Values(bases)))) == 1 {
		return bases[methods[0]]
	}
	for _, method := range methods {
		if bases[method] != usual {
			at, ok := it.key.operations[method]
			if !ok {
				at = it.key.at
			}
			b.note("spec/operation-servers", fmt.Sprintf("%s %s has servers of its own, with the base path %s; it is probed under %s, where the path's other operations are",
				method, it.key.template, cmp.Or(bases[method], "/"), cmp.Or(usual, "/")), at)
		}
	}
	return usual
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
