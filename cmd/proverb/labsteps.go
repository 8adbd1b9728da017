package main

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/proverb-dev/proverb/runner"
	"github.com/proverb-dev/proverb/specs"
	"github.com/proverb-dev/proverb/suite/rules"
)

// labStep is one step of the tour: what is tried, what it shows, and a question.
type labStep struct {
	title, text string
	before      func(*labServers) error
	sends       []labSend
	// shows says what is to be seen in the answers, by looking at them.
	shows func(*guide, []*runner.Exchange) (string, error)
	asks  *labQuestion
}

// labSend is a request, and the status that the text rests on.
type labSend struct {
	labRequest
	expects int // 0 is any
}

// labQuestion is a question with the letter of its answer, and why.
type labQuestion struct {
	text    string
	options []string
	right   string
	why     string
}

func to(server, method, target string, expects int) labSend {
	return labSend{labRequest{server: server, method: method, target: target}, expects}
}

// labSteps are the steps of the tour.
func labSteps() []labStep {
	return slices.Concat(labMethods(), labAllow(), labCaches(), labLayers(), labRetries())
}

func labMethods() []labStep {
	return []labStep{
		{
			title: "A request and its answer",
			text:  "The bookshop has /books, which takes GET, HEAD, OPTIONS and POST, and /books/{bookId}, which takes GET, HEAD, OPTIONS, PUT and DELETE. Lines that begin with > were sent, those that begin with < came back; long ones are broken to fit.",
			sends: []labSend{to(labShop, "GET", "/books", 200)},
			shows: func(_ *guide, x []*runner.Exchange) (string, error) {
				return fmt.Sprintf("200, with content of type %s.", x[0].Value("Content-Type")), nil
			},
		},
		{
			title: "405: known, and not allowed here",
			text:  "DELETE works on a book. On the list of books it does not.",
			sends: []labSend{to(labShop, "DELETE", "/books", 405)},
			shows: func(_ *guide, x []*runner.Exchange) (string, error) {
				return fmt.Sprintf("405 says: I know this method, and this resource does not take it. Allow has to say which it takes (RFC 9110 section 15.5.6): %s. The content says what is wrong in a form for programs, problem details (RFC 9457).", x[0].Value("Allow")), nil
			},
			asks: &labQuestion{
				text:    "What may a client send to /books next?",
				options: []string{"DELETE again, in a while", "PATCH", "POST"}, right: "c",
				why: "Allow lists POST. A 405 does not pass with time, and PATCH is not in the list.",
			},
		},
		{
			title: "501: known nowhere",
			text:  "BREW is a method that no resource of the bookshop has.",
			sends: []labSend{to(labShop, "BREW", "/books", 501)},
			shows: func(_ *guide, x []*runner.Exchange) (string, error) {
				return "501 is about the server and not about the resource: nothing here does that (RFC 9110 section 15.6.2). A client need not try it on another path." + withoutAllow(x[0]), nil
			},
			asks: &labQuestion{
				text:    "PUT works on /books/b-1. What is PUT of /books to be answered?",
				options: []string{"404", "405", "501"}, right: "b",
				why: "The server has PUT elsewhere, so 501 would be untrue; and /books is there, so 404 would be. The next request shows it.",
			},
		},
		{
			title: "The line between the two",
			text:  "Whether the server has a method elsewhere cannot be seen on one path. That is what the OpenAPI document is for: it says what is declared where.",
			sends: []labSend{to(labShop, "PUT", "/books", 405)},
			shows: func(_ *guide, x []*runner.Exchange) (string, error) {
				return "405, with the Allow of /books: " + x[0].Value("Allow") + ".", nil
			},
		},
	}
}

// withoutAllow says that a 501 has no Allow, where it has none.
func withoutAllow(x *runner.Exchange) string {
	if x.Has("Allow") {
		return ""
	}
	return " There is no Allow, and none is needed."
}

func labAllow() []labStep {
	return []labStep{{
		title: "Break the Allow",
		text:  "The second bookshop has a fault: its 405 comes without Allow. Everything else is the same.",
		sends: []labSend{to(labFault, "DELETE", "/books", 405)},
		shows: func(_ *guide, x []*runner.Exchange) (string, error) {
			i := slices.IndexFunc(rules.Rules, func(r rules.Rule) bool { return r.ID == "allow/present-on-405" })
			if i < 0 {
				return "", errors.New("there is no rule allow/present-on-405")
			}
			r := rules.Rules[i]
			found, _, err := judgeAlone(r, x[0].Notation("elsewhere", "live"))
			if err != nil || len(found) != 1 {
				return "", fmt.Errorf("the rule %s finds %d problems: %w", r.ID, len(found), err)
			}
			return fmt.Sprintf("The rule %s finds: %s. (%s, %s: %s) This answer leaves a client to guess.", r.ID, found[0].Text, r.Ref, r.Level, r.Title), nil
		},
		asks: &labQuestion{
			text:    "How can a client still learn which methods /books takes there?",
			options: []string{"From OPTIONS", "By trying them one after the other", "From the content of the 405"}, right: "a",
			why: "OPTIONS changes nothing, and its answer has an Allow here as well: type OPTIONS /books at the next prompt to see it. To try methods is to carry out those that work.",
		},
	}}
}

func labCaches() []labStep {
	return []labStep{{
		title: "What a cache may do with an error",
		text:  "/status/{code} of the bookshop answers with any status, and ?fault= puts a fault into it. First a 404 as it should be, then one that says nothing about caches, then one that is set like everything else.",
		sends: []labSend{
			to(labShop, "GET", "/status/404", 404),
			to(labShop, "GET", "/status/404?fault=cache-error-explicit", 404),
			to(labShop, "GET", "/status/404?fault=cache-error-lifetime", 404),
		},
		shows: func(_ *guide, x []*runner.Exchange) (string, error) {
			var said []string
			for i, y := range x {
				use := rules.StoringOf(y).Shared
				said = append(said, fmt.Sprintf("Of the %s a shared cache %s: %s (%s)",
					[]string{"first", "second", "third"}[i], use.InShort(), use.Reasons[0].Text, use.Reasons[0].Ref))
			}
			return strings.Join(said, "\n\n"), nil
		},
		asks: &labQuestion{
			text:    "After the third answer somebody creates the resource. When do those behind a shared cache see it?",
			options: []string{"At once", "Never", "After a day at the latest"}, right: "c",
			why: "The cache may give out its 404 for as long as max-age says, without asking. That is why errors say no-store, or a few seconds.",
		},
	}}
}

func labLayers() []labStep {
	return []labStep{
		{
			title: "A proxy before it",
			text:  "The third server is a reverse proxy before the bookshop. It lets GET, HEAD, OPTIONS and POST through, and refuses the rest itself, with the page that nginx writes.",
			sends: []labSend{to(labProxy, "GET", "/books", 200), to(labProxy, "DELETE", "/books", 405)},
			shows: tellLayers,
			asks: &labQuestion{
				text:    "This 405 has no Allow. Where is that to be mended?",
				options: []string{"In the proxy", "In the bookshop", "In the client"}, right: "a",
				why: "The bookshop was not asked, and would have sent its Allow, as it did before. The proxy has to let the method through, or to send an Allow of its own.",
			},
		},
		{
			title:  "Nobody behind the proxy",
			text:   "Now the bookshop is stopped. The proxy stays.",
			before: (*labServers).shopDown,
			sends:  []labSend{to(labProxy, "GET", "/books", 502), to(labProxy, "POST", "/orders", 502)},
			shows: func(_ *guide, x []*runner.Exchange) (string, error) {
				return "502 is the proxy's word: it got no answer that it could pass on (RFC 9110 section 15.6.3).\n\nTo the GET: " + rules.RetryAdviceOf(x[0]).Text + "\n\nTo the POST: " + rules.RetryAdviceOf(x[1]).Text, nil
			},
			asks: &labQuestion{
				text:    "Which of the two may a program send again by itself?",
				options: []string{"Both", "The GET alone", "Neither"}, right: "b",
				why: "You know that the bookshop was down; a client does not. The order may have been placed before the connection broke, and twice is two orders (RFC 9110 section 9.2.2).",
			},
		},
	}
}

// tellLayers has the answers judged as those of an inspection: who answered is read
// off all of them together.
func tellLayers(g *guide, _ []*runner.Exchange) (string, error) {
	found, err := runner.Inspect(g.ctx, runner.Inspection{
		Path: "/books", Methods: []string{"GET", "OPTIONS", "DELETE"}, Safety: specs.Guarded,
	}, runner.Config{URL: g.servers.urls[labProxy]})
	if err != nil {
		return "", err
	}
	j := rules.Judge(found.Record, rules.Profile{Rules: rules.Undocumented()})
	layers := map[string]rules.ExchangeJudgement{}
	for _, x := range found.Record.Paths[0].Exchanges {
		layers[x.Method] = j.Exchanges.Of(x)
	}
	get, del := layers["GET"], layers["DELETE"]
	if get.Layer != rules.LayerApp || del.Layer != rules.LayerProxy {
		return "", fmt.Errorf("GET is told as the %s's, DELETE as the %s's; this is a fault of the lab", get.Layer, del.Layer)
	}
	return fmt.Sprintf("proverb inspect asks the same and tells who answered: GET the application (the proxy added Via), DELETE a proxy, by its page (%s). A Server field alone would prove nothing: a proxy may write its own on what it passes on.", del.Product), nil
}

func labRetries() []labStep {
	return []labStep{{
		title:  "Ask again",
		text:   "The bookshop is back. /status/503?flaky=1/2 is 503 for about half of the requests, the same ones each time, and 200 for the others.",
		before: (*labServers).shopUp,
		sends:  []labSend{to(labShop, "GET", "/status/503?flaky=1/2&seed=2", 0)},
		shows:  askAgainLater,
		asks: &labQuestion{
			text:    "All clients got 503 without Retry-After. What do they do?",
			options: []string{"They wait for one second", "Each waits as it likes, and many come back at once", "They give up"}, right: "b",
			why: "Nothing tells them when. A server that is short of breath says Retry-After, and clients that take turns give it air: growing pauses, not all of one length, and an end.",
		},
	}}
}

// askAgainLater does what the answer asks for: it waits, and sends the request again.
func askAgainLater(g *guide, x []*runner.Exchange) (string, error) {
	const most = 8
	last := x[0]
	for n := 1; n <= most; n++ {
		advice := rules.RetryAdviceOf(last)
		if last.Status != 503 && n == 1 {
			return "This one was answered at once: somebody has asked before, and it was the turn of a 200. Type the request once more to meet a 503.", nil
		}
		if last.Status != 503 {
			return fmt.Sprintf("%d after %d more %s: a client that waited as it was told got its answer, and nobody had to look.", last.Status, n-1, plural(n-1, "request")), nil
		}
		g.printf("\n")
		g.para(advice.Text)
		select {
		case <-time.After(advice.Wait):
		case <-g.ctx.Done():
			return "", g.ctx.Err()
		}
		var err error
		if last, err = g.exchange(labRequest{server: labShop, method: last.Method, target: last.Target}); err != nil {
			return "", err
		}
	}
	return "", fmt.Errorf("%d requests were answered 503; this is a fault of the lab", most)
}

func plural(n int, noun string) string {
	if n == 1 {
		return noun
	}
	return noun + "s"
}
