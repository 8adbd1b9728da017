const books = new Map([['b-1', { id: 'b-1', title: 'The Salt Ledger' }], ['b-2', { id: 'b-2', title: 'Harbour Lights' }]])
let last = 2

const newBook = { body: { type: 'object', required: ['title'], properties: { title: { type: 'string', minLength: 1 } } } }

// app is a plugin, as Fastify's guide has routes in a file of their own.
export async function app(fastify) {
  fastify.get('/health', async () => ({ status: 'ok' }))

  fastify.get('/books', async () => [...books.values()])

  fastify.post('/books', { schema: newBook }, async (req, reply) => {
    const book = { id: `b-${++last}`, title: req.body.title }
    books.set(book.id, book)
    return reply.code(201).header('Location', `/books/${book.id}`).send(book)
  })

  fastify.get('/books/:bookId', async (req, reply) => {
    const book = books.get(req.params.bookId)
    return book ?? reply.code(404).send({ error: 'no such book' })
  })

  fastify.put('/books/:bookId', { schema: newBook }, async (req, reply) => {
    const { bookId: id } = req.params
    if (!books.has(id)) return reply.code(404).send({ error: 'no such book' })
    books.set(id, { id, title: req.body.title })
    return books.get(id)
  })

  fastify.delete('/books/:bookId', async (req, reply) => {
    if (!books.delete(req.params.bookId)) return reply.code(404).send({ error: 'no such book' })
    return reply.code(204).send()
  })
}
