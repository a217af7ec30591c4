// Faults in detail: which statements they befall, what goes out, and how they come and go. What drivers make of each is in
// fault-matrix.test.ts.

import { writeFile } from 'node:fs/promises';
import * as mariadb from 'mariadb';
import { createConnection as createCallbackConnection } from 'mysql2';
import { createConnection } from 'mysql2/promise';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Fault } from '../../src/faults/fault.ts';
import type { ScriptServing } from '../../src/index.ts';
import { startSampleServer } from '../../src/serve/sample/sample-server.ts';
import { BareClient } from '../support/bare-client.ts';
import { connectTo, errorOf, firstValue, startScriptText } from '../support/script.ts';
import { startRecord, startReplay, temporaryFolder } from '../support/serving.ts';

const ROWS = Array.from({ length: 5 }, (_, index) => [index]);
const TRACE = {
  stmts: [
    { 'stmt.regex': '^select', result: { columns: [{ name: 'n', type: 'LONG' }], rows: ROWS } },
    { 'stmt.regex': '', ok: {} },
  ],
};

function startFaulty(...faults: Fault[]): Promise<ScriptServing> {
  return startScriptText(JSON.stringify({ ...TRACE, faults }), 'faulty.json');
}

describe('errors', () => {
  test.each([
    [{ fault: 'deadlock' }, '1213'],
    [{ fault: 'lockWait' }, '1205'],
    [{ fault: 'readOnly' }, '1290'],
    [{ fault: 'killed' }, '1317'],
    [{ fault: 'error', code: 1146, sqlState: '42S02', message: 'gone' }, '1146'],
    [{ fault: 'killed', afterRows: 2 }, '1317'],
    [{ fault: 'deadlock', afterRows: 99 }, '1213'],
  ] as const)('%j', async (fault, code) => {
    const server = await startFaulty({ ...fault, statement: '^SELECT' });
    const client = await connectTo(server);
    expect(await errorOf(client.query('select 1'))).toContain(code);
    expect(await errorOf(client.query('update t'))).toBe('fine');
    expect(await errorOf(client.execute('select 1'))).toContain(code);
    expect(await errorOf(client.ping())).toBe('fine');
  });

  test('rows before the error have come', async () => {
    const server = await startFaulty({ fault: 'killed', afterRows: 2 });
    const { host, port } = server;
    const client = await mariadb.createConnection({ host, port, user: 'u', password: 'p' }).catch(() => null);
    // That driver asks for its character set first, and is interrupted there.
    expect(client).toBeNull();
    const other = createCallbackConnection({ host, port, user: 'u', password: 'p' });
    onTestFinished(() => other.destroy());
    const rows: unknown[] = [];
    const stream = other.query('select 1');
    const error = await new Promise((resolve) => {
      stream.on('result', (row) => rows.push(row)).on('error', resolve);
    });
    expect(rows).toEqual([{ n: 0 }, { n: 1 }]);
    expect(error).toMatchObject({ errno: 1317, sqlState: '70100' });
  });
});

describe('connections that end', () => {
  test('exactly so many bytes go out', async () => {
    const server = await startFaulty({ fault: 'close', afterBytes: 30, statement: '^select' });
    await using client = await login(server);
    client.sendPacket(0, '\x03select 1');
    expect((await client.received(1000)).length).toBe(30);
  });

  test('half of the first packet goes out', async () => {
    const server = await startFaulty({ fault: 'halfPacket', statement: '^update' });
    await using client = await login(server);
    client.sendPacket(0, '\x03update t');
    expect((await client.received(1000)).toString('hex')).toBe('07000001000000');
  });
});

test('a wrong sequence id goes out', async () => {
  const server = await startFaulty({ fault: 'wrongSequence', statement: '^select' });
  await using client = await login(server);
  client.sendPacket(0, '\x03select 1');
  expect((await client.packet()).sequenceId).toBe(8);
});

describe('delays', () => {
  test('before the answer', async () => {
    const server = await startFaulty({ fault: 'delay', ms: 80, statement: '^select' });
    const client = await connectTo(server);
    const startedAt = performance.now();
    expect(await firstValue(client, 'select 1')).toBe(0);
    expect(performance.now() - startedAt).toBeGreaterThan(79);
  });

  test('before each row', async () => {
    const server = await startFaulty({ fault: 'rowDelay', ms: 20 });
    const client = await connectTo(server);
    const startedAt = performance.now();
    expect((await client.query('select 1'))[0]).toHaveLength(5);
    expect(performance.now() - startedAt).toBeGreaterThan(99);
  });

  test('one who stops does not wait for them', async () => {
    const server = await startFaulty({ fault: 'delay', ms: 600_000, statement: '^select' });
    await using client = await login(server);
    client.sendPacket(0, '\x03select 1');
    await expect.poll(() => server.counts().connections).toBe(1);
    await server.close();
    expect(await client.lines()).toEqual(['0 ERR 1053 #08S01Server shutdown in progress', 'closed']);
  });
});

describe('which statements', () => {
  const ask = async (server: ScriptServing, count: number) => {
    const client = await connectTo(server);
    const outcomes: string[] = [];
    for (let index = 0; index < count; index++) outcomes.push((await errorOf(client.query('select 1'))).slice(0, 4));
    return outcomes;
  };

  test('the nth', async () => {
    const server = await startFaulty({ fault: 'deadlock', nth: 2 });
    expect(await ask(server, 3)).toEqual(['fine', '1213', 'fine']);
  });

  test('so many', async () => {
    const server = await startFaulty({ fault: 'deadlock', times: 2 });
    expect(await ask(server, 3)).toEqual(['1213', '1213', 'fine']);
  });

  test('some, the same with the same seed', async () => {
    const fault = { fault: 'deadlock', probability: 0.5, seed: 7 } as const;
    const outcomes = await ask(await startFaulty(fault), 20);
    expect(new Set(outcomes)).toEqual(new Set(['1213', 'fine']));
    expect(await ask(await startFaulty(fault), 20)).toEqual(outcomes);
  });
});

describe('laid over a recording, and through the REST API', () => {
  const startReplayed = async (overlay: string, name = 'overlay.json') => {
    const folder = await temporaryFolder();
    onTestFinished(() => folder[Symbol.asyncDispose]());
    const { file } = await (async () => {
      await using upstream = await startSampleServer({ clientSslMode: 'DISABLED' });
      const { host, port } = upstream;
      await using run = await startRecord(folder, { upstream: { kind: 'tcp', host, port }, clientSslMode: 'DISABLED' });
      const client = await createConnection({ host: run.host, port: run.port, user: 'demo', password: 'x' });
      for (let index = 0; index < 3; index++) await client.query('SELECT * FROM products');
      await client.end();
      return run;
    })();
    await writeFile(folder.file(name), overlay);
    const replayed = await startReplay(folder, file, { overlay: folder.file(name), httpPort: 0 });
    onTestFinished(() => replayed.close());
    return replayed;
  };

  test('a JSON file', async () => {
    const server = await startReplayed(JSON.stringify([{ fault: 'deadlock', statement: 'products', nth: 2 }]));
    const client = await createConnection({ host: server.host, port: server.port, user: 'demo', password: 'x' });
    expect((await client.query('SELECT * FROM products'))[0]).toHaveLength(3);
    expect(await errorOf(client.query('SELECT * FROM products'))).toContain('1213');
    expect((await client.query('SELECT * FROM products'))[0]).toHaveLength(3);
    client.destroy();
  });

  test('a module, error behind the second row of recorded ones', async () => {
    const text = `export default { faults: [{ fault: 'killed', statement: /Products/i, afterRows: 2 }] };\n`;
    const server = await startReplayed(text, 'overlay.mjs');
    const client = await createConnection({ host: server.host, port: server.port, user: 'demo', password: 'x' });
    expect(await errorOf(client.query('SELECT * FROM products'))).toContain('1317');
    client.destroy();
  });

  test('faults come and go on a connection that is open', async () => {
    const server = await startReplayed('[]');
    const client = await createConnection({ host: server.host, port: server.port, user: 'demo', password: 'x' });
    const faults = `${server.httpUrl}/api/v1/mock/faults`;
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({ fault: 'lockWait', times: 1 });
    expect((await fetch(faults, { method: 'POST', headers, body })).status).toBe(204);
    expect(await (await fetch(faults)).json()).toEqual([{ fault: 'lockWait', times: 1 }]);
    expect(await errorOf(client.query('SELECT * FROM products'))).toContain('1205');
    expect((await client.query('SELECT * FROM products'))[0]).toHaveLength(3);
    expect((await fetch(faults, { method: 'DELETE' })).status).toBe(204);
    const wrong = await fetch(faults, { method: 'PUT', headers, body: '[{"fault":"nothing"}]' });
    expect([wrong.status, await wrong.json()]).toEqual([422, { error: expect.stringContaining('number 1') }]);
    client.destroy();
  });
});

async function login({ host, port }: ScriptServing): Promise<BareClient> {
  const client = await BareClient.connect({ host, port }, false);
  await client.packet();
  client.sendPacket(1, client.handshakeResponse({ user: 'u', password: '', plugin: '' }, 0xa201));
  await client.packet();
  return client;
}
