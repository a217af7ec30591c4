// What an operation of the X Protocol does with data, as a statement of SQL that does the same with the same rows: so one
// reading of tables and rows serves both protocols. Of documents `_id` tells which is which.
// https://dev.mysql.com/doc/dev/mysql-server/latest/mysqlx_protocol_xplugin.html

import type { ParameterValue } from '../../core/command.ts';
import { isServerFunction } from '../../sql/access/access-words.ts';
import { jsonValue, type OperationCall, type OperationCalls, operationCalls, outsideTexts } from './operation-calls.ts';

export interface OperationSql {
  readonly sql: string;
  readonly parameters: readonly ParameterValue[] | null;
  /** It is about documents. */
  readonly isCollection: boolean;
  /** The server draws ids for documents. */
  readonly makesIds: boolean;
}

/** Calls a function of which nothing is known: what it reads and writes is not known either. */
const UNKNOWN = 'CALL unknown()';
/** A value that tells no rows apart. */
const ANY_ROW = '(doc) VALUES (1.5)';
const COLUMN = /^[A-Za-z_][A-Za-z0-9_]*$/;
const ID =
  /^_id(?: = ('(?:[^']|'')*'|:\d+)| in \(((?:'(?:[^']|'')*'|:\d+)(?:, (?:'(?:[^']|'')*'|:\d+))*)\))(?= and |$)/;
const LOCKS: Readonly<Record<string, string>> = { lockShared: ' FOR SHARE', lockExclusive: ' FOR UPDATE' };
/** What a collection is made of. https://dev.mysql.com/doc/x-devapi-userguide/en/devapi-users-creating-a-collection.html */
const COLLECTION = '(doc JSON, _id VARBINARY(32) AS (0) STORED PRIMARY KEY, _json_schema JSON AS (0))';

/**
 * Null for what is no operation.
 * @param text as the recording shows it
 * @param drawn the ids that the server drew for documents without one, in their order
 */
export function operationSql(
  text: string,
  parameters: readonly ParameterValue[] | null,
  drawn: readonly string[] = [],
): OperationSql | null {
  const operation = operationCalls(text);
  const [first] = operation?.calls ?? [];
  if (operation === null || first === undefined) return null;
  const made = (sql: string, isCollection = false, makesIds = false): OperationSql => {
    return { ...withParameters(sql, parameters), isCollection, makesIds };
  };
  if (operation.collection === 'mysqlx' && operation.schema === null) return made(pluginSql(first));
  if (operation.calls.some(callsUnknown)) return made(UNKNOWN);
  const table =
    operation.schema === null
      ? quoted(operation.collection)
      : `${quoted(operation.schema)}.${quoted(operation.collection)}`;
  const rest = `${operation.calls.some(({ name }) => name === 'limit') ? ' LIMIT 1' : ''}${lockOf(operation)}`;
  switch (first.name) {
    case 'find':
      return made(`SELECT doc FROM ${table}${idOf(first)}${rest}`, true);
    case 'select':
      return made(`SELECT * FROM ${table}${whereOf(operation)}${rest}`);
    case 'modify':
      return made(`UPDATE ${table} SET doc = JSON_SET(doc, '$', 1)${idOf(first)}${rest}`, true);
    case 'update':
      return made(`UPDATE ${table} SET ${assignmentsOf(operation)}${whereOf(operation)}${rest}`);
    case 'remove':
      return made(`DELETE FROM ${table}${idOf(first)}${rest}`, true);
    case 'delete':
      return made(`DELETE FROM ${table}${whereOf(operation)}${rest}`);
    case 'add':
    case 'addOrReplace': {
      const own = first.values.map(documentId);
      const isMade = own.includes(null);
      const ids = withDrawn(own, drawn);
      const isKnown = ids.every((id) => id !== null);
      const rows = isKnown ? `(_id, doc) VALUES ${ids.map((id) => `(${id}, 1.5)`).join(', ')}` : ANY_ROW;
      const verb = first.name === 'add' ? 'INSERT' : 'REPLACE';
      return made(`${verb} INTO ${table} ${rows}`, true, isMade);
    }
    case 'insert':
      return made(`INSERT INTO ${table} ${rowsOf(operation)}`);
    default:
      return made(viewSql(table, first));
  }
}

/** Commands of the X plugin. Whether there was a collection already its answer does not tell where that is no mistake. */
function pluginSql({ name, values }: OperationCall): string {
  if (/^(?:ping|enable_notices|disable_notices|list_notices|list_clients|kill_client)$/.test(name)) return 'DO 1';
  if (name === 'list_objects') return 'SHOW TABLES';
  const told = jsonValue(values[0] ?? '') as Readonly<Record<string, unknown>> | undefined;
  const { schema, name: named, collection = named, options } = told ?? {};
  if (typeof schema !== 'string' || typeof collection !== 'string') return UNKNOWN;
  const table = `${quoted(schema)}.${quoted(collection)}`;
  const isReused = (options as { reuse_existing?: unknown } | undefined)?.reuse_existing === true;
  if (name === 'create_collection' && !isReused) return `CREATE TABLE ${table} ${COLLECTION}`;
  if (name === 'drop_collection') return `DROP TABLE ${table}`;
  if (name === 'get_collection_options') return `SHOW CREATE TABLE ${table}`;
  return `ALTER TABLE ${table} COMMENT ''`;
}

function viewSql(table: string, { name, values }: OperationCall): string {
  const source = operationCalls(values.at(-1) ?? '');
  if (name === 'dropView') return `DROP VIEW ${table}`;
  if (name === 'dropViewIfExists') return `DROP VIEW IF EXISTS ${table}`;
  if (source === null) return UNKNOWN;
  const from =
    source.schema === null ? quoted(source.collection) : `${quoted(source.schema)}.${quoted(source.collection)}`;
  const verb = name === 'createView' ? 'CREATE' : name === 'createOrReplaceView' ? 'CREATE OR REPLACE' : 'ALTER';
  return `${verb} VIEW ${table} AS SELECT * FROM ${from}`;
}

/** Which documents, where that is certain; others are about all. */
function idOf({ values: [criteria] }: OperationCall): string {
  if (criteria === undefined) return '';
  const text = expressionIn(criteria);
  const id = typeof text === 'string' && !/\bx?or\b/.test(withoutTexts(text)) ? ID.exec(text)?.[0] : undefined;
  return ` WHERE ${id ?? 'doc IS NOT NULL'}`;
}

function whereOf({ calls }: OperationCalls): string {
  const [criteria] = calls.find(({ name }) => name === 'where')?.values ?? [];
  if (criteria === undefined) return '';
  const text = expressionIn(criteria);
  // a path into a document is about no column alone
  return ` WHERE ${typeof text === 'string' && !/->|\$/.test(withoutTexts(text)) ? text : '1 + 1'}`;
}

function assignmentsOf({ calls }: OperationCalls): string {
  const sets = calls.filter(({ name }) => !/^(?:update|where|orderBy|limit|offset)$/.test(name));
  const columns = sets.map(({ values: [column = ''] }) => jsonValue(column));
  const isPlain = sets.every(({ name, values }, at) => {
    return name === 'set' && values.length === 2 && typeof columns[at] === 'string' && COLUMN.test(columns[at]);
  });
  // of which columns is not known: the rows may be any
  if (!isPlain) return 'doc = (SELECT 1)';
  return sets.map(({ values: [, value = ''] }, at) => `${quoted(String(columns[at]))} = ${sqlValue(value)}`).join(', ');
}

function rowsOf({ calls }: OperationCalls): string {
  const columns = calls[0]?.values.map(jsonValue) ?? [];
  const rows = calls.filter(({ name }) => name === 'values');
  const isNamed = columns.every((column) => typeof column === 'string' && COLUMN.test(column));
  const isWhole =
    rows.length > 0 && rows.every(({ values }) => columns.length === 0 || values.length === columns.length);
  if (!isNamed || !isWhole) return ANY_ROW;
  const names = columns.length === 0 ? '' : `(${columns.map((column) => quoted(String(column))).join(', ')}) `;
  return `${names}VALUES ${rows.map(({ values }) => `(${values.map(sqlValue).join(', ')})`).join(', ')}`;
}

/** As SQL writes it; null where the document has none, or one that is worked out. */
function documentId(document: string): string | null {
  const value = jsonValue(document) as { readonly _id?: unknown } | undefined;
  return typeof value?._id === 'string' ? sqlText(value._id) : null;
}

/** With those that the server drew, where it told of each. */
function withDrawn(ids: readonly (string | null)[], drawn: readonly string[]): readonly (string | null)[] {
  if (ids.filter((id) => id === null).length !== drawn.length) return ids;
  const left = drawn.values();
  return ids.map((id) => id ?? sqlText(left.next().value ?? ''));
}

function sqlValue(value: string): string {
  const text = jsonValue(value);
  if (typeof text === 'string') return sqlText(text);
  return typeof text === 'object' && text !== null ? '1.5' : value.replace(/"(?:[^"\\]|\\.)*"/g, "''");
}

function sqlText(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
}

function quoted(name: string): string {
  return `\`${name.replaceAll('`', '``')}\``;
}

function lockOf({ calls }: OperationCalls): string {
  const lock = calls.find(({ name }) => LOCKS[name] !== undefined);
  return lock === undefined ? '' : `${LOCKS[lock.name]} ${lock.values.join(' ')}`.trimEnd();
}

/** Its texts know no escapes; those of SQL do. */
function expressionIn(value: string): string | undefined {
  const text = jsonValue(value);
  return typeof text === 'string' ? text.replaceAll('\\', '\\\\') : undefined;
}

function withoutTexts(expression: string): string {
  return expression.replace(/'(?:[^']|'')*'/g, "''");
}

/** Methods' values that are expressions within texts; those of others are values, which may be worked out. */
const EXPRESSIONS = /^(?:find|modify|remove|select|where|fields|groupBy|having|sort|orderBy)$/;

function callsUnknown({ name, values }: OperationCall): boolean {
  return values.some((value) => {
    if (operationCalls(value) !== null) return operationCalls(value)?.calls.some(callsUnknown) === true;
    const text = EXPRESSIONS.test(name) ? jsonValue(value) : undefined;
    const expression = typeof text === 'string' ? withoutTexts(text) : outsideTexts(value);
    return [...expression.matchAll(/([\w.`]+)\s*\(/g)].some(([, called = '']) => {
      return !/^(?:in|not_in|and|or|not|cast|interval|between|is|like)$/i.test(called) && !isServerFunction(called);
    });
  });
}

/** Placeholders have numbers, in any order: each as a `?` at its place. */
function withParameters(
  sql: string,
  parameters: readonly ParameterValue[] | null,
): { readonly sql: string; readonly parameters: readonly ParameterValue[] | null } {
  const numbers: number[] = [];
  const made = sql.replace(/'(?:[^'\\]|\\.|'')*'|`(?:[^`]|``)*`|:(\d+)/g, (part, number?: string) => {
    if (number === undefined) return part;
    numbers.push(Number(number));
    return '?';
  });
  if (parameters === null) return { sql: made, parameters };
  const known = numbers.map((number) => parameters[number]);
  return { sql: made, parameters: known.every((one) => one !== undefined) ? known : null };
}
