package examples_test

import (
	"net/http"
	"testing"
)

// gone is what a proxy answers when the application is there no more.
func (r row) gone(t *testing.T, folder, part string) string {
	t.Helper()
	origin, stopOrigin := r.before.serve(t, r.before.prepare(t, *r.before), "app")
	url, stop := r.launch(t, folder, part, origin)
	defer stop()
	stopOrigin()
	answer, err := http.DefaultTransport.RoundTrip(request(url))
	if err != nil {
		t.Fatalf("%s %s: %v", r.name, part, err)
	}
	answer.Body.Close()
	x := exchange{Outcome: "answered"}
	x.Response.Status = answer.StatusCode
	for name, values := range answer.Header {
		x.Response.Headers = append(x.Response.Headers, [2]string{name, values[0]})
	}
	return x.short() + "\n"
}
