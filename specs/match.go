package specs

// MatchesGlob reports whether a glob, in which * stands for any run of characters,
// is the path's template or one of its aliases.
func (p *Path) MatchesGlob(glob string) bool {
	return (&Filter{Paths: []string{glob}}).matchesPath(p)
}
