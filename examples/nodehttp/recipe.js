import { createServer, STATUS_CODES } from 'node:http'

// resources are the addresses of the server and the methods of each.
const resources = [
  [/^\/books$/, ['GET', 'HEAD', 'POST']],
  [/^\/books\/[^/]+$/, ['GET', 'HEAD', 'PUT', 'DELETE']],
  [/^\/health$/, ['GET', 'HEAD']],
]
const implemented = new Set(resources.flatMap(([, methods]) => methods))

// mend puts a server around the handler. A method that no resource has is answered
// 501, one that this resource lacks 405 with Allow; HEAD is answered where GET is,
// and every error is a problem (RFC 9457) that no cache keeps. Preflights of CORS are
// left to the handler.
export function mend(app) {
  const server = createServer((req, res) => {
    asProblems(res)
    if (req.method === 'OPTIONS' && req.headers['access-control-request-method']) return app(req, res)
    if (!implemented.has(req.method)) return refuse(res, 501)
    const { pathname } = new URL(req.url, 'http://localhost')
    const found = resources.find(([path]) => path.test(pathname))
    if (found && !found[1].includes(req.method)) return refuse(res, 405, { Allow: found[1].join(', ') })
    if (req.method === 'HEAD') req.method = 'GET' // Node leaves the content out all the same
    return app(req, res)
  })
  return server.on('clientError', unknownMethod)
}

function refuse(res, status, fields = {}) {
  res.statusCode = status
  for (const name in fields) res.setHeader(name, fields[name])
  res.end()
}

// asProblems replaces the content of errors.
function asProblems(res) {
  const end = res.end
  res.end = (...rest) => {
    if (res.statusCode < 400) return end.apply(res, rest)
    res.setHeader('Content-Type', 'application/problem+json')
    res.setHeader('Cache-Control', 'no-store')
    const { statusCode: status } = res
    return end.call(res, JSON.stringify({ type: 'about:blank', title: STATUS_CODES[status], status, detail: said(rest[0]) }))
  }
}

// said is what the handler says of an error: the error of its JSON, or its text.
function said(content) {
  try {
    return JSON.parse(content).error
  } catch {
    return content ? String(content) : undefined
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
