// SHOW TABLES: which tables are there, whoever has made them, and however often they came and went.

import { expect, test } from 'vitest';
import { describeWithServer, serverKinds } from '../servers/index.ts';
import { missOf, type Program, twoSessions } from '../support/two-sessions.ts';

/** On the first session in turn; what is told of the last one. */
const inTurn = (...list: readonly string[]): Program => {
  return async (one) => {
    let told: unknown;
    for (const sql of list) told = await one(sql);
    return told;
  };
};

for (const kind of serverKinds) {
  describeWithServer(kind, (server) => {
    const { replayOf } = twoSessions(kind, server);

    test('a list of tables is that of a transaction’s snapshot where the server keeps definitions in tables', async () => {
      const [make, list] = ['CREATE TABLE made (n INT)', 'SHOW TABLES'];
      const recorded: Program = async (one, two) => {
        await one('BEGIN');
        const first = await one(list);
        await two(make);
        return [first, await one(list), await one('SELECT COUNT(*) FROM t'), await two('DROP TABLE made')];
      };
      const seen = kind === 'mysql' ? ['t'] : ['made', 't'];
      expect(await replayOf(recorded, recorded)).toEqual([['t'], seen, [2], 'ok']);
      const late: Program = async (one, two) => {
        await two(make);
        await one('BEGIN');
        return await missOf(one(list));
      };
      expect(await replayOf(recorded, late)).toEqual(kind === 'mysql' ? 'miss' : { answer: seen });
    });

    test('a list of tables is the same where what was never there is dropped, made and dropped, or is not', async () => {
      const list = 'SHOW TABLES';
      const make = ['DROP TABLE IF EXISTS made', 'CREATE TABLE IF NOT EXISTS made (n INT)'];
      const recorded = inTurn(...make, 'DROP TABLE made', list);
      const there: Program = async (one) => [await inTurn(...make)(one, one), await missOf(one(list))];
      expect(await replayOf(recorded, inTurn(list))).toEqual(['t']);
      expect(await replayOf(recorded, there)).toEqual(['ok', 'miss']);
      const [named, other] = ['CREATE TABLE Made (n INT)', 'CREATE TABLE made (n INT)'];
      const both = inTurn(named, list, 'DROP TABLE Made', other, list);
      expect(await replayOf(both, inTurn(other, list))).toEqual(['made', 't']);
      expect(await replayOf(both, inTurn(named, list))).toEqual(['Made', 't']);
    });
  });
}
