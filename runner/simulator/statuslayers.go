package simulator

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// other is a product that answers in place of the application, as it does of its
// own accord.
type other struct {
	name, layer string
	// texts are its answers by status. A product that has none makes a page of any
	// error.
	texts map[int]string
	page  func(code int, text string) *answer
}

// others are the products, the usual one of each layer first.
func others() []other {
	return []other{
		{"nginx", "proxy", nil, nginx},
		{"haproxy", "proxy", haproxyTexts, haproxy},
		{"envoy", "proxy", map[int]string{
			503: "upstream connect error or disconnect/reset before headers. reset reason: connection termination",
			504: "upstream request timeout",
		}, envoy},
		{"varnish", "proxy", nil, varnish},
		{"go", "parser", map[int]string{
			400: "400 Bad Request", 431: "431 Request Header Fields Too Large", 505: "505 HTTP Version Not Supported: unsupported protocol version",
		}, goParser},
		{"node", "parser", map[int]string{400: "", 431: ""}, nodeParser},
	}
}

// stranger is who answers where a layer or a product is asked for; nil where that is
// the application itself.
func stranger(layer, product string, code int) (*other, error) {
	if !slices.Contains([]string{"", "app", "parser", "proxy"}, layer) {
		return nil, errors.New("the layer is app, parser or proxy")
	}
	var names []string
	for _, o := range others() {
		if layer != "" && o.layer != layer {
			continue
		}
		if product == "" || o.name == product {
			return o.with(code)
		}
		names = append(names, o.name)
	}
	if layer == "app" && product == "" {
		return nil, nil
	}
	return nil, fmt.Errorf("there is no such product; there are %s", strings.Join(names, ", "))
}

// with is the product, if it answers with a status by itself.
func (o *other) with(code int) (*other, error) {
	if o.texts == nil {
		if code < 400 {
			return nil, fmt.Errorf("of %s there are pages of errors alone, 400 to 599", o.name)
		}
		return o, nil
	}
	if _, ok := o.texts[code]; !ok {
		var have []string
		for c := range o.texts {
			have = append(have, strconv.Itoa(c))
		}
		slices.Sort(have)
		return nil, fmt.Errorf("of its own accord %s answers %s, and not %d", o.name, strings.Join(have, ", "), code)
	}
	return o, nil
}

func (o *other) answer(code int) *answer { return o.page(code, o.texts[code]) }

// nginxNames are those that nginx has of its own for some statuses.
var nginxNames = map[int]string{
	405: "Not Allowed", 408: "Request Time-out", 413: "Request Entity Too Large", 414: "Request-URI Too Large",
	416: "Requested Range Not Satisfiable", 503: "Service Temporarily Unavailable", 504: "Gateway Time-out",
}

func nginx(code int, _ string) *answer {
	name := nginxNames[code]
	if name == "" {
		name = known(code).Name
	}
	title := fmt.Sprintf("%d %s", code, name)
	page := "<html>\r\n<head><title>" + title + "</title></head>\r\n<body>\r\n<center><h1>" + title +
		"</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"
	return content(code, "text/html", []byte(page)).with("Server", "nginx").unnamed()
}

var haproxyTexts = map[int]string{
	400: "Your browser sent an invalid request.",
	403: "Request forbidden by administrative rules.",
	405: "A request was made of a resource using a request method not supported by that resource",
	408: "Your browser didn't send a complete request in time.",
	429: "You have sent too many requests in a given amount of time.",
	502: "The server returned an invalid or incomplete response.",
	503: "No server is available to handle this request.",
	504: "The server didn't respond in time.",
}

func haproxy(code int, text string) *answer {
	page := fmt.Sprintf("<html><body><h1>%d %s</h1>\n%s\n</body></html>\n", code, known(code).Name, text)
	return content(code, "text/html", []byte(page)).with("Cache-Control", "no-cache").with("Connection", "close").undated().unnamed()
}

func envoy(code int, text string) *answer {
	return content(code, "text/plain", []byte(text)).with("Server", "envoy").unnamed()
}

func varnish(code int, _ string) *answer {
	title := fmt.Sprintf("%d %s", code, known(code).Name)
	page := "<!DOCTYPE html>\n<html>\n  <head>\n    <title>" + title + "</title>\n  </head>\n  <body>\n    <h1>Error " + title +
		"</h1>\n    <p>" + known(code).Name + "</p>\n    <h3>Guru Meditation:</h3>\n    <p>XID: 32770</p>\n    <hr>\n    <p>Varnish cache server</p>\n  </body>\n</html>\n"
	return content(code, "text/html; charset=utf-8", []byte(page)).with("Server", "Varnish").with("X-Varnish", "32770").with("Retry-After", "5").unnamed()
}

func goParser(code int, text string) *answer {
	return content(code, "text/plain; charset=utf-8", []byte(text)).with("Connection", "close").undated().unnamed()
}

func nodeParser(code int, _ string) *answer {
	a := empty(code).with("Connection", "close")
	a.wire = fmt.Appendf(nil, "HTTP/1.1 %d %s\r\nConnection: close\r\n\r\n", code, http.StatusText(code))
	return a
}

// undated leaves out the Date that net/http would add.
func (a *answer) undated() *answer {
	a.header["Date"] = nil
	return a
}

// unnamed leaves out the id that the bookshop gives its answers.
func (a *answer) unnamed() *answer {
	a.header[requestID] = nil
	return a
}
