package runner

import "slices"

// ControlPlace is the place of a control's exchanges among those of a record:
// they are told kind after kind.
func ControlPlace(c Control) int { return slices.Index(controls, c) }
