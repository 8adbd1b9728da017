package runner

import (
	"fmt"
	"slices"
	"strings"

	"github.com/proverb-dev/proverb/specs"
)

// whatIsLacking says which credential would have helped where operations of the
// document refused requests that had none, with the exact flag; empty where none
// did.
func (r *run) whatIsLacking() string {
	refused := map[*specs.Operation]bool{}
	note := func(x *Exchange) {
		o := x.Probe.Operation
		if o != nil && len(o.Security) > 0 && x.Probe.Kind == specs.KindDeclared && x.demandsCredentials() && !x.SentCredentials() {
			refused[o] = true
		}
	}
	for _, x := range r.record.Controls {
		if x.Control == ControlLive {
			note(x)
		}
	}
	for _, p := range r.own {
		for _, x := range p.Exchanges {
			note(x)
		}
	}
	flags := r.flagsFor(refused)
	if len(flags) == 0 {
		return ""
	}
	operations := "1 operation is answered 401 or 403 and asks"
	if len(refused) > 1 {
		operations = fmt.Sprintf("%d operations are answered 401 or 403 and ask", len(refused))
	}
	return operations + " by the document for a credential that the run has not: give " + strings.Join(flags, ", or ") + "."
}

// flagsFor are the flags that give what operations ask for: of each the first
// alternative that can be given.
func (r *run) flagsFor(operations map[*specs.Operation]bool) []string {
	var flags []string
	for _, p := range r.plan.Paths {
		for _, o := range p.Operations {
			if operations[o] {
				flags = append(flags, flagsOf(o, r.plan.Document.Security))
			}
		}
	}
	flags = slices.DeleteFunc(flags, func(s string) bool { return s == "" })
	slices.Sort(flags)
	return slices.Compact(flags)
}

func flagsOf(o *specs.Operation, schemes map[string]specs.SecurityScheme) string {
	for _, alternative := range o.Security {
		var flags []string
		for _, name := range alternative {
			if flag := flagFor(name, schemes[name]); flag != "" {
				flags = append(flags, flag)
			}
		}
		if len(flags) == len(alternative) && len(flags) > 0 {
			return strings.Join(flags, " and ")
		}
	}
	return ""
}

// flagFor is the flag that gives a credential for a scheme, and what it is.
func flagFor(name string, s specs.SecurityScheme) string {
	at, err := placeOf(s)
	switch {
	case s.Type == "mutualTLS":
		return "--cert and --key (a client certificate)"
	case err != nil:
		return ""
	case s.Type == "oauth2" && s.TokenURL != "":
		return "--oauth2 " + name + "=env:VARIABLE (client-id:client-secret)"
	case at.prefix == "Basic ":
		return "--credential " + name + "=env:VARIABLE (user:password)"
	case at.prefix == "Bearer ":
		return "--credential " + name + "=env:VARIABLE (a bearer token)"
	}
	return fmt.Sprintf("--credential %s=env:VARIABLE (the API key %s in the %s)", name, at.name, at.in)
}
