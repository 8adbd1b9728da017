package main

import (
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v4"
)

// mend answers 501 to a method that no route has, before routing, answers HEAD
// where GET is, and makes every
// error a problem (RFC 9457) that no cache keeps. The router itself answers 405
// with a true Allow.
func mend(e *echo.Echo) http.Handler {
	implemented := []string{http.MethodHead, http.MethodOptions} // echo answers OPTIONS itself
	for _, route := range e.Routes() {
		implemented = append(implemented, route.Method)
	}
	e.Pre(func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			if !slices.Contains(implemented, c.Request().Method) {
				return echo.NewHTTPError(http.StatusNotImplemented)
			}
			return next(c)
		}
	})
	e.HTTPErrorHandler = problem
	return http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		if q.Method == http.MethodHead { // the routes have GET alone; the server leaves the content out
			q = q.Clone(q.Context())
			q.Method = http.MethodGet
		}
		e.ServeHTTP(w, q)
	})
}

func problem(err error, c echo.Context) {
	if c.Response().Committed {
		return
	}
	status := http.StatusInternalServerError
	if known := (*echo.HTTPError)(nil); errors.As(err, &known) {
		status = known.Code
	}
	h := c.Response().Header()
	if allow := h.Get("Allow"); strings.Contains(allow, "GET") {
		h.Set("Allow", allow+", HEAD")
	}
	h.Set("Content-Type", "application/problem+json")
	h.Set("Cache-Control", "no-store")
	c.Response().WriteHeader(status)
	json.NewEncoder(c.Response()).Encode(map[string]any{"type": "about:blank", "title": http.StatusText(status), "status": status})
}
