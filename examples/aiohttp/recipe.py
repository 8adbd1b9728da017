from http import HTTPStatus
from json import JSONDecodeError

from aiohttp import web

# Every method that some route of the server has.
IMPLEMENTED = {"GET", "HEAD", "POST", "PUT", "DELETE"}


@web.middleware
async def problems(request, handler):
    """To be the first of web.Application(middlewares=[...]): answers 501 to a method that
    no route has, and makes every error a problem (RFC 9457) that no cache keeps. The
    router itself answers 405 with a true Allow. A method that aiohttp's parser does not
    know never comes here: it is answered 400."""
    if request.method not in IMPLEMENTED:
        return problem(501, "No resource of this server has the method.")
    try:
        return await handler(request)
    except web.HTTPError as error:
        headers = {"Allow": error.headers["Allow"]} if "Allow" in error.headers else {}
        return problem(error.status, error.text, headers)
    except web.HTTPException:  # a redirect
        raise
    except JSONDecodeError:  # of await request.json()
        return problem(400, "The content is no JSON.")
    except Exception:
        request.app.logger.exception("Error handling request")
        return problem(500, "The server failed.")


def problem(status, detail, headers=None):
    content = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail}
    headers = (headers or {}) | {"Cache-Control": "no-store"}
    return web.json_response(content, status=status, headers=headers, content_type="application/problem+json")
