import itertools

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

books = {"b-1": {"id": "b-1", "title": "The Salt Ledger"}, "b-2": {"id": "b-2", "title": "Harbour Lights"}}
numbers = itertools.count(3)


async def health(request):
    return JSONResponse({"status": "ok"})


async def list_books(request):
    return JSONResponse(list(books.values()))


async def add_book(request):
    title = await read_title(request)
    book = {"id": f"b-{next(numbers)}", "title": title}
    books[book["id"]] = book
    return JSONResponse(book, 201, {"Location": str(request.url_for("read_book", book_id=book["id"]))})


async def read_book(request):
    return JSONResponse(books[find(request)])


async def replace_book(request):
    title = await read_title(request)
    book_id = find(request)
    books[book_id] = {"id": book_id, "title": title}
    return JSONResponse(books[book_id])


async def remove_book(request):
    del books[find(request)]
    return Response(status_code=204)


def find(request):
    if request.path_params["book_id"] not in books:
        raise HTTPException(404, "no such book")
    return request.path_params["book_id"]


async def read_title(request):
    new = await request.json()
    if not isinstance(new, dict) or not new.get("title"):
        raise HTTPException(400, "a book needs a title")
    return new["title"]


app = Starlette(
    routes=[
        Route("/health", health),
        Route("/books", list_books),
        Route("/books", add_book, methods=["POST"]),
        Route("/books/{book_id}", read_book),
        Route("/books/{book_id}", replace_book, methods=["PUT"]),
        Route("/books/{book_id}", remove_book, methods=["DELETE"]),
    ]
)
