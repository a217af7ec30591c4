// A script's answers that hold are given without asking its thread again (router-mock/engine/effects.ts): nobody can tell, but by
// the time that it takes.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createConnection } from 'mysql2/promise';
import { expect, onTestFinished, test } from 'vitest';
import { errorOf } from '../support/script.ts';
import { startMock, temporaryFolder } from './mock-process.ts';

const SCRIPT = `
var answers = { SELECT: 'table' }, n = 0;
({ stmts: function (stmt) {
  var value = stmt;
  switch (stmt.split(' ')[1]) {
    case 'count': value = ++n; break;
    case 'counted': value = n; break;
    case 'table': value = answers[stmt.split(' ')[0]]; break;
    case 'set': mysqld.global.n = stmt.split(' ')[2]; break;
    case 'get': value = mysqld.global.n; break;
    case 'share': Array.prototype.extra = 'shared'; break;
    case 'extra': value = [].extra || 'none'; break;
    case 'loop': console.log('begun'); for (;;);
  }
  return { result: { columns: [{ name: 'v', type: 'STRING' }], rows: [[String(value)]] } };
} })`;

test('answers that hold, and what ends them', async () => {
  const file = join(temporaryFolder(), 'script.js');
  writeFileSync(file, SCRIPT);
  const run = await startMock(['script', file, '--port', '0', '--http-port', '0', '--call-timeout', '600000']);
  const http = /http:\/\/[^\s"]*/.exec(run.output().stdout)?.[0] ?? '';
  const client = async () => {
    const made = await createConnection({ host: '127.0.0.1', port: run.port, user: 'u', password: 'p' });
    made.on('error', () => undefined);
    onTestFinished(() => made.destroy());
    const ask = async (what: string) => {
      const [[row]] = (await made.query(`SELECT ${what}`)) as unknown as [[{ v: string }]];
      return row.v;
    };
    return { made, ask };
  };
  const [one, other] = [await client(), await client()];
  /** Three times: asked, known, known by its packet. */
  const thrice = async (what: string) => [await one.ask(what), await one.ask(what), await one.ask(what)];
  expect(await thrice('table')).toEqual(['table', 'table', 'table']);
  expect(await thrice('counted')).toEqual(['0', '0', '0']);
  expect(await thrice('count')).toEqual(['1', '2', '3']);
  expect(await thrice('counted')).toEqual(['3', '3', '3']);
  expect(await other.ask('counted')).toBe('0');
  // what all connections share: by another client, and by the REST API
  expect(await thrice('get')).toEqual(['undefined', 'undefined', 'undefined']);
  await other.ask('set 5');
  expect(await thrice('get')).toEqual(['5', '5', '5']);
  const globals = new URL('/api/v1/mock_server/globals/', http);
  await fetch(globals, { method: 'PUT', body: '{"n":8}', headers: { 'content-type': 'application/json' } });
  expect(await thrice('get')).toEqual(['8', '8', '8']);
  expect(await thrice('extra')).toEqual(['none', 'none', 'none']);
  await other.ask('share');
  expect(await thrice('extra')).toEqual(['shared', 'shared', 'shared']);
  // prepared: the same answers in rows of another form
  const prepared = async () => ((await one.made.execute('SELECT table')) as unknown as [[{ v: string }]])[0][0].v;
  expect([await prepared(), await prepared(), await one.ask('table'), await prepared()]).toEqual(
    Array(4).fill('table'),
  );
  // an answer that holds needs no thread
  const heard = errorOf(other.made.query('SELECT loop'));
  await expect.poll(() => run.output().stderr).toContain('begun');
  expect(await thrice('table')).toEqual(['table', 'table', 'table']);
  const counts = (await (await fetch(new URL('/api/v1/mock/counts', http))).json()) as { statements: number };
  expect(counts.statements).toBe(38);
  expect((await run.stop()).exitCode).toBe(0);
  expect(await heard).not.toBe('fine');
});
