// The tables of schemas as information_schema describes them: what `mock verify` later compares with, to say which changed.
// https://dev.mysql.com/doc/refman/en/information-schema.html, https://mariadb.com/kb/en/information-schema-tables/

import { createHash } from 'node:crypto';
import { ROUTINES, routineLine } from '../core/described-routines.ts';
import { type KeptKind, keptLine } from '../core/described-values.ts';
import type { TableSchema } from '../core/recording.ts';
import type { ClientSession } from '../mysql/session/client-session.ts';
import { alteredBy } from '../sql/access/new-values.ts';
import { reachOf, touchedBy } from '../sql/access/reach.ts';
import { readKeptValues } from '../sql/values/kept-values.ts';

const DIGEST_DIGITS = 32;
/** Schemas of the server itself. */
const OWN: ReadonlySet<string> = new Set(['mysql', 'sys', 'information_schema', 'performance_schema']);

/** Names of the schemas that the account may see, less the server's own. @throws MockError */
export async function readSchemaNames(session: ClientSession): Promise<readonly string[]> {
  const rows = await texts(session, 'SELECT SCHEMA_NAME FROM information_schema.SCHEMATA');
  return rows.map(([name]) => name ?? '').filter((name) => !OWN.has(name.toLowerCase()));
}

/**
 * Tables and views of these schemas with their columns, keys, and what they reach: triggers, and what a view is made of; and
 * under a name of its own what functions and procedures touch.
 * @throws MockError
 */
export async function readTableSchemas(
  session: ClientSession,
  schemas: readonly string[],
): Promise<readonly TableSchema[]> {
  if (schemas.length === 0) return [];
  const names = schemas.map((name) => `_utf8mb4 X'${Buffer.from(name).toString('hex')}'`).join(', ');
  const within = `TABLE_SCHEMA IN (${names})`;
  const order = 'ORDER BY TABLE_SCHEMA, TABLE_NAME';
  const tables = new Tables();
  for (const [schema, table, kind, engine] of await texts(session, `${KINDS} WHERE ${within} ${order}`)) {
    tables.add(schema, table, `${kind?.toLowerCase()}`);
    // as nearly all are, which goes without saying
    if (engine != null && engine !== 'InnoDB') tables.add(schema, table, `engine ${engine.toLowerCase()}`);
  }
  for (const [schema, table, ...column] of await texts(
    session,
    `${COLUMNS} WHERE ${within} ${order}, ORDINAL_POSITION`,
  )) {
    tables.add(schema, table, columnLine(column));
    const [name, , , byDefault, extra] = column;
    // of others it is a constant
    if (/DEFAULT_GENERATED/.test(extra ?? '') || /^[^'].*\(/s.test(byDefault ?? ''))
      tables.add(schema, table, valuesLine('column', name, byDefault));
  }
  for (const [schema, table, name, expression] of await generatedColumns(session, `${within} ${order}`)) {
    tables.add(schema, table, valuesLine('column', name, expression));
  }
  for (const [schema, table, name, expression] of await checks(session, names)) {
    tables.add(schema, table, valuesLine('check', name, expression));
  }
  const keys = `${KEYS} WHERE ${within} ${order}, INDEX_NAME, SEQ_IN_INDEX`;
  for (const [schema, table, ...part] of await texts(session, keys)) tables.addKey(schema, table, part);
  const references = `${REFERENCES} AND ${within} ${order}, CONSTRAINT_NAME, ORDINAL_POSITION`;
  for (const [schema, table, ...part] of await texts(session, references)) {
    tables.add(schema, table, referenceLine(part));
  }
  for (const [schema, table, body] of await texts(session, `${VIEWS} WHERE ${within} ${order}`)) {
    tables.add(schema, table, `reads ${reachLine(body, schema)}`);
    tables.add(schema, table, valuesLine('view', '', body));
  }
  const triggers = `${TRIGGERS} WHERE EVENT_OBJECT_SCHEMA IN (${names}) ORDER BY EVENT_OBJECT_TABLE, TRIGGER_NAME`;
  for (const [schema, table, name, timing, event, body] of await texts(session, triggers)) {
    const words = `trigger ${name} ${timing} ${event}`.toLowerCase();
    tables.add(schema, table, `${words} reaches ${reachLine(body, schema)}${alteredWords(body)}`);
    tables.add(schema, table, valuesLine('trigger', `${timing} ${event}`, body));
  }
  const routines = `${ROUTINES_OF} WHERE ROUTINE_SCHEMA IN (${names}) ORDER BY ROUTINE_SCHEMA, ROUTINE_NAME, ROUTINE_TYPE`;
  for (const [schema, name, kind, body] of await texts(session, routines)) {
    // a name of several words is none that a line can hold
    if (!/\s/.test(name ?? ''))
      tables.add(schema, ROUTINES, routineLine(kind ?? '', name ?? '', touchedBy(body ?? '', schema ?? '')));
    const of = kind?.toLowerCase() === 'function' ? 'function' : 'procedure';
    tables.add(schema, ROUTINES, valuesLine(of, name, body));
  }
  return tables.all();
}

const KINDS = 'SELECT TABLE_SCHEMA, TABLE_NAME, TABLE_TYPE, ENGINE FROM information_schema.TABLES';
const COLUMNS = `SELECT TABLE_SCHEMA, TABLE_NAME, COLUMN_NAME, COLUMN_TYPE, IS_NULLABLE, COLUMN_DEFAULT, EXTRA, COLLATION_NAME
  FROM information_schema.COLUMNS`;
const KEYS = `SELECT TABLE_SCHEMA, TABLE_NAME, INDEX_NAME, COLUMN_NAME, SUB_PART, NON_UNIQUE, INDEX_TYPE
  FROM information_schema.STATISTICS`;
const REFERENCES = `SELECT TABLE_SCHEMA, TABLE_NAME, CONSTRAINT_NAME, COLUMN_NAME, REFERENCED_TABLE_SCHEMA,
  REFERENCED_TABLE_NAME, REFERENCED_COLUMN_NAME
  FROM information_schema.KEY_COLUMN_USAGE WHERE REFERENCED_TABLE_NAME IS NOT NULL`;

const VIEWS = 'SELECT TABLE_SCHEMA, TABLE_NAME, VIEW_DEFINITION FROM information_schema.VIEWS';
const TRIGGERS = `SELECT EVENT_OBJECT_SCHEMA, EVENT_OBJECT_TABLE, TRIGGER_NAME, ACTION_TIMING, EVENT_MANIPULATION,
  ACTION_STATEMENT FROM information_schema.TRIGGERS`;

const ROUTINES_OF = `SELECT ROUTINE_SCHEMA, ROUTINE_NAME, ROUTINE_TYPE, ROUTINE_DEFINITION
  FROM information_schema.ROUTINES`;

type Text = string | null | undefined;

async function texts(session: ClientSession, sql: string): Promise<(string | null)[][]> {
  const { rows } = await session.query(sql);
  return rows.map((row) => row.map((value) => value?.toString('utf8') ?? null));
}

/** `column email varchar(80) not null default 'x' collate utf8mb4_bin` */
function columnLine([name, type, isNullable, defaultValue, extra, collation]: readonly Text[]): string {
  const words = [
    `column ${name} ${type}`,
    isNullable === 'NO' ? 'not null' : '',
    defaultValue == null ? '' : `default ${defaultValue}`,
    extra ?? '',
    collation == null ? '' : `collate ${collation}`,
  ];
  return words.filter((word) => word !== '').join(' ');
}

/** `reference orders_ibfk_1 user_id shop.users.id` */
function referenceLine([name, column, schema, table, referenced]: readonly Text[]): string {
  return `reference ${name} ${column} ${schema}.${table}.${referenced}`;
}

/** Names of tables, or `*`: any; the text itself, which may hold secrets, is not kept. */
function reachLine(body: Text, schema: Text): string {
  const reach = reachOf(body ?? '', schema ?? '');
  return reach === 'all' ? '*' : reach.join(' ');
}

/** ` = =updated_at`: columns that a trigger may give other values; empty where that is not known. */
function alteredWords(body: Text): string {
  const columns = alteredBy(body ?? '');
  return columns === null ? '' : ` = ${columns.map((one) => `=${one}`).join(' ')}`.trimEnd();
}

function valuesLine(kind: KeptKind, of: Text, body: Text): string {
  // of a column or a check MySQL has quotes with a backslash
  const text = kind === 'column' || kind === 'check' ? body?.replaceAll("\\'", "'") : body;
  return keptLine(kind, of ?? '', readKeptValues(kind, text ?? ''));
}

/** None where a server knows of none, or does not tell what they are made of. */
async function generatedColumns(session: ClientSession, where: string): Promise<(string | null)[][]> {
  const columns = 'SELECT TABLE_SCHEMA, TABLE_NAME, COLUMN_NAME, GENERATION_EXPRESSION FROM information_schema.COLUMNS';
  try {
    return await texts(session, `${columns} WHERE GENERATION_EXPRESSION <> '' AND ${where}, ORDINAL_POSITION`);
  } catch {
    return [];
  }
}

/** None where a server knows of none. MySQL tells by the constraint of which table it is. */
async function checks(session: ClientSession, names: string): Promise<(string | null)[][]> {
  const within = `CONSTRAINT_SCHEMA IN (${names})`;
  const order = 'ORDER BY TABLE_NAME, CONSTRAINT_NAME';
  try {
    return await texts(session, `SELECT CONSTRAINT_SCHEMA, TABLE_NAME, ${CHECK} WHERE ${within} ${order}`);
  } catch {
    const of = `${CHECK} JOIN information_schema.TABLE_CONSTRAINTS USING (CONSTRAINT_SCHEMA, CONSTRAINT_NAME)`;
    const enforced = `CONSTRAINT_TYPE = 'CHECK' AND ENFORCED = 'YES' AND ${within}`;
    return await texts(session, `SELECT CONSTRAINT_SCHEMA, TABLE_NAME, ${of} WHERE ${enforced} ${order}`).catch(
      () => [],
    );
  }
}

const CHECK = 'CONSTRAINT_NAME, CHECK_CLAUSE FROM information_schema.CHECK_CONSTRAINTS';

interface Described {
  readonly schema: string;
  readonly table: string;
  readonly lines: string[];
  /** The key whose parts are being added. */
  key: string | null;
}

class Tables {
  readonly #tables = new Map<string, Described>();

  add(schema: Text, table: Text, line: string): void {
    this.#of(schema, table).lines.push(line);
  }

  /** A key's first part makes a line of it, which the others follow on: `key by_name unique btree name(20) id`. */
  addKey(schema: Text, table: Text, [name, column, length, isNotUnique, type]: readonly Text[]): void {
    const described = this.#of(schema, table);
    const part = `${column ?? '(an expression)'}${length == null ? '' : `(${length})`}`;
    const last = described.lines.length - 1;
    if (described.key === name) described.lines[last] += ` ${part}`;
    else described.lines.push(`key ${name} ${isNotUnique === '0' ? 'unique ' : ''}${type?.toLowerCase()} ${part}`);
    described.key = name ?? null;
  }

  all(): TableSchema[] {
    return [...this.#tables.values()].map(({ schema, table, lines }) => {
      const definition = lines.join('\n');
      const digest = createHash('sha256').update(definition).digest('hex').slice(0, DIGEST_DIGITS);
      return { schema, table, digest, definition };
    });
  }

  #of(schema: Text, table: Text): Described {
    const key = `${schema}\0${table}`;
    let described = this.#tables.get(key);
    if (described === undefined) {
      described = { schema: schema ?? '', table: table ?? '', lines: [], key: null };
      this.#tables.set(key, described);
    }
    return described;
  }
}
