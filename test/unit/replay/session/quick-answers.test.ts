// The quick way: what was asked before is answered again without being looked for, and counts as much.

import { expect, test, vi } from 'vitest';
import { Playback, type PlaybackClient, recordingOf, said } from '../../../support/playback.ts';

const READ = said('SELECT a FROM t', [['1']]);
const WRITE = said("INSERT INTO t VALUES ('x')", { insertId: 1 });
const LATER = said('SELECT a FROM t', [['1'], ['x']]);

/** How often an answer was looked for while these were asked. */
async function lookUps(playback: Playback, client: PlaybackClient, ...asked: readonly string[]): Promise<number> {
  const find = vi.spyOn(playback.context.volatile, 'find');
  for (const sql of asked) await client.query(sql);
  const { length } = find.mock.calls;
  find.mockRestore();
  return length;
}

const SAME = 'SELECT a FROM t';

test('a read is looked for until it was given again, and then no more', async () => {
  const playback = new Playback(recordingOf([READ]));
  const client = await playback.connect();
  expect(await lookUps(playback, client, SAME, SAME)).toBe(2);
  expect(await lookUps(playback, client, SAME, SAME, SAME)).toBe(0);
  expect(await client.query(SAME)).toEqual([['1']]);
});

test('what is given so is told of as any other', async () => {
  const playback = new Playback(recordingOf([READ]));
  const client = await playback.connect();
  for (let time = 0; time < 5; time++) await client.query(SAME);
  const { statements } = playback.context.unnamedScope;
  expect(playback.played.map(({ how }) => how)).toEqual(['next', 'again', 'again', 'again', 'again']);
  expect(statements).toBe(5);
  expect(playback.context.bytesPlayed % 5).toBe(0);
  await client.query('SELECT missing');
  expect(playback.misses[0]?.before).toEqual([1, 1, 1, 1, 1]);
});

test('a write ends it: what is asked behind it sees other data', async () => {
  const playback = new Playback(recordingOf([READ, WRITE, LATER]));
  const client = await playback.connect();
  await lookUps(playback, client, SAME, SAME, SAME);
  expect(await client.query("INSERT INTO t VALUES ('x')")).toBe('ok 1');
  expect(await lookUps(playback, client, SAME)).toBe(1);
  expect(await client.query(SAME)).toEqual([['1'], ['x']]);
});

test.each<[string, object]>([
  ['where each command is explained', { explain: true }],
  ['where answers are held back', { latency: { kind: 'fixed', ms: 0 } }],
  ['where nothing is given again', { exhausted: 'repeat-last' }],
])('%s there is no quick way', async (_where, options) => {
  const playback = new Playback(recordingOf([READ]), options);
  const client = await playback.connect();
  expect(await lookUps(playback, client, SAME, SAME, SAME, SAME)).toBe(4);
});

test('writes and errors are looked for each time', async () => {
  const failing = said('SELECT z FROM t', { code: 1054, message: 'Unknown column' });
  const playback = new Playback(recordingOf([failing, said("UPDATE t SET a = 'y'")]));
  const client = await playback.connect();
  const asked = ['SELECT z FROM t', "UPDATE t SET a = 'y'"];
  expect(await lookUps(playback, client, ...asked, ...asked, ...asked)).toBe(6);
});

test('another session state is another question', async () => {
  const playback = new Playback(recordingOf([READ]));
  const client = await playback.connect();
  await lookUps(playback, client, SAME, SAME);
  await client.query("SET sql_mode = 'ANSI'");
  expect(await lookUps(playback, client, SAME)).toBe(1);
});
