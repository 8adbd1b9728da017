import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Logger, NotFoundException } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Request, Response } from 'express';

/** To be called before app.listen. */
export function mend(app: NestExpressApplication) {
  app.useGlobalFilters(new Problems(app));
  app.getHttpServer().on('clientError', unknownMethod);
}

/**
 * Makes every error a problem (RFC 9457) that no cache keeps. Where Nest says 404 for want
 * of a route, a method that no route has is answered 501, and one that the routes of this
 * address lack 405 with Allow.
 */
@Catch()
class Problems implements ExceptionFilter {
  private readonly logger = new Logger(Problems.name);

  constructor(private readonly app: NestExpressApplication) {}

  catch(exception: unknown, host: ArgumentsHost) {
    const req = host.switchToHttp().getRequest<Request>();
    const res = host.switchToHttp().getResponse<Response>();
    if (exception instanceof NotFoundException) {
      const { router } = this.app.getHttpAdapter().getInstance();
      const routes = router.stack.filter((layer: any) => layer.route);
      const allowed = methodsOf(routes.filter((layer: any) => layer.match(req.path)));
      if (!methodsOf(routes).has(req.method)) return problem(res, 501);
      if (allowed.size && !allowed.has(req.method)) return problem(res.set('Allow', [...allowed].join(', ')), 405);
    }
    if (exception instanceof HttpException) return problem(res, exception.getStatus(), detailOf(exception));
    const { statusCode = 500 } = exception as { statusCode?: number }; // of express' own errors: 413
    if (statusCode >= 500) this.logger.error(exception);
    problem(res, statusCode);
  }
}

function methodsOf(layers: any[]): Set<string> {
  const methods = new Set(layers.flatMap((layer) => Object.keys(layer.route.methods)).map((method) => method.toUpperCase()));
  methods.delete('_ALL'); // middleware for every method
  return methods.has('GET') ? methods.add('HEAD') : methods; // express answers HEAD itself
}

/** What the exception says, or all that a ValidationPipe found. */
function detailOf(exception: HttpException): string {
  const told = exception.getResponse() as string | { message?: string | string[] };
  return [typeof told === 'string' ? told : (told.message ?? exception.message)].flat().join('; ');
}

function problem(res: Response, status: number, detail?: string) {
  if (res.headersSent) return res.destroy();
  res.status(status).set('Cache-Control', 'no-store').type('application/problem+json');
  return res.json({ type: 'about:blank', title: STATUS_CODES[status], status, detail });
}

/**
 * Answers 501 to a method that the parser of Node does not know: without it the parser
 * answers 400, and the application is never asked.
 */
function unknownMethod(error: NodeJS.ErrnoException & { rawPacket?: Buffer }, socket: Socket) {
  if (!socket.writable) return;
  const named = /^[!#-\x27*+.^-`|~\w]+ \//.test(String(error.rawPacket));
  const status = error.code === 'HPE_INVALID_METHOD' && named ? 501 : 400;
  const body = JSON.stringify({ type: 'about:blank', title: STATUS_CODES[status], status });
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nContent-Type: application/problem+json\r\n` +
      `Cache-Control: no-store\r\nConnection: close\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}
