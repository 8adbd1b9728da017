package runner

import (
	"fmt"

	"golang.org/x/net/http2"
)

// overlong is about a header that is longer than the server had said that it takes. It
// may refuse one in any way (RFC 9113 section 10.5.1): Jetty ends the connection.
func (e *h2Exchange) overlong() error {
	if e.maxList == 0 || e.listed <= e.maxList {
		return nil
	}
	e.a.silent = false
	return turnedAway(fmt.Sprintf("the server refused a header of %d octets, as it takes %d,", e.listed, e.maxList))
}

// sentAway is about a request that the server says it did not look at. A connection that
// has been asked enough says nothing of the request: it is sent over another (RFC 9113
// section 8.7), as where one ends without a reason.
func (e *h2Exchange) sentAway(code http2.ErrCode) error {
	e.a.Closed = true
	if err := e.overlong(); err != nil {
		return err
	}
	if code == http2.ErrCodeNo {
		return turnedAway("the server ended the connection")
	}
	e.a.calm = code == http2.ErrCodeEnhanceYourCalm
	e.a.silent = code == http2.ErrCodeEnhanceYourCalm && e.a.silent
	return turnedAway("the server ended the connection (" + code.String() + ")")
}

// turnedAway says how. It is no answer: where nothing else came, the request may be
// repeated as on a connection that was dead.
type turnedAway string

func (t turnedAway) Error() string { return string(t) }

// streamReset is the server's end to a stream (RFC 9113 section 6.4).
type streamReset http2.ErrCode

func (r streamReset) Error() string { return http2.ErrCode(r).String() }
