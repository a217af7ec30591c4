// Tables that all tests of a suite share: what one of them leaves there, or fails to bring, does not stand in the way of those behind it.
// The real server is asked the same each time: whatever is no miss is its answer.

import { createConnection, type ResultSetHeader } from 'mysql2/promise';
import { expect, test } from 'vitest';
import { accounts, createSchema, describeWithServer, serverKinds } from '../servers/index.ts';
import { startRecord, startReplay, temporaryFolder } from '../support/serving.ts';

const TABLES = [
  'CREATE TABLE m (id INT AUTO_INCREMENT PRIMARY KEY, app VARCHAR(20), name VARCHAR(40))',
  'CREATE TABLE p (id INT PRIMARY KEY, n INT)',
  'CREATE TABLE c (id INT PRIMARY KEY, p INT, FOREIGN KEY (p) REFERENCES p (id))',
];

const ADD = (app: string, name: string) => `INSERT INTO m (app, name) VALUES ('${app}', '${name}')`;
const GONE = (app: string, name?: string) =>
  `DELETE FROM m WHERE ${name === undefined ? `m.app = '${app}'` : `(m.app = '${app}' AND m.name = '${name}')`}`;
const READ = 'SELECT app, name FROM m ORDER BY id';

async function asked(login: object, statements: readonly string[]): Promise<unknown[]> {
  const connection = await createConnection(login);
  const told: unknown[] = [];
  for (const sql of statements) {
    const answer = await connection.query(sql).then(
      ([rows]) => (Array.isArray(rows) ? rows : (rows as ResultSetHeader).affectedRows),
      ({ message }: Error) => (message.startsWith('mock: ') ? 'miss' : message),
    );
    told.push(answer);
  }
  await connection.end();
  return told;
}

for (const kind of serverKinds) {
  describeWithServer(kind, (server) => {
    const { user, password } = accounts[kind].root;
    const host = server.host;

    /** What the replay says to other statements than were recorded, and what the server does. */
    async function bothOf(recorded: readonly string[], others: readonly (readonly string[])[]) {
      await using folder = await temporaryFolder();
      const upstream = `mysql://${user}:${password}@${host}:${server.port}`;
      const recorder = await startRecord(folder, { upstream });
      await using schema = await createSchema(server);
      const login = { host: '127.0.0.1', user, password, database: schema.name };
      const anew = ['DROP TABLE IF EXISTS c, p, m', ...TABLES];
      await asked({ ...login, port: recorder.port }, [...anew, ...recorded]);
      await recorder.close();
      const both: { readonly replayed: unknown[]; readonly direct: unknown[] }[] = [];
      for (const statements of others) {
        await using player = await startReplay(folder, recorder.file);
        const replayed = await asked({ ...login, port: player.port }, [...anew, ...statements]);
        const direct = await asked({ ...login, host, port: server.port }, [...anew, ...statements]);
        both.push({ replayed: replayed.slice(anew.length), direct: direct.slice(anew.length) });
      }
      return both;
    }

    test('a row that was not brought, or was left, is missed by its own test alone', async () => {
      const tests = [
        [ADD('a', '0001_x'), READ, GONE('a', '0001_x'), READ, GONE('a')],
        [
          ADD('a', '0001_x'),
          ADD('b', 'z'),
          READ,
          ADD('a', '0002_y'),
          READ,
          GONE('a', '0001_x'),
          GONE('a'),
          GONE('b'),
          READ,
        ],
        [ADD('a', '0001_x'), ADD('a', '0002_y'), READ, GONE('a'), READ],
        [ADD('a', '0003_z'), READ, GONE('a'), READ],
      ];
      const isLeftOut = (out: number) => tests.flat().filter((_, at) => at !== out);
      const [whole, ...all] = await bothOf(tests.flat(), [
        tests.flat(),
        ...tests.flat().map((_, out) => isLeftOut(out)),
      ]);
      const ofLast = (answers: readonly unknown[] = []) => answers.slice(1 - (tests.at(-1)?.length ?? 0));
      let known = 0;
      for (const [out, { replayed, direct }] of all.entries()) {
        const same = replayed.map((answer, at) => (answer === 'miss' ? 'miss' : direct[at]));
        expect(replayed).toEqual(same);
        // whatever was left out before it, the last test is answered where the server says what it said when it was recorded, unless
        // it was cleaned up for it by a DELETE that met rows as none has met
        const isMissed = replayed.some((answer, at) => answer === 'miss' && isLeftOut(out)[at]?.startsWith('DELETE'));
        if (isMissed || JSON.stringify(ofLast(direct)) !== JSON.stringify(ofLast(whole?.direct))) continue;
        expect(ofLast(replayed)).toEqual(ofLast(direct));
        known += 1;
      }
      expect(known).toBeGreaterThan(10);
    }, 180_000);

    test('a flush may begin with any table, whatever a failed test has left in it, and leave the checks off', async () => {
      const flush = (...tables: readonly string[]) => [
        'SET autocommit = 0',
        'SET foreign_key_checks = 0',
        ...tables.map((table) => `DELETE FROM ${table}`),
        'SET foreign_key_checks = 1',
        'COMMIT',
        'SET autocommit = 1',
      ];
      const recorded = [
        'INSERT INTO p VALUES (1, 1)',
        ...flush('c', 'p', 'm'),
        'INSERT INTO p VALUES (2, 2)',
        'INSERT INTO c VALUES (3, 2)',
        'SELECT * FROM p',
        'UPDATE p SET n = 5 WHERE id = 2',
        'SELECT * FROM c',
        ...flush('c', 'p', 'm'),
      ];
      const left = ['INSERT INTO p VALUES (1, 1)', 'INSERT INTO p VALUES (2, 2)', ...flush('p', 'm', 'c')];
      const unchecked = [
        ...flush('m', 'c', 'p'),
        'SET foreign_key_checks = 0',
        ...recorded.slice(recorded.indexOf('INSERT INTO p VALUES (2, 2)'), -7),
      ];
      const [first, second] = await bothOf(recorded, [left, unchecked]);
      const isCount = (answer: unknown) => (typeof answer === 'number' ? 'ok' : answer);
      // how many rows go is no promise
      expect(first?.replayed.map(isCount)).toEqual(first?.direct.map(isCount));
      expect(second?.replayed.map(isCount)).toEqual(second?.direct.map(isCount));
    });

    test('what was asked where no foreign key was looked at is told where they are, unless one may stand in its way', async () => {
      const rows = ['INSERT INTO p VALUES (1, 1)', 'INSERT INTO c VALUES (3, 1)', ADD('a', 'x')];
      const [unchecked, checked] = ['SET foreign_key_checks = 0', 'SET foreign_key_checks = 1'];
      const untied = [
        'SELECT * FROM c',
        ADD('b', 'y'),
        'UPDATE p SET n = 5 WHERE id = 1',
        "UPDATE m SET name = 'z' WHERE id = 1",
        GONE('a'),
        'SELECT n FROM p',
        READ,
      ];
      const tied = [
        'INSERT INTO c VALUES (4, 99)',
        'UPDATE c SET p = 98 WHERE id = 3',
        'UPDATE p SET id = 7 WHERE id = 1',
        'DELETE FROM p WHERE id = 1',
        'DROP TABLE p',
        'CREATE TABLE p (id VARCHAR(9) PRIMARY KEY)',
      ];
      const recorded = [...rows, unchecked, ...untied, ...tied.slice(0, 4), checked, 'DROP TABLE c, p, m'];
      const [all, mixed, ...each] = await bothOf(recorded, [
        [...rows, ...untied],
        [...rows, ...untied.slice(0, 3), unchecked, ...untied.slice(3)],
        ...tied.map((sql) => [...rows, ...untied, sql]),
      ]);
      expect(all?.replayed).toEqual(all?.direct);
      expect(mixed?.replayed).toEqual(mixed?.direct);
      for (const { replayed, direct } of each) {
        expect(direct.at(-1)).not.toBe(1);
        expect(replayed).toEqual([...direct.slice(0, -1), 'miss']);
      }
    });

    test('a row that is changed together with the one that it refers to is another one then', async () => {
      const [read, change] = [
        'SELECT * FROM c WHERE p = 1',
        'UPDATE p JOIN c ON c.p = p.id SET c.id = 9 WHERE p.id = 1',
      ];
      const added = ['INSERT INTO p VALUES (1, 1)', 'INSERT INTO c VALUES (3, 1)'];
      const [other] = await bothOf([...added, read, change], [[...added, change, read]]);
      expect(other?.replayed).toEqual([...(other?.direct.slice(0, -1) ?? []), 'miss']);
    });

    test('of a view it is told as of its tables', async () => {
      const view = ['DROP VIEW IF EXISTS v', 'CREATE VIEW v AS SELECT id, n FROM p'];
      const shown = ['SHOW INDEX FROM v', 'SHOW COLUMNS FROM v'];
      const [other] = await bothOf([...view, ...shown], [['INSERT INTO m (app) VALUES (NULL)', ...view, ...shown]]);
      expect(other?.replayed.slice(1)).toEqual(other?.direct.slice(1));
    });
  });
}
