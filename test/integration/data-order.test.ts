// The cases in which answers by place were wrong in silence, each as it was met: a connection's own write, reads in another
// order, reads before and behind a write that was not there when they were recorded.

import { createConnection } from 'mysql2/promise';
import { expect, test } from 'vitest';
import { check } from '../../src/serve/check.ts';
import { matchAfter } from '../../src/serve/match-after.ts';
import { writeWholeRecording } from '../../src/store/file/write-whole.ts';
import { openRecording } from '../../src/store/reading/reader.ts';
import { writeText } from '../../src/tools/text/reading/load.ts';
import { dumpRecording } from '../../src/tools/text/writing/dump.ts';
import { accounts, createSchema, describeWithServer, serverKinds } from '../servers/index.ts';
import { parseText } from '../support/parse-text.ts';
import { startRecord, startReplay, temporaryFolder } from '../support/serving.ts';
import { type Ask, missOf, type Program, twoSessions } from '../support/two-sessions.ts';

/** The recording that its text makes. */
function throughText(file: string): string {
  const copy = `${file}.copy.db`;
  const reader = openRecording(file);
  const text = parseText([...dumpRecording(reader)].join('\n'));
  reader.close();
  writeWholeRecording(copy, { meta: text.meta, isOverwrite: false }, (writer) => writeText(text, writer));
  return copy;
}

for (const kind of serverKinds) {
  describeWithServer(kind, (server) => {
    const { user, password } = accounts[kind].root;

    const { replayOf } = twoSessions(kind, server);

    test('a trigger and a view that were there before the recording are known', async () => {
      const before = [
        'CREATE TABLE log (id INT)',
        'CREATE VIEW entries AS SELECT COUNT(*) AS n FROM log',
        'CREATE TRIGGER note AFTER UPDATE ON t FOR EACH ROW INSERT INTO log VALUES (NEW.id)',
      ];
      const recorded: Program = async (one) => [
        await one('UPDATE t SET n = 11 WHERE id = 1'),
        await one('SELECT n FROM entries'),
        await one('SELECT COUNT(*) FROM log'),
        await one('SELECT n FROM t WHERE id = 2'),
      ];
      expect(await replayOf(recorded, recorded, before)).toEqual(['ok', [1], [1], [20]]);
      for (const sql of ['SELECT n FROM entries', 'SELECT COUNT(*) FROM log']) {
        expect(await missOf(replayOf(recorded, async (one) => await one(sql), before))).toBe('miss');
      }
      expect(await replayOf(recorded, async (one) => await one('SELECT n FROM t WHERE id = 2'), before)).toEqual([20]);
    });

    test('what functions and procedures touch that were there before the recording is known', async () => {
      const before = [
        'CREATE TABLE log (id INT)',
        'CREATE FUNCTION notes() RETURNS INT READS SQL DATA RETURN (SELECT COUNT(*) FROM log)',
        'CREATE PROCEDURE note(IN i INT) BEGIN IF i > 0 THEN INSERT INTO log VALUES (i); END IF; END',
      ];
      const [noted, other] = ['SELECT notes()', 'SELECT n FROM t WHERE id = 2'];
      const recorded: Program = async (one) => {
        for (const sql of [noted, 'CALL note(1)']) await one(sql);
        return [await one(noted), await one(other)];
      };
      const asked: Program = async (one) => {
        const early = [await one(other), await one(noted), await one(noted)];
        await one('CALL note(1)');
        return [...early, await one(noted), await one(other)];
      };
      expect(await replayOf(recorded, asked, before)).toEqual([[20], [0], [0], [1], [20]]);
    });

    test('a text twin keeps what stands on both sides of a write of another session', async () => {
      const recorded: Program = async (one, two) => [
        await two('SELECT n FROM t WHERE id = 1'),
        await one('UPDATE t SET n = 11 WHERE id = 1'),
        await two('SELECT n + 0 FROM t WHERE id = 1'),
      ];
      expect(await replayOf(recorded, recorded, [], throughText)).toEqual([[10], 'ok', [11]]);
      const early: Program = async (_one, two) => await two('SELECT n + 0 FROM t WHERE id = 1');
      expect(await missOf(replayOf(recorded, early, [], throughText))).toBe('miss');
      const late: Program = async (one, two) => {
        await one('UPDATE t SET n = 11 WHERE id = 1');
        return await two('SELECT n FROM t WHERE id = 1');
      };
      expect(await missOf(replayOf(recorded, late, [], throughText))).toBe('miss');
    });

    test('a connection sees its own write, though another one read before it was done', async () => {
      const slow = 'UPDATE t SET n = n - 1 + SLEEP(0.3) WHERE id = 1';
      const recorded: Program = async (one, two) => {
        const written = one(slow);
        const before = await two('SELECT n FROM t WHERE id = 1');
        await written;
        expect([before, await one('SELECT n FROM t WHERE id = 1')]).toEqual([[10], [9]]);
      };
      const answer = await replayOf(recorded, async (one) => {
        await one(slow);
        return await one('SELECT n FROM t WHERE id = 1');
      });
      expect(answer).toEqual([9]);
    });

    test('a COMMIT or a ROLLBACK that the recording has not does what it says', async () => {
      const [write, read] = ['UPDATE t SET n = 5 WHERE id = 1', 'SELECT n FROM t WHERE id = 1'];
      const recorded: Program = async (one, two) => {
        for (const sql of ['BEGIN', write, 'ROLLBACK WORK']) await one(sql);
        for (const sql of [read, write, read]) await two(sql);
      };
      const askedWith = (end: string) => async (one: Ask, two: Ask) => {
        await one('BEGIN');
        await one(write);
        const before = await two(read);
        await one(end);
        return [before, await two(read)];
      };
      expect(await replayOf(recorded, askedWith('COMMIT'))).toEqual([[10], [5]]);
      expect(await replayOf(recorded, askedWith('ROLLBACK'))).toEqual([[10], [10]]);
    });

    test('that there is no savepoint of a name is said where there is none only', async () => {
      const told = async (ask: Ask, statements: readonly string[]) => {
        for (const sql of statements) await ask(sql);
        return await missOf(ask('ROLLBACK TO b'));
      };
      const recorded: Program = async (one) => {
        for (const before of [['BEGIN', 'SAVEPOINT a'], ['SAVEPOINT b']]) {
          expect(await told(one, before)).toBe('SAVEPOINT b does not exist');
          await one('SAVEPOINT b');
          await one('ROLLBACK');
        }
      };
      await replayOf(recorded, recorded);
      expect(await replayOf(recorded, (one) => told(one, ['BEGIN', 'SAVEPOINT b']))).toBe('miss');
      // b stands for a there, so that there is no a
      const named: Program = async (one) => {
        for (const sql of ['BEGIN', 'SAVEPOINT a']) await one(sql);
        return [await missOf(one('ROLLBACK TO b')), await one('ROLLBACK TO a')];
      };
      const other: Program = async (one) => {
        for (const sql of ['BEGIN', 'SAVEPOINT b']) await one(sql);
        return [await one('ROLLBACK TO b'), await missOf(one('ROLLBACK TO a'))];
      };
      expect(await replayOf(named, other)).toEqual(['ok', 'miss']);
    });

    test('AND CHAIN begins a transaction where none was open, too', async () => {
      const told: Program = async (one) => await missOf(one('SET TRANSACTION READ ONLY'));
      const recorded: Program = async (one) => {
        expect(await told(one, one)).toEqual({ answer: 'ok' });
        for (const sql of ['BEGIN', 'COMMIT AND CHAIN', 'COMMIT']) await one(sql);
      };
      const asked: Program = async (one) => {
        await one('COMMIT AND CHAIN');
        return await told(one, one);
      };
      expect(await replayOf(recorded, asked)).toBe('miss');
      expect(await replayOf(asked, asked)).toMatch('while a transaction is in progress');
    });

    test('an EXECUTE of what is not prepared changes nothing of the session', async () => {
      const read = 'SELECT n FROM t WHERE id = 1';
      const execute = (one: Ask) => missOf(one('EXECUTE nothing'));
      const recorded: Program = async (one) => [await execute(one), await one(read)];
      const asked: Program = async (one) => [await one(read), await execute(one), await one(read)];
      const refused = expect.stringContaining('nothing');
      expect(await replayOf(recorded, asked)).toEqual([[10], refused, [10]]);
    });

    test('what a prepare stands beside is still taken back', async () => {
      const [write, read] = ['UPDATE t SET n = 5 WHERE id = 1', 'SELECT n FROM t WHERE id = 1'];
      const begin: Program = async (ask) => {
        for (const sql of ['BEGIN', write, "PREPARE s FROM 'SELECT 1'", read]) await ask(sql);
      };
      const answer = await replayOf(
        async (one, two) => {
          await begin(one, two);
          await one('ROLLBACK');
          await two(read);
        },
        async (one, two) => {
          await begin(one, two);
          return await two(read);
        },
      );
      expect(answer).toEqual([10]);
    });

    test('what was written beside the recorder is a hole: by place, told of, and counted', async () => {
      await using schema = await createSchema(server);
      await using folder = await temporaryFolder();
      const login = { host: '127.0.0.1', user, password, database: schema.name };
      const beside = await createConnection({ ...login, port: server.port });
      await beside.query('CREATE TABLE t (id INT PRIMARY KEY, n INT)');
      await beside.query('INSERT INTO t VALUES (1, 10)');
      const read = 'SELECT n FROM t WHERE id = 1';
      const recorder = await startRecord(folder, {
        upstream: `mysql://${user}:${password}@${server.host}:${server.port}`,
      });
      const client = await createConnection({ ...login, port: recorder.port });
      await client.query(read);
      await beside.query('UPDATE t SET n = 11');
      await client.query(read);
      for (const connection of [client, beside]) await connection.end();
      await recorder.close();
      const { holes, differing } = await check(recorder.file);
      expect([differing, holes]).toMatchObject([
        0,
        [
          {
            exchanges: [expect.any(Number), expect.any(Number)],
            answers: 2,
            sql: read,
            tables: [`${schema.name}.t`],
            behind: 0,
          },
        ],
      ]);
      await using player = await startReplay(folder, recorder.file);
      const again = await createConnection({ ...login, port: player.port });
      const answers = [await again.query(read), await again.query(read)].map(([rows]) => rows);
      await again.end();
      expect(answers).toEqual([[{ n: 10 }], [{ n: 11 }]]);
      expect(player.counts()).toMatchObject({ misses: 0, holes: 2 });
    });

    test('mock match --after asks what a program would be told, and --explain says what counts as all tables', async () => {
      await using schema = await createSchema(server);
      await using folder = await temporaryFolder();
      const login = { host: '127.0.0.1', user, password, database: schema.name };
      const recorder = await startRecord(folder, {
        upstream: `mysql://${user}:${password}@${server.host}:${server.port}`,
      });
      const client = await createConnection({ ...login, port: recorder.port });
      const [create, insert, read] = ['CREATE TABLE t (n INT)', 'INSERT INTO t VALUES (1)', 'SELECT n FROM t'];
      const routine = 'CREATE PROCEDURE fill() INSERT INTO t SELECT 2 FROM t FOR UPDATE';
      for (const sql of [create, routine, insert, read, 'CALL fill()', read]) await client.query(sql);
      await client.end();
      await recorder.close();
      const asked = async (...statements: string[]) =>
        (await matchAfter(recorder.file, { statements, database: null, scope: '' })).at(-1);
      const first = await asked(create, routine, insert, read);
      const second = await asked(create, routine, insert, 'CALL fill()', read);
      expect([first?.how, second?.how]).toEqual(['next', 'next']);
      expect(second?.exchange).toBeGreaterThan(first?.exchange ?? 0);
      expect((await asked(create, read))?.miss?.reason).toBe('other data');
      await using player = await startReplay(folder, recorder.file, { explain: true });
      const again = await createConnection({ ...login, port: player.port });
      for (const sql of [create, routine, insert, 'CALL fill()']) await again.query(sql);
      await again.end();
      expect(player.log.text).toContain('which tables it writes cannot be told: it counts as all tables');
    });

    test('what tables without transactions hold stays, whatever becomes of the transaction', async () => {
      const before = ['CREATE TABLE kept (id INT PRIMARY KEY, n INT) ENGINE=MyISAM'];
      const [read, insert] = ['SELECT COUNT(*) FROM kept', 'INSERT INTO kept VALUES (1, 1)'];
      const recorded: Program = async (one, two) => {
        await two(read);
        for (const sql of ['BEGIN', insert]) await one(sql);
        await two(read);
        await one('ROLLBACK');
        await two(read);
      };
      const asked: Program = async (one, two) => {
        for (const sql of ['BEGIN', insert, 'ROLLBACK']) await one(sql);
        return await two(read);
      };
      expect(await replayOf(recorded, asked, before)).toEqual([1]);
    });

    test.each([
      [
        'a write is left out',
        ['B', 'C'],
        /recorded behind exchange \d+ UPDATE t SET n = 3 WHERE id = 1, which was not asked/,
      ],
      [
        'the last one is left out',
        ['A', 'B'],
        /recorded behind exchange \d+ UPDATE t SET n = n \* 5, which was not asked here$/,
      ],
      [
        'one is done twice',
        ['A', 'B', 'C', 'C'],
        /asked behind exchange \d+ UPDATE t SET n = n \* 5, behind which it was not recorded$/,
      ],
      [
        'another one is done as well',
        ['A', 'B', 'C', 'D'],
        /asked behind exchange \d+ DELETE FROM t WHERE id = 1, behind which/,
      ],
      [
        'two are swapped',
        ['B', 'A', 'C'],
        /recorded behind exchange \d+ UPDATE t SET n = 3 WHERE id = 1, which was not asked/,
      ],
      [
        'one is taken back',
        ['A', 'B', 'BEGIN', 'C', 'ROLLBACK'],
        /recorded behind exchange \d+ UPDATE t SET n = n \* 5, which was not asked here$/,
      ],
    ])('a miss names the true cause: %s', async (_, asked, cause) => {
      const statements: Readonly<Record<string, string>> = {
        A: 'UPDATE t SET n = 3 WHERE id = 1',
        B: 'UPDATE t SET n = n + 7 WHERE id = 1',
        C: 'UPDATE t SET n = n * 5',
        D: 'DELETE FROM t WHERE id = 1',
        read: 'SELECT n FROM t WHERE id = 1',
      };
      const said = await replayOf(
        async (ask) => {
          for (const name of ['A', 'B', 'BEGIN', 'C', 'ROLLBACK', 'C', 'read', 'D'])
            await ask(statements[name] ?? name);
        },
        async (ask) => {
          // the first miss is the one that a user sees
          for (const name of [...asked, 'read']) {
            const miss = await ask(statements[name] ?? name).then(
              () => null,
              ({ message }: Error) => message,
            );
            if (miss !== null) return miss;
          }
          return 'answered';
        },
      );
      expect(said).toMatch(cause);
    });

    test('two independent reads may be swapped', async () => {
      const [first, second] = ['UPDATE t SET n = 1 WHERE id = 1', 'UPDATE t SET n = 2 WHERE id = 1'];
      const [one, other] = ['SELECT n FROM t WHERE id = 1', 'SELECT n FROM t WHERE id = 2'];
      const all = async (ask: Ask, statements: readonly string[]) => {
        const answers: unknown[] = [];
        for (const sql of statements) answers.push(await ask(sql));
        return answers;
      };
      const answers = await replayOf(
        (ask) => all(ask, [first, one, other, second, one]),
        (ask) => all(ask, [first, other, one, second, one]),
      );
      expect(answers).toEqual(['ok', [20], [1], 'ok', [2]]);
    });

    test('a read that had one answer does not get it again behind a write that was recorded behind it', async () => {
      const [read, write] = ['SELECT COUNT(*) AS n FROM t', 'INSERT INTO t VALUES (3, 30)'];
      const answer = await replayOf(
        async (ask) => {
          await ask(read);
          await ask(write);
        },
        async (ask) => [await ask(read), await ask(write), await missOf(ask(read))],
      );
      expect(answer).toEqual([[2], 'ok', 'miss']);
    });

    test('nor before one in its transaction', async () => {
      const [read, write] = ['SELECT COUNT(*) AS n FROM t', 'INSERT INTO t VALUES (3, 30)'];
      const answer = await replayOf(
        async (ask) => {
          for (const sql of ['BEGIN', write, read, 'ROLLBACK']) await ask(sql);
        },
        async (ask) => {
          await ask('BEGIN');
          return await missOf(ask(read));
        },
      );
      expect(answer).toBe('miss');
    });

    test('nor "no such table" behind its CREATE', async () => {
      const [read, create] = ['SELECT * FROM made', 'CREATE TABLE made (id INT)'];
      const noTable = async (ask: Ask) => {
        await expect(ask(read)).rejects.toMatchObject({ errno: 1146 });
      };
      const answer = await replayOf(
        async (ask) => {
          await noTable(ask);
          await ask(create);
        },
        async (ask) => {
          await noTable(ask);
          await ask(create);
          return await missOf(ask(read));
        },
      );
      expect(answer).toBe('miss');
    });
  });
}
