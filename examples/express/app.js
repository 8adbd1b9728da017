import express from 'express'

const books = new Map([['b-1', { id: 'b-1', title: 'The Salt Ledger' }], ['b-2', { id: 'b-2', title: 'Harbour Lights' }]])
let last = 2

export const app = express()
app.use(express.json())

app.get('/health', (req, res) => res.json({ status: 'ok' }))

app.get('/books', (req, res) => res.json([...books.values()]))

app.post('/books', (req, res) => {
  if (!req.body?.title) return res.status(400).json({ error: 'a book needs a title' })
  const book = { id: `b-${++last}`, title: req.body.title }
  books.set(book.id, book)
  res.status(201).location(`/books/${book.id}`).json(book)
})

app.get('/books/:bookId', (req, res) => {
  const book = books.get(req.params.bookId)
  if (!book) return res.status(404).json({ error: 'no such book' })
  res.json(book)
})

app.put('/books/:bookId', (req, res) => {
  const { bookId: id } = req.params
  if (!req.body?.title) return res.status(400).json({ error: 'a book needs a title' })
  if (!books.has(id)) return res.status(404).json({ error: 'no such book' })
  books.set(id, { id, title: req.body.title })
  res.json(books.get(id))
})

app.delete('/books/:bookId', (req, res) => {
  if (!books.delete(req.params.bookId)) return res.status(404).json({ error: 'no such book' })
  res.sendStatus(204)
})
