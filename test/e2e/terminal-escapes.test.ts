// A hostile server, its clients and its recording: nothing that they say acts on the terminal of who looks at it, whatever command
// shows it.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createConnection } from 'mysql2/promise';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { record, script } from '../../src/index.ts';
import { keysFolder, temporaryFolder } from '../support/serving.ts';
import { XClient } from '../support/x-client.ts';
import { runMock, startMock } from './mock-process.ts';

/** Sets a title, clears the screen, goes back to the line's begin, turns the text round. */
const EVIL = '\u001b]0;title\u0007\u001b[2J\r\u009b31m\u202edlrow';
/** All that may act; `\n` and `\t` are ours. */
const ACTS = /[^\P{Cc}\n\t]|[\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

const SCRIPT = `
const evil = ${JSON.stringify(EVIL)};
const row = { columns: [{ name: 'n' + evil, type: 'LONG' }, 'a' + evil], rows: [['1' + evil, 'b' + evil]] };
export default {
  greeting: { serverVersion: '8.4.0' + evil },
  onQuery: (sql) => {
    if (sql.includes('fails')) return { error: { code: 1146, sqlState: '42S02', message: 'no ' + evil } };
    if (sql.includes('done')) return { message: 'info ' + evil, warnings: [{ code: 1, message: 'w' + evil }] };
    return row;
  },
  onPrepare: () => ({ columns: row.columns, parameters: 1 }),
  onFind: () => ({ documents: [{ a: evil }] }),
};`;

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let file: string;
let other: string;

async function recorded(name: string, isTold: boolean): Promise<string> {
  const source = folder.file('evil.mjs');
  writeFileSync(source, SCRIPT);
  const dataDir = await keysFolder();
  const options = { clientSslMode: 'DISABLED', dataDir, xPort: 0 } as const;
  const server = await script(source, options);
  const { host, port, xPort } = server;
  const upstream = { kind: 'tcp', host, port } as const;
  const path = folder.file(name);
  const upstreamX = { kind: 'tcp', host, port: xPort ?? 0 } as const;
  const run = await record({ ...options, upstream, upstreamX, output: path });
  const client = await createConnection({ host: run.host, port: run.port, user: `u${EVIL}`, database: `d${EVIL}` });
  client.on('error', () => undefined);
  const ask = (sql: string) => client.query(sql).catch(() => undefined);
  for (const sql of ['SELECT a', `SELECT '${EVIL}'`, `fails ${EVIL}`, `done ${EVIL}`]) await ask(sql);
  if (isTold) await ask(`SELECT 1 /* ${EVIL} */`);
  await client.execute(`SELECT ? /* ${EVIL} */`, [EVIL]).catch(() => undefined);
  await client.end();
  const x = await XClient.open({ host: run.host, port: run.xPort ?? 0 });
  await x.login({ mechanism: 'MYSQL41', user: 'u', password: '' });
  for (const sql of ['SELECT a', `fails ${EVIL}`, `done ${EVIL}`]) await x.sql(sql);
  x.connection.terminate();
  await run.close();
  await server.close();
  return path;
}

beforeAll(async () => {
  folder = await temporaryFolder();
  [file, other] = [await recorded('a.db', true), await recorded('b.db', false)];
  return async () => {
    await folder[Symbol.asyncDispose]();
  };
});

const READERS: readonly (readonly string[])[] = [
  ['inspect', 'FILE'],
  ['inspect', 'FILE', '--sessions'],
  ['inspect', 'FILE', '--exchanges'],
  ['inspect', 'FILE', '--exchanges', '--json'],
  ...[1, 3, 4, 7, 9, 10].map((id) => ['inspect', 'FILE', '--exchange', String(id)]),
  ['inspect', 'FILE', '--sql', 'SELECT * FROM exchange, statement_text'],
  ['check', 'FILE'],
  ['seal', 'FILE', '--verify'],
  ['stats', 'FILE'],
  ['stats', 'FILE', '--format', 'markdown'],
  ['diff', 'FILE', 'OTHER'],
  ['diff', 'FILE', 'OTHER', '--json'],
  ['learn', 'FILE', 'OTHER'],
  ['match', 'FILE', `SELECT b${EVIL}`],
  ['match', 'FILE', `SELECT '${EVIL}'`],
  ['dump', 'FILE'],
  ['export', 'FILE', '--script'],
  ['redact', 'FILE', '--scan'],
  ['inspect', `FILE${EVIL}`],
];

test('no command that reads shows what acts', async () => {
  for (let at = 0; at < READERS.length; at += 4) {
    const some = READERS.slice(at, at + 4);
    const paths = (word: string) => word.replace('FILE', file).replace('OTHER', other);
    const ended = await Promise.all(some.map((words) => runMock(words.map(paths))));
    for (const [index, { stdout, stderr }] of ended.entries()) {
      const found = [stdout, stderr].map((text) => ACTS.exec(text)).filter((hit) => hit !== null);
      const shown = found.map(({ 0: [char], index: place, input }) => [char, input.slice(place - 60, place + 20)]);
      expect([some[index], shown]).toEqual([some[index], []]);
      expect([some[index], stdout === '' && stderr === '']).toEqual([some[index], false]);
    }
  }
});

test.each(['pretty', 'json'])('nor does what a replay says of misses, log %s', async (format) => {
  const run = await startMock(['replay', file, '--port', '0', '--log-level', 'debug', '--log-format', format]);
  const client = await createConnection({ host: '127.0.0.1', port: run.port, user: `u${EVIL}`, database: `d${EVIL}` });
  client.on('error', () => undefined);
  onTestFinished(() => client.destroy());
  await client.query(`SELECT 'other ${EVIL}'`).catch(() => undefined);
  await client.execute(`SELECT ? + 7 /* ${EVIL} */`, [EVIL]).catch(() => undefined);
  client.destroy();
  const { stdout, stderr } = await run.stop();
  expect([stdout, stderr].map((text) => ACTS.exec(text)?.input ?? null)).toEqual([null, null]);
  expect(stderr).toContain('title');
  if (format === 'json') for (const line of stderr.trimEnd().split('\n')) JSON.parse(line);
});

test('nor the summary of a command under test', async () => {
  const asks = join(folder.file('.'), 'asks.mjs');
  writeFileSync(
    asks,
    `import { createConnection } from '${import.meta.resolve('mysql2/promise')}';
     const { MYSQL_HOST: host, MYSQL_TCP_PORT: port } = process.env;
     const client = await createConnection({ host, port: Number(port), user: ${JSON.stringify(`u${EVIL}`)} });
     await client.query(${JSON.stringify(`SELECT 'missed ${EVIL}'`)}).catch(() => undefined);
     await client.end();`,
  );
  const { stdout, stderr } = await runMock(['replay', file, '--port', '0', '--', process.execPath, asks]);
  expect(stderr).toContain('missed');
  expect([stdout, stderr].map((text) => ACTS.exec(text)?.input ?? null)).toEqual([null, null]);
});
