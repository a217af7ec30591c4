// What is made and dropped besides rows: tables, databases, and what is defined on and in them.

import { expect, test } from 'vitest';
import { describeWithServer, serverKinds } from '../servers/index.ts';
import { inTurn, missOf, type Program, twoSessions } from '../support/two-sessions.ts';

for (const kind of serverKinds) {
  describeWithServer(kind, (server) => {
    const { replayOf } = twoSessions(kind, server);

    test('what reads all definitions is the same where tests have made and dropped tables and databases, or have not', async () => {
      const base = `gone_${Math.random().toString(36).slice(2, 8)}`;
      const keys =
        'SELECT GROUP_CONCAT(c.table_name, c.column_name ORDER BY 1) FROM information_schema.columns c JOIN ' +
        "information_schema.tables t USING (table_schema, table_name) WHERE c.column_key = 'PRI' AND c.table_schema IN (DATABASE(), " +
        `'${base}')`;
      const one: Program = (ask) => inTurn('CREATE TABLE one (id INT PRIMARY KEY)', keys)(ask, ask);
      const two: Program = (ask) =>
        inTurn('CREATE TABLE two (k INT PRIMARY KEY)', 'INSERT INTO two VALUES (1)', keys)(ask, ask);
      const three: Program = (ask) =>
        inTurn(`CREATE DATABASE ${base}`, `CREATE TABLE ${base}.three (n INT PRIMARY KEY)`, keys)(ask, ask);
      const [dropOne, dropTwo, dropThree] = ['DROP TABLE one', 'DROP TABLE IF EXISTS two', `DROP DATABASE ${base}`];
      const recorded: Program = async (ask) => [
        await one(ask, ask),
        await inTurn(dropOne, keys)(ask, ask),
        await two(ask, ask),
        await ask(dropTwo),
        await three(ask, ask),
        await ask(dropThree),
      ];
      const other: Program = async (ask) => [
        await three(ask, ask),
        await inTurn(dropThree, keys)(ask, ask),
        await two(ask, ask),
        await ask(dropTwo),
        await one(ask, ask),
        await missOf(inTurn('CREATE TABLE two (k INT PRIMARY KEY)', keys)(ask, ask)),
      ];
      const told = (await replayOf(other, other)) as unknown[];
      expect(await replayOf(recorded, other)).toEqual([...told.slice(0, 5), 'miss']);
    });

    test.skipIf(kind !== 'mysql')('what the checks of one table demand is of no concern to others', async () => {
      const checks = (table: string) =>
        'SELECT cc.check_clause FROM information_schema.check_constraints AS cc, information_schema.table_constraints AS tc WHERE ' +
        'cc.constraint_schema = DATABASE() AND tc.table_schema = cc.constraint_schema AND ' +
        `cc.constraint_name = tc.constraint_name AND tc.constraint_type = 'CHECK' AND tc.table_name = '${table}'`;
      const [make, other] = [
        'CREATE TABLE made (n INT, CONSTRAINT few CHECK (n < 5))',
        'CREATE TABLE others (n INT CHECK (n > 5))',
      ];
      const alter = 'ALTER TABLE made ADD CONSTRAINT some CHECK (n > 1)';
      const recorded: Program = (ask) =>
        inTurn(make, checks('made'), alter, checks('made'), 'DROP TABLE made', other, checks('others'))(ask, ask);
      const again: Program = async (ask) => [
        await inTurn(other, make, checks('made'))(ask, ask),
        await inTurn(alter, checks('made'))(ask, ask),
        await inTurn('DROP TABLE made', checks('others'))(ask, ask),
      ];
      expect(await replayOf(recorded, again)).toEqual(await replayOf(again, again));
    });

    test('what is defined on a table goes with it, and what is defined in a database with that', async () => {
      const base = `within_${Math.random().toString(36).slice(2, 8)}`;
      const trigger = (table: string, name: string) =>
        `CREATE TRIGGER ${name} BEFORE INSERT ON ${table} FOR EACH ROW SET NEW.n = NEW.n + 1`;
      const table = ['CREATE TABLE made (n INT)', trigger('made', 'adds'), 'INSERT INTO made VALUES (1)'];
      const within = [
        `CREATE DATABASE ${base}`,
        `CREATE TABLE ${base}.made (n INT)`,
        trigger(`${base}.made`, `${base}.adds`),
        `CREATE FUNCTION ${base}.one() RETURNS INT NO SQL RETURN 1`,
        `INSERT INTO ${base}.made VALUES (${base}.one())`,
      ];
      const [own, other] = ['SELECT n FROM made', `SELECT n FROM ${base}.made`];
      const recorded = inTurn(...table, own, 'DROP TABLE made', ...within, other, `DROP DATABASE ${base}`);
      const again: Program = async (ask) => {
        const told: unknown[] = [];
        for (let turn = 0; turn < 3; turn++) {
          told.push(await inTurn(...within, other)(ask, ask), await ask(`DROP DATABASE ${base}`));
          told.push(await inTurn(...table, own)(ask, ask), await ask('DROP TABLE made'));
        }
        return told;
      };
      const once = [[2], 'ok', [2], 'ok'];
      expect(await replayOf(recorded, again)).toEqual([...once, ...once, ...once]);
      const twice: Program = async (ask) => [
        await inTurn(...table)(ask, ask),
        await missOf(ask(trigger('made', 'adds'))),
      ];
      expect(await replayOf(recorded, twice)).toEqual(['ok', 'miss']);
    });

    test('who looks for rows of a table made anew since its snapshot is told so, who adds some is not', async () => {
      const before = ['CREATE TABLE made (id INT PRIMARY KEY, n INT)', 'INSERT INTO made VALUES (1, 1), (2, 2)'];
      const look = [
        'DELETE FROM made WHERE id = 1',
        'UPDATE made SET n = 5',
        'SELECT n FROM made WHERE id = 2 FOR UPDATE',
      ];
      const add = 'INSERT INTO made VALUES (3, 3)';
      const asked =
        (...order: readonly ('change' | 'snapshot')[]): Program =>
        async (one, two) => {
          const told: unknown[] = [];
          await one('BEGIN');
          for (const what of order) await (what === 'change' ? two('TRUNCATE made') : one('SELECT COUNT(*) FROM t'));
          for (const sql of [...look, add]) told.push(await missOf(one(sql)));
          return [...told, await one('ROLLBACK')];
        };
      const [old, young] = [asked('snapshot', 'change'), asked('change', 'snapshot')];
      const refused = expect.stringMatching(/definition has changed/);
      const done = { answer: 'ok' };
      expect(await replayOf(old, old, before)).toEqual([refused, refused, refused, done, 'ok']);
      expect(await replayOf(young, young, before)).toEqual([done, done, { answer: [] }, done, 'ok']);
      expect(await replayOf(old, young, before)).toEqual(['miss', 'miss', 'miss', done, 'ok']);
      expect(await replayOf(young, old, before)).toEqual(['miss', 'miss', 'miss', done, 'ok']);
    });
  });
}
