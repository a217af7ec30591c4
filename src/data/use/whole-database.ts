// A database as such: whether it is there, which CREATE, DROP and USE depend on. It is kept as a table without rows.

import type { DataUse, TableUse, TableWrite } from '../../core/data-use.ts';
import type { AskedStatement } from './asked-statement.ts';
import { objectsOf } from './named-object.ts';
import type { StatementUse } from './statement-use.ts';

const NAME = '(?:`((?:[^`]|``)+)`|([^\\s`;.(]+))';
const MADE = new RegExp(`^create (?:database|schema) (?:if not exists )?${NAME}`, 'i');
const USED = new RegExp(`^use ${NAME}$`, 'i');

/** That the database is there, or is not; none where it has no name. */
export function isThere(database: string): readonly TableUse[] {
  return database === '' ? [] : [{ table: `*database.${database.toLowerCase()}`, isExistence: true }];
}

/** That the databases of these tables are there; those that only the session sees have none. */
export function homesIn(tables: readonly string[]): readonly TableUse[] {
  const names = tables.filter((one) => !/^[*~]/.test(one)).map((one) => one.slice(0, one.indexOf('.')));
  return [...new Set(names)].flatMap(isThere);
}

/** Of USE. @param sql in its normal form */
export function usedDatabase(sql: string): readonly TableUse[] {
  return isThere(nameIn(USED, sql));
}

/** Whether it depends on what databases there are. */
export function isByDatabase({ reads, isBeside }: DataUse): boolean {
  return isBeside !== true && typeof reads !== 'string' && reads.some(({ table }) => table.startsWith('*database.'));
}

/** Of CREATE DATABASE, and DROP DATABASE. @param anew whose tables all go, by either */
export function databaseUse({ sql, warnings }: AskedStatement, anew: string | null): StatementUse {
  const existence = isThere(anew ?? nameIn(MADE, sql));
  const isSoft = /^\w+ \w+ if (?:not )?exists /i.test(sql);
  const made = isSoft ? (warnings > 0 ? 'keep' : 'create absent') : 'create';
  const effect = /^drop /i.test(sql) ? 'drop' : made;
  const writes: TableWrite[] = existence.map(({ table }) => ({ table, effect }));
  if (anew !== null) {
    const name = anew.toLowerCase();
    writes.push({ table: `${name}.*`, effect: 'drop' }, { table: objectsOf(name), effect: 'drop' });
  }
  return { reads: isSoft ? [] : existence, soft: isSoft ? existence : [], writes, commits: true };
}

function nameIn(pattern: RegExp, sql: string): string {
  const [, quoted, bare = ''] = pattern.exec(sql) ?? [];
  return quoted?.replaceAll('``', '`') ?? bare;
}
