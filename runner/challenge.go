package runner

import (
	"bytes"
	"net/http"
	"slices"
	"strings"
)

// challenge is how a bot challenge is known. It is about who asks and not about
// what is asked, so whatever is asked after it is held off as well. A firewall's
// refusal of the one request is not among them.
type challenge struct {
	product string
	field   string   // that the answer has
	values  []string // one of the field's; empty is any
	content []string // one of them is in the content; empty is any content
}

var challenges = []challenge{
	{product: "a Cloudflare challenge", field: "Cf-Mitigated", values: []string{"challenge"}},
	{product: "a Cloudflare challenge", content: []string{"/cdn-cgi/challenge-platform/", "<title>Just a moment...</title>"}},
	{product: "a challenge of AWS WAF", field: "X-Amzn-Waf-Action", values: []string{"challenge", "captcha"}},
	{product: "DataDome", field: "X-Datadome", content: []string{"captcha-delivery.com"}},
	{product: "PerimeterX", content: []string{`id="px-captcha"`, "client.perimeterx.net"}},
	{product: "Imperva", content: []string{"_Incapsula_Resource"}},
}

// challengedPage is how much of the content is looked at.
const challengedPage = 8 << 10

// Challenge is the bot challenge that was answered in place of what was asked;
// empty where there is none.
func (x *Exchange) Challenge() string {
	if x.Outcome != Answered {
		return ""
	}
	for i := range challenges {
		if challenges[i].made(x) {
			return challenges[i].product
		}
	}
	return ""
}

func (c *challenge) made(x *Exchange) bool {
	if c.field != "" && !x.Has(c.field) {
		return false
	}
	if len(c.values) > 0 && !slices.Contains(c.values, strings.ToLower(x.Value(c.field))) {
		return false
	}
	if len(c.content) == 0 {
		return true
	}
	if x.Status != http.StatusForbidden && x.Status != http.StatusTooManyRequests && x.Status != http.StatusServiceUnavailable {
		return false
	}
	page := x.Body()
	page = page[:min(len(page), challengedPage)]
	return slices.ContainsFunc(c.content, func(text string) bool { return bytes.Contains(page, []byte(text)) })
}
