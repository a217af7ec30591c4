// The REST API of a serving command.

import { createHash, timingSafeEqual } from 'node:crypto';
import type { Server } from 'node:http';
import { type FastifyInstance, type FastifyReply, type FastifyRequest, fastify } from 'fastify';
import { MockError, messageOf } from '../../core/errors.ts';
import { guard } from './guard.ts';
import { ALLOWED, addMockServerRoutes, DEFAULT_TYPE } from './mock-server-routes.ts';
import { addOwnRoutes } from './own-routes.ts';
import type { RestTarget } from './target.ts';

export interface RestOptions {
  readonly host: string;
  /** 0 picks a free one. */
  readonly port: number;
  /** What a client must send as `Authorization: Bearer …`; null where anyone may. */
  readonly token: string | null;
  /** Host names under which we are asked, beside addresses and `localhost`. */
  readonly names: readonly string[];
}

export interface RestServer {
  /** `http://host:port` */
  readonly url: string;
  close(): Promise<void>;
}

const MAX_BODY_BYTES = 64 * 1024 * 1024;

/** @throws MockError `LISTEN_FAILED` */
export async function startRest(target: RestTarget, options: RestOptions): Promise<RestServer> {
  const app = fastify({ bodyLimit: MAX_BODY_BYTES, exposeHeadRoutes: false, forceCloseConnections: true });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string' }, (_, body, done) => done(null, body));
  app.addHook('onRequest', guard(options.names));
  if (options.token !== null) app.addHook('onRequest', requireToken(options.token));
  app.setNotFoundHandler(notFound);
  app.setErrorHandler(failed);
  addMockServerRoutes(app, target);
  addOwnRoutes(app, target);
  await listen(app, options);
  return { url: urlOf(app.server, options.host), close: () => app.close() };
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

async function failed(error: unknown, _: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const isUsage = error instanceof MockError && error.code === 'USAGE';
  const known = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500;
  return await reply.code(isUsage ? 422 : known).send({ error: messageOf(error) });
}

function requireToken(token: string) {
  const expected = digest(`Bearer ${token}`);
  return async (request: FastifyRequest, reply: FastifyReply) => {
    if (timingSafeEqual(digest(request.headers.authorization ?? ''), expected)) return;
    await reply.code(401).header('www-authenticate', 'Bearer').send({ error: 'a token is needed' });
  };
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

async function listen(app: FastifyInstance, { host, port }: RestOptions): Promise<void> {
  try {
    await app.listen({ host, port });
  } catch (cause) {
    throw new MockError('LISTEN_FAILED', `the REST API cannot listen on ${host}:${port}: ${messageOf(cause)}`, {
      cause,
    });
  }
}

function urlOf(server: Server, host: string): string {
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
