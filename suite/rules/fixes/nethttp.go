// Package fixes holds the code that reports and explain show as the way to mend
// a cause. It is compiled and tested, so that no advice is untested.
package fixes

import (
	"net/http"
	"slices"
)

// Implementing answers 501 to every method but those that some route of the
// server implements. Put it around the router, and name OPTIONS as well where CORS
// is handled within:
//
//	http.ListenAndServe(addr, Implementing(mux, "GET", "HEAD", "POST", "PUT", "DELETE"))
func Implementing(next http.Handler, methods ...string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !slices.Contains(methods, r.Method) {
			http.Error(w, "no resource of this server implements "+r.Method, http.StatusNotImplemented)
			return
		}
		next.ServeHTTP(w, r)
	})
}
