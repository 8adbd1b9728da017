const books = new Map([['b-1', { id: 'b-1', title: 'The Salt Ledger' }], ['b-2', { id: 'b-2', title: 'Harbour Lights' }]])
let last = 2

export async function app(req, res) {
  const { pathname } = new URL(req.url, 'http://localhost')
  const id = pathname.match(/^\/books\/([^/]+)$/)?.[1]
  if (req.method === 'GET' && pathname === '/health') return reply(res, 200, { status: 'ok' })
  if (req.method === 'GET' && pathname === '/books') return reply(res, 200, [...books.values()])
  if (req.method === 'POST' && pathname === '/books') {
    const title = await read(req)
    if (!title) return reply(res, 400, { error: 'a book needs a title' })
    const book = { id: `b-${++last}`, title }
    books.set(book.id, book)
    res.setHeader('Location', `/books/${book.id}`)
    return reply(res, 201, book)
  }
  if (req.method === 'GET' && id && books.has(id)) return reply(res, 200, books.get(id))
  if (req.method === 'PUT' && id) {
    const title = await read(req)
    if (!title) return reply(res, 400, { error: 'a book needs a title' })
    if (!books.has(id)) return reply(res, 404, { error: 'no such book' })
    books.set(id, { id, title })
    return reply(res, 200, books.get(id))
  }
  if (req.method === 'DELETE' && id && books.delete(id)) {
    res.statusCode = 204
    return res.end()
  }
  reply(res, 404, { error: 'not found' })
}

function reply(res, status, body) {
  res.statusCode = status
  res.setHeader('Content-Type', 'application/json')
  res.end(JSON.stringify(body))
}

async function read(req) {
  try {
    let text = ''
    for await (const chunk of req) text += chunk
    return JSON.parse(text).title
  } catch {
    return undefined
  }
}
