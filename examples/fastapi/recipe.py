from http import HTTPStatus

from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse
from starlette.routing import Match

# The parser that uvicorn takes where it is installed, httptools, answers 400 to an
# unknown method and never asks the application: run uvicorn with --http h11.


def mend(app):
    """Answers 501 to a method that no route has, HEAD where GET is, 405 with the
    methods of all routes of the address (the router knows those of the first), and
    makes every error a problem (RFC 9457) that no cache keeps. Call it when all
    routes are there, and serve what it returns."""
    routes = [route for route in app.routes if getattr(route, "methods", None)]
    implemented = set().union({"HEAD"}, *(route.methods for route in routes))

    @app.exception_handler(HTTPException)
    async def refuse(request, error):
        headers = dict(error.headers or {})
        if error.status_code == 405:
            headers["Allow"] = ", ".join(sorted(allowed(routes, request.scope)))
        return problem(error.status_code, error.detail, headers)

    @app.exception_handler(RequestValidationError)
    async def invalid(request, error):
        return problem(422, "; ".join(e["msg"] for e in error.errors()))

    @app.exception_handler(Exception)
    async def failed(request, error):
        return problem(500, "The server failed.")

    async def outer(scope, receive, send):
        if scope["type"] == "http" and scope["method"] not in implemented and not preflight(scope):
            await problem(501, "No resource of this server has the method.")(scope, receive, send)
            return
        if scope["type"] == "http" and scope["method"] == "HEAD":
            scope = scope | {"method": "GET"}  # uvicorn leaves the content out
        await app(scope, receive, send)

    return outer


def preflight(scope):
    """Whether CORSMiddleware answers, which app has within."""
    return scope["method"] == "OPTIONS" and any(name == b"access-control-request-method" for name, _ in scope["headers"])


def allowed(routes, scope):
    methods = set().union(*(route.methods for route in routes if route.matches(scope)[0] != Match.NONE))
    return methods | {"HEAD"} if "GET" in methods else methods


def problem(status, detail, headers=None):
    content = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail}
    return JSONResponse(content, status, (headers or {}) | {"Cache-Control": "no-store"}, "application/problem+json")
