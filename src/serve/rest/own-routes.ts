// Our own endpoints: health, metrics, sessions, misses, scopes, faults, and back to the beginning.

import type { FastifyInstance } from 'fastify';
import { MockError } from '../../core/errors.ts';
import { Metrics } from './metrics.ts';
import type { RestTarget, ScopesTarget } from './target.ts';

const BASE = '/api/v1/mock';

export function addOwnRoutes(app: FastifyInstance, target: RestTarget): void {
  const metrics = new Metrics(target);
  app.get('/healthz', async () => ({ status: 'ok' }));
  app.get('/metrics', async (_, reply) => await reply.type(metrics.contentType).send(await metrics.text()));
  app.get(`${BASE}/counts`, async () => target.counts());
  app.get(`${BASE}/sessions`, async () => target.sessions());
  app.delete<{ Params: { id: string } }>(`${BASE}/sessions/:id`, async (request, reply) => {
    const isClosed = await target.closeSession(Number(request.params.id));
    return await (isClosed ? reply.code(204).send() : reply.code(404).send({ error: 'no such session' }));
  });
  app.get(`${BASE}/misses`, async () => target.misses() ?? []);
  app.post(`${BASE}/reset`, async (_, reply) => {
    target.reset();
    return await reply.code(204).send();
  });
  if (target.faults !== null) addFaultRoutes(app, target.faults);
  if (target.scopes !== null) addScopeRoutes(app, target.scopes);
}

function addFaultRoutes(app: FastifyInstance, faults: NonNullable<RestTarget['faults']>): void {
  app.get(`${BASE}/faults`, async () => faults.list());
  app.put(`${BASE}/faults`, async (request, reply) => {
    faults.replace(parseBody(request.body));
    return await reply.code(204).send();
  });
  app.post(`${BASE}/faults`, async (request, reply) => {
    faults.add(parseBody(request.body));
    return await reply.code(204).send();
  });
  app.delete(`${BASE}/faults`, async (_, reply) => {
    faults.clear();
    return await reply.code(204).send();
  });
}

function addScopeRoutes(app: FastifyInstance, scopes: ScopesTarget): void {
  app.get(`${BASE}/scopes`, async () => ({ current: scopes.current(), scopes: scopes.list() }));
  app.post(`${BASE}/scopes/begin`, async (request, reply) => {
    const name = scopeIn(request.body);
    if (scopes.begin(name)) return await reply.code(204).send();
    const nearest = scopes.nearest(name);
    return await reply.code(404).send({ error: `the recording has no scope '${name}'`, nearest });
  });
  app.post(`${BASE}/scopes/end`, async (request, reply) => {
    const name = scopeIn(request.body);
    if (!scopes.end(name)) return await reply.code(409).send({ error: `scope '${name}' has not begun` });
    return scopes.list().find((scope) => scope.name === name) ?? { name };
  });
}

/** @throws MockError `USAGE` */
function scopeIn(body: unknown): string {
  const value = parseBody(body);
  const name = typeof value === 'object' && value !== null && 'scope' in value ? value.scope : undefined;
  if (typeof name === 'string' && name !== '') return name;
  throw new MockError('USAGE', 'the body names no scope: send {"scope": "NAME"}');
}

/** @throws MockError `USAGE` */
function parseBody(body: unknown): unknown {
  try {
    return JSON.parse(String(body ?? ''));
  } catch (cause) {
    throw new MockError('USAGE', 'the body is no JSON', { cause });
  }
}
