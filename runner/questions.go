package runner

import (
	"slices"

	"github.com/proverb-dev/proverb/specs"
)

// questions are all the further questions, in the order in which they are put.
func questions() []question { return slices.Clone(table) }

var table = slices.Concat(
	corsQuestions(),
	contentQuestions(),
	negotiationQuestions(),
	accessQuestions(),
	routeQuestions(),
	serverQuestions(),
	disposableQuestions(),
)

func questionControls() []Control {
	var out []Control
	for _, q := range table {
		out = append(out, q.control)
	}
	return out
}

// probeOf finds the plain probe of a method on a path.
func probeOf(method string) func(*specs.Path) *specs.Probe {
	return func(p *specs.Path) *specs.Probe {
		for i := range p.Probes {
			if probe := &p.Probes[i]; probe.Method == method && probe.Form != specs.FormValid {
				return probe
			}
		}
		return nil
	}
}
