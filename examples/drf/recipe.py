import json
from http import HTTPStatus

from django.http import HttpResponse

# Every method that some view of the server has. OPTIONS is answered by the framework.
IMPLEMENTED = {"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"}


def problems(get_response):
    """Middleware, to stand behind SecurityMiddleware in settings.MIDDLEWARE, or first:
    answers 501 to a method that no view has, and makes every error a problem (RFC 9457)
    that no cache keeps, those of Django, which are HTML, among them. Views answer 405
    with a true Allow. It needs Django alone."""

    def middleware(request):
        if request.method not in IMPLEMENTED:
            return problem(HttpResponse(status=501))
        response = get_response(request)
        return problem(response) if response.status_code >= 400 else response

    return middleware


def problem(response):
    status = response.status_code
    content = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status}
    data = getattr(response, "data", None)  # what the REST framework says
    if isinstance(data, dict):
        content["detail"] = "; ".join(f"{name}: {text}" if name != "detail" else str(text) for name, text in data.items())
    response.content = json.dumps(content)
    response["Content-Type"] = "application/problem+json"
    response["Cache-Control"] = "no-store"
    response["Content-Length"] = str(len(response.content))
    return response
