// The REST API over HTTP, of a target that remembers what it was told.

import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest';
import { MockError } from '../../../../src/core/errors.ts';
import { type RestServer, startRest } from '../../../../src/serve/rest/server.ts';
import type { RestTarget } from '../../../../src/serve/rest/target.ts';

let told: unknown[] = [];
let server: RestServer;

const target: RestTarget = {
  globals: { toJson: () => '{"a":1}', replace: (values) => void told.push(values) },
  sessions: () => [{ id: 7, client: 'c', user: '', since: '', statements: 0 }],
  closeSession: async (id) => id === 7,
  closeConnections: async () => void told.push('closed'),
  counts: () => ({ statementsPlayed: 3 }),
  misses: () => null,
  scopes: {
    current: () => 'a',
    list: () => [{ name: 'a' }],
    begin: (name) => name === 'a',
    end: (name) => name === 'a',
    nearest: () => ['a'],
  },
  reset: () => void told.push('reset'),
  faults: {
    list: () => [],
    replace: (faults) => void told.push(faults),
    add: () => {
      throw new MockError('USAGE', 'no fault');
    },
    clear: () => void told.push('clear'),
  },
};

const start = (token: string | null) => startRest(target, { host: '127.0.0.1', port: 0, token, names: [] });

beforeAll(async () => {
  server = await start(null);
});
afterAll(() => server.close());
beforeEach(() => {
  told = [];
});

async function ask(method: string, path: string, body?: string) {
  const headers: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' };
  const init = { method, headers, ...(body !== undefined && { body }) };
  const response = await fetch(`${server.url}${path}`, init);
  return [response.status, await response.text()];
}

const MOCK = '/api/v1/mock';
const ROUTER = '/api/v1/mock_server';

test.each<[string, string, string | undefined, number, string]>([
  ['GET', '/healthz', undefined, 200, '{"status":"ok"}'],
  ['GET', `${MOCK}/misses`, undefined, 200, '[]'],
  ['DELETE', `${MOCK}/sessions/7`, undefined, 204, ''],
  ['DELETE', `${MOCK}/sessions/8`, undefined, 404, '{"error":"no such session"}'],
  ['DELETE', `${MOCK}/sessions/x`, undefined, 404, '{"error":"no such session"}'],
  ['PUT', `${MOCK}/faults`, '{', 422, '{"error":"the body is no JSON"}'],
  ['PUT', `${MOCK}/faults`, undefined, 422, '{"error":"the body is no JSON"}'],
  ['POST', `${MOCK}/faults`, '{}', 422, '{"error":"no fault"}'],
  ['POST', `${MOCK}/scopes/begin`, '{"scope":"a"}', 204, ''],
  [
    'POST',
    `${MOCK}/scopes/begin`,
    '{"scope":"b"}',
    404,
    '{"error":"the recording has no scope \'b\'","nearest":["a"]}',
  ],
  [
    'POST',
    `${MOCK}/scopes/begin`,
    '{"scope":""}',
    422,
    '{"error":"the body names no scope: send {\\"scope\\": \\"NAME\\"}"}',
  ],
  ['POST', `${MOCK}/scopes/begin`, 'null', 422, '{"error":"the body names no scope: send {\\"scope\\": \\"NAME\\"}"}'],
  ['POST', `${MOCK}/scopes/end`, '{"scope":"a"}', 200, '{"name":"a"}'],
  ['POST', `${MOCK}/scopes/end`, '{"scope":"b"}', 409, '{"error":"scope \'b\' has not begun"}'],
  ['GET', `${ROUTER}/globals/`, undefined, 200, '{"a":1}'],
  ['PUT', `${ROUTER}/globals/`, '[1]', 422, ''],
  ['PATCH', `${ROUTER}/globals/?a`, undefined, 405, ''],
])('%s %s %s: %i', async (method, path, body, status, text) => {
  expect(await ask(method, path, body)).toEqual([status, text]);
  expect(told).toEqual([]);
});

test('what changes something changes it once', async () => {
  expect((await ask('PUT', `${ROUTER}/globals/`, '{"b":2}'))[0]).toBe(204);
  expect((await ask('DELETE', `${ROUTER}/connections/`))[0]).toBe(200);
  expect((await ask('PUT', `${MOCK}/faults`, '[]'))[0]).toBe(204);
  expect((await ask('DELETE', `${MOCK}/faults`))[0]).toBe(204);
  expect((await ask('POST', `${MOCK}/reset`))[0]).toBe(204);
  expect(told).toEqual([{ b: 2 }, 'closed', [], 'clear', 'reset']);
});

test('metrics are read when they are asked for', async () => {
  const [, first] = await ask('GET', '/metrics');
  const [, second] = await ask('GET', '/metrics');
  for (const text of [first, second]) {
    expect(text).toMatch(/^mock_statements_played_total 3$/m);
    expect(text).toMatch(/^mock_sessions_open 1$/m);
  }
});

test('without the token nothing is told or done', async () => {
  const guarded = await start('secret');
  onTestFinished(() => guarded.close());
  const reset = async (authorization: string) => {
    const response = await fetch(`${guarded.url}${MOCK}/reset`, { method: 'POST', headers: { authorization } });
    return response.status;
  };
  for (const authorization of ['', 'secret', 'Bearer secre', 'Bearer secret2', 'bearer secret']) {
    expect(await reset(authorization)).toBe(401);
  }
  expect(told).toEqual([]);
  expect(await reset('Bearer secret')).toBe(204);
});

test('a port that is taken is told in one line', async () => {
  const port = Number(new URL(server.url).port);
  await expect(startRest(target, { host: '127.0.0.1', port, token: null, names: [] })).rejects.toThrow(
    `the REST API cannot listen on 127.0.0.1:${port}: `,
  );
});
