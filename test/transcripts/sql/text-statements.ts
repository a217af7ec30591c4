// The statements of the matrix that every client sends as text. They follow on each other: begin with an empty schema
// and keep the order.
import type { ServerKind } from '../../servers/index.ts';
import { createTable, insertRows, typeTables } from './column-types.ts';
import { type Statement, statements } from './statement.ts';

export function textStatements(kind: ServerKind): Statement[] {
  return [...typeStatements(kind), ...resultStatements, ...changeStatements, ...errorStatements, ...sessionStatements];
}

/** Every column type, written and read. */
function typeStatements(kind: ServerKind): Statement[] {
  return typeTables(kind).flatMap((table) => [
    { name: `${table.name}: create`, sql: createTable(table) },
    // zero dates and the year 0 of 1 digit
    { name: `${table.name}: allow everything`, sql: "SET SESSION sql_mode = ''" },
    { name: `${table.name}: insert`, sql: insertRows(table) },
    { name: `${table.name}: warnings of the insert`, sql: 'SHOW WARNINGS' },
    { name: `${table.name}: strict again`, sql: "SET SESSION sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION'" },
    { name: `${table.name}: select`, sql: `SELECT * FROM ${table.name} ORDER BY id` },
    { name: `${table.name}: columns`, sql: `SHOW FULL COLUMNS FROM ${table.name}` },
  ]);
}

/** Results of every size and shape. */
const resultStatements: Statement[] = [
  { name: 'results: one value', sql: 'SELECT 1' },
  {
    name: 'results: a value of every kind',
    sql: "SELECT 1, -1.5, 2e0, 'text', NULL, x'00FF', TRUE, DATE '2024-02-29'",
  },
  { name: 'results: no rows', sql: 'SELECT id, huge FROM texts WHERE id < 0' },
  { name: 'results: no name', sql: "SELECT 1 AS ''" },
  { name: 'results: the same name three times', sql: 'SELECT 1 AS a, 2 AS a, 3 AS a' },
  { name: 'results: aliases', sql: 'SELECT t.id AS número, t.tiny `with space` FROM integers AS t ORDER BY t.id' },
  { name: 'results: only NULLs', sql: 'SELECT NULL, NULL, NULL' },
  { name: 'results: 300 columns', sql: `SELECT ${Array.from({ length: 300 }, (_, n) => `${n} AS c${n}`).join(', ')}` },
  {
    name: 'results: 10,000 rows',
    sql:
      'WITH RECURSIVE counted (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counted WHERE n < 1000)' +
      ' SELECT ten.n * 1000 + counted.n AS number, HEX(counted.n * 7919) AS mark, IF(counted.n % 7 = 0, NULL, counted.n / 3)' +
      ' AS third FROM counted JOIN (SELECT n FROM counted WHERE n <= 10) AS ten ORDER BY number',
  },
  { name: 'results: a join', sql: 'SELECT i.id, t.variable_ FROM integers i JOIN texts t USING (id) ORDER BY id' },
  { name: 'results: unicode', sql: "SELECT '😀', 'é', 'e\u0301', '中文', 'עברית', '\u200d\ufeff' AS invisible" },
  { name: 'results: 251 bytes', sql: "SELECT REPEAT('a', 250) a, REPEAT('b', 251) b, REPEAT('c', 252) c" },
  { name: 'results: 64 KiB', sql: "SELECT REPEAT('a', 65535) a, REPEAT('b', 65536) b" },
  { name: 'results: 1 MiB', sql: "SELECT REPEAT('a', 1048576) a" },
  { name: 'results: comments', sql: 'SELECT /* in the middle */ 1 -- at the end' },
  { name: 'results: a comment first', sql: '/* first */ SELECT 2 /*! + 1 */' },
  { name: 'results: only a comment', sql: '/* nothing */' },
  { name: 'results: blanks', sql: '  \t SELECT\n\n  3\n' },
  { name: 'results: SHOW TABLES', sql: 'SHOW TABLES' },
  { name: 'results: SHOW CREATE TABLE', sql: 'SHOW CREATE TABLE fractions' },
  { name: 'results: CHECK TABLE', sql: 'CHECK TABLE integers' },
];

/** What is changed, and what the server tells about it. */
const changeStatements: Statement[] = [
  {
    name: 'changes: create',
    sql: 'CREATE TABLE items (id INT AUTO_INCREMENT PRIMARY KEY, code VARCHAR(10) UNIQUE, amount INT NOT NULL DEFAULT 0)',
  },
  { name: 'changes: insert one', sql: "INSERT INTO items (code, amount) VALUES ('a', 1)" },
  { name: 'changes: its id', sql: 'SELECT LAST_INSERT_ID()' },
  { name: 'changes: insert several', sql: "INSERT INTO items (code, amount) VALUES ('b', 2), ('c', 3), ('d', 4)" },
  { name: 'changes: insert a great id', sql: "INSERT INTO items (id, code) VALUES (1000000, 'great')" },
  { name: 'changes: create with great ids', sql: 'CREATE TABLE great (id BIGINT UNSIGNED AUTO_INCREMENT PRIMARY KEY)' },
  { name: 'changes: insert an id beyond 2^53', sql: 'INSERT INTO great VALUES (9007199254740993)' },
  { name: 'changes: insert the next', sql: 'INSERT INTO great VALUES (NULL)' },
  { name: 'changes: insert none', sql: 'INSERT INTO items (code) SELECT code FROM items WHERE id < 0' },
  { name: 'changes: insert or ignore', sql: "INSERT IGNORE INTO items (code) VALUES ('a')" },
  {
    name: 'changes: insert or update',
    sql: "INSERT INTO items (code, amount) VALUES ('a', 9) ON DUPLICATE KEY UPDATE amount = amount + 10",
  },
  { name: 'changes: replace', sql: "REPLACE INTO items (id, code, amount) VALUES (2, 'b', 20)" },
  { name: 'changes: update', sql: 'UPDATE items SET amount = amount + 1 WHERE id < 4' },
  { name: 'changes: update to the same', sql: 'UPDATE items SET amount = amount' },
  { name: 'changes: update none', sql: 'UPDATE items SET amount = 0 WHERE id < 0' },
  { name: 'changes: set the last id', sql: 'UPDATE items SET amount = LAST_INSERT_ID(77) WHERE id = 3' },
  { name: 'changes: delete', sql: "DELETE FROM items WHERE code = 'great'" },
  { name: 'changes: what is left', sql: 'SELECT * FROM items ORDER BY id' },
  { name: 'changes: alter', sql: 'ALTER TABLE items ADD COLUMN note VARCHAR(5)' },
  { name: 'changes: add an index', sql: 'CREATE INDEX by_amount ON items (amount)' },
  ...statements(
    'commit',
    'START TRANSACTION',
    "INSERT INTO items (id, code) VALUES (100, 'kept')",
    'COMMIT',
    'SELECT COUNT(*) FROM items WHERE id = 100',
  ),
  ...statements(
    'rollback',
    'BEGIN',
    'DELETE FROM items',
    'SELECT COUNT(*) FROM items',
    'ROLLBACK',
    'SELECT COUNT(*) AS again FROM items',
  ),
  ...statements(
    'savepoint',
    'START TRANSACTION READ WRITE',
    'UPDATE items SET amount = 1000 WHERE id = 1',
    'SAVEPOINT here',
    'UPDATE items SET amount = 2000 WHERE id = 1',
    'ROLLBACK TO SAVEPOINT here',
    'RELEASE SAVEPOINT here',
    'COMMIT AND CHAIN',
    'ROLLBACK',
    'SELECT amount FROM items WHERE id = 1',
  ),
  ...statements('read only', 'START TRANSACTION READ ONLY, WITH CONSISTENT SNAPSHOT', 'SELECT 1 FROM items LIMIT 1'),
  { name: 'read only: refused', sql: 'DELETE FROM items', isRefused: true },
  ...statements(
    'autocommit',
    'COMMIT',
    'SET autocommit = 0',
    'UPDATE items SET amount = 5 WHERE id = 2',
    'ROLLBACK',
    'SET autocommit = 1',
    'SELECT amount FROM items WHERE id = 2',
  ),
];

/** What the server refuses or doubts. */
const errorStatements: Statement[] = [
  { name: 'errors: syntax', sql: 'SELEC 1', isRefused: true },
  { name: 'errors: no such table', sql: 'SELECT * FROM missing', isRefused: true },
  { name: 'errors: no such column', sql: 'SELECT missing FROM items', isRefused: true },
  { name: 'errors: no such function', sql: 'SELECT MISSING_FUNCTION(1)', isRefused: true },
  { name: 'errors: no such schema', sql: 'USE missing_schema', isRefused: true },
  { name: 'errors: duplicate key', sql: "INSERT INTO items (id, code) VALUES (1, 'x')", isRefused: true },
  { name: 'errors: SHOW ERRORS', sql: 'SHOW ERRORS' },
  { name: 'errors: too long', sql: "INSERT INTO items (code) VALUES ('longer than ten')", isRefused: true },
  { name: 'errors: out of range', sql: 'UPDATE items SET amount = 99999999999', isRefused: true },
  { name: 'errors: NULL where none may be', sql: 'INSERT INTO items (amount) VALUES (NULL)', isRefused: true },
  { name: 'errors: unicode', sql: "INSERT INTO items (id, code) VALUES (1, '😀é')", isRefused: true },
  { name: 'errors: table exists', sql: 'CREATE TABLE items (id INT)', isRefused: true },
  { name: 'errors: subquery of several rows', sql: 'SELECT (SELECT id FROM items)', isRefused: true },
  { name: 'errors: number out of range', sql: 'SELECT POW(10, 400)', isRefused: true },
  {
    name: 'errors: signalled',
    sql: "SIGNAL SQLSTATE '45001' SET MESSAGE_TEXT = 'as asked: é', MYSQL_ERRNO = 31001",
    isRefused: true,
  },
  { name: 'errors: unknown variable', sql: 'SET SESSION missing_variable = 1', isRefused: true },
  { name: 'warnings: divide by zero', sql: 'SELECT 1 / 0, 5 DIV 0, 5 % 0' },
  { name: 'warnings: shown', sql: 'SHOW WARNINGS' },
  { name: 'warnings: counted', sql: 'SHOW COUNT(*) WARNINGS' },
  { name: 'warnings: cast', sql: "SELECT CAST('12abc' AS SIGNED), CAST('x' AS DECIMAL(5, 2))" },
  { name: 'warnings: of the cast', sql: 'SHOW WARNINGS LIMIT 1' },
  { name: 'warnings: drop if exists', sql: 'DROP TABLE IF EXISTS missing' },
  { name: 'warnings: note', sql: 'SHOW WARNINGS' },
];

/** What a connection remembers. */
const sessionStatements: Statement[] = [
  ...statements(
    'variables',
    "SET @number = 42, @text = 'é😀', @nothing = NULL, @exact = 1.50",
    'SELECT @number, @text, @nothing, @exact, @never_set',
    'SELECT @number := @number + 1 AS next',
    'SET SESSION sql_select_limit = 2',
    'SELECT id FROM integers ORDER BY id',
    'SET SESSION sql_select_limit = DEFAULT',
    "SET SESSION time_zone = '+05:30'",
    'SELECT id, stamp FROM times WHERE id = 3',
    "SET SESSION time_zone = '+00:00'",
    "SET SESSION group_concat_max_len = 5, lc_time_names = 'de_DE'",
    "SELECT DATE_FORMAT('2024-03-01', '%W %M') AS german",
    'SELECT @@sql_mode, @@autocommit, @@character_set_client, @@collation_connection, @@group_concat_max_len',
    'SELECT DATABASE(), USER(), CURRENT_USER()',
  ),
  ...statements('temporary', 'CREATE TEMPORARY TABLE fleeting (n INT)', 'INSERT INTO fleeting VALUES (1), (2)'),
  { name: 'temporary: select', sql: 'SELECT SUM(n) FROM fleeting' },
  { name: 'temporary: drop', sql: 'DROP TEMPORARY TABLE fleeting' },
  ...statements(
    'prepared in SQL',
    "PREPARE sum_of FROM 'SELECT ? + ? AS total'",
    'SET @a = 1, @b = 2',
    'EXECUTE sum_of USING @a, @b',
    'DEALLOCATE PREPARE sum_of',
  ),
  { name: 'prepared in SQL: gone', sql: 'EXECUTE sum_of USING @a, @b', isRefused: true },
  {
    name: 'procedure: create with several results',
    sql: `CREATE PROCEDURE several (IN many INT, OUT doubled INT, INOUT text VARCHAR(20))
BEGIN
  SELECT many AS given, text;
  SELECT id, variable_ FROM texts WHERE id <= many ORDER BY id;
  SELECT 1 FROM texts WHERE FALSE;
  UPDATE items SET note = 'seen' WHERE id = 1;
  SET doubled = many * 2, text = CONCAT(text, '!');
END`,
  },
  {
    name: 'procedure: create one that fails',
    sql: `CREATE PROCEDURE fails_late ()
BEGIN
  SELECT 'before' AS stage;
  SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'in the middle';
END`,
  },
  { name: 'procedure: create one without results', sql: 'CREATE PROCEDURE silent () SET @silent = 1' },
  { name: 'procedure: set its parameters', sql: "SET @doubled = NULL, @text = 'é'" },
  { name: 'procedure: call', sql: 'CALL several(2, @doubled, @text)' },
  { name: 'procedure: what came out', sql: 'SELECT @doubled, @text' },
  { name: 'procedure: call the silent one', sql: 'CALL silent()' },
  { name: 'procedure: call the failing one', sql: 'CALL fails_late()', isRefused: true },
  { name: 'procedure: no such', sql: 'CALL missing_procedure()', isRefused: true },
  { name: 'function: create', sql: 'CREATE FUNCTION twice (n INT) RETURNS INT DETERMINISTIC RETURN n * 2' },
  { name: 'function: call', sql: 'SELECT twice(21), twice(NULL)' },
  { name: 'view: create', sql: 'CREATE VIEW named AS SELECT id AS item, code FROM items' },
  { name: 'view: select', sql: 'SELECT * FROM named ORDER BY item' },
  { name: 'locks: lock', sql: 'LOCK TABLES items WRITE' },
  { name: 'locks: another table', sql: 'SELECT * FROM texts', isRefused: true },
  { name: 'locks: unlock', sql: 'UNLOCK TABLES' },
];

/** Statements in other character sets than the client's own: only for clients that decode by what the server tells. */
export const characterSetStatements: Statement[] = [
  { name: 'character sets: latin1', sql: 'SET NAMES latin1' },
  { name: 'character sets: latin1 results', sql: 'SELECT id, latin, narrow FROM texts ORDER BY id' },
  { name: 'character sets: gbk results', sql: 'SET character_set_results = gbk' },
  { name: 'character sets: gbk columns', sql: 'SELECT id, chinese FROM texts ORDER BY id' },
  { name: 'character sets: no conversion', sql: 'SET character_set_results = NULL' },
  { name: 'character sets: as stored', sql: 'SELECT id, latin, chinese FROM texts ORDER BY id' },
  { name: 'character sets: back to utf8mb4', sql: 'SET NAMES utf8mb4' },
  { name: 'character sets: unicode again', sql: "SELECT '😀' AS smile" },
];
