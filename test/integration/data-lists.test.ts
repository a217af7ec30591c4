// SHOW TABLES: which tables are there, whoever has made them, and however often they came and went.

import { expect, test } from 'vitest';
import { describeWithServer, serverKinds } from '../servers/index.ts';
import { inTurn, missOf, type Program, twoSessions } from '../support/two-sessions.ts';

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

    test('of what schema a table is, and how it is made, is told by tables of its name alone', async () => {
      const engine = "SELECT engine FROM information_schema.tables WHERE table_name = 'made_here'";
      const [make, drop, other] = [
        'CREATE TABLE made_here (n INT)',
        'DROP TABLE made_here',
        'CREATE TABLE other (n INT)',
      ];
      const recorded: Program = async (one) => [
        await inTurn(engine)(one, one),
        await inTurn(make, engine)(one, one),
        await inTurn('ALTER TABLE made_here ENGINE = MyISAM', engine)(one, one),
        await inTurn(drop, other, engine, 'DROP TABLE other', engine)(one, one),
      ];
      const live: Program = async (one) => [
        await inTurn(other, engine)(one, one),
        await inTurn(make, engine)(one, one),
        await inTurn('DROP TABLE other', engine)(one, one),
        await inTurn('ALTER TABLE made_here ENGINE = MyISAM', engine)(one, one),
        await inTurn(drop, engine)(one, one),
      ];
      expect(await replayOf(recorded, live)).toEqual([[], ['InnoDB'], ['InnoDB'], ['MyISAM'], []]);
    });

    test('a list that nobody has recorded has the tables that are there, in the order of the server', async () => {
      const base = `lists_${Math.random().toString(36).slice(2, 8)}`;
      const anew = (program: Program): Program => {
        return async (one, two) => [
          await inTurn(`DROP DATABASE IF EXISTS ${base}`, `CREATE DATABASE ${base}`, `USE ${base}`)(one, two),
          await program(one, two),
          await one(`DROP DATABASE ${base}`),
        ];
      };
      const [list, full] = ['SHOW TABLES', 'SHOW FULL TABLES'];
      const make = (name: string) => `CREATE TABLE ${name} (n INT)`;
      const drop = (name: string) => `DROP TABLE ${name}`;
      const view = 'CREATE VIEW b_v AS SELECT 1 AS n';
      const recorded = anew(async (one) => {
        await inTurn(make('a'), list, full, make('b_c'), list, full, drop('a'), make('bb'), view, list, full)(one, one);
        return await inTurn(drop('bb'), 'DROP VIEW b_v', list, make('b_v'), list, drop('b_v'), drop('b_c'))(one, one);
      });
      const other = anew(async (one) => [
        await inTurn(make('bb'), list)(one, one),
        await inTurn(make('a'), view, full)(one, one),
        await inTurn(make('b_c'), list)(one, one),
        await one(full),
        await inTurn('DROP VIEW b_v', make('b_v'), list)(one, one),
        // as a table it is in no list that tells what is what
        await missOf(one(full)),
        await inTurn(drop('a'), drop('b_v'), drop('b_c'), drop('bb'), list)(one, one),
      ]);
      // what the server says is recorded and asked as it was
      const [, told] = (await replayOf(other, other)) as [unknown, unknown[]];
      expect(told[0]).toEqual(['bb']);
      const answered = told.map((one, at) => (at === 5 ? 'miss' : one));
      expect(await replayOf(recorded, other)).toEqual(['ok', answered, 'ok']);
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
