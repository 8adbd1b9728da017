package simulator

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// operation carries out one method of one path. The shop is locked.
type operation func(*shop, *request) *answer

// route is one path of the document with its operations.
type route struct {
	template   string
	operations map[string]operation
}

// routes are the paths of the document, in its order.
func routes() []*route {
	return []*route{
		{"/books", map[string]operation{"GET": listBooks, "POST": addBook}},
		{"/books/{bookId}", map[string]operation{"GET": readBook, "PUT": replaceBook, "DELETE": removeBook}},
		{"/books/{bookId}/reviews", map[string]operation{"GET": listReviews, "POST": addReview}},
		{"/books/{bookId}/reviews/{reviewId}", map[string]operation{"GET": readReview}},
		{"/authors", map[string]operation{"GET": listAuthors}},
		{"/authors/{authorId}", map[string]operation{"GET": readAuthor}},
		{"/orders", map[string]operation{"POST": placeOrder}},
		{"/orders/{orderId}", map[string]operation{"GET": readOrder}},
		{"/health", map[string]operation{"GET": readHealth}},
	}
}

// operation is what the path does for a method; HEAD is GET whose content is
// not sent.
func (r *route) operation(method string) (operation, bool) {
	if method == http.MethodHead {
		method = http.MethodGet
	}
	op, ok := r.operations[method]
	return op, ok
}

// allows reports whether the path has the method.
func (r *route) allows(method string) bool {
	_, ok := r.operation(method)
	return ok || method == http.MethodOptions
}

// methods are all the methods of the path, sorted.
func (r *route) methods() []string {
	methods := []string{http.MethodOptions}
	for m := range r.operations {
		methods = append(methods, m)
	}
	if r.allows(http.MethodHead) {
		methods = append(methods, http.MethodHead)
	}
	slices.Sort(methods)
	return methods
}

// allow is the value of the path's Allow field.
func (r *route) allow() string { return strings.Join(r.methods(), ", ") }

// match finds the route for an escaped path. No two routes match the same one.
func match(routes []*route, path string) (*route, map[string]string) {
	for _, r := range routes {
		if values, ok := r.values(path); ok {
			return r, values
		}
	}
	return nil, nil
}

// values reads the path parameters; an escaped slash is part of a value.
func (r *route) values(path string) (map[string]string, bool) {
	want, have := strings.Split(r.template, "/"), strings.Split(path, "/")
	if len(want) != len(have) {
		return nil, false
	}
	values := map[string]string{}
	for i, segment := range want {
		text, err := url.PathUnescape(have[i])
		name, parameter := strings.CutPrefix(segment, "{")
		switch {
		case err != nil, parameter && text == "", !parameter && text != segment:
			return nil, false
		case parameter:
			values[strings.TrimSuffix(name, "}")] = text
		}
	}
	return values, true
}
