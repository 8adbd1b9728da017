package rules

import "slices"

// Rules is the catalogue, in its order. It is never written to.
var Rules = slices.Concat(
	methodRules,
	unknownRules,
	headRules,
	breakdownRules,
	routeRules,
	orderRules,
	overlapRules,
	enumerationRules,
	allowRules,
	directRules,
	bodyRules,
	problemRules,
	retryRules,
	authRules,
	cacheRules,
	targetedRules,
	correlationRules,
	leakRules,
	infrastructureRules,
	disclosureRules,
	echoRules,
	attributionRules,
	documentedRules,
	documentRules,
	transportRules,
	negotiationRules,
	corsRules,
	askedRules,
)
