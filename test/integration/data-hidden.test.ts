// What a session's own statements do not show: what stored programs give it and take of it, and locks that other sessions have
// taken by name. Each was wrong in silence.

import { createConnection } from 'mariadb';
import { expect, test } from 'vitest';
import { accounts, createSchema, describeWithServer, serverKinds } from '../servers/index.ts';
import { PLAIN, RawClient } from '../support/raw-client.ts';
import { startRecord, startReplay, temporaryFolder } from '../support/serving.ts';
import { type Ask, inTurn, missOf, type Program, twoSessions } from '../support/two-sessions.ts';

for (const kind of serverKinds) {
  describeWithServer(kind, (server) => {
    const { replayOf } = twoSessions(kind, server);
    test('what another connection holds by GET_LOCK decides, and not who else has asked', async () => {
      const [get, free, release] = ["GET_LOCK('k', 0)", "IS_FREE_LOCK('k')", "RELEASE_LOCK('k')"].map(
        (one) => `SELECT ${one}`,
      ) as [string, string, string];
      const recorded: Program = async (one, two) => {
        expect([await two(free), await one(get), await two(free), await two(get)]).toEqual([[1], [1], [0], [0]]);
        await one(release);
      };
      const asked: Program = async (one, two) => [
        await two(free),
        await one(get),
        await two(free),
        await two(free),
        await one(release),
        await two(free),
        await two(get),
      ];
      expect(await replayOf(recorded, asked)).toEqual([[1], [1], [0], [0], [1], [1], [1]]);
      const refused: Program = async (one, two) => {
        await one(get);
        await one(release);
        return await two(free);
      };
      expect(await replayOf(recorded, refused)).toEqual([1]);
      const behind: Program = async (_, two) => [await two(get), await missOf(two(get))];
      expect(await replayOf(recorded, behind)).toEqual([[1], 'miss']);
    });

    test('RELEASE_ALL_LOCKS() counts each time that a lock was taken', async () => {
      const [get, all] = ["SELECT GET_LOCK('k', 0)", 'SELECT RELEASE_ALL_LOCKS()'];
      const twiceAndOnce: Program = async (one) => {
        for (const sql of [get, get]) await one(sql);
        expect(await one(all)).toEqual([2]);
        await one(get);
        expect(await one(all)).toEqual([1]);
      };
      expect(await replayOf(twiceAndOnce, inTurn(get, all))).toEqual([1]);
      expect(await replayOf(twiceAndOnce, inTurn(get, all, get, get, all))).toEqual([2]);
    });

    test('a variable has what the data, or the lock, were when it got its value', async () => {
      const [rows, row, value] = ['SET @k = (SELECT COUNT(*) FROM t)', 'INSERT INTO t VALUES (77, 77)', 'SELECT @k'];
      const before: Program = async (one, two) => {
        expect([await one(rows), await one(value), await one(row), await two(rows), await two(value)].at(1)).toEqual([
          2,
        ]);
      };
      expect(await replayOf(before, async (_, two) => [await two(rows), await two(value)])).toEqual(['ok', [2]]);
      const [free, lock] = ["SELECT GET_LOCK('k', 0)", "SET @k = GET_LOCK('k', 0)"];
      const locked: Program = async (one, two) => {
        expect([await two(lock), await two(value), await one(lock), await one(value)]).toEqual(['ok', [1], 'ok', [0]]);
        await one(free);
      };
      expect(await replayOf(locked, async (one) => [await one(lock), await one(value)])).toEqual(['ok', [1]]);
    });

    test('a view takes no table away, and a table no view: what stands under a name counts', async () => {
      const view = 'CREATE OR REPLACE VIEW x AS SELECT 3 AS n';
      const [table, read] = ['CREATE TABLE x (n INT)', 'SELECT n FROM x'];
      // recorded where nothing stood under the name, asked where a table does
      const both = inTurn(table, 'DROP TABLE x', view, 'DROP VIEW x');
      const over: Program = async (one) => [
        await one(table),
        await missOf(one(view)),
        await missOf(one('DROP VIEW x')),
      ];
      expect(await replayOf(both, over)).toEqual(['ok', 'miss', 'miss']);
      // what was there at the beginning stays, and what was made goes
      const spared: Program = async (one) => {
        await one('DROP VIEW IF EXISTS t');
        await one('SELECT COUNT(*) FROM t');
        await one('DROP TABLE t');
        await missOf(one('SELECT COUNT(*) FROM t'));
      };
      const gone: Program = async (one) => [
        await one('DROP VIEW IF EXISTS t'),
        await one('SELECT COUNT(*) FROM t'),
        await one('DROP TABLE t'),
        await missOf(one('SELECT COUNT(*) FROM t')),
      ];
      expect(await replayOf(spared, gone)).toEqual(['ok', [2], 'ok', expect.stringContaining("doesn't exist")]);
      // rows that CREATE TABLE … SELECT has made are no empty table
      const filled = inTurn('CREATE TABLE x AS SELECT 7 AS n', read, 'DELETE FROM x');
      const emptied: Program = async (one) => {
        await one('CREATE TABLE x AS SELECT 7 AS n');
        await one('DELETE FROM x');
        return await missOf(one(read));
      };
      expect(await replayOf(filled, emptied)).toBe('miss');
    });

    test('a user variable that a trigger stores counts where the trigger fires', async () => {
      const before = [
        'CREATE TABLE log (who VARCHAR(10))',
        'CREATE TRIGGER note AFTER UPDATE ON t FOR EACH ROW INSERT INTO log VALUES (@who)',
      ];
      const [write, read] = ['UPDATE t SET n = 11 WHERE id = 1', 'SELECT who FROM log'];
      const recorded = inTurn("SET @who = 'bob'", write, read, "SET @who = 'eve'");
      expect(await replayOf(recorded, inTurn("SET @who = 'eve'", "SET @who = 'bob'", write, read), before)).toEqual([
        'bob',
      ]);
      const other: Program = async (one) => {
        await one("SET @who = 'eve'");
        return [await missOf(one(write)), await missOf(one(read))];
      };
      expect(await replayOf(recorded, other, before)).toEqual(['miss', 'miss']);
    });

    test('what a trigger or a function gives its session stays with it, and is no other session’s', async () => {
      const before = [
        'CREATE TRIGGER note AFTER UPDATE ON t FOR EACH ROW SET @last = NEW.n',
        'CREATE FUNCTION keep(i INT) RETURNS INT NO SQL BEGIN SET @kept = i; RETURN i; END',
        'CREATE FUNCTION kept() RETURNS INT NO SQL RETURN IFNULL(@kept, 0)',
      ];
      const [last, kept, keep] = ['SELECT @last', 'SELECT kept()', 'SELECT keep(3)'];
      const writes = [20, 10].map((n) => `UPDATE t SET n = ${n} WHERE id = 1`);
      const recorded: Program = async (one, two) => {
        for (const sql of ['SET @last = 1', last, ...writes, last]) await one(sql);
        for (const sql of [kept, keep, kept]) await two(sql);
      };
      const asked: Program = async (one, two) => {
        for (const sql of ['SET @last = 1', ...writes]) await one(sql);
        await two(keep);
        return [await one(last), await one(last), await two(kept), await two(kept)];
      };
      expect(await replayOf(recorded, asked, before)).toEqual([[10], [10], [3], [3]]);
    });

    test('how far a distributed transaction is, and what a refused definition has not looked at, is no guess', async () => {
      const [update, read] = ['UPDATE t SET n = 11 WHERE id = 1', 'SELECT n FROM t WHERE id = 1'];
      const ended: Program = async (one) => {
        for (const sql of ["XA START 'q'", update, "XA END 'q'"]) await one(sql);
        return await missOf(one(update));
      };
      expect(await replayOf(inTurn("XA START 'q'", update, "XA END 'q'", "XA ROLLBACK 'q'"), ended)).toBe('miss');
      // a definition that is refused opens no snapshot
      const recorded: Program = async (one, two) => {
        await one("XA START 'q'");
        await missOf(one('ALTER TABLE nope ADD n INT'));
        await two(update);
        return await one(read);
      };
      const without: Program = async (one) => {
        await one("XA START 'q'");
        await missOf(one('ALTER TABLE nope ADD n INT'));
        return await missOf(one(read));
      };
      expect([await replayOf(recorded, recorded), await replayOf(recorded, without)]).toEqual([[11], 'miss']);
    });

    test('a database that nothing has made, or that was dropped, is not used', async () => {
      const name = `made_${process.pid}`;
      const [make, use, drop] = [`CREATE DATABASE ${name}`, `USE ${name}`, `DROP DATABASE ${name}`];
      const recorded = inTurn(make, use, drop);
      const asked: Program = async (one, two) => [
        await missOf(one(use)),
        await missOf(two(drop)),
        await two(make),
        await missOf(two(make)),
        await two(use),
      ];
      expect(await replayOf(recorded, asked)).toEqual(['miss', 'miss', 'ok', 'miss', 'ok']);
      const other: Program = async (one) => [await one(make), await missOf(one(drop)), await missOf(one(use))];
      expect(await replayOf(inTurn(make, drop, make, use, drop), other)).toEqual(['ok', { answer: 'ok' }, 'miss']);
    });

    test('a database that was kept is made where it is not there, and a DROP of none leaves none', async () => {
      const name = `kept_${process.pid}`;
      const [make, keep, drop] = [
        `CREATE DATABASE ${name}`,
        `CREATE DATABASE IF NOT EXISTS ${name}`,
        `DROP DATABASE ${name}`,
      ];
      const list = `SHOW TABLES FROM ${name}`;
      const recorded: Program = async (one) => {
        for (const sql of [make, keep, list, drop]) await one(sql);
        await missOf(one(drop));
        await missOf(one(list));
      };
      const kept: Program = async (one) => [await one(keep), await missOf(one(make))];
      expect(await replayOf(recorded, kept)).toEqual(['ok', 'miss']);
      const gone: Program = async (one) => {
        for (const sql of [make, drop]) await one(sql);
        return [await missOf(one(drop)), await missOf(one(list))];
      };
      const unknown = expect.stringMatching(/Unknown database/);
      expect(await replayOf(recorded, gone)).toEqual([expect.stringMatching(/doesn't exist/), unknown]);
    });

    test('who drops the current database has none, and what it held is shown no more', async () => {
      const name = `gone_${process.pid}`;
      const [current, list] = ['SELECT DATABASE()', `SHOW TABLES FROM ${name}`];
      const begin = [`CREATE DATABASE ${name}`, `USE ${name}`];
      const recorded = inTurn(...begin, current, list, `DROP DATABASE ${name}`);
      const asked: Program = async (one) => {
        for (const sql of [...begin, `DROP DATABASE ${name}`]) await one(sql);
        return [await one(current), await missOf(one(list))];
      };
      expect(await replayOf(recorded, asked)).toEqual([[null], 'miss']);
    });

    test('a database that is not there is not chosen by COM_INIT_DB either', async () => {
      const [name, { user }] = [`chosen_${process.pid}`, accounts[kind].empty];
      await using folder = await temporaryFolder();
      const choosing = async ({ port }: { port: number }, asked: readonly string[]): Promise<string[]> => {
        await using client = await RawClient.login({ host: '127.0.0.1', port, user, capabilities: PLAIN });
        const answers: string[] = [];
        for (const one of asked) answers.push((await client.command(Buffer.from(one))).toString('latin1', 4));
        return answers.map((answer) => (answer.startsWith('\0') ? 'ok' : answer.includes('mock: ') ? 'miss' : answer));
      };
      const [make, choose, drop] = [`\x03CREATE DATABASE ${name}`, `\x02${name}`, `\x03DROP DATABASE ${name}`];
      const recorder = await startRecord(folder, { upstream: `${server.host}:${server.port}` });
      expect(await choosing(recorder, [make, choose, drop])).toEqual(['ok', 'ok', 'ok']);
      await recorder.close();
      await using player = await startReplay(folder, recorder.file);
      expect(await choosing(player, [choose, make, choose, drop, choose])).toEqual(['miss', 'ok', 'ok', 'ok', 'miss']);
    });

    test('what was made anew since a snapshot is not seen as it was, and what was not is', async () => {
      const before = [
        'CREATE TABLE made (n INT)',
        'INSERT INTO made VALUES (1)',
        'CREATE VIEW seen AS SELECT n FROM made',
      ];
      const reads = ['SELECT n FROM made', 'SELECT n FROM seen', 'SELECT COUNT(*) FROM t'];
      const begun = async (one: Ask) => {
        for (const sql of ['BEGIN', 'SELECT n FROM t WHERE id = 1']) await one(sql);
      };
      for (const change of ['TRUNCATE made', 'ALTER TABLE made ENGINE=InnoDB']) {
        const told = async (one: Ask) => {
          const answers: unknown[] = [];
          for (const sql of reads) answers.push(await missOf(one(sql)));
          return answers;
        };
        const recorded: Program = async (one, two) => {
          await begun(one);
          await two(change);
          return await told(one);
        };
        const refused = expect.stringMatching(/definition has changed/);
        expect(await replayOf(recorded, recorded, before)).toEqual([refused, refused, { answer: [2] }]);
        const without: Program = async (one) => {
          await begun(one);
          return await told(one);
        };
        expect(await replayOf(recorded, without, before)).toEqual(['miss', 'miss', { answer: [2] }]);
      }
    });

    test('a DROP of several tables that was refused has dropped what its server drops', async () => {
      const [drop, read] = ['DROP TABLE t, nothing', 'SELECT COUNT(*) FROM t'];
      const recorded: Program = async (one) => [await missOf(one(drop)), await missOf(one(read))];
      const [unknown, count] = [expect.stringMatching(/Unknown table/), { answer: [2] }];
      const early: Program = async (one) => [await missOf(one(read)), await missOf(one(drop)), await missOf(one(read))];
      const gone = expect.stringMatching(/doesn't exist/);
      expect(await replayOf(recorded, early)).toEqual(
        kind === 'mysql' ? [count, unknown, count] : ['miss', unknown, gone],
      );
    });

    test('a row is added to no table that is gone, and a source is looked for where no table stands under the name', async () => {
      const insert = 'INSERT INTO made VALUES (1)';
      const before = ['CREATE TABLE made (n INT)'];
      const dropped: Program = async (one) => [await one('DROP TABLE made'), await missOf(one(insert))];
      expect(await replayOf(inTurn(insert, 'DROP TABLE made'), dropped, before)).toEqual(['ok', 'miss']);
      const like = 'CREATE TABLE IF NOT EXISTS made LIKE nothing';
      const there: Program = async (one) => [await missOf(one(like)), await one('DROP TABLE made')];
      const after: Program = async (one) => [await one('DROP TABLE made'), await missOf(one(like))];
      expect(await replayOf(there, after, before)).toEqual(['ok', 'miss']);
    });

    test('DELETE without WHERE does what its triggers do for the rows that are there', async () => {
      const before = [
        'CREATE TABLE log (id INT)',
        'CREATE TRIGGER note AFTER DELETE ON t FOR EACH ROW INSERT INTO log VALUES (OLD.id)',
      ];
      const recorded = inTurn('DELETE FROM t', 'SELECT COUNT(*) FROM log', 'TRUNCATE t');
      const asked: Program = async (one) => [await one('TRUNCATE t'), await missOf(one('DELETE FROM t'))];
      expect(await replayOf(recorded, asked, before)).toEqual(['ok', 'miss']);
    });

    test('a transaction that begins within one that only reads is not told that it may write', async () => {
      const recorded = inTurn('BEGIN', 'ROLLBACK', 'START TRANSACTION READ ONLY', 'COMMIT');
      const asked: Program = async (one) => [await one('START TRANSACTION READ ONLY'), await missOf(one('BEGIN'))];
      expect(await replayOf(recorded, asked)).toEqual(['ok', 'miss']);
    });

    test('what is refused for a table that is not there is no answer once it is there', async () => {
      const [make, other] = ['CREATE TABLE made (id INT)', 'DROP TABLE made'];
      const named = "PREPARE s FROM 'SELECT * FROM made'";
      const trigger = 'CREATE TRIGGER tr BEFORE INSERT ON made FOR EACH ROW SET NEW.id = 1';
      const recorded: Program = async (one) => [await missOf(one(named)), await missOf(one(trigger)), await one(make)];
      const asked: Program = async (one) => [await one(make), await missOf(one(named)), await missOf(one(trigger))];
      expect(await replayOf(recorded, asked)).toEqual(['ok', 'miss', 'miss']);
      const there = inTurn(make, named, trigger, other);
      const without: Program = async (one) => [await missOf(one(named)), await missOf(one(trigger))];
      expect([await replayOf(there, without), await replayOf(there, there)]).toEqual([['miss', 'miss'], 'ok']);
    });

    test('a table that only one session sees decides what PREPARE says to it, and to no other', async () => {
      const [make, named] = ['CREATE TEMPORARY TABLE made (id INT)', "PREPARE s FROM 'SELECT id FROM made'"];
      const recorded: Program = async (one, two) => [await missOf(one(named)), await two(make), await two(named)];
      const asked: Program = async (one, two) => [await two(make), await two(named), await missOf(one(named))];
      expect(await replayOf(recorded, asked)).toEqual(['ok', 'ok', expect.stringMatching(/made' doesn't exist/)]);
      const alone: Program = async (_, two) => [await two(make), await missOf(two(named))];
      const refused: Program = async (one, two) => [await missOf(one(named)), await two(make)];
      expect(await replayOf(refused, alone)).toEqual(['ok', 'miss']);
    });

    test.runIf(kind === 'mariadb')('warnings stay behind a statement that names no table', async () => {
      const [warned, plain] = ["UPDATE t SET n = '1x' WHERE id = 1", 'UPDATE t SET n = 1 WHERE id = 1'];
      const recorded = inTurn(
        "SET sql_mode = ''",
        plain,
        'SET @a = 1',
        'SHOW WARNINGS',
        warned,
        'SET @a = 1',
        'SHOW WARNINGS',
      );
      const asked: Program = async (one) => {
        for (const sql of ["SET sql_mode = ''", warned, 'SET @a = 1']) await missOf(one(sql));
        return await missOf(one('SHOW WARNINGS'));
      };
      expect(await replayOf(recorded, asked)).toBe('miss');
    });

    test.runIf(kind === 'mariadb')('a bulk command writes the rows of all that was bound', async () => {
      await using schema = await createSchema(server);
      await using folder = await temporaryFolder();
      const { user, password } = accounts[kind].root;
      const told = async (port: number, isWritten: boolean): Promise<unknown> => {
        const client = await createConnection({ host: '127.0.0.1', port, user, password, database: schema.name });
        try {
          await client.query('CREATE TABLE b (id INT PRIMARY KEY, n INT)');
          await client.query('INSERT INTO b VALUES (1, 10), (2, 20)');
          const values = [11, 21].map((n, at) => [n, at + 1]);
          if (isWritten) await client.batch('UPDATE b SET n = ? WHERE id = ?', values);
          const read = { sql: 'SELECT n FROM b WHERE id = 2', rowsAsArray: true, metaAsArray: false };
          return await missOf(client.query<unknown>(read));
        } finally {
          await client.end();
        }
      };
      const recorder = await startRecord(folder, { upstream: `${server.host}:${server.port}` });
      const written = { answer: [[21]] };
      expect(await told(recorder.port, true)).toEqual(written);
      await recorder.close();
      for (const isWritten of [true, false]) {
        await using player = await startReplay(folder, recorder.file);
        const miss = expect.stringMatching(/mock: recorded only with other data/);
        expect(await told(player.port, isWritten)).toEqual(isWritten ? written : miss);
      }
    });

    test.runIf(kind === 'mariadb')('what answers with the rows that it deletes has deleted them', async () => {
      const sql = 'DELETE FROM t WHERE id = 1 RETURNING n';
      const twice: Program = async (one) => [await one(sql), await missOf(one(sql))];
      expect(await replayOf(async (one) => await one(sql), twice)).toEqual([[10], 'miss']);
    });

    test('a temporary table that a procedure makes is only its session’s, whether its body is known or not', async () => {
      const before = [
        'CREATE PROCEDURE make() BEGIN CREATE TEMPORARY TABLE made (v INT); INSERT INTO made VALUES (5); END',
        "CREATE PROCEDURE run() BEGIN SET @q = 'CREATE TEMPORARY TABLE ran SELECT 6 AS v'; PREPARE s FROM @q; EXECUTE s; END",
      ];
      for (const [call, read, value] of [
        ['CALL make()', 'SELECT v FROM made', 5],
        ['CALL run()', 'SELECT v FROM ran', 6],
      ] as const) {
        const asked: Program = async (one, two) => {
          await one(call);
          return [await missOf(two(read)), await one(read), await one(read)];
        };
        expect(await replayOf(inTurn(call, read), asked, before)).toEqual(['miss', [value], [value]]);
      }
    });
  });
}
