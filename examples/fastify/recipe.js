import { STATUS_CODES } from 'node:http'
import Fastify from 'fastify'

// mend registers the routes of app so that a method which no route has is answered
// 501, one that this address lacks 405 with Allow, and every error is a problem
// (RFC 9457) that no cache keeps. Preflights of CORS are left to the application.
export function mend(app) {
  const fastify = Fastify({ clientErrorHandler: unknownMethod })
  const routes = new Map() // methods by address
  const implemented = new Set()
  fastify.addHook('onRoute', ({ method, url }) => {
    if (url === '*') return // of @fastify/cors, for OPTIONS alone
    if (!routes.has(url)) routes.set(url, new Set())
    for (const m of [method].flat()) routes.get(url).add(m) && implemented.add(m)
  })
  fastify.addHook('onRequest', async (req, reply) => {
    if (!implemented.has(req.method) && !isPreflight(req)) return reply.code(501).send({})
  })
  fastify.addHook('onSend', async (req, reply, payload) => {
    const { statusCode: status } = reply
    if (status < 400) return payload
    reply.header('Content-Type', 'application/problem+json').header('Cache-Control', 'no-store').removeHeader('Content-Length')
    return JSON.stringify({ type: 'about:blank', title: STATUS_CODES[status], status, detail: status < 500 ? said(payload) : undefined })
  })
  fastify.register(app)
  fastify.after(() => {
    for (const [url, methods] of [...routes]) {
      const Allow = [...methods].join(', ')
      const others = [...implemented].filter((m) => !methods.has(m))
      fastify.route({ method: others, url, handler: (req, reply) => reply.code(405).header('Allow', Allow).send({}) })
    }
  })
  return fastify
}

const isPreflight = (req) => req.method === 'OPTIONS' && req.headers['access-control-request-method']

// said is what Fastify, or a handler, says of an error in its JSON.
function said(payload) {
  try {
    const { message, error } = JSON.parse(payload)
    return message ?? error
  } catch {
    return undefined
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
