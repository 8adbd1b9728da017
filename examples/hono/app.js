import { Hono } from 'hono'

const books = new Map([['b-1', { id: 'b-1', title: 'The Salt Ledger' }], ['b-2', { id: 'b-2', title: 'Harbour Lights' }]])
let last = 2

export const app = new Hono()

app.get('/health', (c) => c.json({ status: 'ok' }))

app.get('/books', (c) => c.json([...books.values()]))

app.post('/books', async (c) => {
  const { title } = await c.req.json()
  if (!title) return c.json({ error: 'a book needs a title' }, 400)
  const book = { id: `b-${++last}`, title }
  books.set(book.id, book)
  return c.json(book, 201, { Location: `/books/${book.id}` })
})

app.get('/books/:bookId', (c) => {
  const book = books.get(c.req.param('bookId'))
  return book ? c.json(book) : c.json({ error: 'no such book' }, 404)
})

app.put('/books/:bookId', async (c) => {
  const id = c.req.param('bookId')
  const { title } = await c.req.json()
  if (!title) return c.json({ error: 'a book needs a title' }, 400)
  if (!books.has(id)) return c.json({ error: 'no such book' }, 404)
  books.set(id, { id, title })
  return c.json(books.get(id))
})

app.delete('/books/:bookId', (c) => {
  if (!books.delete(c.req.param('bookId'))) return c.json({ error: 'no such book' }, 404)
  return c.body(null, 204)
})
