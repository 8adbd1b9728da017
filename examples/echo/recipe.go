package main

import (
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v5"
)

// recipe is given to echo.NewWithConfig: HEAD is answered where GET is, and every error
// is a problem (RFC 9457) that no cache keeps. The router itself answers 405 with a
// true Allow.
func recipe() echo.Config {
	return echo.Config{
		Router:           echo.NewRouter(echo.RouterConfig{AutoHandleHEAD: true}),
		HTTPErrorHandler: problem,
	}
}

// mend answers 501 to a method that no route has, before routing. Call it when all
// routes are there.
func mend(e *echo.Echo) *echo.Echo {
	implemented := []string{http.MethodHead, http.MethodOptions} // echo answers both itself
	for _, route := range e.Router().Routes() {
		implemented = append(implemented, route.Method)
	}
	e.Pre(func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c *echo.Context) error {
			if !slices.Contains(implemented, c.Request().Method) {
				return echo.NewHTTPError(http.StatusNotImplemented, "no resource of this server has the method")
			}
			return next(c)
		}
	})
	return e
}

func problem(c *echo.Context, err error) {
	if r, _ := echo.UnwrapResponse(c.Response()); r != nil && r.Committed {
		return
	}
	status, detail := http.StatusInternalServerError, ""
	if coded := echo.HTTPStatusCoder(nil); errors.As(err, &coded) {
		status = coded.StatusCode()
	}
	if known := (*echo.HTTPError)(nil); errors.As(err, &known) {
		detail = known.Message
	}
	h := c.Response().Header()
	if allow := h.Get("Allow"); strings.Contains(allow, "GET") {
		h.Set("Allow", allow+", HEAD") // the router leaves it out
	}
	h.Set("Content-Type", "application/problem+json")
	h.Set("Cache-Control", "no-store")
	c.Response().WriteHeader(status)
	p := map[string]any{"type": "about:blank", "title": http.StatusText(status), "status": status}
	if detail != "" {
		p["detail"] = detail
	}
	json.NewEncoder(c.Response()).Encode(p)
}
