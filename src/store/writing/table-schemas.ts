// The tables of the server as the recording knows them, and which schemas it is about.

import type { Database } from 'better-sqlite3';
import type { TableSchema } from '../../core/recording.ts';
import type { ReadStatements } from '../reading/read-statements.ts';

/** Different statements in which names of schemas are looked for. */
const MAX_STATEMENTS = 20_000;

export function readTables(read: ReadStatements): readonly TableSchema[] {
  return read.all<[], TableSchema>(
    `SELECT schema_name AS schema, table_name AS "table", digest, definition FROM table_schema
      ORDER BY schema_name, table_name`,
  );
}

/** Of these schemas, those that were current in the recording, or stand before a dot in one of its statements. */
export function schemasUsed(db: Database, candidates: readonly string[]): readonly string[] {
  const current = new Set(
    db
      .prepare<[], string>('SELECT database FROM session UNION SELECT database FROM exchange')
      .pluck()
      .all()
      .map((name) => name.toLowerCase()),
  );
  const others = new Set(candidates.filter((name) => !current.has(name.toLowerCase())));
  const named = new Set<string>();
  const statements = db
    .prepare<[number], string>('SELECT DISTINCT lower(sql) FROM exchange WHERE sql IS NOT NULL LIMIT ?')
    .pluck();
  if (others.size > 0) {
    for (const sql of statements.iterate(MAX_STATEMENTS)) {
      for (const name of others) if (isNamed(sql, name.toLowerCase())) named.add(name);
      for (const name of named) others.delete(name);
    }
  }
  return candidates.filter((name) => current.has(name.toLowerCase()) || named.has(name));
}

function isNamed(sql: string, schema: string): boolean {
  return sql.includes(`${schema}.`) || sql.includes(`\`${schema}\``);
}
