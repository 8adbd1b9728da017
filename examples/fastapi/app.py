import itertools

from fastapi import FastAPI, HTTPException, Response
from pydantic import BaseModel, Field

app = FastAPI()


class NewBook(BaseModel):
    title: str = Field(min_length=1)


class Book(NewBook):
    id: str


books = {b.id: b for b in (Book(id="b-1", title="The Salt Ledger"), Book(id="b-2", title="Harbour Lights"))}
numbers = itertools.count(3)


@app.get("/health")
def health():
    return {"status": "ok"}


@app.get("/books")
def list_books() -> list[Book]:
    return list(books.values())


@app.post("/books", status_code=201)
def add_book(new: NewBook, response: Response) -> Book:
    book = Book(id=f"b-{next(numbers)}", title=new.title)
    books[book.id] = book
    response.headers["Location"] = f"/books/{book.id}"
    return book


@app.get("/books/{book_id}")
def read_book(book_id: str) -> Book:
    if book_id not in books:
        raise HTTPException(404, "no such book")
    return books[book_id]


@app.put("/books/{book_id}")
def replace_book(book_id: str, new: NewBook) -> Book:
    if book_id not in books:
        raise HTTPException(404, "no such book")
    books[book_id] = Book(id=book_id, title=new.title)
    return books[book_id]


@app.delete("/books/{book_id}", status_code=204)
def remove_book(book_id: str) -> None:
    if books.pop(book_id, None) is None:
        raise HTTPException(404, "no such book")
