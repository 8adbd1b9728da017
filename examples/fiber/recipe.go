package main

import (
	"encoding/json"
	"errors"
	"net/http"

	"github.com/gofiber/fiber/v3"
	"github.com/valyala/fasthttp"
)

// recipe is given to fiber.New. A method that is not among RequestMethods is answered
// 501; the router itself answers 405 with a true Allow to those that are. Every error
// is a problem (RFC 9457) that no cache keeps. The middleware of CORS needs MethodOptions
// as well.
var recipe = fiber.Config{
	RequestMethods: []string{fiber.MethodGet, fiber.MethodHead, fiber.MethodPost, fiber.MethodPut, fiber.MethodDelete},
	ErrorHandler: func(c fiber.Ctx, err error) error {
		status, detail := fiber.StatusInternalServerError, ""
		if known := (*fiber.Error)(nil); errors.As(err, &known) {
			status, detail = known.Code, known.Message
		} else if errors.As(err, new(*fiber.SyntaxError)) || errors.As(err, new(*fiber.UnmarshalTypeError)) {
			status, detail = fiber.StatusBadRequest, err.Error() // what binding JSON returns
		}
		c.Set(fiber.HeaderCacheControl, "no-store")
		return c.Status(status).JSON(problem(status, detail), "application/problem+json")
	},
}

// mend gives the 501 the same form: Fiber answers it before any handler of the
// application is asked.
func mend(app *fiber.App) *fiber.App {
	server := app.Server()
	next := server.Handler
	server.Handler = func(ctx *fasthttp.RequestCtx) {
		next(ctx)
		if ctx.Response.StatusCode() == fiber.StatusNotImplemented {
			body, _ := json.Marshal(problem(fiber.StatusNotImplemented, ""))
			ctx.Response.Header.Set(fiber.HeaderCacheControl, "no-store")
			ctx.SetContentType("application/problem+json")
			ctx.SetBody(body)
		}
	}
	return app
}

func problem(status int, detail string) fiber.Map {
	p := fiber.Map{"type": "about:blank", "title": http.StatusText(status), "status": status}
	if detail != "" {
		p["detail"] = detail
	}
	return p
}
