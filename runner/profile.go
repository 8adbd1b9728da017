package runner

import (
	"slices"
	"strings"
)

// ProfileOf draws the server's profile from the exchanges of the controls. It
// is all that judging knows of the server as a whole, so a record written by
// hand has the same profile as one that was received.
func ProfileOf(controls []*Exchange) Profile {
	p := Profile{Unknown: map[int]int{}, UnknownAbsent: map[int]int{}}
	for _, x := range controls {
		switch x.Control {
		case ControlNotFound:
			p.NotFound = FingerprintOf(x)
			p.CatchAll = x.success()
		case ControlContent:
			p.Malformed = FingerprintOf(x)
		case ControlParser:
			p.ParserReject = FingerprintOf(x)
		case ControlUnknown:
			if x.Probe != nil && x.Probe.Path != nil {
				p.Unknown[x.Status]++
			} else {
				p.UnknownAbsent[x.Status]++
			}
		case ControlAuth:
			p.AuthFirst = p.AuthFirst || x.demandsCredentials()
		case ControlLive:
			p.AuthFirst = p.AuthFirst || x.demandsCredentials() && !x.SentCredentials()
		}
	}
	return p
}

func (x *Exchange) success() bool { return x.Status >= 200 && x.Status < 300 }

// demandsCredentials reports whether the answer is 401 or 403 (RFC 9110
// sections 15.5.2 and 15.5.4).
func (x *Exchange) demandsCredentials() bool { return x.Status == 401 || x.Status == 403 }

// SentCredentials reports whether the request bore a secret. They are masked in
// a record, each under its name.
func (x *Exchange) SentCredentials() bool {
	return strings.Contains(x.Target, "[secret:") ||
		slices.ContainsFunc(x.Request, func(f Field) bool { return strings.Contains(f.Value, "[secret:") })
}

// isNotFound reports whether the answer is like the one to a path that does
// not exist.
func (p *Profile) isNotFound(x *Exchange) bool {
	return p.NotFound.Known && p.NotFound.Matches(x)
}
