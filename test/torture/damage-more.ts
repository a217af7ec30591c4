// More damage, made from a seed: what a broken disk or copy does to the file, any value in any cell, another schema.

import { copyFileSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import Database from 'better-sqlite3';

type Damage = (from: string, to: string, random: () => number) => void;

const PAGE_HEAD = 18;

function pageBytes(bytes: Buffer): number {
  // https://www.sqlite.org/fileformat.html: 1 stands for 65536
  const size = bytes.readUInt16BE(16);
  return size === 1 ? 65_536 : size;
}

/** Values that no column is made for; SQL expressions. */
const VALUES = [
  'NULL',
  '-1',
  '0',
  '9223372036854775807',
  '-9223372036854775808',
  '4294967296',
  '1.5',
  '9e999',
  "''",
  "'text'",
  "'[[[[[[[[['",
  '\'{"__proto__":{"x":1}}\'',
  "x''",
  "x'fffe00c0af'",
  "CAST(x'fffec0af' AS TEXT)",
  'zeroblob(3000000)',
  "replace(hex(zeroblob(200000)), '0', '[')",
  "'SELECT 1; DROP TABLE exchange'",
  "char(0, 27) || '[2J'",
  'randomblob(40)',
];

export const DAMAGES: Readonly<Record<string, Damage>> = {
  'two pages swapped': (from, to, random) => {
    const bytes = Buffer.from(readFileSync(from));
    const size = pageBytes(bytes);
    const pages = Math.floor(bytes.length / size);
    const place = () => 1 + Math.floor(random() * (pages - 1));
    const [one, other] = [place() * size, place() * size];
    const kept = Buffer.from(bytes.subarray(one, one + size));
    bytes.copy(bytes, one, other, other + size);
    kept.copy(bytes, other);
    writeFileSync(to, bytes);
  },
  'a page twice': (from, to, random) => {
    const bytes = Buffer.from(readFileSync(from));
    const size = pageBytes(bytes);
    const place = () => Math.floor(random() * Math.floor(bytes.length / size)) * size;
    const source = place();
    bytes.copy(bytes, place(), source, source + size);
    writeFileSync(to, bytes);
  },
  'cut off': (from, to, random) => {
    copyFileSync(from, to);
    truncateSync(to, Math.floor(random() * readFileSync(from).length));
  },
  'longer by nonsense': (from, to, random) => {
    writeFileSync(to, Buffer.concat([readFileSync(from), Buffer.alloc(Math.floor(random() * 9000), 0xa5)]));
  },
  'a run of zeros': (from, to, random) => {
    const bytes = Buffer.from(readFileSync(from));
    const at = Math.floor(random() * bytes.length);
    bytes.fill(0, at, at + Math.floor(random() * 5000));
    writeFileSync(to, bytes);
  },
  'its head': (from, to, random) => {
    const bytes = Buffer.from(readFileSync(from));
    bytes[PAGE_HEAD - 2 + Math.floor(random() * 84)] = Math.floor(random() * 256);
    writeFileSync(to, bytes);
  },
  'the log of another': (from, to, random) => {
    copyFileSync(from, to);
    const db = new Database(to);
    db.pragma('journal_mode = WAL');
    db.exec(`UPDATE response SET head = x'00' WHERE id = ${Math.floor(random() * 9)}`);
    const log = readFileSync(`${to}-wal`);
    db.close();
    copyFileSync(from, to);
    const header = Buffer.from(readFileSync(to));
    // says that it has a log
    header[18] = 2;
    header[19] = 2;
    writeFileSync(to, header);
    writeFileSync(`${to}-wal`, log.subarray(0, Math.floor(random() * log.length)));
  },
  'any value in any cell': edited((db, random) => {
    const table = oneOf(random, names(db));
    const columns = db.prepare<[], string>(`SELECT name FROM pragma_table_info('${table}')`).pluck().all();
    const value = oneOf(random, VALUES);
    // of one row, or of all
    const where = random() < 0.7 ? `WHERE rowid = (SELECT rowid FROM ${table} ORDER BY random() LIMIT 1)` : '';
    attempt(() => db.exec(`UPDATE ${table} SET "${oneOf(random, columns)}" = ${value} ${where}`));
  }),
  'a view in place of a table': edited((db, random) => {
    const table = oneOf(random, names(db));
    db.exec(`ALTER TABLE ${table} RENAME TO kept_of_old; CREATE VIEW ${table} AS SELECT * FROM kept_of_old`);
  }),
  'a view that never ends': edited((db, random) => {
    const table = oneOf(random, names(db));
    const columns = db.prepare<[], string>(`SELECT name FROM pragma_table_info('${table}')`).pluck().all();
    const endless = `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT ${columns
      .map((column) => `i AS "${column}"`)
      .join()} FROM n`;
    db.exec(`DROP TABLE ${table}; CREATE VIEW ${table} AS ${endless}`);
  }),
  'a table gone': edited((db, random) => db.exec(`DROP TABLE ${oneOf(random, names(db))}`)),
  'a column gone': edited((db, random) => {
    const table = oneOf(random, names(db));
    const columns = db.prepare<[], string>(`SELECT name FROM pragma_table_info('${table}')`).pluck().all();
    attempt(() => db.exec(`ALTER TABLE ${table} RENAME COLUMN "${oneOf(random, columns)}" TO other_of_old`));
  }),
  'hostile indexes and triggers': edited((db, random) => {
    const table = oneOf(random, names(db));
    attempt(() => db.exec(`CREATE INDEX evil ON ${table} (abs(rowid), load_extension('/nowhere'))`));
    attempt(() => db.exec(`CREATE TRIGGER evil BEFORE DELETE ON ${table} BEGIN SELECT RAISE(ABORT, 'evil'); END`));
    attempt(() => db.exec('CREATE TABLE sqlite_stat1(tbl, idx, stat)'));
    db.exec("ANALYZE; UPDATE sqlite_stat1 SET stat = '9999999999999 1 1 1'");
  }),
  'a schema that is none': edited((db, random) => {
    const table = oneOf(random, names(db));
    const sql = oneOf(random, [
      'CREATE TABLE',
      `CREATE TABLE ${table} (a)`,
      `CREATE TABLE ${table} (id INTEGER PRIMARY KEY, a AS (1/0))`,
      `CREATE VIRTUAL TABLE ${table} USING fts5(a)`,
      '',
    ]);
    db.pragma('writable_schema = ON');
    db.prepare('UPDATE sqlite_schema SET sql = ? WHERE name = ?').run(sql, table);
  }),
};

function edited(edit: (db: Database.Database, random: () => number) => void): Damage {
  return (from, to, random) => {
    copyFileSync(from, to);
    const db = new Database(to);
    db.unsafeMode(true);
    db.pragma('foreign_keys = OFF');
    db.pragma('ignore_check_constraints = ON');
    try {
      edit(db, random);
    } finally {
      db.close();
    }
  };
}

/** @throws what the damage itself cannot do to this file */
export function damage(from: string, to: string, name: string, random: () => number): void {
  for (const rest of ['', '-wal', '-shm', '-journal']) rmSync(to + rest, { force: true });
  DAMAGES[name]?.(from, to, random);
}

function names(db: Database.Database): string[] {
  return db
    .prepare<[], string>(
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name",
    )
    .pluck()
    .all();
}

function oneOf<T>(random: () => number, list: readonly T[]): T {
  return list[Math.floor(random() * list.length)] as T;
}

function attempt(action: () => void): void {
  try {
    action();
  } catch {
    // a constraint, or what this SQLite does not take: the file stays as it is
  }
}
