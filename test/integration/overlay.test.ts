// A script laid over a recording: it changes a cell, fails the third call, adds a statement; all else is the recording's.

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Connection, createConnection } from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { type ReplayRun, replay } from '../../src/index.ts';
import { startSampleServer } from '../../src/serve/sample/sample-server.ts';
import { connectTo, errorOf, startScriptText } from '../support/script.ts';
import { type Folder, keysFolder, startRecord, startReplay, temporaryFolder } from '../support/serving.ts';

const EXAMPLE = join(import.meta.dirname, '..', '..', 'examples', 'script', 'overlay.mjs');
const PRODUCTS = 'SELECT * FROM products';
const ORDER = 'INSERT INTO orders (customer_id, product_id, quantity) VALUES (1, 2, 3)';

let folder: Folder;
let recording: string;
let count = 0;

beforeAll(async () => {
  folder = await temporaryFolder();
  await using upstream = await startSampleServer({ clientSslMode: 'DISABLED' });
  const { host, port } = upstream;
  await using run = await startRecord(folder, { upstream: { kind: 'tcp', host, port }, clientSslMode: 'DISABLED' });
  recording = run.file;
  const client = await createConnection({ host: run.host, port: run.port, user: 'demo', password: 'pw-demo' });
  await client.query(PRODUCTS);
  await client.execute(PRODUCTS);
  for (let at = 0; at < 4; at++) await client.query(ORDER);
  await client.query('SELECT * FROM suppliers').catch(() => undefined);
  await client.end();
});
afterAll(() => folder[Symbol.asyncDispose]());

async function startOver(overlay: string): Promise<ReplayRun> {
  const run = await replay(recording, { overlay, clientSslMode: 'DISABLED', dataDir: await keysFolder() });
  onTestFinished(() => run.close());
  return run;
}

/** @param body of `defineOverlay({ … })` */
async function startOverText(body: string): Promise<ReplayRun> {
  const file = folder.file(`overlay-${++count}.mjs`);
  await writeFile(file, `import { defineOverlay } from 'mysql-replay';\nexport default defineOverlay({ ${body} });\n`);
  return await startOver(file);
}

const connect = (run: ReplayRun): Promise<Connection> => connectTo(run, { user: 'demo' });

async function prices(work: Promise<[unknown, unknown]>): Promise<unknown[]> {
  const [rows] = await work;
  return (rows as { price: unknown }[]).map(({ price }) => price);
}

describe('the example', () => {
  test('changes one cell, as text and in binary', async () => {
    const plain = await prices((await connect(await startReplay(folder, recording))).query(PRODUCTS));
    const run = await startOver(EXAMPLE);
    const client = await connect(run);
    expect(await prices(client.query(PRODUCTS))).toEqual(['0.01', ...plain.slice(1)]);
    expect(await prices(client.execute(PRODUCTS))).toEqual(['0.01', ...plain.slice(1)]);
    // the recorded answers that were changed have been played
    expect(run.counts()).toMatchObject({ scripted: 2, played: 3, misses: 0 });
    expect(run.report().scripted).toEqual([
      expect.objectContaining({ command: 'COM_QUERY', sql: PRODUCTS }),
      expect.objectContaining({ command: 'COM_STMT_EXECUTE', sql: PRODUCTS }),
    ]);
  });

  test('fails the third call; the others are recorded', async () => {
    const run = await startOver(EXAMPLE);
    const client = await connect(run);
    const outcomes: string[] = [];
    for (let at = 0; at < 4; at++) outcomes.push(await errorOf(client.query(ORDER)));
    expect(outcomes).toEqual(['fine', 'fine', "1114 The table 'orders' is full", 'fine']);
    expect(run.counts()).toMatchObject({ scripted: 1, played: 3, misses: 0 });
  });

  test('adds a statement, sent as text and prepared', async () => {
    const run = await startOver(EXAMPLE);
    const client = await connect(run);
    const sql = 'SELECT stock FROM warehouse WHERE product_id = ?';
    expect((await client.execute(sql, [2]))[0]).toEqual([{ stock: 7 }]);
    // a prepared statement beside one of the recording's own
    expect(await prices(client.execute(PRODUCTS))).toHaveLength(3);
    expect((await client.execute(sql, [3]))[0]).toEqual([{ stock: 7 }]);
    expect(run.counts().misses).toBe(0);
  });

  test('has faults', async () => {
    const client = await connect(await startOver(EXAMPLE));
    expect(await errorOf(client.query('UPDATE stock SET n = 1'))).toContain('1205');
  });

  test('leaves misses as they are', async () => {
    const run = await startOver(EXAMPLE);
    expect(await errorOf((await connect(run)).query('SELECT nothing'))).toContain('1105 mock: no recorded answer to');
    expect(run.counts()).toMatchObject({ scripted: 0, misses: 1 });
  });
});

test('an overlay that only looks leaves the recorded answer as it is', async () => {
  const expected = await (await connect(await startReplay(folder, recording))).query(PRODUCTS);
  const run = await startOverText(
    'async onQuery(statement, session, recorded) { await recorded(); await recorded(); }',
  );
  expect(await (await connect(run)).query(PRODUCTS)).toEqual(expected);
  expect(run.counts()).toMatchObject({ scripted: 0, played: 1 });
});

test('errors and misses of the recording are seen by the overlay, and OK packets', async () => {
  const body = `async onQuery(statement, session, recorded) {
    const [answer] = await recorded();
    return { rows: [{ code: answer.error?.code ?? 0, affected: answer.affectedRows ?? 0n }] };
  }`;
  const client = await connect(await startOverText(body));
  expect((await client.query('SELECT * FROM suppliers'))[0]).toEqual([{ code: 1146, affected: 0 }]);
  expect((await client.query('SELECT nothing'))[0]).toEqual([{ code: 1105, affected: 0 }]);
  expect((await client.query(ORDER))[0]).toEqual([{ code: 0, affected: 1 }]);
});

test('a connection is told of, and remembers', async () => {
  const body = `onQuery(statement, session) {
    session.state.asked = (session.state.asked ?? 0) + 1;
    return { rows: [{ user: session.user, id: session.connectionId, asked: session.state.asked }] };
  }`;
  const run = await startOverText(body);
  const [one, other] = [await connect(run), await connect(run)];
  await one.query('a');
  expect((await one.query('b'))[0]).toEqual([{ user: 'demo', id: 1, asked: 2 }]);
  expect((await other.query('b'))[0]).toEqual([{ user: 'demo', id: 2, asked: 1 }]);
});

describe('what goes wrong in an overlay is told, and the connection lives', () => {
  test.each([
    ['it throws', "onQuery() { throw new RangeError('far'); }", 'RangeError: far'],
    ['it loops', 'onQuery() { for (;;); }', 'the script took more than 1000 ms for one call'],
    ['it never answers', 'onQuery() { return new Promise(() => undefined); }', 'more than 1000 ms'],
    ['it answers with nonsense', 'onQuery() { return 5; }', 'an answer must be an object'],
  ])('%s', async (_, body, message) => {
    const client = await connect(await startOverText(body));
    expect(await errorOf(client.query(PRODUCTS))).toContain(`1064 executing statement failed: `);
    expect(await errorOf(client.query(PRODUCTS))).toContain(message);
    expect(await errorOf(client.ping())).toBe('fine');
  });
});

describe('files that are no overlay are refused before anything listens', () => {
  test.each([
    ['an unknown key', 'export default { greeting: {} };', 'unknown key "greeting" in an overlay'],
    ['no function', 'export default { onQuery: 1 };', 'onQuery must be a function'],
    ['no fault', "export default [{ fault: 'nobody' }];", 'number 1'],
    ['nothing', '', 'expected an object'],
    ['no module', 'export default {;', 'cannot be loaded: '],
  ])('%s', async (_, text, message) => {
    const file = folder.file(`wrong-${++count}.mjs`);
    await writeFile(file, text);
    const refused = startOver(file);
    await expect(refused).rejects.toMatchObject({ code: 'USAGE', message: expect.stringContaining(message) });
    await expect(refused).rejects.toThrow(file);
  });

  test('a folder', async () => {
    await expect(startOver(folder.path)).rejects.toMatchObject({ code: 'USAGE' });
  });

  test('over a script only faults can be laid', async () => {
    await expect(startScriptText('({ stmts: [] })', 'script.js', { overlay: EXAMPLE })).rejects.toMatchObject({
      code: 'USAGE',
      message: expect.stringContaining('only faults'),
    });
  });
});
