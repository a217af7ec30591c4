// What every HTTP server of ours has: who may ask, how bodies are read, where it listens.

import { createHash, timingSafeEqual } from 'node:crypto';
import type { Server } from 'node:http';
import { type FastifyInstance, type FastifyReply, type FastifyRequest, fastify } from 'fastify';
import { MockError, messageOf } from '../../core/errors.ts';
import { guard } from './guard.ts';

export interface HttpServerOptions {
  readonly host: string;
  /** 0 picks a free one. */
  readonly port: number;
  /** What a client must send as `Authorization: Bearer …`; null where anyone may. */
  readonly token: string | null;
  /** Host names under which we are asked, beside addresses and `localhost`. */
  readonly names: readonly string[];
  /** Paths that need no token; default none. */
  isOpen?(path: string): boolean;
}

export interface HttpServer {
  /** `http://host:port` */
  readonly url: string;
  close(): Promise<void>;
}

const NEEDS_TOKEN = 'a token is needed: Authorization: Bearer … (a page is opened at the address that mock printed)';
const MAX_BODY_BYTES = 64 * 1024 * 1024;
/** For a request's head, and for all of it; Node looks at them at this interval. */
const HEAD_MS = 10_000;
const REQUEST_MS = 60_000;
const LOOK_MS = 2000;

/** @throws MockError `LISTEN_FAILED` */
export async function startHttp(
  options: HttpServerOptions,
  addRoutes: (app: FastifyInstance) => void,
): Promise<HttpServer> {
  const app = fastify({
    bodyLimit: MAX_BODY_BYTES,
    exposeHeadRoutes: false,
    forceCloseConnections: true,
    requestTimeout: REQUEST_MS,
    http: { headersTimeout: HEAD_MS, connectionsCheckingInterval: LOOK_MS },
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string' }, (_, body, done) => done(null, body));
  app.addHook('onRequest', guard(options.names));
  if (options.token !== null) app.addHook('onRequest', requireToken(options.token, options.isOpen));
  addRoutes(app);
  await listen(app, options);
  return { url: urlOf(app.server, options.host), close: () => app.close() };
}

function requireToken(token: string, isOpen: HttpServerOptions['isOpen']) {
  const expected = digest(`Bearer ${token}`);
  return async (request: FastifyRequest, reply: FastifyReply) => {
    if (isOpen?.(request.url.split('?', 1)[0] ?? '') === true) return;
    if (timingSafeEqual(digest(request.headers.authorization ?? ''), expected)) return;
    await reply.code(401).header('www-authenticate', 'Bearer').send({ error: NEEDS_TOKEN });
  };
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

async function listen(app: FastifyInstance, { host, port }: HttpServerOptions): Promise<void> {
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
