// The REST API of a scripted server: the endpoints of MySQL Router's mock server as its tests observe them, and ours.

import { request } from 'node:http';
import { describe, expect, test } from 'vitest';
import type { ScriptServing } from '../../src/index.ts';
import { connectTo, errorOf, firstValue, startScript, startScriptText } from '../support/script.ts';

const GLOBALS = '/api/v1/mock_server/globals/';
const CONNECTIONS = '/api/v1/mock_server/connections/';
const JSON_TYPE = { 'content-type': 'application/json' };

interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** As few headers as possible: what is not given is not sent. */
function ask(
  server: ScriptServing,
  method: string,
  path: string,
  body?: string,
  headers: Readonly<Record<string, string>> = body === undefined ? {} : JSON_TYPE,
): Promise<Reply> {
  const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
  return new Promise((resolve, reject) => {
    const outgoing = request(`${server.httpUrl}${path}`, { method, headers: { ...headers, ...length } }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part) => {
        text += part;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }));
    });
    outgoing.on('error', reject).end(body);
  });
}

const DENIED = (user: string) => `1045 Access Denied for user '${user}'@'localhost'`;
const start = () => startScript('globals.js', { httpPort: 0 });

describe('endpoints of the mock server', () => {
  test('globals are an empty object at first', async () => {
    const reply = await ask(await start(), 'GET', GLOBALS);
    expect(reply).toMatchObject({ status: 200, body: '{}', headers: { 'content-type': 'application/json' } });
  });

  test('what is put is read back, sorted, and replaces all', async () => {
    const server = await start();
    expect(await ask(server, 'PUT', GLOBALS, '{"a": 1}')).toMatchObject({ status: 204, body: '' });
    expect(await ask(server, 'PUT', GLOBALS, '{"key": [ [1, 2, 3 ] ], "b": null}')).toMatchObject({ status: 204 });
    expect((await ask(server, 'GET', GLOBALS)).body).toBe('{"b":null,"key":[[1,2,3]]}');
  });

  test.each(['[', '[]', '{1}', '1'])('%s is no object', async (body) => {
    const server = await start();
    expect((await ask(server, 'PUT', GLOBALS, body)).status).toBe(422);
    const known = { status: 200, body: '{}', headers: { 'content-type': 'application/json' } };
    expect(await ask(server, 'GET', GLOBALS)).toMatchObject(known);
  });

  test('an empty object is taken', async () => {
    expect(await ask(await start(), 'PUT', GLOBALS, '{}')).toMatchObject({ status: 204, body: '' });
  });

  test('a body of another type, or none, is refused', async () => {
    const server = await start();
    expect(await ask(server, 'PUT', GLOBALS)).toMatchObject({ status: 415, body: '' });
    const charset = { 'content-type': 'application/json; charset=utf-8' };
    expect(await ask(server, 'PUT', GLOBALS, '{}', charset)).toMatchObject({ status: 415, body: '' });
  });

  test.each([
    [GLOBALS, { GET: 200, PUT: 415, DELETE: 405, TRACE: 405, OPTIONS: 405, HEAD: 405 }, 'GET, PUT'],
    [CONNECTIONS, { GET: 405, PUT: 405, DELETE: 200, TRACE: 405, OPTIONS: 405, HEAD: 405 }, 'DELETE'],
  ])('methods of %s', async (path, expected, allow) => {
    const server = await start();
    const found: Record<string, number> = {};
    for (const method of Object.keys(expected)) {
      const { status, headers } = await ask(server, method, path);
      found[method] = status;
      if (status === 405) expect(headers.allow).toBe(allow);
    }
    expect(found).toEqual(expected);
  });

  test('other paths do not exist', async () => {
    const server = await start();
    for (const [method, path] of [
      ['GET', '/api/v1/mock_server/global/'],
      ['GET', '/api/v1/mock_server/globals'],
      ['PUT', '/'],
    ] as const) {
      const reply = await ask(server, method, path, method === 'PUT' ? '{}' : undefined);
      expect(reply).toMatchObject({ status: 404, headers: { 'content-type': 'text/html' } });
      expect(reply.body).not.toBe('');
    }
  });

  test('a part of a body is not taken, and a copy that is new enough is not sent again', async () => {
    const server = await start();
    expect((await ask(server, 'GET', GLOBALS, undefined, { 'content-range': 'bytes 0-1/2' })).status).toBe(501);
    const future = new Date(Date.now() + 60_000).toUTCString();
    expect((await ask(server, 'GET', GLOBALS, undefined, { 'if-modified-since': future })).status).toBe(304);
  });

  test('connections are closed', async () => {
    const server = await start();
    const client = await connectTo(server);
    expect(await firstValue(client, 'select @@port')).toBe(server.port);
    expect(await ask(server, 'DELETE', CONNECTIONS, '{}')).toMatchObject({ status: 200, body: '' });
    expect(await errorOf(client.ping())).not.toBe('fine');
  });

  test('a handshake takes as long as a global says', async () => {
    const server = await start();
    expect((await ask(server, 'PUT', GLOBALS, '{"connect_exec_time": 100}')).status).toBe(204);
    const startedAt = performance.now();
    await connectTo(server);
    expect(performance.now() - startedAt).toBeGreaterThan(99);
  });

  test.each([
    ['user and password', { username: 'foobar', password: 'somepass' }, 'foobar', 'somepass', 'fine'],
    ['a user', { username: 'foobar' }, 'foobar', 'whatever', 'fine'],
    ['a wrong password', { username: 'foobar', password: 'somepass' }, 'foobar', 'other', DENIED('foobar')],
    ['an empty password', { username: 'foobar', password: 'somepass' }, 'foobar', '', DENIED('foobar')],
    ['a wrong user name', { username: 'foobar', password: 'somepass' }, 'other', 'somepass', DENIED('other')],
  ])('globals say who may log in: %s', async (_, globals, user, password, outcome) => {
    const server = await start();
    expect((await ask(server, 'PUT', GLOBALS, JSON.stringify(globals))).status).toBe(204);
    expect(await errorOf(connectTo(server, { user, password }))).toBe(outcome);
  });

  test('a handshake that waits has been counted already', async () => {
    const text = `({
      handshake: function (is_greeting) {
        if (is_greeting) mysqld.global.delayed_handshakes = (mysqld.global.delayed_handshakes || 0) + 1;
        return { greeting: { exec_time: mysqld.global.connect_exec_time } };
      },
      stmts: [],
    })`;
    const server = await startScriptText(text, 'delayed.js', { httpPort: 0, globals: { connect_exec_time: 400 } });
    let isIn = false;
    const connecting = connectTo(server).then(() => {
      isIn = true;
    });
    const count = async () => JSON.parse((await ask(server, 'GET', GLOBALS)).body).delayed_handshakes;
    await expect.poll(count, { interval: 5 }).toBe(1);
    expect(isIn).toBe(false);
    await connecting;
  });

  test('scripts see what is put while they are connected, and the other way round', async () => {
    const server = await start();
    const client = await connectTo(server);
    await ask(server, 'PUT', GLOBALS, '{"count": 41}');
    expect(await firstValue(client, 'count')).toBe(42);
    expect((await ask(server, 'GET', GLOBALS)).body).toBe('{"count":42}');
  });
});

describe('our endpoints', () => {
  test('health and metrics', async () => {
    const server = await start();
    const client = await connectTo(server);
    await client.query('count');
    expect(await ask(server, 'GET', '/healthz')).toMatchObject({ status: 200, body: '{"status":"ok"}' });
    const { body, headers } = await ask(server, 'GET', '/metrics');
    expect(headers['content-type']).toContain('text/plain; version=0.0.4');
    expect(body).toContain('mock_sessions_open 1\n');
    expect(body).toContain('mock_statements_total 1\n');
  });

  test('sessions are listed, and one of them ended', async () => {
    const server = await start();
    const [one, other] = [await connectTo(server, { user: 'one' }), await connectTo(server, { user: 'other' })];
    await one.query('count');
    const sessions = JSON.parse((await ask(server, 'GET', '/api/v1/mock/sessions')).body);
    expect(sessions).toMatchObject([
      { id: 1, user: 'one', statements: 1 },
      { id: 2, user: 'other', statements: 0 },
    ]);
    expect((await ask(server, 'DELETE', '/api/v1/mock/sessions/1')).status).toBe(204);
    expect((await ask(server, 'DELETE', '/api/v1/mock/sessions/99')).status).toBe(404);
    expect(await errorOf(one.ping())).not.toBe('fine');
    expect(await errorOf(other.ping())).toBe('fine');
  });

  test('back to the beginning', async () => {
    const server = await startScript('globals.js', { httpPort: 0, globals: { begin: 1 } });
    const client = await connectTo(server);
    await client.query('count');
    expect((await ask(server, 'POST', '/api/v1/mock/reset')).status).toBe(204);
    expect((await ask(server, 'GET', GLOBALS)).body).toBe('{"begin":1}');
    expect(JSON.parse((await ask(server, 'GET', '/api/v1/mock/counts')).body)).toMatchObject({ statements: 0 });
  });

  test('a token is asked for where there is one', async () => {
    const server = await startScript('globals.js', { httpPort: 0, httpToken: 'pw-token' });
    expect((await ask(server, 'GET', '/healthz')).status).toBe(401);
    const right = { authorization: 'Bearer pw-token' };
    expect((await ask(server, 'GET', '/healthz', undefined, right)).status).toBe(200);
  });

  test('another address needs a token', async () => {
    await expect(startScript('globals.js', { httpPort: 0, httpHost: '0.0.0.0' })).rejects.toMatchObject({
      code: 'USAGE',
    });
  });
});
