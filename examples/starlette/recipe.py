from http import HTTPStatus
from json import JSONDecodeError

from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse
from starlette.routing import Match, Route

# Every method that some route of the server has.
IMPLEMENTED = {"GET", "HEAD", "POST", "PUT", "DELETE"}

# Where uvicorn finds httptools it takes that to read requests, which answers 400 to
# an unknown method and never asks the application: run it with --http h11 then.


def mend(app):
    """Answers 501 to a method that no route has, 405 with the methods of all routes of
    the address (the router knows those of the first), and makes every error a problem
    (RFC 9457) that no cache keeps."""

    async def refuse(request, error):
        if request.method not in IMPLEMENTED:
            return problem(501, "No resource of this server has the method.")
        headers = dict(error.headers or {})
        if error.status_code == 405 and (methods := allowed(app.routes, request.scope)):
            headers["Allow"] = ", ".join(sorted(methods))
        return problem(error.status_code, error.detail, headers)

    async def no_json(request, error):  # of await request.json()
        return problem(400, "The content is no JSON.")

    async def failed(request, error):
        return problem(500, "The server failed.")

    app.add_exception_handler(HTTPException, refuse)
    app.add_exception_handler(JSONDecodeError, no_json)
    app.add_exception_handler(Exception, failed)


def allowed(routes, scope):
    found = [route for route in routes if isinstance(route, Route) and route.matches(scope)[0] != Match.NONE]
    return set().union(*(route.methods or () for route in found))  # an HTTPEndpoint tells its own


def problem(status, detail, headers=None):
    content = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail}
    return JSONResponse(content, status, (headers or {}) | {"Cache-Control": "no-store"}, "application/problem+json")
