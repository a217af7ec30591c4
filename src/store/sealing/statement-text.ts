// Fills statement_text when a recording is sealed: one row per shape of statement with a few examples, so that what
// resembles a missed statement is found among dozens of rows, not among a million exchanges.

import type { Database } from 'better-sqlite3';
import { RecentMap } from '../../core/recent-map.ts';
import { firstWordOf, mainTableOf, shapeOf } from '../../sql/statement-shape.ts';

const MAX_SHAPES = 50_000;
const MAX_EXAMPLES = 8;
const REMEMBERED_STATEMENTS = 8192;
const REMEMBERED_CHARS = 4096;

/** What some statement of a recording mentions: what looks for more of it reads all of them once more. */
export interface Mentioned {
  /** CREATE or ALTER. */
  definitions: boolean;
  xa: boolean;
  calls: boolean;
  /** User variables, and queries or locks that they may get their values from. */
  variables: boolean;
}

interface Shape {
  count: number;
  /** Fingerprint → the first exchange that has it. */
  readonly examples: Map<string, number>;
}

/** Writes statement_text anew; inside the caller's transaction. Returns what the statements mention. */
export function writeStatementText(db: Database): Mentioned {
  const put = db.prepare(
    'INSERT INTO statement_text (first_word, main_table, shape, count, examples) VALUES (?, ?, ?, ?, ?)',
  );
  const mentioned = { definitions: false, xa: false, calls: false, variables: false };
  const shapes = collectShapes(db, mentioned);
  db.exec('DELETE FROM statement_text');
  for (const [shape, { count, examples }] of shapes) {
    put.run(firstWordOf(shape), mainTableOf(shape), shape, count, JSON.stringify([...examples.values()]));
  }
  return mentioned;
}

function note(mentioned: Mentioned, sql: string): void {
  mentioned.definitions ||= /create|alter/i.test(sql);
  mentioned.xa ||= /xa /i.test(sql);
  mentioned.calls ||= /call/i.test(sql);
  mentioned.variables ||= sql.includes('@') && /select|lock/i.test(sql);
}

function collectShapes(db: Database, mentioned: Mentioned): ReadonlyMap<string, Shape> {
  // in the order of the table: by the index on fingerprints each row would be a jump
  const rows = db
    .prepare<[], [number, string | null, string]>(
      `SELECT e.id, e.fingerprint, COALESCE(e.sql, p.sql)
         FROM exchange e NOT INDEXED LEFT JOIN exchange p ON p.id = e.prepare_exchange_id
        WHERE COALESCE(e.sql, p.sql) IS NOT NULL`,
    )
    .raw();
  const shapes = new Map<string, Shape>();
  const recent = new RecentMap<string, Shape>(REMEMBERED_STATEMENTS);
  for (const [id, fingerprint, sql] of rows.iterate()) {
    let shape = recent.get(sql);
    if (shape === undefined) note(mentioned, sql);
    if (fingerprint === null) continue;
    if (shape === undefined) {
      shape = shapeFor(shapes, shapeOf(sql));
      if (shape === undefined) continue;
      if (sql.length <= REMEMBERED_CHARS) recent.set(sql, shape);
    }
    shape.count++;
    if (shape.examples.size < MAX_EXAMPLES && !shape.examples.has(fingerprint)) shape.examples.set(fingerprint, id);
  }
  return shapes;
}

function shapeFor(shapes: Map<string, Shape>, text: string): Shape | undefined {
  const known = shapes.get(text);
  if (known !== undefined || shapes.size >= MAX_SHAPES) return known;
  const shape = { count: 0, examples: new Map<string, number>() };
  shapes.set(text, shape);
  return shape;
}
