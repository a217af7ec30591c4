// The REST API of a replay: health and metrics, scopes that begin and end, back to the beginning, and who may use it.

import { createConnection } from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { type ReplayOptions, type ReplayRun, replay } from '../../src/index.ts';
import { startSampleServer } from '../../src/serve/sample/sample-server.ts';
import { connectTo, errorOf, firstValue } from '../support/script.ts';
import { type Folder, keysFolder, startRecord, temporaryFolder } from '../support/serving.ts';

const COUNT = 'SELECT COUNT(*) FROM orders';
const ORDER = 'INSERT INTO orders (customer_id, product_id, quantity) VALUES (1, 2, 3)';

let folder: Folder;
let recording: string;

/** Outside of scopes and in two of them the orders are counted, one is made, and they are counted again. */
beforeAll(async () => {
  folder = await temporaryFolder();
  await using upstream = await startSampleServer({ clientSslMode: 'DISABLED' });
  const { host, port } = upstream;
  await using run = await startRecord(folder, { upstream: { kind: 'tcp', host, port }, clientSslMode: 'DISABLED' });
  recording = run.file;
  for (const user of ['demo', 'demo+first', 'demo+second/one']) {
    const client = await createConnection({ host: run.host, port: run.port, user, password: 'pw-demo' });
    for (const sql of [COUNT, ORDER, COUNT]) await client.query(sql);
    await client.end();
  }
});
afterAll(() => folder[Symbol.asyncDispose]());

async function start(options: ReplayOptions = {}): Promise<ReplayRun> {
  const common = { clientSslMode: 'DISABLED', dataDir: await keysFolder(), httpPort: 0 } as const;
  const run = await replay(recording, { ...common, ...options });
  onTestFinished(() => run.close());
  return run;
}

const connect = (run: ReplayRun) => connectTo(run, { user: 'demo' });

async function work(client: Awaited<ReturnType<typeof connect>>): Promise<unknown[]> {
  const before = await firstValue(client, COUNT);
  await client.query(ORDER);
  return [before, await firstValue(client, COUNT)];
}

async function ask(run: ReplayRun, method: string, path: string, body?: object) {
  const headers = { 'content-type': 'application/json' };
  const sent = body === undefined ? {} : { headers, body: JSON.stringify(body) };
  const reply = await fetch(`${run.httpUrl}${path}`, { method, ...sent });
  const text = await reply.text();
  const isJson = reply.headers.get('content-type')?.includes('json') ?? false;
  return { status: reply.status, body: isJson ? JSON.parse(text) : text };
}

const begin = (run: ReplayRun, scope: string) => ask(run, 'POST', '/api/v1/mock/scopes/begin', { scope });
const end = (run: ReplayRun, scope: string) => ask(run, 'POST', '/api/v1/mock/scopes/end', { scope });

test('health and metrics', async () => {
  const run = await start();
  await work(await connect(run));
  expect(await ask(run, 'GET', '/healthz')).toEqual({ status: 200, body: { status: 'ok' } });
  const { body } = await ask(run, 'GET', '/metrics');
  expect(body).toContain('# TYPE mock_sessions_open gauge\nmock_sessions_open 1\n');
  expect(body).toContain('# TYPE mock_played_total counter\nmock_played_total 3\n');
  expect(body).toContain('mock_misses_total 0\n');
  expect(body).toMatch(/process_resident_memory_bytes \d+/);
});

test('what was played and missed', async () => {
  const run = await start();
  const client = await connect(run);
  await client.query(COUNT);
  await client.query('SELECT nothing').catch(() => undefined);
  expect((await ask(run, 'GET', '/api/v1/mock/counts')).body).toMatchObject({ connections: 1, played: 1, misses: 1 });
  expect((await ask(run, 'GET', '/api/v1/mock/misses')).body).toMatchObject([{ sql: 'SELECT nothing' }]);
  expect((await ask(run, 'GET', '/api/v1/mock/sessions')).body).toMatchObject([{ user: 'demo', statements: 2 }]);
});

describe('scopes', () => {
  test('one begins for connections that are open and for new ones, and ends', async () => {
    const run = await start();
    const client = await connect(run);
    const unnamed = await work(client);
    expect((await begin(run, 'first')).status).toBe(204);
    const first = await work(client);
    expect(first).not.toEqual(unnamed);
    expect((await ask(run, 'GET', '/api/v1/mock/scopes')).body).toMatchObject({ current: 'first' });
    expect((await end(run, 'first')).body).toMatchObject({ name: 'first', played: 3, unused: 0, misses: 0 });

    expect((await begin(run, 'second/one')).status).toBe(204);
    expect(await work(await connect(run))).not.toEqual(first);
    expect((await end(run, 'second/one')).status).toBe(200);
    expect((await ask(run, 'GET', '/api/v1/mock/scopes')).body).toMatchObject({
      current: '',
      scopes: [
        { name: '', played: 3 },
        { name: 'first', played: 3 },
        { name: 'second/one', played: 3 },
      ],
    });
    expect(run.counts().misses).toBe(0);
  });

  test('one that begins again begins at its beginning', async () => {
    const run = await start();
    const client = await connect(run);
    await begin(run, 'first');
    const once = await work(client);
    await begin(run, 'first');
    expect(await work(client)).toEqual(once);
    expect(await work(await connect(run)).catch(() => 'exhausted')).toBe('exhausted');
  });

  test('a connection that names its scope stays in it', async () => {
    const run = await start();
    const client = await connectTo(run, { user: 'demo+first' });
    const before = await firstValue(client, COUNT);
    await begin(run, 'second/one');
    await client.query(ORDER);
    expect(Number(await firstValue(client, COUNT))).toBe(Number(before) + 1);
    expect(run.counts()).toMatchObject({ played: 3, misses: 0 });
  });

  test('what cannot be', async () => {
    const run = await start();
    const unknown = await begin(run, 'frist');
    expect(unknown).toMatchObject({ status: 404, body: { error: "the recording has no scope 'frist'" } });
    expect(unknown.body.nearest[0]).toBe('first');
    expect(await end(run, 'first')).toMatchObject({ status: 409, body: { error: "scope 'first' has not begun" } });
    expect((await ask(run, 'POST', '/api/v1/mock/scopes/begin', {})).status).toBe(422);
    expect((await ask(run, 'POST', '/api/v1/mock/scopes/begin')).status).toBe(422);
  });
});

test('a reset rewinds what was played, and forgets misses and faults', async () => {
  const run = await start();
  const client = await connect(run);
  const once = await work(client);
  await begin(run, 'first');
  await work(client);
  await client.query('SELECT nothing').catch(() => undefined);
  await ask(run, 'PUT', '/api/v1/mock/faults', [{ fault: 'deadlock' }]);
  expect((await ask(run, 'POST', '/api/v1/mock/reset')).status).toBe(204);
  expect((await ask(run, 'GET', '/api/v1/mock/counts')).body).toMatchObject({ played: 0, misses: 0, bytes: 0 });
  expect((await ask(run, 'GET', '/api/v1/mock/misses')).body).toEqual([]);
  expect((await ask(run, 'GET', '/api/v1/mock/faults')).body).toEqual([]);
  expect(await work(client)).toEqual(once);
  expect(run.report()).toMatchObject({ played: 3, missCount: 0, misses: [] });
});

describe('who may use it', () => {
  test('another address than this machine needs a token or leave', async () => {
    await expect(start({ httpHost: '0.0.0.0' })).rejects.toMatchObject({ code: 'USAGE' });
    const run = await start({ httpHost: '0.0.0.0', httpToken: 'pw-token' });
    const url = run.httpUrl?.replace('0.0.0.0', '127.0.0.1');
    for (const [path, method] of [
      ['/healthz', 'GET'],
      ['/metrics', 'GET'],
      ['/api/v1/mock/reset', 'POST'],
      ['/api/v1/mock_server/connections/', 'DELETE'],
    ] as const) {
      expect((await fetch(`${url}${path}`, { method })).status).toBe(401);
      const wrong = { authorization: 'Bearer pw-other' };
      expect((await fetch(`${url}${path}`, { method, headers: wrong })).status).toBe(401);
      const right = { authorization: 'Bearer pw-token' };
      expect((await fetch(`${url}${path}`, { method, headers: right })).status).toBeLessThan(300);
    }
  });
});

test('a session that is ended is found dropped', async () => {
  const run = await start();
  const client = await connect(run);
  expect((await ask(run, 'DELETE', '/api/v1/mock/sessions/1')).status).toBe(204);
  expect(await errorOf(client.ping())).not.toBe('fine');
});
