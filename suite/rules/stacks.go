package rules

import (
	"regexp"
	"slices"
	"strings"

	"github.com/proverb-dev/proverb/runner"
	"github.com/proverb-dev/proverb/specs"
	"github.com/proverb-dev/proverb/suite/rules/fixes"
)

// Stack is a framework, or a server, by which an API may be made.
type Stack struct {
	// Name is its folder in examples, where there is a recipe for it; empty for an
	// HTTP server with some framework on it.
	Name string
	// For is what people call it.
	For string
	// Base is what it is built on, or what is built on it, where code for that suits it
	// too: a name in examples, or what people call it.
	Base string
}

// stack is one with how it answers where nobody has told it otherwise.
type stack struct {
	Stack
	// on are the HTTP servers that it runs on, as families names them; none is any.
	on []string
	// front says that it forwards to an application, and is looked for beside it.
	front bool
	rows  []clues
}

// clues are answers that must all have been seen. Weak ones tell a stack from
// nothing but what has no clue at all; over are the stacks that give such answers
// as well, being under this one.
type clues struct {
	all  []clue
	weak bool
	// known says that the answer is common, so that it tells something only where
	// the HTTP server is known to be one of the stack's.
	known bool
	over  []string
}

// clue is an answer by which a stack shows.
type clue struct {
	to     occasion
	status int // 0 is any
	// has and lacks are fields, as those of a signature.
	has, lacks []string
	content    *regexp.Regexp // nil is any; white space around the content is no part of it
	unlike     *regexp.Regexp // nil is nothing
	// allows and omits are methods that Allow lists, and that it does not.
	allows, omits []string
	lines         int // of the Allow field, at least
}

// occasion is what an answer was given to.
type occasion int

const (
	anyError  occasion = iota
	anything           // an error or not
	absent             // GET of a path that does not exist
	refusal            // 405 to a method that is known to every server
	retrieval          // GET with success
)

// looked is how many different answers to an occasion are looked at.
const looked = 64

// recognise finds what the application is made with, and what stands before it.
// More than one of either may answer as was seen. Where the application shows
// nothing of its framework it is the HTTP server under it, if one alone was seen.
func (b *bench) recognise() (made, fronts []Stack) {
	seen, known := b.occasions(), b.families()
	made = fitting(seen, known, false)
	if len(made) == 0 && len(known) == 1 {
		made = []Stack{{For: known[0]}}
	}
	if b.traits.inProcess {
		return made, nil
	}
	return made, fitting(seen, known, true)
}

// fitting are the stacks whose clues were seen, else those with weak ones.
func fitting(seen map[occasion][]*runner.Exchange, known []string, front bool) []Stack {
	var strong, weak []Stack
	var over []string
	for i := range stacks {
		s := &stacks[i]
		if s.front != front || !s.runsOn(known) {
			continue
		}
		switch told := s.shows(seen, known); {
		case told == nil:
		case told.weak:
			weak = append(weak, s.Stack)
		default:
			strong, over = append(strong, s.Stack), append(over, told.over...)
		}
	}
	if len(strong) == 0 {
		return weak
	}
	return slices.DeleteFunc(strong, func(s Stack) bool { return slices.Contains(over, s.Name) })
}

// runsOn reports whether the stack can be behind the servers that were seen.
func (s *stack) runsOn(known []string) bool {
	return len(s.on) == 0 || len(known) == 0 || slices.ContainsFunc(s.on, func(name string) bool { return slices.Contains(known, name) })
}

// shows are the clues of the stack that were seen, the strongest first; nil if none.
func (s *stack) shows(seen map[occasion][]*runner.Exchange, known []string) *clues {
	var weak *clues
	for i := range s.rows {
		row := &s.rows[i]
		if row.known && len(known) == 0 || slices.ContainsFunc(row.all, func(c clue) bool { return !slices.ContainsFunc(seen[c.to], c.fits) }) {
			continue
		}
		if !row.weak {
			return row
		}
		weak = row
	}
	return weak
}

func (c *clue) fits(x *runner.Exchange) bool {
	if c.status != 0 && x.Status != c.status || len(x.Values("Allow")) < c.lines {
		return false
	}
	unlike := func(field string) bool { return !hasField(x, field) }
	if slices.ContainsFunc(c.has, unlike) || !allOf(c.lacks, unlike) {
		return false
	}
	if len(c.allows)+len(c.omits) > 0 {
		allow := readAllow(x.Values("Allow"))
		if !allOf(c.allows, allow.lists) || slices.ContainsFunc(c.omits, allow.lists) {
			return false
		}
	}
	if c.content == nil && c.unlike == nil {
		return true
	}
	content := strings.TrimSpace(string(x.Body()[:min(len(x.Body()), pageSize)]))
	return (c.content == nil || c.content.MatchString(content)) && (c.unlike == nil || !c.unlike.MatchString(content))
}

func allOf(list []string, holds func(string) bool) bool {
	return !slices.ContainsFunc(list, func(s string) bool { return !holds(s) })
}

// occasions sorts the different answers by what they were given to, the first of each. What
// answers HEAD has no content to tell by.
func (b *bench) occasions() map[occasion][]*runner.Exchange {
	seen := map[occasion][]*runner.Exchange{}
	note := func(o occasion, x *runner.Exchange) {
		if len(seen[o]) < looked {
			seen[o] = append(seen[o], x)
		}
	}
	for x := range b.everyDifferent() {
		if x.Method == "HEAD" {
			continue
		}
		note(anything, x)
		switch {
		case x.Control == runner.ControlNotFound && x.Method == "GET":
			note(absent, x)
		case x.Status == 405 && isFamiliar(x):
			note(refusal, x)
		case x.Method == "GET" && isSuccess(x.Status):
			note(retrieval, x)
		}
		if x.Status >= 400 {
			note(anyError, x)
		}
	}
	return seen
}

// isFamiliar reports whether a method is one that every router knows.
func isFamiliar(x *runner.Exchange) bool {
	return x.Probe != nil && (x.Probe.Kind == specs.KindElsewhere || x.Probe.Kind == specs.KindRegistered) &&
		slices.Contains([]string{"GET", "POST", "PUT", "PATCH", "DELETE"}, x.Method)
}

// families are the HTTP servers under an application that were seen: by their own
// page, or by a Server field, which a proxy may have taken away.
func (b *bench) families() []string {
	if b.traits.inProcess {
		return []string{onGo}
	}
	var seen []string
	for x := range b.everyDifferent() {
		server := strings.ToLower(x.Value("Server"))
		page := ""
		if s := b.signature(x); s != nil {
			page = s.product
		}
		for i := range families {
			if f := &families[i]; f.shows(server, page) && !slices.Contains(seen, f.name) {
				seen = append(seen, f.name)
			}
		}
	}
	return seen
}

// family is an HTTP server that frameworks run on.
type family struct {
	name    string // the product of its signature, too
	servers []string
}

func (f *family) shows(server, page string) bool {
	return page == f.name || slices.ContainsFunc(f.servers, func(name string) bool { return strings.HasPrefix(server, name) })
}

// named fills in what people call the stacks that have a recipe, where its title says
// nothing but that: one also has the server that the recipe was tried on.
func named(all []stack) []stack {
	for i := range all {
		at := slices.IndexFunc(fixes.Recipes, func(r fixes.Recipe) bool { return r.Name == all[i].Name })
		if at >= 0 && all[i].For == "" {
			all[i].For = fixes.Recipes[at].For
		}
	}
	return all
}

// Stacks are those that can be recognised.
func Stacks() []Stack {
	all := make([]Stack, len(stacks))
	for i := range stacks {
		all[i] = stacks[i].Stack
	}
	return all
}
