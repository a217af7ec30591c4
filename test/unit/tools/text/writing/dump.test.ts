// Recordings as text: the order of sessions, and what is said of them. That nothing is lost is tested in ../round-trip.test.ts.

import { expect, test } from 'vitest';
import type { ExchangeFacts, SessionFacts } from '../../../../../src/core/recording.ts';
import { dumpRecording } from '../../../../../src/tools/text/writing/dump.ts';
import { opened } from '../../../../support/edited-recording.ts';
import { readGolden } from '../../../../support/golden.ts';
import { create, exchange, facts, session, temporaryPath } from '../../../store/sample.ts';

const greeting = readGolden('mysql-9.7.4/mysql2-connect')[0]?.payload ?? Buffer.alloc(0);
const OK = Buffer.from('0700000100000002000000', 'hex');

interface Said extends Partial<ExchangeFacts> {
  readonly sql: string;
  /** Microseconds since the recording began. */
  readonly at: number;
}

interface Told {
  readonly from: Partial<SessionFacts> & { readonly at: number };
  readonly asks: readonly Said[];
}

/** The lines of a recording of these sessions, in this order. */
function dumped(sessions: readonly Told[]): string[] {
  const file = temporaryPath();
  const writer = create(file);
  const ids = sessions.map(({ from: { at, ...from } }) =>
    writer.beginSession(session({ greeting, ...from, startedAtUs: at })),
  );
  const all = sessions.flatMap(({ asks }, index) =>
    asks.map((each, n) => ({ each, session: ids[index] ?? 0, ordinal: n + 1 })),
  );
  for (const { each, session: id, ordinal } of all.sort((a, b) => a.each.at - b.each.at)) {
    const { at, ...said } = each;
    const response = writer.openResponse();
    response.write(OK);
    const asked = exchange({ ...said, session: id, ordinal, startedAtUs: at, firstByteUs: 1, lastByteUs: 1 });
    writer.putExchange(asked, response, facts(), 0x200n);
  }
  for (const id of ids) writer.endSession(id, 'quit', 1_000_000);
  writer.close();
  return [...dumpRecording(opened(file))];
}

const sessionLines = (lines: readonly string[]) =>
  lines.filter((line) => /^session|user|SELECT|INSERT|behind/.test(line.trim()));
const one = (sql: string, at: number): Said => ({ sql, at });

test('the head names the form, the rules, who recorded and what', () => {
  const [form, rules, recorder, upstream, ...rest] = dumped([{ from: { at: 1 }, asks: [] }]);
  expect([form, recorder, upstream]).toEqual(['mock-text 1', "recorder '0.1.0'", "upstream 'db:3306'"]);
  expect(rules).toBe("rules 'sql-2'");
  expect(rest.slice(0, 3)).toEqual(['', 'session 1', "  user 'app' database 'shop'"]);
  expect(rest.slice(4, 7)).toEqual(['', '  ended quit', '']);
  expect(rest[7]).toMatch(/^define client-/);
});

test('sessions behind one another stand so, and those that worked at the same time are said to', () => {
  const lines = dumped([
    { from: { user: 'a', at: 10 }, asks: [one('SELECT 1', 20)] },
    { from: { user: 'b', at: 30 }, asks: [one('SELECT 2', 40), one('SELECT 3', 60)] },
    { from: { user: 'c', at: 50 }, asks: [one('SELECT 4', 55)] },
  ]);
  expect(lines.filter((line) => line.startsWith('session'))).toEqual(['session 1', 'session 2', 'session 3 beside']);
});

test('sessions that began together stand in the order of what they say, whoever was first', () => {
  const told = (user: string, at: number): Told => ({ from: { user, at }, asks: [one(`SELECT '${user}'`, 100 + at)] });
  const orders = [
    [told('b', 1), told('a', 2)],
    [told('a', 1), told('b', 2)],
  ].map((each) => sessionLines(dumped(each)));
  expect(orders[0]).toEqual(orders[1]);
  expect(orders[0]?.slice(0, 2)).toEqual(['session 1', "  user 'a' database 'shop'"]);
  expect(orders[0]?.[3]).toBe('session 2 together');
});

test('sessions that say the same keep their order, and one that says less stands first', () => {
  const lines = dumped([
    { from: { at: 1 }, asks: [one('SELECT 1', 10), one('SELECT 2', 20)] },
    { from: { at: 2 }, asks: [one('SELECT 1', 11)] },
  ]);
  const counts = lines
    .join('\n')
    .split(/^session/m)
    .slice(1)
    .map((each) => each.match(/COM_QUERY/g)?.length);
  expect(counts).toHaveLength(2);
  expect(counts.reduce((sum = 0, each = 0) => sum + each)).toBe(3);
});

test('what another session’s answer depends on is named by its place', () => {
  const lines = dumped([
    { from: { user: 'a', at: 1 }, asks: [one('INSERT INTO t VALUES (1)', 10), one('INSERT INTO t VALUES (2)', 30)] },
    { from: { user: 'b', at: 15 }, asks: [one('SELECT * FROM t', 20)] },
  ]);
  expect(sessionLines(lines).slice(-3)).toEqual([
    "  user 'b' database 'shop'",
    '    behind 1.1',
    '    | SELECT * FROM t',
  ]);
  expect(lines).toContain('    behind 2.1');
});

test('a change of scope is told where it happens', () => {
  const lines = dumped([
    {
      from: { scope: 'a', at: 1 },
      asks: [
        { ...one('SELECT 1', 10), scope: 'a' },
        { ...one('SELECT 2', 20), scope: 'b' },
        { ...one('SELECT 3', 30), scope: 'b' },
      ],
    },
  ]);
  expect(lines.filter((line) => line.includes('scope'))).toEqual([
    "  user 'app' database 'shop' scope 'a'",
    "    scope 'b'",
  ]);
});
