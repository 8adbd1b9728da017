import Koa from 'koa'
import Router from '@koa/router'
import { bodyParser } from '@koa/bodyparser'

const books = new Map([['b-1', { id: 'b-1', title: 'The Salt Ledger' }], ['b-2', { id: 'b-2', title: 'Harbour Lights' }]])
let last = 2

export const app = new Koa()
export const router = new Router()

router.get('/health', (ctx) => { ctx.body = { status: 'ok' } })

router.get('/books', (ctx) => { ctx.body = [...books.values()] })

router.post('/books', (ctx) => {
  const { title } = ctx.request.body ?? {}
  if (!title) ctx.throw(400, 'a book needs a title')
  const book = { id: `b-${++last}`, title }
  books.set(book.id, book)
  ctx.status = 201
  ctx.set('Location', `/books/${book.id}`)
  ctx.body = book
})

router.get('/books/:bookId', (ctx) => {
  const book = books.get(ctx.params.bookId)
  if (!book) ctx.throw(404, 'no such book')
  ctx.body = book
})

router.put('/books/:bookId', (ctx) => {
  const { bookId: id } = ctx.params
  const { title } = ctx.request.body ?? {}
  if (!title) ctx.throw(400, 'a book needs a title')
  if (!books.has(id)) ctx.throw(404, 'no such book')
  books.set(id, { id, title })
  ctx.body = books.get(id)
})

router.delete('/books/:bookId', (ctx) => {
  if (!books.delete(ctx.params.bookId)) ctx.throw(404, 'no such book')
  ctx.status = 204
})

app.use(bodyParser())
app.use(router.routes())
app.use(router.allowedMethods())
