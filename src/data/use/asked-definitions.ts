// Whose definitions a statement asks for, where its words name one table: DESCRIBE, SHOW CREATE TABLE, INFORMATION_SCHEMA with
// both names in its condition. So what becomes of other tables does not count: programs ask so before they migrate.
// https://dev.mysql.com/doc/refman/en/information-schema.html

import type { TableUse } from '../../core/data-use.ts';
import type { DataAccess, TableAccess, TableName } from '../../sql/access/access-shape.ts';
import { constantKey, parameterKey } from '../../sql/access/constant-key.ts';
import type { AskedStatement } from './asked-statement.ts';

const NAME = '(`(?:[^`]|``)+`|[\\w$]+)';
const TABLE = `${NAME}(?: ?\\. ?${NAME})?`;
const OF_COLUMNS = new RegExp(
  `^(?:(?:desc|describe|explain)|show (?:full )?(?:columns|fields) (?:from|in)) ${TABLE}(?: (?:from|in) ${NAME})?(?: (?:like )?'[^'\\\\]*')?$`,
  'i',
);
/** With the next id, or how many rows an index tells apart. */
const OF_ROWS_TOO = new RegExp(
  `^show (?:create table|(?:index|indexes|keys) (?:from|in)) ${TABLE}(?: (?:from|in) ${NAME})?$`,
  'i',
);

const CREATED = /^show create\b/i;

/** Of INFORMATION_SCHEMA: those whose rows of one table follow from that table's definition alone. */
const BY_TABLE: ReadonlySet<string> = new Set([
  'tables',
  'columns',
  'statistics',
  'table_constraints',
  'key_column_usage',
]);

/**
 * The tables whose definitions it asks for, as uses; null where it asks for none, or for those of tables that are not certain.
 * @param namesOf as uses name it: of a view also the tables whose columns it has; null where these are not known
 */
export function askedDefinitions(
  access: DataAccess,
  asked: AskedStatement,
  namesOf: (name: TableName) => readonly string[] | null,
  hasDictionary = false,
): readonly TableUse[] | null {
  if (!access.readsDefinitions) return null;
  const shown = asked.access.length === 1 ? shownTable(asked.sql) : null;
  const checks = hasDictionary && asked.access.length === 1 ? namedByChecks(asked) : null;
  const names = shown === null ? (checks ?? namedInConditions(access, asked)) : [shown.name];
  const named = names?.map(namesOf) ?? [null];
  if (named.includes(null)) return null;
  const tables = new Set(named.flatMap((one) => one ?? []));
  const areViews = named.some((one) => one !== null && one.length > 1);
  // INFORMATION_SCHEMA has what everybody sees, whatever else has the name for the session
  const known = [...tables].flatMap((table) =>
    shown === null && table.startsWith('~') ? [table, table.slice(1)] : [table],
  );
  if (COUNTED.test(asked.sql) && WHOLE_CONDITION.test(asked.sql))
    return known.map((table) => ({ table, isExistence: true }));
  if (areViews && CREATED.test(asked.sql)) return null;
  // a view has no index
  const hasRows = shown?.hasRows === true && !areViews;
  return known.map((table) => (hasRows ? { table } : { table, isDefinition: true }));
}

/** What DESCRIBE and SHOW name; null where it is not such a statement. */
function shownTable(sql: string): { readonly name: TableName; readonly hasRows: boolean } | null {
  const words = sql.trim();
  const rows = OF_ROWS_TOO.exec(words);
  const [, first, second, schema] = OF_COLUMNS.exec(words) ?? rows ?? [];
  if (first === undefined) return null;
  const of = schema ?? (second === undefined ? null : first);
  return { name: { schema: of === null ? null : bare(of), name: bare(second ?? first) }, hasRows: rows !== null };
}

/** A name that begins with no letter pins nothing; as the whole condition it holds all the same. */
const TEXT = "'((?:[^'\\\\]|\\\\['\"]|'')*)'";
const WHOLE_CONDITION = new RegExp(
  ` from information_schema ?\\. ?\\w+ where table_schema ?= ?${TEXT} and table_name ?= ?${TEXT}(?: order by [\\w, ]+)?$`,
  'i',
);
/** Several columns of several tables, each named with both names. */
const TUPLE = `\\( ?${TEXT} ?, ?${TEXT} ?, ?${TEXT} ?\\)`;
const IN_TUPLES = new RegExp(
  ` from information_schema ?\\. ?columns where \\( ?table_schema ?, ?table_name ?, ?(?:lower ?\\( ?column_name ?\\)|column_name) ?\\) in \\( ?(${TUPLE}(?: ?, ?${TUPLE})*) ?\\)$`,
  'i',
);
/**
 * What the checks of one table demand, found by their names: where a schema has no two of one name, these are of no other table. MariaDB
 * has such names once in each table.
 * https://dev.mysql.com/doc/refman/en/information-schema-check-constraints-table.html
 */
const CHECKS =
  / from information_schema ?\. ?check_constraints (?:as )?(?<check>\w+) ?, ?information_schema ?\. ?table_constraints (?:as )?(?<own>\w+) where (?<terms>[^()]*(?:\( ?\)[^()]*)*)$/i;

/** It tells nothing of the table but that it is there. */
const COUNTED = /^select count ?\( ?\* ?\) from information_schema ?\. ?tables where /i;

/** The tables that the conditions name, one for each that is mentioned; null where one is not named for certain. */
function namedInConditions({ reads }: DataAccess, asked: AskedStatement): readonly TableName[] | null {
  if (reads === 'all' || reads.length === 0) return null;
  const names: TableName[] = [];
  const [, ofSchema, named] = reads.length === 1 ? (WHOLE_CONDITION.exec(asked.sql) ?? []).map(unescaped) : [];
  const [, tuples] = reads.length === 1 ? (IN_TUPLES.exec(asked.sql) ?? []) : [];
  if (tuples !== undefined)
    return [...tuples.matchAll(new RegExp(TUPLE, 'g'))].map(([, schema = '', name = '']) => {
      return { schema: unescaped(schema), name: unescaped(name) };
    });
  for (const read of reads) {
    if (read.schema?.toLowerCase() !== 'information_schema' || !BY_TABLE.has(read.name.toLowerCase())) return null;
    const name = named ?? only(read, 'table_name', asked);
    const schema = ofSchema ?? only(read, 'table_schema', asked) ?? currentSchema(asked);
    if (name === null || schema === null) return null;
    names.push({ schema, name });
  }
  return names;
}

/** The table whose checks are asked for; null where it is not certain that it is the only one. */
function namedByChecks({ sql, database }: AskedStatement): readonly TableName[] | null {
  const { check = '', own = '', terms = '' } = CHECKS.exec(sql)?.groups ?? {};
  const parts = terms
    .toLowerCase()
    .split(/ and /)
    .map((term) => term.replace(/\s/g, ''));
  const name = new RegExp(`(?:^| )${own}\\.table_name ?= ?'([^'\\\\]*)'`, 'i').exec(terms)?.[1];
  if (database === '' || name === undefined) return null;
  const wanted = [
    `${check}.constraint_schema=database()`,
    `${own}.table_schema=${check}.constraint_schema`,
    `${check}.constraint_name=${own}.constraint_name`,
    `${own}.table_name='${name.toLowerCase()}'`,
  ].map((term) => term.toLowerCase());
  const isOne = wanted.every((term) => parts.includes(term));
  const others = parts.filter((term) => !wanted.includes(term));
  return isOne && others.every((term) => /^\w+\.constraint_type='check'$/.test(term))
    ? [{ schema: database, name }]
    : null;
}

/** The constant that a condition demands of a column. A pin tells that it must hold, but not how the name is written. */
function only({ pins }: TableAccess, column: string, { sql, parameters }: AskedStatement): string | null {
  const [pin, more] = pins.filter((one) => one.column === column);
  const [value, other] = pin?.values ?? [];
  if (value === undefined || other !== undefined || more !== undefined) return null;
  if ('parameter' in value) {
    const bound = parameters?.[value.parameter];
    return bound?.kind === 'text' && parameterKey(bound) !== null ? bound.value.toString('utf8') : null;
  }
  const written = [...sql.matchAll(new RegExp(`\\b${column}\`? ?= ?'([^'\\\\]*)'`, 'gi'))].map(([, name = '']) => name);
  const [name] = written;
  const isSame = name !== undefined && written.every((one) => one === name);
  return isSame && constantKey(name, 'string') === value.key ? name : null;
}

/** `table_schema = DATABASE()` is no constant; where anything may stand beside it, it is not certain to hold. */
function currentSchema({ sql, database }: AskedStatement): string | null {
  const parts = sql.split(/ where /i);
  // with one condition that of the columns that are told is no matter
  const condition = ((parts.length === 2 ? parts[1] : undefined) ?? sql).replace(/ is not null\b/gi, '');
  const isAsked = /\btable_schema`? ?= ?(?:database|schema) ?\( ?\)/i.test(condition);
  return isAsked && database !== '' && !/\b(?:or|not|xor|case|if)\b|\|\||!/i.test(condition) ? database : null;
}

function unescaped(text: string): string {
  return text.replace(/\\(.)|''/g, (two, escaped: string | undefined) => escaped ?? two[0] ?? '');
}

function bare(name: string): string {
  return name.startsWith('`') ? name.slice(1, -1).replaceAll('``', '`') : name;
}
