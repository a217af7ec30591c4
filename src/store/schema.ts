// Which file is ours, at which version, and how an older one becomes a current one. Forward only.

import type { Database } from 'better-sqlite3';
import { initial } from './migrations/0001-initial.ts';
import { stateAndScope } from './migrations/0002-state-and-scope.ts';
import { serverVariables } from './migrations/0003-server-variables.ts';
import { tableSchemas } from './migrations/0004-table-schemas.ts';
import { dataVersions } from './migrations/0005-data-versions.ts';

/** `PRAGMA application_id` of a recording: 'MOCK'. */
export const APPLICATION_ID = 0x4d4f434b;

/** Migration n takes a file from `user_version` n - 1 to n. */
const migrations: readonly string[] = [initial, stateAndScope, serverVariables, tableSchemas, dataVersions];

/** `PRAGMA user_version` of a current recording. */
export const SCHEMA_VERSION = migrations.length;

/** Whether some version of a recording is defined so, to the letter. */
export function isOwnDefinition(sql: string): boolean {
  return migrations.some((text) => text.includes(sql));
}

/** In `meta`: what came of playing the recording against itself. */
export const CHECK_KEY = 'check';

/** In `meta`: by which rules versions of data were worked out; absent where they were not. */
export const DATA_KEY = 'data_rules';
export const DATA_RULES = 'data-3';
/** Those of before that say the same: they wrote out every use. */
const READABLE_DATA_RULES: ReadonlySet<string | undefined> = new Set([DATA_RULES, 'data-2']);

/** Whether a recording knows its versions of data, as it says of itself. */
export function knowsData(meta: ReadonlyMap<string, string>): boolean {
  return READABLE_DATA_RULES.has(meta.get(DATA_KEY));
}

/** Brings the schema up to date, each step in a transaction of its own. */
export function migrate(db: Database): void {
  const from = Number(db.pragma('user_version', { simple: true }));
  for (let version = from; version < SCHEMA_VERSION; version++) {
    db.transaction(() => {
      db.exec(migrations[version] ?? '');
      db.pragma(`application_id = ${APPLICATION_ID}`);
      db.pragma(`user_version = ${version + 1}`);
    }).immediate();
  }
}

export function readMeta(db: Database): ReadonlyMap<string, string> {
  const rows = db.prepare<[], { key: string; value: string }>('SELECT key, value FROM meta').all();
  return new Map(rows.map((row) => [row.key, row.value]));
}

export function writeMeta(db: Database, entries: Readonly<Record<string, string>>): void {
  const put = db.prepare(
    'INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value',
  );
  for (const [key, value] of Object.entries(entries)) put.run(key, value);
}
