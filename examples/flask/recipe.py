import json

from flask import abort, request
from werkzeug.exceptions import HTTPException


def mend(app):
    """Answers 501, before routing, to a method that no route has, and makes every
    error a problem (RFC 9457) that no cache keeps. Flask itself answers 405 with a
    true Allow. Call it when all routes are there."""
    implemented = set().union(*(rule.methods for rule in app.url_map.iter_rules()))

    @app.before_request
    def refuse_unknown():
        if request.environ["REQUEST_METHOD"] not in implemented:  # request.method would have made GET of get
            abort(501, "No resource of this server has the method.")

    @app.errorhandler(HTTPException)
    def problem(error):
        response = error.get_response()  # with the Allow of a 405
        response.data = json.dumps({"type": "about:blank", "title": error.name, "status": error.code, "detail": error.description})
        response.content_type = "application/problem+json"
        response.headers["Cache-Control"] = "no-store"
        return response

    return app
