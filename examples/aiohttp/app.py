import itertools

from aiohttp import web

books = {"b-1": {"id": "b-1", "title": "The Salt Ledger"}, "b-2": {"id": "b-2", "title": "Harbour Lights"}}
numbers = itertools.count(3)
routes = web.RouteTableDef()


@routes.get("/health")
async def health(request):
    return web.json_response({"status": "ok"})


@routes.get("/books")
async def list_books(request):
    return web.json_response(list(books.values()))


@routes.post("/books")
async def add_book(request):
    title = await read_title(request)
    book = {"id": f"b-{next(numbers)}", "title": title}
    books[book["id"]] = book
    return web.json_response(book, status=201, headers={"Location": f"/books/{book['id']}"})


@routes.get("/books/{book_id}")
async def read_book(request):
    return web.json_response(books[find(request)])


@routes.put("/books/{book_id}")
async def replace_book(request):
    title = await read_title(request)
    book_id = find(request)
    books[book_id] = {"id": book_id, "title": title}
    return web.json_response(books[book_id])


@routes.delete("/books/{book_id}")
async def remove_book(request):
    del books[find(request)]
    return web.Response(status=204)


def find(request):
    if request.match_info["book_id"] not in books:
        raise web.HTTPNotFound(text="no such book")
    return request.match_info["book_id"]


async def read_title(request):
    new = await request.json()
    if not isinstance(new, dict) or not new.get("title"):
        raise web.HTTPBadRequest(text="a book needs a title")
    return new["title"]


app = web.Application()
app.add_routes(routes)
