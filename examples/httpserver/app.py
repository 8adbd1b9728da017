import itertools
import json
from http.server import BaseHTTPRequestHandler

books = {"b-1": {"id": "b-1", "title": "The Salt Ledger"}, "b-2": {"id": "b-2", "title": "Harbour Lights"}}
numbers = itertools.count(3)


class App(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        if self.path == "/health":
            self.reply(200, {"status": "ok"})
        elif self.path == "/books":
            self.reply(200, list(books.values()))
        elif book := books.get(self.book_id()):
            self.reply(200, book)
        else:
            self.send_error(404)

    def do_POST(self):
        title = self.title()
        if self.path != "/books":
            self.send_error(404)
        elif not title:
            self.send_error(400, "a book needs a title")
        else:
            book = {"id": f"b-{next(numbers)}", "title": title}
            books[book["id"]] = book
            self.reply(201, book)

    def do_PUT(self):
        title, book_id = self.title(), self.book_id()
        if not title and book_id:
            self.send_error(400, "a book needs a title")
        elif book_id not in books:
            self.send_error(404)
        else:
            books[book_id] = {"id": book_id, "title": title}
            self.reply(200, books[book_id])

    def do_DELETE(self):
        if books.pop(self.book_id(), None) is None:
            self.send_error(404)
        else:
            self.send_response(204)
            self.end_headers()

    def book_id(self):
        return self.path.removeprefix("/books/") if self.path.startswith("/books/") else None

    def title(self):
        text = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        try:
            return json.loads(text).get("title")
        except ValueError:
            return None

    def reply(self, status, content):
        body = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
