// Answers by data: which of several recorded answers fits what was written before.

import { expect, test } from 'vitest';
import { nextSession } from '../../../support/edited-recording.ts';
import { Playback, type PlaybackClient, recordingOf, said } from '../../../support/playback.ts';

const READ = 'SELECT a FROM t';
const read = (...rows: string[]) =>
  said(
    READ,
    rows.map((row) => [row]),
  );
const insert = (value: string) => said(`INSERT INTO t VALUES ('${value}')`);
const INSERT_X = "INSERT INTO t VALUES ('x')";
const INSERT_Y = "INSERT INTO t VALUES ('y')";
const within = (sql: string) => ['COM_QUERY', `| ${sql}`, '=>', 'ok status 0x0003'];
const RECORDED = [read('1'), insert('x'), read('1', 'x'), insert('y'), read('1', 'x', 'y')];

const ask = async (client: PlaybackClient, ...asked: readonly string[]) => {
  const answers: unknown[] = [];
  for (const sql of asked) answers.push(await client.query(sql));
  return answers;
};
const rows = (...values: string[]) => values.map((value) => [value]);

test('the answer is the one to the data that are there, however often it is asked', async () => {
  const client = await new Playback(recordingOf(RECORDED)).connect();
  expect(await ask(client, READ, READ, INSERT_X, READ, READ)).toEqual([
    ...[rows('1'), rows('1'), 'ok', rows('1', 'x'), rows('1', 'x')],
  ]);
});

test('what was written by another connection is seen as well', async () => {
  const playback = new Playback(recordingOf(RECORDED));
  const [one, other] = [await playback.connect(), await playback.connect()];
  await ask(one, INSERT_X);
  expect(await ask(other, READ)).toEqual([rows('1', 'x')]);
});

test('data that never were so are a miss that names the write which makes the difference', async () => {
  const playback = new Playback(recordingOf(RECORDED));
  const client = await playback.connect();
  const [, answer] = await ask(client, INSERT_Y, READ);
  expect(answer).toMatch(/^error 1105 mock: /);
  expect(playback.misses[0]).toMatchObject({ reason: 'other data' });
  expect(String(answer)).toContain(INSERT_X);
});

test('a transaction’s writes are seen by itself at once, by others from its end on', async () => {
  const recorded = [read('1'), within('BEGIN'), within(INSERT_X), said('COMMIT'), read('1', 'x')];
  const playback = new Playback(recordingOf(recorded));
  const [one, other] = [await playback.connect(), await playback.connect()];
  expect(await ask(one, READ, 'BEGIN', INSERT_X)).toEqual([rows('1'), 'ok', 'ok']);
  expect(await ask(other, READ)).toEqual([rows('1')]);
  await ask(one, 'COMMIT');
  expect(await ask(other, READ)).toEqual([rows('1', 'x')]);
});

test('what was rolled back never was', async () => {
  const recorded = [read('1'), within('BEGIN'), within(INSERT_X), said('ROLLBACK'), read('1')];
  const playback = new Playback(recordingOf(recorded));
  const client = await playback.connect();
  expect(await ask(client, 'BEGIN', INSERT_X, 'ROLLBACK', READ)).toEqual(['ok', 'ok', 'ok', rows('1')]);
});

test('so is what a client had not committed when it left', async () => {
  const recorded = [read('1'), within('BEGIN'), within(INSERT_X), said('COMMIT'), read('1', 'x')];
  const playback = new Playback(recordingOf(recorded));
  const [one, other] = [await playback.connect(), await playback.connect()];
  await ask(one, 'BEGIN', INSERT_X);
  await one.responder.end();
  expect(await ask(other, READ)).toEqual([rows('1')]);
});

test('a write is given as often as it was recorded, unless it is said what comes then', async () => {
  const reader = recordingOf([insert('x')]);
  const once = await new Playback(reader).connect();
  const [first, second] = await ask(once, INSERT_X, INSERT_X);
  expect([first, String(second).slice(0, 10)]).toEqual(['ok', 'error 1105']);
  const often = await new Playback(reader, { exhausted: 'repeat-last' }).connect();
  expect(await ask(often, INSERT_X)).toEqual(['ok']);
});

test.each([
  ['error', ['ok', 'miss']],
  ['repeat-last', ['ok', 'ok']],
  ['cycle', ['ok', 'ok']],
] as const)('where all answers were given: %s', async (exhausted, expected) => {
  const playback = new Playback(recordingOf([read('1')]), { exhausted });
  const client = await playback.connect();
  const answers = await ask(client, READ, READ);
  expect(answers.map((answer) => (Array.isArray(answer) ? 'ok' : 'miss'))).toEqual(expected);
});

test('several answers to the same data are given in their order, and are doubtful', async () => {
  const playback = new Playback(recordingOf([read('1'), read('2')]));
  const client = await playback.connect();
  expect(await ask(client, READ, READ)).toEqual([rows('1'), rows('2')]);
  expect(String((await ask(client, READ))[0])).toMatch(/^error 1105/);
  expect(playback.misses[0]?.reason).toBe('exhausted');
});

test('another table is another matter', async () => {
  const recorded = [read('1'), said("INSERT INTO u VALUES ('x')"), read('1')];
  const playback = new Playback(recordingOf(recorded));
  const client = await playback.connect();
  expect(await ask(client, "INSERT INTO u VALUES ('x')", READ, READ, READ)).toEqual([
    'ok',
    rows('1'),
    rows('1'),
    rows('1'),
  ]);
});

test('a savepoint takes back what came behind it', async () => {
  const recorded = [
    ...[read('1'), within('BEGIN'), within('SAVEPOINT s'), within(INSERT_X), within('ROLLBACK TO SAVEPOINT s')],
    ...[said('COMMIT'), read('1')],
  ];
  const playback = new Playback(recordingOf(recorded));
  const client = await playback.connect();
  const all = ['BEGIN', 'SAVEPOINT s', INSERT_X, 'ROLLBACK TO SAVEPOINT s', 'COMMIT', READ];
  expect(await ask(client, ...all)).toEqual(['ok', 'ok', 'ok', 'ok', 'ok', rows('1')]);
  const other = await playback.connect();
  expect(await ask(other, READ)).toEqual([rows('1')]);
});

test('what is known of rows is known beside what answers tell of the beginning', async () => {
  const made = said('CREATE TABLE c (id INT PRIMARY KEY, email VARCHAR(9), UNIQUE (email))');
  const add = (id: number, email: string) => `INSERT INTO c (id, email) VALUES (${id}, '${email}')`;
  const one = { insertId: 0 };
  const recorded = [made, said(add(1, 'a@b'), one), said('DELETE FROM c WHERE id = 1', one), said(add(2, 'c@d'), one)];
  const client = await new Playback(recordingOf(recorded)).connect();
  // the row that goes has another address than the one that comes, in whichever order
  const asked = ['CREATE TABLE c (id INT PRIMARY KEY, email VARCHAR(9), UNIQUE (email))', add(2, 'c@d'), add(1, 'a@b')];
  expect(await ask(client, ...asked)).toEqual(['ok', 'ok', 'ok']);
});

test('of rows that are numbered, the one beside what was emptied comes first, whichever connection of a pool adds it', async () => {
  const [EMPTY, ADD, IDS] = ['DELETE FROM t', "INSERT INTO t (name) VALUES ('a')", 'SELECT id FROM t'];
  const added = (insertId: number) => said(ADD, { insertId });
  const recorded = [
    ...[said(EMPTY), added(1), said(IDS, [['1']]), nextSession(2)],
    ...[said('SELECT 2', [['2']]), said(EMPTY), said(IDS, []), added(2), said(IDS, [['2']])],
  ];
  const playback = new Playback(recordingOf(recorded));
  const [one, other] = [await playback.connect(), await playback.connect()];
  expect([...(await ask(other, 'SELECT 2')), ...(await ask(one, EMPTY))]).toEqual([[['2']], 'ok']);
  expect(await ask(other, ADD, IDS)).toEqual(['ok 1', [['1']]]);
});
