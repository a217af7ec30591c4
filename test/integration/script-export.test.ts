// Recordings made into traces and traces into recordings: what a program asks as text is answered alike by all of them.

import { readFile, writeFile } from 'node:fs/promises';
import { type Connection, createConnection } from 'mysql2/promise';
import { expect, onTestFinished, test } from 'vitest';
import { script } from '../../src/index.ts';
import { exportTrace } from '../../src/serve/export-trace.ts';
import { importTrace } from '../../src/serve/import-trace.ts';
import { startSampleServer } from '../../src/serve/sample/sample-server.ts';
import { type Folder, startRecord, startReplay, temporaryFolder } from '../support/serving.ts';

const STATEMENTS = [
  'SELECT * FROM products',
  'SELECT * FROM customers',
  'SHOW TABLES',
  'INSERT INTO orders (customer_id, product_id, quantity) VALUES (1, 2, 3)',
  'SELECT COUNT(*) FROM orders',
  'INSERT INTO orders (customer_id, product_id, quantity) VALUES (9, 9, 9)',
  'SELECT * FROM suppliers',
  'SELECT COUNT(*) FROM orders',
];

async function folderForTest(): Promise<Folder> {
  const folder = await temporaryFolder();
  onTestFinished(() => folder[Symbol.asyncDispose]());
  return folder;
}

async function askAll({ host, port }: { host: string; port: number }): Promise<unknown[]> {
  const client: Connection = await createConnection({ host, port, user: 'demo', password: 'x' });
  client.on('error', () => undefined);
  const outcomes: unknown[] = [];
  for (const sql of STATEMENTS) {
    const outcome = await client.query({ sql, rowsAsArray: true }).catch((error) => [error.errno, error.message]);
    outcomes.push(JSON.parse(JSON.stringify([outcome[0], (outcome[1] as { name?: string }[])?.map?.((f) => f.name)])));
  }
  client.destroy();
  return outcomes;
}

async function recordSample(folder: Folder): Promise<{ file: string; outcomes: unknown[] }> {
  await using upstream = await startSampleServer({ clientSslMode: 'DISABLED' });
  const { host, port } = upstream;
  await using run = await startRecord(folder, { upstream: { kind: 'tcp', host, port }, clientSslMode: 'DISABLED' });
  return { file: run.file, outcomes: await askAll(run) };
}

test('a recording, its trace, and the recording of that trace answer alike', async () => {
  const folder = await folderForTest();
  const { file, outcomes } = await recordSample(folder);
  const { trace, left } = exportTrace(file);
  expect(left).toBe(0);
  expect(trace.stmts.map(({ stmt }) => stmt)).toEqual(STATEMENTS);
  await writeFile(folder.file('trace.json'), JSON.stringify(trace));

  await using scripted = await script(folder.file('trace.json'), { clientSslMode: 'DISABLED' });
  expect(await askAll(scripted)).toEqual(outcomes);

  const imported = await importTrace({ trace: folder.file('trace.json'), output: folder.file('again.db') });
  expect(imported).toEqual({ statements: STATEMENTS.length, left: 0 });
  await using replayed = await startReplay(folder, folder.file('again.db'), { clientSslMode: 'DISABLED' });
  const { host, port } = replayed;
  const client = await createConnection({ host, port, user: 'mock', password: 'x' });
  const [rows] = await client.query({ sql: 'SELECT * FROM products', rowsAsArray: true });
  client.destroy();
  expect(JSON.parse(JSON.stringify(rows))).toEqual((outcomes[0] as unknown[])[0]);
  expect(exportTrace(folder.file('again.db')).trace.stmts).toEqual(trace.stmts);
});

test('what no statement stands for is left out', async () => {
  const folder = await folderForTest();
  const trace = { stmts: [{ stmt: 'a', ok: {} }, { 'stmt.regex': 'b', ok: {} }, { ok: {} }] };
  await writeFile(folder.file('trace.json'), JSON.stringify(trace));
  const output = folder.file('one.db');
  expect(await importTrace({ trace: folder.file('trace.json'), output })).toEqual({ statements: 1, left: 2 });
  await expect(importTrace({ trace: folder.file('trace.json'), output })).rejects.toMatchObject({
    code: 'RECORDING_EXISTS',
  });
});

test('every kind of answer goes through a recording and back', async () => {
  const folder = await folderForTest();
  const columns = [
    { name: 'a', type: 'LONGLONG', flags: 32, length: 20, character_set: 63 },
    { name: 'b', type: 'BLOB', character_set: 63, table: 't', orig_table: 't1', orig_name: 'b1', schema: 's' },
  ];
  const stmts = [
    {
      stmt: 'SELECT 1',
      result: {
        columns,
        rows: [
          ['18446744073709551615', { base64: 'AP8=' }],
          [null, 'é'],
        ],
        status: 2,
      },
    },
    {
      stmt: 'CALL p()',
      results: [{ result: { columns, rows: [], status: 2, warning_count: 3 } }, { ok: { status: 2 } }],
    },
    {
      stmt: 'UPDATE t',
      ok: { affected_rows: 3, last_insert_id: '18446744073709551615', status: 2, message: 'Rows: 3' },
    },
    { stmt: 'DROP x', error: { code: 1051, message: "Unknown table 'x'", sql_state: '42S02' } },
    { stmt: 'USE s', ok: { status: 16384, session_trackers: [{ type: 'schema', schema: 's' }] } },
  ];
  await writeFile(folder.file('trace.json'), JSON.stringify({ stmts }));
  await importTrace({ trace: folder.file('trace.json'), output: folder.file('kinds.db') });
  expect(exportTrace(folder.file('kinds.db')).trace.stmts).toEqual(stmts);
});

test('a trace that is wrong is refused with its place', async () => {
  const folder = await folderForTest();
  await writeFile(folder.file('trace.json'), '{\n  "stmts": [{ "stmt": "a" }]\n}');
  const work = importTrace({ trace: folder.file('trace.json'), output: folder.file('x.db') });
  await expect(work).rejects.toThrow(/trace\.json:2:13: stmts\/0 must have one of result, ok, error, results/);
  expect(await readFile(folder.file('x.db')).catch((error) => error.code)).toBe('ENOENT');
});
