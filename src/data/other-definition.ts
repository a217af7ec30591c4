// What CREATE, ALTER and DROP of something else than tables do with data: databases, and what has a name but no rows.

import type { TableUse, TableWrite } from '../core/data-use.ts';
import type { DataAccess } from '../sql/access/access-shape.ts';
import { accountUse } from './account-use.ts';
import type { AskedStatement } from './asked-statement.ts';
import { namedObject } from './named-object.ts';
import type { StatementUse } from './statement-use.ts';
import { databaseUse } from './whole-database.ts';

const TRIGGER = /^create [^(]*?\btrigger\b.*?\bon (?:`?([^`\s.]+)`?\.)?`?([^`\s.]+)`? for each row\b/is;

/** What CREATE makes, with what it is. */
export function ofKind(writes: readonly TableWrite[] | 'all', sql: string): readonly TableWrite[] | 'all' {
  const kind = /^create [^(]*?\bview\b/i.test(sql) ? 'view' : 'table';
  return writes === 'all' ? writes : writes.map((write) => ({ ...write, kind }));
}

export function otherDefinition(asked: AskedStatement, { forgetsSchema, verb }: DataAccess): StatementUse {
  const { sql, database } = asked;
  if (forgetsSchema !== null || /^create (?:database|schema) /i.test(sql)) return databaseUse(asked, forgetsSchema);
  if (verb === 'GRANT' || verb === 'REVOKE' || verb === 'FLUSH') return accountUse(sql, database);
  const name = namedObject(sql, database);
  if (name === null) return { reads: [], soft: [], writes: 'all', commits: true };
  const isSoft = /\bif (?:not )?exists\b|^create or replace/i.test(sql);
  const existence = [{ table: name, isExistence: true }, ...triggeredBy(sql, database)];
  const effect = verb === 'CREATE' ? 'create' : verb === 'DROP' ? 'drop' : 'define';
  const writes = [{ table: name, effect } as const];
  return { reads: isSoft ? [] : existence, soft: isSoft ? existence : [], writes, commits: true };
}

/** The table of a trigger, whose columns the body may name. */
function triggeredBy(sql: string, database: string): readonly TableUse[] {
  const [, schema = database, name] = TRIGGER.exec(sql) ?? [];
  return name === undefined ? [] : [{ table: `${schema}.${name}`.toLowerCase(), isDefinition: true }];
}
