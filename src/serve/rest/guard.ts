// Keeps web pages of others out. A page that a developer has open can send requests to this machine, from its own origin
// or, with a name of its own rebound to 127.0.0.1, as if it were ours. A program (curl, a test) sends no Origin.

import { isIP } from 'node:net';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** Paths of MySQL Router's mock server: as there, any content type comes to the route, which answers for it. */
const ROUTERS_OWN = '/api/v1/mock_server/';
const JSON_TYPE = /^application\/json\s*(;|$)/i;
const READING: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE']);

/** Why a request is refused. */
export interface Refusal {
  readonly status: 403 | 415;
  readonly error: string;
}

export type GuardedRequest = Pick<FastifyRequest, 'method' | 'url' | 'headers'>;

/** @param names host names, beside `localhost` and every address, under which we are asked */
export function guard(names: readonly string[]) {
  const known = new Set(['localhost', ...names.map(plainName)]);
  return async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const refusal = refusalOf(request, known);
    if (refusal !== null) await reply.code(refusal.status).send({ error: refusal.error });
  };
}

/** Null where the request may go on. @param known host names in lower case @internal */
export function refusalOf({ method, url, headers }: GuardedRequest, known: ReadonlySet<string>): Refusal | null {
  const { host, origin } = headers;
  // a browser always sends one; HTTP 1.0 has none
  if (host !== undefined && !isOurs(host, known)) {
    const error = `the host name '${shown(host)}' is not ours: ask by address or as localhost, or start with --ui-host`;
    return { status: 403, error };
  }
  if (origin !== undefined && origin.toLowerCase() !== `http://${host ?? ''}`.toLowerCase()) {
    return { status: 403, error: `a web page of another origin, '${shown(origin)}', may not use this` };
  }
  if (READING.has(method) || url.startsWith(ROUTERS_OWN) || !hasBody(headers)) return null;
  if (JSON_TYPE.test(headers['content-type'] ?? '')) return null;
  return { status: 415, error: 'the body is taken as JSON only: send it with content-type: application/json' };
}

/** An address cannot be rebound: it says itself where it leads. */
function isOurs(host: string, known: ReadonlySet<string>): boolean {
  const bracketed = /^\[([^\]]+)\](?::\d*)?$/.exec(host)?.[1];
  if (bracketed !== undefined) return isIP(bracketed) === 6;
  const name = plainName(host.replace(/:\d*$/, ''));
  return isIP(name) === 4 || known.has(name);
}

function plainName(name: string): string {
  return name.toLowerCase().replace(/\.$/, '');
}

function hasBody(headers: GuardedRequest['headers']): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) !== 0;
}

function shown(text: string): string {
  return text.slice(0, 80);
}
