package runner

import "github.com/proverb-dev/proverb/specs"

// accountForRest notes every probe of the path that was neither sent nor
// refused, so that no silence looks like a pass.
func (p *PathRecord) accountForRest() {
	if p.isAccounted() {
		return
	}
	known := map[*specs.Probe]bool{}
	for _, x := range p.Exchanges {
		known[x.Probe] = true
	}
	for _, n := range p.NotSent {
		known[n.Probe] = true
	}
	for i := range p.Path.Probes {
		if probe := &p.Path.Probes[i]; !known[probe] {
			p.NotSent = append(p.NotSent, NotSent{Probe: probe, Reason: specs.ReasonCutShort})
		}
	}
}

// isAccounted reports whether every probe was sent or is told not to have been, in their
// order, as in a run that nothing cut short.
func (p *PathRecord) isAccounted() bool {
	sent, unsent := p.Exchanges, p.NotSent
	for i := range p.Path.Probes {
		probe := &p.Path.Probes[i]
		switch {
		case len(sent) > 0 && sent[0].Probe == probe:
			for len(sent) > 0 && sent[0].Probe == probe {
				sent = sent[1:]
			}
		case len(unsent) > 0 && unsent[0].Probe == probe:
			unsent = unsent[1:]
		default:
			return false
		}
	}
	return true
}
