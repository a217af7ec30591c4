// How a found answer is sent: as it was recorded, or made anew for who gets it.

import { expect, test } from 'vitest';
import { Capability } from '../../../../src/mysql/constants/capabilities.ts';
import { encodeComQuery } from '../../../../src/mysql/packets/com-query.ts';
import { Playback, recordingOf, said } from '../../../support/playback.ts';

const READ = said('SELECT a FROM t', [['1']]);
const SAME = encodeComQuery({ sql: Buffer.from('SELECT a FROM t'), attributes: [] }, Capability.QUERY_ATTRIBUTES);

test('a client with the recorded capabilities gets the recorded bytes', async () => {
  const reader = recordingOf([READ]);
  const playback = new Playback(reader);
  const client = await playback.connect();
  const { whole, bytes } = reader.response(reader.exchangeById(1)?.responseId ?? 0);
  expect(await client.send(SAME)).toEqual(whole);
  expect(playback.context.bytesPlayed).toBe(bytes);
});

test('a client that leaves out EOF packets gets none of them', async () => {
  const reader = recordingOf([READ]);
  const playback = new Playback(reader);
  const recorded = reader.firstSession()?.facts.capabilities ?? 0n;
  expect(recorded & Capability.DEPRECATE_EOF).toBe(0n);
  const client = await playback.connect({ capabilities: recorded | Capability.DEPRECATE_EOF });
  const bytes = await client.send(SAME);
  expect(client.read(bytes)).toEqual([['1']]);
  const { whole } = reader.response(reader.exchangeById(1)?.responseId ?? 0);
  expect(bytes.length).toBeLessThan(whole?.length ?? 0);
  // both kinds of clients at the same time
  const other = await playback.connect();
  expect(await other.send(SAME)).toEqual(whole);
  expect(client.read(await client.send(SAME))).toEqual([['1']]);
});

test('statements are numbered on each connection, and one that is refused takes a number too, as MySQL’s do', async () => {
  const prepare = (sql: string, answer: string[]) => ['COM_STMT_PREPARE', `| ${sql}`, '=>', ...answer];
  const known = ['prepared 41 parameters 0 columns 0 warnings 0'];
  const refused = ["error 1064 '42000' 'You have an error'"];
  const reader = recordingOf([prepare('DO 1', known), prepare('DOO 1', refused), prepare('DO 2', known)]);
  const client = await new Playback(reader).connect();
  expect([await client.prepare('DO 1'), await client.prepare('DOO 1'), await client.prepare('DO 2')]).toEqual([
    1, 0, 3,
  ]);
  expect(client.lastAnswer?.facts.prepared).toEqual({ id: 3, columns: 0, parameters: 0 });
});

test('what comes of an answer is told to who follows the session', async () => {
  const client = await new Playback(recordingOf([said('INSERT INTO t VALUES (1)', { insertId: 7 })])).connect();
  await client.query('INSERT INTO t VALUES (1)');
  expect(client.lastAnswer).toMatchObject({
    ...{ exchange: 1, closes: false },
    facts: { outcome: 'ok', affectedRows: 1n, lastInsertId: 7n, status: 2, prepared: null, errorCode: null },
  });
});

test('the first byte waits as long as is asked for', async () => {
  const client = await new Playback(recordingOf([READ]), { latency: { kind: 'fixed', ms: 30 } as never }).connect();
  const begin = performance.now();
  expect(await client.query('SELECT a FROM t')).toEqual([['1']]);
  // timers may be a millisecond early
  expect(performance.now() - begin).toBeGreaterThan(28);
});
