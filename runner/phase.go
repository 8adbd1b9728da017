package runner

import (
	"context"
	"errors"
	"fmt"
	"net"
	"time"
)

// An exchange has one time for all of it. Within that, what a server that is well
// does at once has a part of its own, so that one which does not is found out
// sooner, and told by what it did not do: to take a connection, to shake hands, to
// take a long request, to end a header that it has begun. How long it thinks before
// it answers, and how long its content is, is its own affair: that has the whole.

// part is the time of such a phase, where an exchange has so much.
func part(whole time.Duration) time.Duration { return whole / 2 }

// inPart is a context for one phase of an exchange.
func (cl *client) inPart(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(ctx, part(cl.timeout))
}

// limitHead has the header end soon, now that it has begun. It is called when there
// is more to wait for, which is seldom.
func (c *connection) limitHead() {
	if c.limited {
		return
	}
	if soon := time.Now().Add(part(c.timeout)); soon.Before(c.deadline) {
		c.limited = c.SetReadDeadline(soon) == nil
	}
}

// unlimit gives the rest of the answer the rest of the time. That a connection in
// memory whose other side has closed takes no deadline is no fault: what was said
// before can still be read.
func (c *connection) unlimit() {
	if c.limited {
		c.limited = false
		c.SetReadDeadline(c.deadline)
	}
}

// ranOut says of an exchange whose time ran out what was still to come.
func (c *connection) ranOut(a *reply) string {
	switch {
	case a.untaken:
		return fmt.Sprintf("the server did not take the request within %s", part(c.timeout))
	case a.silent:
		return "no answer within " + c.timeout.String()
	case c.limited:
		return fmt.Sprintf("the header was not complete within %s of its first byte", part(c.timeout))
	}
	return fmt.Sprintf("the answer was not complete within %s: the time ran out %s", c.timeout, a.phase)
}

func isTimeout(err error) bool {
	var timeout net.Error
	return errors.As(err, &timeout) && timeout.Timeout()
}
