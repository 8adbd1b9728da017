import { createServer, STATUS_CODES } from 'node:http'

// mend puts a middleware before those of the application. A method that no route has
// is answered 501, one that the routes of this address lack 405 with Allow, and every
// error is a problem (RFC 9457) that no cache keeps. OPTIONS is left to allowedMethods
// and to CORS. Give it every router that the application uses.
export function mend(app, ...routers) {
  const routes = routers.flatMap((router) => router.stack).filter((layer) => layer.methods.length)
  const implemented = methodsOf(routes)
  app.middleware.unshift(async (ctx, next) => {
    try {
      if (ctx.method !== 'OPTIONS') {
        if (!implemented.has(ctx.method)) ctx.throw(501)
        const allowed = methodsOf(routes.filter((layer) => layer.match(ctx.path)))
        if (allowed.size && !allowed.has(ctx.method)) ctx.throw(405, { headers: { Allow: [...allowed].join(', ') } })
      }
      await next()
      if (ctx.status >= 400) problem(ctx, ctx.status, ctx.body?.error)
    } catch (error) {
      const { status = 500, headers = {} } = error
      if (status >= 500 && status !== 501) app.emit('error', error, ctx)
      ctx.set(headers)
      problem(ctx, status, error.expose && error.message !== STATUS_CODES[status] ? error.message : undefined)
    }
  })
  return createServer(app.callback()).on('clientError', unknownMethod)
}

function methodsOf(layers) {
  return new Set(layers.flatMap((layer) => layer.methods)) // HEAD is beside GET
}

function problem(ctx, status, detail) {
  ctx.status = status
  ctx.body = { type: 'about:blank', title: STATUS_CODES[status], status, detail }
  ctx.set({ 'Content-Type': 'application/problem+json', 'Cache-Control': 'no-store' })
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
