// What says nothing of other rows: each of these made whatever was asked without it, or before it, a needless miss.

import { expect, test } from 'vitest';
import { describeWithServer, serverKinds } from '../servers/index.ts';
import { type Ask, missOf, type Program, twoSessions } from '../support/two-sessions.ts';

const inTurn =
  (...list: readonly string[]): Program =>
  async (one: Ask) => {
    const answers: unknown[] = [];
    for (const sql of list) answers.push(await missOf(one(sql)));
    return answers.at(-1);
  };
const [two, write] = ['SELECT n FROM t WHERE id = 2', 'UPDATE t SET n = n + 1 WHERE id = 2'];
const named = "PREPARE s FROM 'UPDATE t SET n = n + 1 WHERE id = ?'";
const held = ["SET @sql = 'UPDATE t SET n = 5 WHERE id = 1'", 'PREPARE s FROM @sql', 'EXECUTE s'];

/** What was recorded first, what is asked without it, and its last answer. */
const rows: readonly (readonly [string, readonly string[], readonly string[], unknown])[] = [
  [
    'an upsert that names VALUES(), of which MySQL warns',
    ['INSERT INTO t VALUES (1, 7) ON DUPLICATE KEY UPDATE n = VALUES(n)', write, two],
    [write, two],
    { answer: [21] },
  ],
  [
    'a named statement that reads',
    ["PREPARE s FROM 'SELECT n FROM t'", 'EXECUTE s', write, two],
    [write, two],
    { answer: [21] },
  ],
  [
    'a named statement that writes a row of its own',
    [named, 'SET @i = 1', 'EXECUTE s USING @i', write, two],
    [write, two],
    { answer: [21] },
  ],
  [
    'a named statement that writes the same row',
    [named, 'SET @i = 2', 'EXECUTE s USING @i', two],
    [named, 'SET @i = 2', two],
    'miss',
  ],
  ['a named statement that a variable holds', [...held, write, two], [write, two], { answer: [21] }],
  [
    'a named statement that a variable holds, and its row',
    [...held, 'SELECT n FROM t WHERE id = 1'],
    ['SELECT n FROM t WHERE id = 1'],
    'miss',
  ],
  [
    'another row that is saved with its key',
    ['UPDATE t SET id = 1, n = 5 WHERE id = 1', write, two],
    [write, two],
    { answer: [21] },
  ],
  ['another row that gets another key', ['UPDATE t SET id = 3, n = 5 WHERE id = 1', two], [two], 'miss'],
  ['the row itself that is saved with its key', ['UPDATE t SET id = 2, n = 5 WHERE id = 2', two], [two], 'miss'],
  [
    'another row that is saved with its key, prepared',
    ["PREPARE s FROM 'UPDATE t SET id = ?, n = 5 WHERE id = ?'", 'SET @i = 1', 'EXECUTE s USING @i, @i', write, two],
    [write, two],
    { answer: [21] },
  ],
  [
    'the database that was current before',
    ['USE information_schema'],
    ['USE information_schema', 'USE information_schema'],
    { answer: 'ok' },
  ],
];

const none = 'SELECT n FROM t WHERE 1 = 0';
const some = 'SELECT n FROM t WHERE (1 = 0) OR id = 2';
const copied = ['CREATE TABLE d AS SELECT * FROM t WHERE 1 = 0', 'SELECT COUNT(*) FROM d'];

/** What asks for no row by its constants. */
const never: typeof rows = [
  ['a read of no row', [write, none], [none], { answer: [] }],
  ['an update of none', [write, 'UPDATE t SET n = 5 WHERE FALSE', two], [write, two], { answer: [21] }],
  ['a read behind a deletion of none', ["DELETE FROM t WHERE 'a' = 'b'", write, two], [write, two], { answer: [21] }],
  ['a table that is made like another', [write, ...copied], copied, { answer: [0] }],
  ['a read of none of a table made otherwise', ['ALTER TABLE t ADD x INT', none], [none], 'miss'],
  ['a read of some', [write, some], [some], 'miss'],
];

/** As a dump asks, and as one is loaded: what stands in the comments servers execute. */
const dumped: typeof rows = [
  [
    'a flush that a dump begins with',
    ['FLUSH /*!40101 LOCAL */ TABLES', 'FLUSH TABLES WITH READ LOCK', 'UNLOCK TABLES', write, two],
    [write, two],
    { answer: [21] },
  ],
  [
    'a table that a dump makes anew',
    ['/*!50000 CREATE TABLE IF NOT EXISTS d (id INT) */', '/*!40000 ALTER TABLE d DISABLE KEYS */', write, two],
    [write, two],
    { answer: [21] },
  ],
  [
    'a view that a dump makes, and the write that it shows',
    ['/*!50001 CREATE OR REPLACE VIEW d AS SELECT n FROM t WHERE id = 2 */', write, 'SELECT n FROM d'],
    ['/*!50001 CREATE OR REPLACE VIEW d AS SELECT n FROM t WHERE id = 2 */', 'SELECT n FROM d'],
    'miss',
  ],
  ['a write that no server executes', ['/*!999999 DELETE FROM t */', two, write, two], [two], { answer: [20] }],
  ['a write that servers execute', ['/*!50000 DELETE FROM t WHERE id = 2 */', two], [two], 'miss'],
];

const before = [
  'CREATE TABLE u (id INT PRIMARY KEY AUTO_INCREMENT, mail VARCHAR(40) NOT NULL UNIQUE, n INT)',
  "INSERT INTO u (mail, n) VALUES ('ada@x.org', 1)",
];
const [bea, cleo] = ['bea', 'cleo'].map((name) => `SELECT n FROM u WHERE mail = '${name}@x.org'`) as [string, string];

/** Of rows that the server numbers and a text tells apart. */
const numbered: typeof rows = [
  [
    'a row that is put in its place',
    ["REPLACE INTO u (mail, n) VALUES ('ada@x.org', 2)", "REPLACE INTO u (mail, n) VALUES ('bea@x.org', 2)", bea],
    ["REPLACE INTO u (mail, n) VALUES ('bea@x.org', 2)", bea],
    { answer: [2] },
  ],
  [
    'a row that was left out',
    ["INSERT IGNORE INTO u (mail, n) VALUES ('ada@x.org', 2)", "INSERT INTO u (mail, n) VALUES ('bea@x.org', 3)", bea],
    ["INSERT INTO u (mail, n) VALUES ('bea@x.org', 3)", bea],
    { answer: [3] },
  ],
  [
    'rows of which one was left out',
    ["INSERT IGNORE INTO u (mail, n) VALUES ('ada@x.org', 2), ('bea@x.org', 3)", cleo],
    [cleo],
    { answer: [] },
  ],
  [
    'rows of which one was left out, and the other',
    ["INSERT IGNORE INTO u (mail, n) VALUES ('ada@x.org', 2), ('bea@x.org', 3)", bea],
    [bea],
    'miss',
  ],
];

const paired = ['CREATE TABLE u (id INT PRIMARY KEY, name VARCHAR(9) UNIQUE, n INT)'];
const both = "INSERT INTO u (id, name, n) VALUES (1, 'ada', 1), (2, 'bea', 2)";
const [one, other] = ['ada', 'bea'].map((name, at) => `UPDATE u SET name = '${name}', n = 5 WHERE id = ${at + 1}`) as [
  string,
  string,
];
const byId = 'SELECT name, n FROM u WHERE id = 2';

/** Of rows that one statement has brought. */
const together: typeof rows = [
  [
    'a row that is saved with its name, beside another one',
    [both, one, other, byId],
    [both, other, one, byId],
    { answer: ['bea'] },
  ],
  ['a row that is saved with its name', [both, one, byId], [both, byId], { answer: ['bea'] }],
  [
    'a row that gets another name',
    [both, "UPDATE u SET name = 'carl' WHERE id = 1", "SELECT n FROM u WHERE name = 'carl'"],
    [both, "SELECT n FROM u WHERE name = 'carl'"],
    'miss',
  ],
  [
    'a row by its name',
    [both, 'UPDATE u SET n = 7 WHERE id = 2', "SELECT n FROM u WHERE name = 'bea'"],
    [both, "SELECT n FROM u WHERE name = 'bea'"],
    'miss',
  ],
  [
    'a row that was there under another name, of those that were left out',
    [
      "INSERT INTO u VALUES (1, 'zoe', 9)",
      both.replace('INSERT', 'INSERT IGNORE'),
      'UPDATE u SET n = 7 WHERE id = 1',
      "SELECT n FROM u WHERE name = 'zoe'",
    ],
    [
      "INSERT INTO u VALUES (1, 'zoe', 9)",
      both.replace('INSERT', 'INSERT IGNORE'),
      "SELECT n FROM u WHERE name = 'zoe'",
    ],
    'miss',
  ],
];

const [use, make, drop] = ['USE was_there', 'CREATE DATABASE was_there', 'DROP DATABASE was_there'];
const cleared = ['DROP DATABASE IF EXISTS was_there'];

/** What stood there before the recording, what was recorded first, what is asked without some of it, and its last answer. */
const databases: readonly (readonly [string, readonly string[], readonly string[], readonly string[], unknown])[] = [
  ['there from the first', [...cleared, make], [use, use, drop, make, use, use], [use, use], { answer: 'ok' }],
  ['made by what was recorded', cleared, [make, use, use, drop], [use], 'miss'],
  ['not there at first', cleared, [use, make, use, use, drop], [use], "Unknown database 'was_there'"],
];

for (const kind of serverKinds) {
  describeWithServer(kind, (server) => {
    const { replayOf } = twoSessions(kind, server);
    test.each([...rows, ...never, ...dumped])('%s', async (_, recorded, asked, last) => {
      expect(await replayOf(inTurn(...recorded), inTurn(...asked))).toEqual(last);
    });

    test('to ask for no row begins no snapshot', async () => {
      const program = (first: string): Program => {
        return async (one, other) => {
          for (const sql of ['BEGIN', first]) await one(sql);
          await other(write);
          return await missOf(one(two));
        };
      };
      expect(await replayOf(program(`${none} AND id = 1`), program('BEGIN'))).toEqual({ answer: [21] });
      expect(await replayOf(program(none), program(none))).toEqual({ answer: [21] });
    });

    test('a number is told once more where its row is gone, and not where another table was emptied', async () => {
      const logged = ['CREATE TABLE log (id INT PRIMARY KEY AUTO_INCREMENT, v INT)', 'CREATE TABLE other (v INT)'];
      const insert = 'INSERT INTO log (v) VALUES (1)';
      const taken = ['BEGIN', 'UPDATE t SET n = 5 WHERE id = 1', 'ROLLBACK'];
      const recorded = inTurn(insert, 'TRUNCATE other', ...taken, 'TRUNCATE log', 'BEGIN', insert, 'ROLLBACK');
      const again = async (...between: readonly string[]) =>
        await replayOf(recorded, inTurn(insert, insert, ...between, insert), logged);
      expect(await again('TRUNCATE other')).toBe('miss');
      expect(await again(...taken)).toBe('miss');
      expect(await again('TRUNCATE log')).toEqual({ answer: 'ok' });
    });

    test.each(databases)('a database that was %s', async (_, first, recorded, asked, last) => {
      expect(await replayOf(inTurn(...recorded), inTurn(...asked), first)).toEqual(last);
    });

    test.each(numbered)('%s', async (_, recorded, asked, last) => {
      expect(await replayOf(inTurn(...recorded), inTurn(...asked), before)).toEqual(last);
    });

    test.each(together)('%s', async (_, recorded, asked, last) => {
      expect(await replayOf(inTurn(...recorded), inTurn(...asked), paired)).toEqual(last);
    });

    test.each([
      ['NULL', 'SELECT @x IS NULL'],
      ['5', "SELECT @x = '5.0'"],
      ['TRUE', 'SELECT @x + 0'],
      ['0x31', 'SELECT LENGTH(@x)'],
      ['1e0', 'SELECT CONCAT(@x)'],
    ])('a user variable is %s, or a string that reads so', async (value, read) => {
      const [literal, string] = [`SET @x = ${value}`, `SET @x = '${value}'`];
      expect(await replayOf(inTurn(literal, read, string), inTurn(string, read))).toBe('miss');
      expect(await replayOf(inTurn(string, read, literal), inTurn(literal, read))).toBe('miss');
      expect(await replayOf(inTurn(string, read), inTurn(string, read))).not.toBe('miss');
    });

    test('a value that an upsert cut tells no rows apart, whatever else the server warned of', async () => {
      const texts = ['CREATE TABLE u (id VARCHAR(3) PRIMARY KEY, n INT)', "INSERT INTO u VALUES ('abc', 1)"];
      const read = "SELECT n FROM u WHERE id = 'abc'";
      const cut = "INSERT INTO u VALUES ('abcd', 7) ON DUPLICATE KEY UPDATE n = VALUES(n)";
      const recorded = inTurn("SET sql_mode = ''", cut, read);
      expect(await replayOf(recorded, inTurn("SET sql_mode = ''", read), texts)).toBe('miss');
    });
  });
}
