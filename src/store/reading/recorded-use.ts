// What a recorded exchange had to do with data, from its statement as the recording shows it: SQL, or an operation of the X
// Protocol such as `shop.orders.find("total > 5")`.

import type { ParameterValue } from '../../core/command.ts';
import { isPrepare } from '../../core/command-table.ts';
import { type DataUse, NO_USE, type TableUse } from '../../core/data-use.ts';
import { readShownParameters } from '../../core/recorded-parameters.ts';
import { addedKeys } from '../../data/definitions/alterations.ts';
import type { Catalogue } from '../../data/definitions/catalogue.ts';
import type { WritingStep } from '../../data/definitions/row-keys.ts';
import { isMadeAtOnce } from '../../data/definitions/table-facts.ts';
import { boundPins } from '../../data/use/bound-pins.ts';
import { namedObject } from '../../data/use/named-object.ts';
import { useOf } from '../../data/use/use-of.ts';
import type { DataAccess, TableName } from '../../sql/access/access-shape.ts';
import { assignedColumns } from '../../sql/access/assigned-columns.ts';
import type { Pin } from '../../sql/access/constant-key.ts';
import { alteredBy } from '../../sql/access/new-values.ts';
import { reachOf, touchedBy } from '../../sql/access/reach.ts';
import { bodyOf } from '../../sql/access/routine-body.ts';
import { leftBehind } from '../../sql/session/failed-statement.ts';
import { readStatement, type StatementReading } from '../../sql/statement-reading.ts';
import { countPlaceholders } from '../../sql/values/count-placeholders.ts';
import type { LexerOptions } from '../../sql/words/token.ts';
import { operationSql } from './operation-sql.ts';
import { PreparedTexts } from './prepared-texts.ts';
import { warningsOfValues } from './warnings-of-values.ts';

export interface RecordedExchangeRow {
  readonly id: number;
  readonly session: number;
  readonly scope: number;
  readonly command: string;
  readonly database: string;
  readonly fingerprint: string | null;
  readonly parameters: string | null;
  readonly gap: string | null;
  readonly begunAfter: number | null;
  readonly state: string | null;
  readonly sql: string | null;
  readonly response: number | null;
  readonly outcome: string | null;
  readonly errorCode: number | null;
  readonly lastInsertId: number | string | null;
  readonly affectedRows: number | string | null;
  readonly warnings: number | null;
  /** Whether an OK says of an UPDATE that it met no row, and that it changed none. */
  readonly meetsNone?: number | null;
  readonly changesNone?: number | null;
  /** Of an insert of the X Protocol: the beginning of its answer, which tells of the ids that the server drew. */
  readonly told?: Buffer | null;
}

/** Their answers always say how many rows they changed. */
const COUNTED: ReadonlySet<string> = new Set(['COM_QUERY', 'COM_STMT_EXECUTE']);
const BULK = 'COM_STMT_BULK_EXECUTE';
/** Those that are statements, and COM_INIT_DB, which is told as the USE that it is. */
const SQL_COMMANDS: ReadonlySet<string> = new Set([
  'COM_INIT_DB',
  'COM_QUERY',
  'COM_STMT_PREPARE',
  'COM_STMT_EXECUTE',
  BULK,
  'Sql.StmtExecute',
  'Prepare.Prepare',
  'Prepare.Execute',
]);
/** Of the X Protocol: what carries an operation, which may be SQL as well. */
const X_OPERATION = /^(?:Crud\.|Sql\.StmtExecute$|Prepare\.(?:Prepare|Execute)$|Cursor\.Open$)/;
/** What is another thing each time, or on each connection. */
const BY_CHANCE =
  /\b(?:now|uuid\w*|rand|random_bytes|sysdate|(?:current|local)_?(?:date|time|timestamp)|cur(?:date|time)|localtime|unix_timestamp|utc_\w+|connection_id|sleep|processlist|sys_guid)\b/i;
/** What a server only estimates of its tables, and anew whenever it likes: rows, sizes, how many values a key has. */
const ESTIMATED =
  /^(?:explain|desc(?:ribe)? (?:select|update|delete|insert)|show (?:extended )?(?:index|indexes|keys|table status))\b|\b(?:table_rows|avg_row_length|data_length|index_length|data_free|cardinality|innodb_(?:table|index)_stats)\b/i;

export function readRecorded(
  row: RecordedExchangeRow,
  parameters: readonly ParameterValue[] | null,
  catalogue: Catalogue,
  texts = new PreparedTexts(),
): DataUse {
  const { command, state } = row;
  const asked = askedBy(row, parameters, texts);
  if (asked === null) return NO_USE;
  const { reading } = asked;
  const errorCode = row.outcome === 'error' ? (row.errorCode ?? 0) : null;
  const normal = reading.normal.toString('utf8');
  const text = asked.operation ?? normal;
  const prepared = preparedBy(reading, state ?? '');
  if (reading.keyword === 'PREPARE') texts.note(reading, state ?? '');
  const use = useOf(
    {
      // a text that PREPARE names is refused where its tables are not there, as the prepare of a driver is
      access: prepared === null ? reading.access : prepared.access,
      sql: prepared === null ? normal : prepared.normal.toString('utf8'),
      parameters: asked.parameters,
      ...(command === BULK && { perRow: countPlaceholders(Buffer.from(text), dialectOf(state ?? '')) }),
      isCollection: asked.isCollection,
      database: row.database,
      state: state ?? '',
      isByChance: asked.makesIds || BY_CHANCE.test(text) || ESTIMATED.test(text) || reading.isSessionBound,
      errorCode,
      transactionLeft: errorCode === null ? null : leftBehind(reading, errorCode),
      lastInsertId: BigInt(row.lastInsertId ?? 0),
      affectedRows: row.outcome === 'resultset' ? -1 : Number(row.affectedRows ?? 0),
      found: row.meetsNone ? 'no row' : row.changesNone ? 'no change' : null,
      warnings: warningsOfValues(row, reading, catalogue.warnsOfValues),
    },
    catalogue,
  );
  if (prepared !== null) return { reads: existenceOf(use), writes: [], isBeside: true };
  if (COUNTED.has(command)) return use;
  if (!isPrepare(command)) {
    const { clears: _, ...others } = use;
    return others;
  }
  // what it says of a table is how it is made
  const reads = typeof use.reads === 'string' ? [] : use.reads.map(({ table }) => ({ table, isDefinition: true }));
  // it ends no transaction, and says nothing of whether one is open
  return { reads, writes: [], isBeside: true };
}

/** What `PREPARE s FROM '…'` prepares; null of all else. */
function preparedBy({ keyword, effects }: StatementReading, state: string): StatementReading | null {
  if (keyword !== 'PREPARE') return null;
  const effect = effects.find(({ kind }) => kind === 'prepared');
  if (effect?.kind !== 'prepared' || effect.text.kind !== 'literal') return null;
  return readStatement(effect.text.sql, dialectOf(state));
}

/** Whether its tables are there. */
function existenceOf({ reads }: DataUse): readonly TableUse[] {
  return typeof reads === 'string' ? [] : reads.map(({ table }) => ({ table, isExistence: true }));
}

/** What counts of an exchange's statement; null where it has nothing to do with data. */
function askedBy(
  { command, sql, state, told }: RecordedExchangeRow,
  parameters: readonly ParameterValue[] | null,
  texts: PreparedTexts | null = null,
) {
  if (sql === null) return null;
  const operation = X_OPERATION.test(command) ? operationSql(sql, parameters, drawnIn(told)) : null;
  if (operation !== null) return { ...operation, operation: sql, reading: readStatement(Buffer.from(operation.sql)) };
  if (!SQL_COMMANDS.has(command)) return null;
  const reading = readStatement(Buffer.from(sql), dialectOf(state ?? ''));
  const executed =
    reading.keyword === 'EXECUTE' ? texts?.executedBy(reading, state ?? '', dialectOf(state ?? '')) : null;
  return { reading, parameters, ...executed, operation: null, isCollection: false, makesIds: false };
}

/** Each id that a server draws for a document has 28 hexadecimal digits; before a text stands how long it is. */
const DRAWN = new RegExp(`${String.fromCharCode(28)}([\\da-f]{28})`, 'g');

function drawnIn(told: Buffer | null | undefined): readonly string[] {
  return told == null ? [] : [...told.toString('latin1').matchAll(DRAWN)].map(([, id = '']) => id);
}

/** Which columns a statement by itself gives new values, whether it names its own table only, and what each row is that it adds. */
export function assignedBy(row: RecordedExchangeRow): Pick<WritingStep, 'sets' | 'isAlone' | 'rows'> {
  const asked = isPrepare(row.command) ? null : askedBy(row, null);
  const reading = asked?.reading;
  const [access, other] = reading?.access ?? [];
  if (reading === undefined || access === undefined || other !== undefined) return NOT_TOLD;
  const { reads, writes } = access;
  const [own] = writes === 'all' ? [] : writes;
  // a table beside it is not only written by what foreign keys do
  const isOwn = ({ schema, name }: TableName) => own !== undefined && schema === own.schema && name === own.name;
  const isAlone = reads !== 'all' && writes !== 'all' && [...reads, ...writes].every(isOwn);
  const sets = assignedColumns(reading.tokens);
  if (sets !== 'adds' || own === undefined || row.command === BULK || asked?.operation !== null) {
    return { sets, isAlone };
  }
  return { sets, isAlone, rows: rowsOf(own.pins, row) };
}

/** Of several rows that an INSERT names the columns of; undefined of one. */
function rowsOf(pins: readonly Pin[], asked: Pick<RecordedExchangeRow, 'parameters'>): WritingStep['rows'] {
  const named = pins.filter(({ column }) => /^[^@*]/.test(column));
  const count = named[0]?.values.length ?? 0;
  if (count < 2 || !named.every(({ values }) => values.length === count)) return undefined;
  const parameters = readShownParameters(asked.parameters);
  const row = (at: number) => named.map((pin) => ({ ...pin, values: pin.values.slice(at, at + 1) }));
  return Array.from({ length: count }, (_, at) => boundPins(row(at), { parameters }));
}

export const NOT_TOLD = { sets: null, isAlone: false } as const;

/** How the statement was read, as far as the state tells. */
export function dialectOf(state: string): LexerOptions {
  return {
    ansiQuotes: /sql_mode='[^']*ANSI/i.test(state),
    noBackslashEscapes: /sql_mode='[^']*NO_BACKSLASH_ESCAPES/i.test(state),
  };
}

const ROUTINE = /^create\b[^(]*?\b(?:procedure|function)\s+(?:if\s+not\s+exists\s+)?([^\s(;]+)/i;

/** Takes in what a CREATE or an ALTER says. */
export function noteDefinition(catalogue: Catalogue, sql: string, database: string): void {
  const reading = readStatement(Buffer.from(operationSql(sql, null)?.sql ?? sql));
  const [access] = reading.access;
  if (access === undefined || (access.kind !== 'definition' && access.kind !== 'unknown')) return;
  const normal = reading.normal.toString('utf8');
  const trigger = /^create\b.*?\btrigger\b.*?\bon\s+([^\s]+)\s+for\s+each\s+row/is.exec(normal)?.[1];
  const nameOf = (schema: string | null, name: string) => `${schema ?? database}.${name}`.toLowerCase();
  if (trigger !== undefined) {
    const [name = '', schema] = trigger.replaceAll('`', '').split('.').reverse();
    const isBefore = /\bbefore\s+(?:insert|update|delete)\b/i.test(normal);
    const body = /\bfor\s+each\s+row\b(?:\s+(?:follows|precedes)\s+\S+)?([\s\S]*)$/i.exec(sql)?.[1] ?? '';
    const event = /\b(?:before|after)\s+(insert|update|delete)\b/i.exec(normal)?.[1]?.toLowerCase();
    const reach = reachOf(body, schema ?? database);
    const alters = !isBefore ? [] : reach === 'all' ? reach : (alteredBy(body) ?? 'all');
    catalogue.createTrigger(nameOf(schema ?? null, name), reach, alters, event, namedObject(normal, database));
    return;
  }
  const routine = ROUTINE.exec(normal)?.[1];
  if (routine !== undefined) {
    const [name = '', schema = null] = routine.replaceAll('`', '').split('.').reverse();
    const body = bodyOf(sql, /\bfunction\b/i.test(normal.slice(0, normal.indexOf('('))));
    catalogue.createRoutine(nameOf(schema, name), touchedBy(body, schema ?? database));
    return;
  }
  if (access.writes === 'all') return;
  const [target] = access.writes;
  if (target === undefined) return;
  const table = nameOf(target.schema, target.name);
  if (/^create (?:or replace )?(?:temporary )?table\b/i.test(normal)) noteTable(catalogue, table, reading, access);
  else if (/^create\b[^(]*?\bview\b/i.test(normal)) {
    const reads = access.reads === 'all' ? 'all' : access.reads.map(({ schema, name }) => nameOf(schema, name));
    catalogue.createView(table, reads === 'all' ? reads : reads.filter((name) => name !== table));
  } else {
    if (/\b(?:unique|primary|references|auto_increment|rename)\b/i.test(normal)) {
      const added = addedKeys(normal, table.slice(0, table.lastIndexOf('.')));
      if (added === null) catalogue.blur(table);
      else catalogue.extend(table, added);
    }
    if (/^alter\b.*\b(?:modify|change|rename)\b/is.test(normal)) catalogue.retype(table);
    if (/\b(?:generated|on update|as ?\()/i.test(normal)) catalogue.generate(table);
  }
}

function noteTable(catalogue: Catalogue, table: string, reading: StatementReading, access: DataAccess): void {
  const normal = reading.normal.toString('utf8');
  // it has the keys of the other one
  if (/\blike [^(]+$|\( ?like\b/i.test(normal)) catalogue.blur(table);
  if (access.isTemporary) catalogue.createTemporary(table);
  catalogue.create(table, reading.masked);
  const behind = normal.slice(normal.lastIndexOf(')') + 1).toLowerCase();
  const isAtOnce = isMadeAtOnce(behind.replace(/=/g, ' = ').split(/\s+/));
  if (isAtOnce) catalogue.writeAtOnce(access.isTemporary ? `~${table}` : table);
}

/** A row was refused for a key that is there: where no definition says which columns are keys, any may be. */
export function noteRefusal(catalogue: Catalogue, sql: string, database: string): void {
  const [access] = readStatement(Buffer.from(operationSql(sql, null)?.sql ?? sql)).access;
  if (access === undefined || access.writes === 'all') return;
  for (const { schema, name } of access.writes) {
    const table = `${schema ?? database}.${name}`.toLowerCase();
    if (catalogue.factsOf(table) === undefined) catalogue.blur(table);
  }
}
