// The two endpoints of MySQL Router's mock server, down to their status codes: globals, and connections.

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { RestTarget } from './target.ts';

const GLOBALS = '/api/v1/mock_server/globals/';
const CONNECTIONS = '/api/v1/mock_server/connections/';

/** What is allowed where. */
export const ALLOWED: Readonly<Record<string, string>> = { [GLOBALS]: 'GET, PUT', [CONNECTIONS]: 'DELETE' };

/** What its replies without a type of their own carry. */
export const DEFAULT_TYPE = 'text/html; charset=ISO-8859-1';

export function addMockServerRoutes(app: FastifyInstance, target: RestTarget): void {
  const { globals } = target;
  const refuseRange = async (request: FastifyRequest, reply: FastifyReply) => {
    if (request.headers['content-range'] !== undefined) await empty(reply, 501);
  };
  if (globals !== null) {
    app.get(GLOBALS, { preHandler: refuseRange }, async (request, reply) => {
      const now = new Date();
      const known = Date.parse(request.headers['if-modified-since'] ?? '');
      reply.header('last-modified', now.toUTCString());
      if (known > now.getTime()) return await empty(reply, 304);
      // A string would get a charset.
      return await reply.header('content-type', 'application/json').send(Buffer.from(globals.toJson()));
    });
    app.put(GLOBALS, { preHandler: refuseRange }, async (request, reply) => {
      if (request.headers['content-type'] !== 'application/json') return await empty(reply, 415);
      const values = parse(String(request.body ?? ''));
      if (values instanceof SyntaxError) return await reply.code(422).type('text/plain').send(values.message);
      if (!isRecord(values)) return await empty(reply, 422);
      globals.replace(values);
      return await empty(reply, 204);
    });
  }
  app.delete(CONNECTIONS, { preHandler: refuseRange }, async (_, reply) => {
    await target.closeConnections();
    return await empty(reply, 200);
  });
}

async function empty(reply: FastifyReply, code: number): Promise<FastifyReply> {
  return await reply.code(code).header('content-type', DEFAULT_TYPE).send('');
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    return error;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
