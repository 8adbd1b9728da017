import itertools

from flask import Flask, abort, jsonify, request, url_for

app = Flask(__name__)
books = {"b-1": {"id": "b-1", "title": "The Salt Ledger"}, "b-2": {"id": "b-2", "title": "Harbour Lights"}}
numbers = itertools.count(3)


@app.get("/health")
def health():
    return {"status": "ok"}


@app.get("/books")
def list_books():
    return list(books.values())


@app.post("/books")
def add_book():
    book = new_book(f"b-{next(numbers)}")
    books[book["id"]] = book
    return jsonify(book), 201, {"Location": url_for("read_book", book_id=book["id"])}


@app.get("/books/<book_id>")
def read_book(book_id):
    if book_id not in books:
        abort(404)
    return books[book_id]


@app.put("/books/<book_id>")
def replace_book(book_id):
    book = new_book(book_id)
    if book_id not in books:
        abort(404)
    books[book_id] = book
    return book


@app.delete("/books/<book_id>")
def remove_book(book_id):
    if books.pop(book_id, None) is None:
        abort(404)
    return "", 204


def new_book(book_id):
    title = request.get_json().get("title")
    if not title:
        abort(400, "a book needs a title")
    return {"id": book_id, "title": title}
