package rules

import "github.com/proverb-dev/proverb/runner"

// enumerationRules are about what strangers learn from the order in which a server
// looks at ids, methods and credentials.
var enumerationRules = []Rule{
	{
		ID: "route/enumeration-oracle", Level: Advice, Severity: Info, Strict: Warning, Scope: ScopePath,
		Ref:   "RFC 9110 section 15.5.4, RFC 9110 section 15.5.5",
		Title: "Without credentials, the answer does not tell which ids exist.",
		Why: "Who may not read a resource can still learn that it is there where one id is answered 401 or 405 and another 404. Names of customers, invite codes and order numbers are guessed in that way. " +
			"Ask for credentials before anything is looked up, or answer what a stranger may not see as what is not there.",
		When:  func(c *Context) bool { return len(idPairs(c)) > 0 },
		Check: checkEnumeration,
	},
}

// idPair are the answers to one anonymous request for an id that exists and for
// one that does not.
type idPair struct{ exists, not *runner.Exchange }

func idPairs(c *Context) []idPair {
	var out []idPair
	for _, pair := range [][2]runner.Control{{runner.ControlReadID, runner.ControlReadNoID}, {runner.ControlID, runner.ControlNoID}} {
		a, b := c.Asked(pair[0]), c.Asked(pair[1])
		if len(a) > 0 && len(b) > 0 {
			out = append(out, idPair{a[0], b[0]})
		}
	}
	return out
}

// checkEnumeration: where anybody may read the resource, its id is no secret.
func checkEnumeration(c *Context) []Problem {
	for _, read := range c.Asked(runner.ControlReadID) {
		if !demandsCredentials(read.Status) {
			return nil
		}
	}
	for _, p := range idPairs(c) {
		absent := p.not.Status == 404 || p.not.Status == 410
		if absent && (demandsCredentials(p.exists.Status) || rejects(p.exists.Status)) {
			told := problem("", "without credentials %s was answered %d for an id that exists and %d for one that does not%s",
				p.exists.Probe.Name(), p.exists.Status, p.not.Status, by(c, p.exists))
			return witnessed([]*runner.Exchange{p.exists, p.not}, told)
		}
	}
	return nil
}
