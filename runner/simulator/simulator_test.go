package simulator_test

import (
	"maps"
	"slices"
	"strings"
	"testing"
)

func TestMethodsOfPaths(t *testing.T) {
	t.Parallel()
	s := open(t)
	allow := map[string]string{
		"/books":             "GET, HEAD, OPTIONS, POST",
		"/books/b-1":         "DELETE, GET, HEAD, OPTIONS, PUT",
		"/books/absent":      "DELETE, GET, HEAD, OPTIONS, PUT",
		"/books/b-1/reviews": "GET, HEAD, OPTIONS, POST",
		"/orders":            "OPTIONS, POST",
		"/health":            "GET, HEAD, OPTIONS",
	}
	for target, want := range allow {
		if r := s.ask(t, "OPTIONS", target); r.status != 204 || r.allow() != want {
			t.Errorf("OPTIONS %s: %d with Allow %q, want 204 with %q", target, r.status, r.allow(), want)
		}
		for _, method := range []string{"GET", "POST", "PUT", "DELETE", "TRACE"} {
			if strings.Contains(want, method) {
				continue
			}
			r := s.ask(t, method, target)
			r.isProblem(t, 405)
			if r.allow() != want {
				t.Errorf("%s %s: Allow is %q, want %q", method, target, r.allow(), want)
			}
		}
	}
}

func TestUnknownMethodsAre501Everywhere(t *testing.T) {
	t.Parallel()
	s := open(t)
	for _, target := range []string{"/books", "/books/b-1", "/books/absent", "/nowhere", "/", "/status/200", "*"} {
		for _, method := range []string{"PROVERBQWERTY", "get", "PATCH", "QUERY", "PROPFIND"} {
			s.ask(t, method, target).isProblem(t, 501)
		}
	}
}

func TestAbsentPathsAndResources(t *testing.T) {
	t.Parallel()
	s := open(t)
	for _, target := range []string{"/", "/nowhere", "/books/", "//books", "/books/b-99", "/books/b-99/reviews",
		"/books/b-1/reviews/9", "/books/b%2F1", "/authors/ada", "/orders/o-9"} {
		s.ask(t, "GET", target).isProblem(t, 404)
	}
	for _, method := range []string{"HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE"} {
		if r := s.ask(t, method, "/nowhere"); r.status != 404 {
			t.Errorf("%s /nowhere is %d", method, r.status)
		}
	}
}

func TestHeadIsGetWithoutContent(t *testing.T) {
	t.Parallel()
	s := open(t)
	for _, target := range []string{"/books", "/books/b-1", "/authors", "/orders/o-1", "/books/b-99", "/orders", "/nowhere"} {
		get, head := s.ask(t, "GET", target), s.ask(t, "HEAD", target)
		get.header.Del("Date")
		head.header.Del("Date")
		get.header.Del("X-Request-Id")
		head.header.Del("X-Request-Id")
		if get.status != head.status || !maps.EqualFunc(get.header, head.header, slices.Equal) {
			t.Errorf("%s: GET is %d %v\nHEAD is %d %v", target, get.status, get.header, head.status, head.header)
		}
		if head.body != "" {
			t.Errorf("HEAD %s has content %q", target, head.body)
		}
	}
}

func TestRevalidation(t *testing.T) {
	t.Parallel()
	s := open(t)
	tag := s.ask(t, "GET", "/books/b-1").header.Get("Etag")
	if r := s.ask(t, "GET", "/books/b-1", "If-None-Match: "+tag); r.status != 304 || r.body != "" {
		t.Errorf("with its own tag %s: %d with %q, want 304 without content", tag, r.status, r.body)
	}
	if r := s.ask(t, "GET", "/books/b-2", "If-None-Match: "+tag); r.status != 200 {
		t.Errorf("with the tag of another book: %d, want 200", r.status)
	}
}

const novel = `{"title":"Low Water","authorId":12,"genre":"crime","year":1971}`

func TestRefusalsChangeNothing(t *testing.T) {
	t.Parallel()
	s := open(t)
	before := string(s.State())
	cases := []struct {
		method, target, content string
		status                  int
	}{
		{"POST", "/books", `{"title":`, 400},
		{"POST", "/books", ``, 400},
		{"POST", "/books", `{"title":7}`, 422},
		{"POST", "/books", `{"title":"Low Water","authorId":99,"genre":"crime"}`, 422},
		{"PUT", "/books/b-1", `nonsense`, 400},
		{"PUT", "/books/b-99", novel, 404},
		{"PUT", "/books/b-1", `{"title":""}`, 422},
		{"DELETE", "/books/b-99", ``, 404},
		{"POST", "/books/b-1/reviews", `{"rating":6}`, 422},
		{"POST", "/books/b-99/reviews", `{"rating":5}`, 404},
		{"POST", "/orders", `[`, 400},
		{"POST", "/orders", `{"lines":[]}`, 422},
		{"POST", "/orders", `{"lines":[{"bookId":"b-99","quantity":1}]}`, 422},
		{"PUT", "/books", novel, 405},
		{"DELETE", "/orders", ``, 405},
		{"PATCH", "/books/b-1", novel, 501},
	}
	for _, c := range cases {
		s.tell(t, c.method, c.target, c.content).isProblem(t, c.status)
	}
	r, err := s.try(t, "POST", "/books", novel, "Content-Type: text/plain")
	if err != nil {
		t.Fatal(err)
	}
	r.isProblem(t, 415)
	if after := string(s.State()); after != before {
		t.Errorf("state is now %s\nwas %s", after, before)
	}
}

func TestChanges(t *testing.T) {
	t.Parallel()
	s := open(t)
	added := s.tell(t, "POST", "/books", novel)
	where := added.header.Get("Location")
	if added.status != 201 || where != "/books/b-4" {
		t.Fatalf("POST /books: %d with Location %q", added.status, where)
	}
	if r := s.ask(t, "GET", where); r.status != 200 || r.body != added.body {
		t.Errorf("GET %s: %d with %q, want what POST said: %q", where, r.status, r.body, added.body)
	}
	if r := s.tell(t, "PUT", where, strings.Replace(novel, "Low", "High", 1)); r.status != 200 || !strings.Contains(r.body, "High Water") {
		t.Errorf("PUT %s: %d with %q", where, r.status, r.body)
	}
	review := s.tell(t, "POST", where+"/reviews", `{"rating":5}`)
	if r := s.ask(t, "GET", review.header.Get("Location")); r.status != 200 || r.body != review.body {
		t.Errorf("GET of the new review: %d with %q", r.status, r.body)
	}
	order := s.tell(t, "POST", "/orders", `{"lines":[{"bookId":"b-4","quantity":2}]}`)
	if r := s.ask(t, "GET", order.header.Get("Location")); r.status != 200 || r.body != order.body {
		t.Errorf("GET of the new order: %d with %q", r.status, r.body)
	}
	if r := s.ask(t, "DELETE", where); r.status != 204 || r.body != "" {
		t.Errorf("DELETE %s: %d with %q", where, r.status, r.body)
	}
	s.ask(t, "GET", where+"/reviews").isProblem(t, 404)
}

func TestStateTellsChanges(t *testing.T) {
	t.Parallel()
	s, other := open(t), open(t)
	if string(s.State()) != string(other.State()) {
		t.Error("two fresh bookshops differ")
	}
	s.ask(t, "DELETE", "/books/b-3")
	if string(s.State()) == string(other.State()) {
		t.Error("a bookshop with a book fewer looks the same")
	}
}

func TestFilterByGenre(t *testing.T) {
	t.Parallel()
	s := open(t)
	if r := s.ask(t, "GET", "/books?genre=history"); !strings.Contains(r.body, `"total":1`) || !strings.Contains(r.body, "b-2") {
		t.Errorf("history: %s", r.body)
	}
	s.ask(t, "GET", "/books?genre=cookery").isProblem(t, 400)
}

func TestOddRequests(t *testing.T) {
	t.Parallel()
	s := open(t)
	if r := s.ask(t, "OPTIONS", "*"); r.status >= 500 {
		t.Errorf("OPTIONS * is %d", r.status)
	}
	if r := s.ask(t, "GET", "http://shop/books/b-1"); r.status != 200 {
		t.Errorf("GET in absolute form is %d", r.status)
	}
	s.tell(t, "POST", "/books", `"`+strings.Repeat("a", 1<<20)+`"`).isProblem(t, 413)
}
