// The REST API of a serving command.

import type { FastifyReply, FastifyRequest } from 'fastify';
import { MockError, messageOf } from '../../core/errors.ts';
import { type HttpServer, type HttpServerOptions, startHttp } from './http-server.ts';
import { ALLOWED, addMockServerRoutes, DEFAULT_TYPE } from './mock-server-routes.ts';
import { addOwnRoutes } from './own-routes.ts';
import type { RestTarget } from './target.ts';

export type RestServer = HttpServer;

/** @throws MockError `LISTEN_FAILED` */
export async function startRest(target: RestTarget, options: HttpServerOptions): Promise<RestServer> {
  return await startHttp(options, (app) => {
    app.setNotFoundHandler(notFound);
    app.setErrorHandler(failed);
    addMockServerRoutes(app, target);
    addOwnRoutes(app, target);
  });
}

/** A known path under another method is told which ones there are. */
async function notFound(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const path = request.url.split('?', 1)[0] ?? '';
  const allowed = ALLOWED[path];
  if (allowed !== undefined) {
    return await reply.code(405).header('allow', allowed).header('content-type', DEFAULT_TYPE).send('');
  }
  const page = '<html><head><title>404 Not Found</title></head><body><h1>Not Found</h1></body></html>';
  return await reply.code(404).header('content-type', 'text/html').send(page);
}

/** What a request is answered that failed. */
export async function failed(error: unknown, _: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const isUsage = error instanceof MockError && error.code === 'USAGE';
  const known = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500;
  return await reply.code(isUsage ? 422 : known).send({ error: messageOf(error) });
}
