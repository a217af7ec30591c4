// Small programs for the oracle of matching: each a set-up and some jobs that workers take one after the other. A step's
// statement may name values that an earlier step of its job was given: `{id}` is the last id that an INSERT was told.

export interface OracleStep {
  readonly sql: string;
  /** Bound values; text where there are none. `{id}` stands for the last id. */
  readonly values?: readonly (number | string)[];
  /** Keeps the id that the INSERT is told. */
  readonly keepsId?: boolean;
}

export interface OracleJob {
  readonly name: string;
  readonly steps: readonly OracleStep[];
}

export interface OracleProgram {
  readonly setup: readonly string[];
  readonly jobs: readonly OracleJob[];
  /** Whether jobs are independent by the rules, so that none of their statements may miss. */
  readonly isIndependent: boolean;
  /** Jobs share data that each one empties first: one at a time. */
  readonly isSerial: boolean;
  /** Each job throws away what an earlier run of it has left. */
  readonly isClean?: boolean;
}

export type Random = () => number;

type Kind = (random: Random, count: number) => OracleProgram;

const text = (...statements: string[]): OracleStep[] => statements.map((sql) => ({ sql }));
const bound = (sql: string, ...values: (number | string)[]): OracleStep => ({ sql, values });
const inserting = (sql: string): OracleStep => ({ sql, keepsId: true });
const ROWS = 'CREATE TABLE t (id INT PRIMARY KEY, owner INT, v VARCHAR(20), n INT NOT NULL DEFAULT 0)';
const NUMBERED = 'CREATE TABLE t (id INT PRIMARY KEY AUTO_INCREMENT, owner INT, v VARCHAR(20))';

function program(
  setup: readonly string[],
  count: number,
  steps: (n: number) => readonly OracleStep[],
  { isIndependent = true, isSerial = false } = {},
): OracleProgram {
  const jobs = Array.from({ length: count }, (_, n) => ({ name: `job ${n + 1}`, steps: steps(n + 1) }));
  return { setup, jobs, isIndependent, isSerial };
}

const filled = (count: number) => [
  ROWS,
  `INSERT INTO t (id, owner, v) VALUES ${Array.from({ length: count }, (_, n) => `(${n + 1}, ${n + 1}, 'v0')`).join(', ')}`,
];
const one = (random: Random, count: number) => 1 + Math.floor(random() * count);
const serial = { isSerial: true };
const shared = { isIndependent: false };

/** By name: what a program does. */
export const oracleKinds: Readonly<Record<string, Kind>> = {
  'a counter': (_, count) =>
    program(
      [ROWS, "INSERT INTO t (id, v, n) VALUES (1, 'c', 1000)"],
      count,
      () => text('SELECT n FROM t WHERE id = 1', 'UPDATE t SET n = n - 1 WHERE id = 1', 'SELECT n FROM t WHERE id = 1'),
      shared,
    ),
  'own rows': (_, count) =>
    program(filled(count), count, (n) =>
      text(
        `SELECT v FROM t WHERE id = ${n}`,
        `UPDATE t SET v = 'j${n}' WHERE id = ${n}`,
        `SELECT v FROM t WHERE id = ${n}`,
      ),
    ),
  'own rows, prepared': (_, count) =>
    program(filled(count), count, (n) => [
      bound('SELECT v, n FROM t WHERE id = ?', n),
      bound('UPDATE t SET v = ?, n = n + ? WHERE id = ?', `j${n}`, n, n),
      bound('SELECT v, n FROM t WHERE id = ?', n),
    ]),
  'own rows, text and prepared': (_, count) =>
    program(filled(count), count, (n) => [
      bound('UPDATE t SET v = ? WHERE id = ?', `j${n}`, n),
      ...text(`SELECT v FROM t WHERE id = ${n}`, `UPDATE t SET n = 7 WHERE id = ${n}`),
      bound('SELECT n FROM t WHERE id = ?', n),
    ]),
  'shared rows': (random, count) =>
    program(
      filled(3),
      count,
      (n) => {
        const [a, b] = [one(random, 3), one(random, 3)];
        return text(`UPDATE t SET v = 'j${n}' WHERE id = ${a}`, `SELECT v FROM t WHERE id = ${b}`, 'SELECT * FROM t');
      },
      shared,
    ),
  'rows with ids': (_, count) =>
    program([NUMBERED], count, (n) => [
      inserting(`INSERT INTO t (owner, v) VALUES (${n}, 'x')`),
      ...text(`SELECT v FROM t WHERE owner = ${n}`, `SELECT COUNT(*) AS c FROM t WHERE owner = ${n}`),
    ]),
  'equal rows with ids': (_, count) =>
    program([NUMBERED], count, () => [inserting("INSERT INTO t (owner, v) VALUES (7, 'x')")]),
  'rows by the id that was told': (_, count) =>
    program([NUMBERED], count, (n) => [
      inserting(`INSERT INTO t (owner, v) VALUES (${n}, 'x')`),
      { sql: 'SELECT owner, v FROM t WHERE id = {id}' },
      { sql: "UPDATE t SET v = 'y' WHERE id = {id}" },
      { sql: 'SELECT owner, v FROM t WHERE id = {id}' },
    ]),
  'rows with keys of their own': (_, count) =>
    program([ROWS], count, (n) =>
      text(
        `INSERT INTO t (id, owner, v) VALUES (${n}, ${n}, 'j${n}')`,
        `SELECT * FROM t WHERE id = ${n}`,
        `INSERT INTO t (id, owner, v) VALUES (${n}, ${n}, 'twice')`,
        `SELECT v FROM t WHERE owner = ${n}`,
      ),
    ),
  deletes: (_, count) =>
    program(filled(count), count, (n) =>
      text(`DELETE FROM t WHERE id = ${n}`, `SELECT * FROM t WHERE id = ${n}`, `DELETE FROM t WHERE id = ${n}`),
    ),
  transactions: (_, count) =>
    program(filled(count), count, (n) =>
      text('BEGIN', `UPDATE t SET v = 'j${n}' WHERE id = ${n}`, `SELECT v FROM t WHERE id = ${n}`, 'COMMIT').concat(
        text(`SELECT v FROM t WHERE id = ${n}`),
      ),
    ),
  'transactions taken back': (_, count) =>
    program(filled(count), count, (n) =>
      text(
        'START TRANSACTION',
        `UPDATE t SET v = 'j${n}' WHERE id = ${n}`,
        `SELECT v FROM t WHERE id = ${n}`,
        'ROLLBACK',
        `SELECT v FROM t WHERE id = ${n}`,
      ),
    ),
  savepoints: (_, count) =>
    program(filled(count), count, (n) =>
      text(
        'BEGIN',
        `UPDATE t SET v = 'a${n}' WHERE id = ${n}`,
        'SAVEPOINT s',
        `UPDATE t SET v = 'b${n}' WHERE id = ${n}`,
        `SELECT v FROM t WHERE id = ${n}`,
        'ROLLBACK TO SAVEPOINT s',
        `SELECT v FROM t WHERE id = ${n}`,
        'COMMIT',
      ),
    ),
  'rows that are locked': (_, count) =>
    program(filled(count), count, (n) =>
      text(
        'BEGIN',
        `SELECT n FROM t WHERE id = ${n} FOR UPDATE`,
        `UPDATE t SET n = n + ${n} WHERE id = ${n}`,
        `SELECT n FROM t WHERE id = ${n} FOR UPDATE`,
        'COMMIT',
      ),
    ),
  'temporary tables': (_, count) =>
    program([], count, (n) =>
      text(
        'CREATE TEMPORARY TABLE scratch (k INT, v INT)',
        `INSERT INTO scratch (k, v) VALUES (1, ${n})`,
        'SELECT * FROM scratch',
        'DROP TEMPORARY TABLE scratch',
      ),
    ),
  'tables of their own': (_, count) =>
    program([], count, (n) =>
      text(
        `DROP TABLE IF EXISTS own${n}`,
        `CREATE TABLE own${n} (k INT PRIMARY KEY, v INT)`,
        `INSERT INTO own${n} VALUES (1, ${n}), (2, 5)`,
        `SELECT * FROM own${n} ORDER BY k`,
        `ALTER TABLE own${n} ADD COLUMN w INT DEFAULT 3`,
        `SELECT * FROM own${n} ORDER BY k`,
        `DROP TABLE own${n}`,
      ),
    ),
  'a view': (_, count) =>
    program(
      [...filled(count), 'CREATE VIEW seen AS SELECT id, v FROM t WHERE n = 0'],
      count,
      (n) => text(`UPDATE t SET v = 'j${n}' WHERE id = ${n}`, `SELECT v FROM seen WHERE id = ${n}`),
      shared,
    ),
  'a trigger': (_, count) =>
    program(
      [
        ...filled(count),
        'CREATE TABLE log (k INT PRIMARY KEY AUTO_INCREMENT, row_id INT)',
        'CREATE TRIGGER follow AFTER UPDATE ON t FOR EACH ROW INSERT INTO log (row_id) VALUES (NEW.id)',
      ],
      count,
      (n) => text(`UPDATE t SET v = 'j${n}' WHERE id = ${n}`, `SELECT COUNT(*) AS c FROM log WHERE row_id = ${n}`),
      shared,
    ),
  'foreign keys': (_, count) =>
    program(
      [
        'CREATE TABLE parent (id INT PRIMARY KEY, v INT)',
        'CREATE TABLE child (id INT PRIMARY KEY, parent INT, FOREIGN KEY (parent) REFERENCES parent (id) ON DELETE CASCADE)',
      ],
      count,
      (n) =>
        text(
          `INSERT INTO child (id, parent) VALUES (${n}, ${n})`,
          `INSERT INTO parent (id, v) VALUES (${n}, 1)`,
          `INSERT INTO child (id, parent) VALUES (${n}, ${n})`,
          `DELETE FROM parent WHERE id = ${n}`,
          `SELECT * FROM child WHERE id = ${n}`,
        ),
      shared,
    ),
  'tests that begin with DELETE': (random, count) =>
    program(
      [NUMBERED],
      count,
      (n) => {
        const rows = one(random, 3);
        const inserts = Array.from({ length: rows }, (_, k) =>
          inserting(`INSERT INTO t (owner, v) VALUES (${k + 1}, 'r${k}')`),
        );
        return [
          ...text('DELETE FROM t'),
          ...inserts,
          ...text('SELECT owner, v FROM t ORDER BY owner', `SELECT ${n} AS test, COUNT(*) AS c FROM t`),
        ];
      },
      serial,
    ),
  'tests that begin with TRUNCATE': (random, count) =>
    program(
      [NUMBERED],
      count,
      () => {
        const rows = one(random, 3);
        const inserts = Array.from({ length: rows }, (_, k) =>
          inserting(`INSERT INTO t (owner, v) VALUES (${k + 1}, 'r${k}')`),
        );
        return [
          ...text('TRUNCATE TABLE t'),
          ...inserts,
          ...text('SELECT id, owner, v FROM t ORDER BY id', 'SELECT COUNT(*) AS c FROM t'),
        ];
      },
      serial,
    ),
  'tests that begin with DROP and CREATE': (random, count) =>
    program(
      [],
      count,
      () => {
        const value = one(random, 3);
        return [
          ...text('DROP TABLE IF EXISTS t', NUMBERED),
          inserting(`INSERT INTO t (owner, v) VALUES (${value}, 'x')`),
          ...text('SELECT id, owner FROM t', `UPDATE t SET v = 'y' WHERE id = 1`, 'SELECT * FROM t'),
        ];
      },
      serial,
    ),
  'tests in BEGIN and ROLLBACK': (random, count) =>
    program(
      [NUMBERED, "INSERT INTO t (owner, v) VALUES (1, 'kept')"],
      count,
      () => {
        const value = one(random, 3);
        return [
          ...text('BEGIN'),
          inserting(`INSERT INTO t (owner, v) VALUES (${value}, 'x')`),
          ...text(
            'SELECT owner, v FROM t ORDER BY owner, v',
            `UPDATE t SET v = 'z' WHERE owner = ${value}`,
            'SELECT owner, v FROM t ORDER BY owner, v',
            'ROLLBACK',
            'SELECT owner, v FROM t',
          ),
        ];
      },
      serial,
    ),
  'tests that throw away their own rows': (_, count) => ({
    ...program([`${NUMBERED.slice(0, -1)}, n INT NOT NULL DEFAULT 0)`], count, (n) => [
      ...text(`DELETE FROM t WHERE owner = ${n}`),
      inserting(`INSERT INTO t (owner, v) VALUES (${n}, 'x')`),
      ...text(`SELECT v FROM t WHERE owner = ${n}`, `UPDATE t SET v = 'y' WHERE owner = ${n}`),
      { sql: 'UPDATE t SET n = n + 1 WHERE id = {id}' },
      { sql: 'SELECT owner, v, n FROM t WHERE id = {id}' },
      ...text(`INSERT INTO t (owner, v) VALUES (${n}, 'z')`, `SELECT COUNT(*) AS c FROM t WHERE owner = ${n}`),
    ]),
    isClean: true,
  }),
  'tests that throw away parents in a transaction': (_, count) => ({
    ...program(
      [
        'CREATE TABLE parent (id INT PRIMARY KEY, name VARCHAR(20) UNIQUE)',
        'CREATE TABLE child (id INT PRIMARY KEY AUTO_INCREMENT, parent INT, v INT, FOREIGN KEY (parent) REFERENCES parent (id) ON DELETE CASCADE)',
      ],
      count,
      (n) => [
        ...text('BEGIN', `DELETE FROM child WHERE parent = ${n}`, `DELETE FROM parent WHERE id = ${n}`),
        ...text(`DELETE FROM parent WHERE name = 'p${n}'`),
        ...text(`INSERT INTO parent (id, name) VALUES (${n}, 'p${n}')`),
        inserting(`INSERT INTO child (parent, v) VALUES (${n}, 1)`),
        ...text(
          `SELECT v FROM child WHERE parent = ${n}`,
          'COMMIT',
          `SELECT COUNT(*) AS c FROM parent WHERE name = 'p${n}'`,
        ),
        { sql: 'UPDATE child SET v = v + 1 WHERE id = {id}' },
        ...text(`SELECT v FROM child WHERE parent = ${n}`),
      ],
      serial,
    ),
    isClean: true,
  }),
  'reads and writes in turn': (random, count) =>
    program(
      filled(2),
      count,
      (n) => {
        const reads = text('SELECT v FROM t WHERE id = 1', 'SELECT v FROM t WHERE id = 2');
        const write = text(`UPDATE t SET v = 'j${n}' WHERE id = ${one(random, 2)}`);
        return random() < 0.5 ? [...reads, ...write] : [...write, ...reads.reverse()];
      },
      shared,
    ),
  'user variables': (_, count) =>
    program([NUMBERED], count, (n) => [
      ...text(`SET @mine = ${n}`),
      inserting(`INSERT INTO t (owner, v) VALUES (${n}, 'x')`),
      ...text('SELECT @mine AS mine', `SELECT owner FROM t WHERE owner = ${n} AND v = 'x'`),
    ]),
  'rows that are made or changed': (_, count) =>
    program(
      [ROWS],
      count,
      (n) =>
        text(
          `INSERT INTO t (id, v, n) VALUES (${n}, 'x', 1) ON DUPLICATE KEY UPDATE n = n + 1`,
          `INSERT INTO t (id, v, n) VALUES (${n}, 'x', 1) ON DUPLICATE KEY UPDATE n = n + 1`,
          `SELECT n FROM t WHERE id = ${n}`,
        ),
      shared,
    ),
  'rows made of others': (_, count) =>
    program(
      [...filled(count), 'CREATE TABLE copy (id INT PRIMARY KEY, v VARCHAR(20))'],
      count,
      (n) =>
        text(
          `UPDATE t SET v = 'j${n}' WHERE id = ${n}`,
          `INSERT INTO copy (id, v) SELECT id, v FROM t WHERE id = ${n}`,
          `SELECT v FROM copy WHERE id = ${n}`,
        ),
      shared,
    ),
};
