// What CREATE, ALTER and DROP of something else than tables do with data: databases, and what has a name but no rows.

import type { ObjectKind, TableUse, TableWrite } from '../../core/data-use.ts';
import type { DataAccess } from '../../sql/access/access-shape.ts';
import { accountDefinition, accountSetting, accountUse } from './account-use.ts';
import type { AskedStatement } from './asked-statement.ts';
import { namedObject } from './named-object.ts';
import type { StatementUse } from './statement-use.ts';
import { databaseUse } from './whole-database.ts';

/** Whether CREATE, ALTER or DROP is about a view or a table. @param sql in its normal form */
function objectKindOf(sql: string): ObjectKind {
  return /^(?:create|alter|drop) [^(]*?\bview\b/i.test(sql) ? 'view' : 'table';
}

/** What CREATE, ALTER or DROP writes, with what it is. @param isUnsure what is something else, or may be, stays */
export function ofKind(writes: readonly TableWrite[] | 'all', sql: string, isUnsure = false): typeof writes {
  const kind = objectKindOf(sql);
  const fills = /^create /i.test(sql) && tellsRows(sql);
  if (writes === 'all') return writes;
  return writes.map((write) => ({ ...write, kind, ...(fills && { fills }), ...(isUnsure && { isUnsure }) }));
}

/** Where a server keeps names as they are written, a list tells `Users` from `users`. @param made what a CREATE names */
export function madeOf(
  writes: readonly TableWrite[] | 'all',
  sql: string,
  made: readonly { readonly name: string }[],
): typeof writes {
  const ofTheKind = ofKind(writes, sql);
  const [first, ...others] = made;
  const isInCapitals = first !== undefined && others.length === 0 && first.name !== first.name.toLowerCase();
  if (ofTheKind === 'all' || !isInCapitals) return ofTheKind;
  return ofTheKind.map((write) => (write.kind === undefined ? write : { ...write, shown: first.name }));
}

/** TRUNCATE leaves another table. */
export function madeAnew(writes: readonly TableWrite[] | 'all'): typeof writes {
  return writes === 'all' ? writes : writes.map((write) => ({ ...write, isAnew: true }));
}

export function otherDefinition(asked: AskedStatement, { forgetsSchema, verb }: DataAccess): StatementUse {
  const { sql, database, errorCode, warnings } = asked;
  if (forgetsSchema !== null || /^create (?:database|schema) /i.test(sql)) return databaseUse(asked, forgetsSchema);
  if (verb === 'GRANT' || verb === 'REVOKE' || verb === 'FLUSH') return accountUse(sql, database);
  if (verb === 'SET') return accountSetting(sql);
  const account = accountDefinition(sql, verb);
  if (account !== null) return account;
  const name = namedObject(sql, database);
  // a view that is not there, or no view, is refused, and so is another definition for what is there
  const isOfOthers = errorCode !== null || /^alter [^(]*?\bview\b/i.test(sql);
  if (name === null) return { reads: isOfOthers ? 'definitions' : [], soft: [], writes: 'all', commits: true };
  const isSoft = /\bif (?:not )?exists\b|^create or replace/i.test(sql);
  const existence: TableUse[] = [{ table: name, isExistence: true }];
  const effect = verb === 'CREATE' ? 'create' : verb === 'DROP' ? 'drop' : 'define';
  const writes: TableWrite[] = [{ table: name, effect }];
  // a sequence has a table's name
  const table = name.startsWith(SEQUENCE) ? name.slice(SEQUENCE.length) : tableOfTrigger(sql, database);
  const isDone = !isSoft || warnings === 0;
  if (name.startsWith(SEQUENCE) && isDone) writes.push({ table: table ?? '', effect, kind: 'table' });
  if (table !== null) existence.push({ table, isDefinition: true });
  return {
    reads: isSoft ? existence.slice(1) : existence,
    soft: isSoft ? existence.slice(0, 1) : [],
    writes,
    commits: true,
  };
}

/** What counts of the names besides is whether something of another kind has them: DROP VIEW takes no table. */
export function othersOf(names: readonly TableUse[], sql: string): readonly TableUse[] {
  // what is there already is left as it is
  if (/^create [^(]*\bif not exists\b/i.test(sql)) return [];
  return names.map(({ table }) => ({ table, otherThan: objectKindOf(sql) }));
}

/** CREATE TABLE … SELECT says how many rows it has made. */
export function tellsRows(sql: string): boolean {
  return /\bselect\b/i.test(sql) && objectKindOf(sql) === 'table';
}

const SEQUENCE = '*sequence.';
const TRIGGER = /^create [^(]*?\btrigger\b.*? on ((?:`[^`]+`|[\w$]+)(?: ?\. ?(?:`[^`]+`|[\w$]+))?) for each row\b/is;

/** The table that CREATE TRIGGER is about; null for all else. */
function tableOfTrigger(sql: string, database: string): string | null {
  const [name, schema = database] = TRIGGER.exec(sql)?.[1]?.replaceAll(/[`\s]/g, '').split('.').reverse() ?? [];
  return name === undefined ? null : `${schema}.${name}`.toLowerCase();
}

/** LOCK TABLES is refused where one is not there. */
export function controlUse({ sql, database }: AskedStatement): StatementUse {
  const list = /^lock tables? (.*)$/is.exec(sql)?.[1];
  const reads = (list?.split(',') ?? []).map((one): TableUse => {
    const [, first = '', second] = /^\s*(`[^`]+`|[\w$]+)(?: ?\. ?(`[^`]+`|[\w$]+))?/.exec(one) ?? [];
    const [schema, name] = second === undefined ? [database, first] : [first, second];
    return { table: `${schema}.${name}`.replaceAll('`', '').toLowerCase(), isExistence: true };
  });
  return { reads, soft: [], writes: [], commits: list !== undefined };
}
