import { STATUS_CODES } from 'node:http'
import { Hono } from 'hono'

// mend puts an application around the application. A method that no route has is
// answered 501, one that the routes of this address lack 405 with Allow, and every
// error is a problem (RFC 9457) that no cache keeps. Preflights of CORS are left to the
// application. On Node, give the server
// unknownMethod as well: serve(...).on('clientError', unknownMethod).
export function mend(app) {
  const implemented = methodsOf(app.routes)
  const outer = new Hono()
  outer.use(async (c, next) => {
    if (isPreflight(c.req)) return next()
    if (!implemented.has(c.req.method)) return problem(501)
    const allowed = methodsOf(app.routes.filter((route) => pattern(route.path).test(c.req.path)))
    if (allowed.size && !allowed.has(c.req.method)) return problem(405, { Allow: [...allowed].join(', ') })
    await next()
    if (c.res.status >= 400 && !isProblem(c.res)) c.res = problem(c.res.status, {}, await said(c.res))
  })
  outer.mount('/', app.fetch)
  app.onError((error) => {
    const status = error instanceof SyntaxError ? 400 : error.status ?? 500 // what req.json() throws
    if (status >= 500) console.error(error)
    return problem(status, {}, status < 500 ? error.message : undefined)
  })
  return outer
}

const isPreflight = (req) => req.method === 'OPTIONS' && req.header('Access-Control-Request-Method')

function methodsOf(routes) {
  const methods = new Set(routes.map((route) => route.method).filter((method) => method !== 'ALL'))
  return methods.has('GET') ? methods.add('HEAD') : methods // hono answers HEAD itself
}

// pattern is the path of a route as a regular expression; give more of hono's
// syntax here if the routes use it.
function pattern(path) {
  return new RegExp(`^${path.replace(/:[^/]+/g, '[^/]+')}$`)
}

const isProblem = (res) => res.headers.get('Content-Type') === 'application/problem+json'

// said is what the application says of an error: the error of its JSON, or its text.
async function said(res) {
  const text = await res.text()
  try {
    return JSON.parse(text).error
  } catch {
    return text || undefined
  }
}

function problem(status, fields = {}, detail) {
  const body = JSON.stringify({ type: 'about:blank', title: STATUS_CODES[status], status, detail })
  return new Response(body, { status, headers: { ...fields, 'Content-Type': 'application/problem+json', 'Cache-Control': 'no-store' } })
}

// unknownMethod answers 501 to a method that the parser of Node does not know:
// without it the parser answers 400, and the application is never asked.
export function unknownMethod(error, socket) {
  if (!socket.writable) return
  const named = /^[!#-\x27*+.^-`|~\w]+ \//.test(String(error.rawPacket))
  const status = error.code === 'HPE_INVALID_METHOD' && named ? 501 : 400
  const body = JSON.stringify({ type: 'about:blank', title: STATUS_CODES[status], status })
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nContent-Type: application/problem+json\r\n` +
    `Cache-Control: no-store\r\nConnection: close\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`)
}
