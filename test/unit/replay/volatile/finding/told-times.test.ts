import { expect, test } from 'vitest';
import { Playback, recordingOf, said } from '../../../../support/playback.ts';

const BY_SERVER = '1970-01-01 00:00:00';
const NOW = '2027-02-03 04:05:06';
const row = (made: string, changed: string, name = 'b') =>
  `UPDATE t SET name = '${name}', made = '${made}', changed = '${changed}' WHERE id = 1`;
const recorded = [
  said("INSERT INTO t (name, made) VALUES ('a', CURRENT_TIMESTAMP)"),
  said('SELECT made FROM t', [[BY_SERVER]]),
  said(row(BY_SERVER, '1970-01-01 00:00:10')),
];

async function connect() {
  const playback = new Playback(recordingOf(recorded), { now: () => Date.parse(`${NOW}Z`) });
  const one = await playback.connect();
  await one.query("INSERT INTO t (name, made) VALUES ('a', CURRENT_TIMESTAMP)");
  return one;
}

test('a time that the server told comes back with the whole row, which another time changes', async () => {
  const one = await connect();
  expect(await one.query('SELECT made FROM t')).toEqual([[BY_SERVER]]);
  expect(await one.query(row(BY_SERVER, NOW))).toBe('ok');
});

test.each([
  ['another time than the one that was told', row('1970-01-01 00:00:01', NOW)],
  ['another value beside it', row(BY_SERVER, NOW, 'c')],
])('%s is a miss', async (_, sql) => {
  expect(await (await connect()).query(sql)).toMatch(/^error 1105 mock: /);
});
