package runner

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/proverb-dev/proverb/specs"
)

// Replay sends the request of a recorded exchange once more, and records what
// comes back. Fields that held secrets are left out: the credentials are those of
// the configuration. The error says that it could not be done as asked; a method
// that may change something needs ConfirmHost off this machine, as in a run.
func Replay(ctx context.Context, of *Exchange, c Config) (*Exchange, error) {
	req, err := replayed(of)
	if err != nil {
		return nil, err
	}
	client, err := newClient(c)
	if err != nil {
		return nil, err
	}
	defer client.close()
	if mayChange(of) && !client.loopback && !slices.Contains(c.ConfirmHost, client.host) {
		return nil, fmt.Errorf("%s is not on this machine: %s may change something there and needs --confirm-host %s",
			client.host, of.Method, client.host)
	}
	x := client.do(ctx, req)
	x.ID, x.Probe, x.Control = of.ID, of.Probe, of.Control
	return x, nil
}

// Replayable reports whether Replay can send the request of an exchange again, so that
// nobody is told to who cannot.
func Replayable(of *Exchange) bool {
	_, err := replayed(of)
	return err == nil
}

// replayed is the request of an exchange. A record may have been written by
// hand: it must not become two requests, or one to another server.
func replayed(of *Exchange) (request, error) {
	r := request{
		Method: of.Method, Target: of.Target, Content: of.Content, Fresh: true,
		NoCredentials: of.Control == ControlAuth || of.Control.anonymous() || strings.EqualFold(of.Method, "TRACE"),
	}
	printable := func(c rune) bool { return c > ' ' && c != 0x7f }
	switch {
	case len(of.Raw) > 0:
		return r, fmt.Errorf("the request was sent byte for byte as no HTTP library does: audit with --pack transport sends it again")
	case !isToken(of.Method):
		return r, fmt.Errorf("the request line %q is no HTTP and cannot be sent again", of.Method)
	case !strings.HasPrefix(of.Target, "/") && of.Target != "*",
		strings.ContainsFunc(of.Target, func(c rune) bool { return !printable(c) }):
		return r, fmt.Errorf("the target %q is no path of the server and cannot be sent again", of.Target)
	case secretMark.MatchString(of.Target) || secretMark.Match(of.Content):
		return r, fmt.Errorf("the request had a secret in its target or content, which no record keeps: it cannot be sent again")
	}
	for _, f := range of.Request {
		if !isToken(f.Name) || strings.ContainsAny(f.Value, "\r\n\x00") {
			return r, fmt.Errorf("the field %q is no header field and cannot be sent again", f.Name)
		}
		if of.identifies(f) {
			continue
		}
		if !secretMark.MatchString(f.Value) && !slices.Contains(ownFields, strings.ToLower(f.Name)) {
			r.Fields = append(r.Fields, f)
		}
	}
	return r, nil
}

// ownFields are the fields that the client writes for itself.
var ownFields = []string{"host", "user-agent", "content-length", "transfer-encoding", "connection"}

// mayChange reports whether a request may change the server's state. A method is
// looked at as a server might that does not know upper from lower case; only a
// token made for being unknown is taken for harmless besides the safe ones.
func mayChange(x *Exchange) bool {
	if x.Probe != nil && x.Probe.Kind == specs.KindUnknown && strings.HasPrefix(x.Method, "PROVERB") {
		return false
	}
	return !specs.IsSafe(strings.ToUpper(x.Method))
}
