package rules

import (
	"github.com/proverb-dev/proverb/runner"
	"github.com/proverb-dev/proverb/specs"
)

// Kind is the kind of the exchange in question; empty for a control.
func (c *Context) Kind() specs.Kind { panic("TODO core") }

// Live reports whether the path in question is live.
func (c *Context) Live() bool { panic("TODO core") }

// Status is the status of the exchange in question; 0 when no answer came.
func (c *Context) Status() int { panic("TODO core") }

// Layer is who produced an answer.
func (c *Context) Layer(x *runner.Exchange) Layer { panic("TODO core") }

// ParserReject reports whether an answer is the HTTP parser's refusal of the
// request line, not the application's answer.
func (c *Context) ParserReject(x *runner.Exchange) bool { panic("TODO core") }

// LikeNotFound reports whether an answer is like the one to a path that does
// not exist.
func (c *Context) LikeNotFound(x *runner.Exchange) bool { panic("TODO core") }

// Masked is why an answer cannot tell how the server treats the method: 404 on
// a target that is not live or to an impossible id, 401 or 403 without
// credentials, 429, a catch-all; empty when it can.
func (c *Context) Masked(x *runner.Exchange) specs.Reason { panic("TODO core") }

// PathExchanges are the last exchange of each probe of the path in question
// that was answered, of the kinds named, or of all kinds.
func (c *Context) PathExchanges(kinds ...specs.Kind) []*runner.Exchange { panic("TODO core") }

// AllExchanges are the same of every path.
func (c *Context) AllExchanges(kinds ...specs.Kind) []*runner.Exchange { panic("TODO core") }

// PathOf is the path record that an exchange belongs to; nil for a control.
func (c *Context) PathOf(x *runner.Exchange) *runner.PathRecord { panic("TODO core") }

// JSONAPI reports whether the document's responses are JSON: all its media
// types are application/json or end in +json, and there is one at least.
func (c *Context) JSONAPI() bool { panic("TODO core") }

// ErrorMedia are the media types (and schemas) that an error answer of this
// status may have: of the operation for a declared probe, else the fallback of
// the document (specs.Plan.ErrorMedia). Empty when nothing is said.
func (c *Context) ErrorMedia(x *runner.Exchange) []specs.Media { panic("TODO core") }
