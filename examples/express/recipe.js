import { createServer, STATUS_CODES } from 'node:http'
import express from 'express'

// mend puts an application around the application. A method that no route has is
// answered 501, one that the routes of this address lack 405 with Allow, and every
// error is a problem (RFC 9457) that no cache keeps. Routes are read of app itself:
// give it those of a mounted router as well, where there is one. Express 4 has them
// in _router.
export function mend(app, routers = [app._router ?? app.router]) {
  const routes = routers.flatMap((router) => router.stack).filter((layer) => layer.route)
  const methodsOf = (layers) => {
    const methods = new Set(layers.flatMap((layer) => Object.keys(layer.route.methods)).map((m) => m.toUpperCase()))
    if (methods.has('GET')) methods.add('HEAD')
    return methods.size ? methods.add('OPTIONS') : methods // express answers both itself
  }
  const implemented = methodsOf(routes)

  const outer = express().disable('x-powered-by')
  outer.use((req, res, next) => {
    asProblems(res)
    if (!implemented.has(req.method)) return res.status(501).json({})
    const allowed = methodsOf(routes.filter((layer) => layer.match(req.path)))
    if (allowed.size && !allowed.has(req.method)) return res.status(405).set('Allow', [...allowed].join(', ')).json({})
    next()
  })
  outer.use(app)
  outer.use((req, res) => res.status(404).json({}))
  outer.use((error, req, res, next) => {
    if (res.headersSent) return next(error)
    const { status = 500, headers = {} } = error // express-openapi-validator has its Allow there
    if (status >= 500) console.error(error)
    res.status(status).set(headers).json({ error: status < 500 ? error.message : undefined })
  })
  return createServer(outer).on('clientError', unknownMethod)
}

// asProblems makes a problem of the JSON that is sent with an error status.
function asProblems(res) {
  const json = res.json
  res.json = (body) => {
    const { statusCode: status } = res
    if (status < 400) return json.call(res, body)
    res.set('Cache-Control', 'no-store').type('application/problem+json')
    return json.call(res, { type: 'about:blank', title: STATUS_CODES[status], status, detail: body.error })
  }
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
