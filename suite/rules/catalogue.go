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
	shapeRules,
	framingRules,
	statusRules,
	problemRules,
	problemURIRules,
	problemTitleRules,
	problemDetailRules,
	retryRules,
	authRules,
	retryingRules,
	cacheRules,
	cachePolicyRules,
	cacheTimeRules,
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
	grammarRules,
	codingRules,
	contentRules,
	negotiationRules,
	formatRules,
	preflightRules,
	corsRules,
	askedRules,
)

// Undocumented are the rules of the catalogue that hold of any HTTP API: those that
// hold a server to its document are left out. That a method which no server knows
// does not succeed needs no document.
func Undocumented() []Rule {
	return slices.DeleteFunc(slices.Clone(Rules), func(r Rule) bool {
		return r.Level == Contract && r.ID != "method/undeclared-not-accepted" || r.Scope == ScopeDocument || slices.ContainsFunc(aboutDocuments, r.isNamed)
	})
}

// aboutDocuments are rules and topics that are about what a document declares, beside
// those of the level contract.
var aboutDocuments = []string{
	"cors/acam-vs-declared", "corr/same-for-undeclared", "route/auth-precedence", "route/method-before-body", "neg",
}
