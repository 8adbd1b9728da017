import json
import re
from http import HTTPStatus

# The addresses of the server, and the methods of each.
RESOURCES = [
    (r"/books", ["GET", "HEAD", "POST"]),
    (r"/books/[^/]+", ["GET", "HEAD", "PUT", "DELETE"]),
    (r"/health", ["GET", "HEAD"]),
]


class Recipe:
    """Goes before the handler among the bases of a class. The server itself answers 501
    to a method without a do_ function; this answers 405 with Allow to one that the
    address lacks, HEAD where GET is, and makes every error a problem (RFC 9457) that
    no cache keeps."""

    def parse_request(self):
        if not super().parse_request():
            return False
        path = self.path.partition("?")[0]
        allowed = next((methods for pattern, methods in RESOURCES if re.fullmatch(pattern, path)), None)
        if not hasattr(self, "do_" + self.command):
            self.send_error(501)
        elif allowed and self.command not in allowed:
            self.send_error(405, allow=", ".join(allowed))
        else:
            return True
        return False

    def do_HEAD(self):
        whole, self.wfile = self.wfile, HeaderOnly(self.wfile)
        try:
            self.do_GET()
        finally:
            self.wfile = whole

    def send_error(self, code, message=None, explain=None, allow=None):
        content = {"type": "about:blank", "title": HTTPStatus(code).phrase, "status": int(code), "detail": message}
        body = json.dumps({k: v for k, v in content.items() if v is not None}).encode()
        self.send_response(code)
        self.send_header("Content-Type", "application/problem+json")
        self.send_header("Cache-Control", "no-store")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Connection", "close")
        if allow:
            self.send_header("Allow", allow)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


class HeaderOnly:
    """Writes the first of what is written, which is the header."""

    def __init__(self, file):
        self.file, self.done = file, False

    def write(self, data):
        if not self.done:
            self.done = True
            self.file.write(data)

    def flush(self):
        self.file.flush()
