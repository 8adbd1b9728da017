package reports

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

type pageRule struct {
	*Rule
	RefURL string
}

// State is what became of a rule: failed, applied, or idle where it never had
// occasion.
func (r pageRule) State() string {
	switch {
	case r.Failed > 0:
		return "failed"
	case r.Applied > 0:
		return "applied"
	}
	return "idle"
}

// weight puts the rules that failed first and those without occasion last.
func (r pageRule) weight() int { return slices.Index([]string{"idle", "applied", "failed"}, r.State()) }

// Class is the look of the rule's failures.
func (r pageRule) Class() string {
	class, _ := severityLook(r.Severity)
	return class
}

// pageTopic is the rules whose ids begin alike.
type pageTopic struct {
	Name                  string
	Rules                 []pageRule
	Failed, Applied, Idle int // rules
}

// newTopics puts the rules by topic, those with failures first. Within a topic,
// too, what failed comes first.
func newTopics(list []Rule) []pageTopic {
	var topics []pageTopic
	for i := range list {
		r := pageRule{&list[i], refURL(list[i].Ref)}
		name, _, _ := strings.Cut(r.ID, "/")
		at := slices.IndexFunc(topics, func(t pageTopic) bool { return t.Name == name })
		if at < 0 {
			at, topics = len(topics), append(topics, pageTopic{Name: name})
		}
		topics[at].add(r)
	}
	for _, t := range topics {
		slices.SortStableFunc(t.Rules, func(a, b pageRule) int { return cmp.Compare(b.weight(), a.weight()) })
	}
	slices.SortStableFunc(topics, func(a, b pageTopic) int {
		return cmp.Or(cmp.Compare(b.Rules[0].weight(), a.Rules[0].weight()), cmp.Compare(a.Name, b.Name))
	})
	return topics
}

func (t *pageTopic) add(r pageRule) {
	t.Rules = append(t.Rules, r)
	switch r.State() {
	case "failed":
		t.Failed++
	case "applied":
		t.Applied++
	default:
		t.Idle++
	}
}

// Told counts the rules of a topic by what became of them.
func (t pageTopic) Told() string {
	parts := []string{counted(len(t.Rules), "rule")}
	if t.Failed > 0 {
		parts = append(parts, strconv.Itoa(t.Failed)+" failed")
	}
	if t.Idle > 0 {
		parts = append(parts, strconv.Itoa(t.Idle)+" without occasion")
	}
	return strings.Join(parts, ", ")
}
