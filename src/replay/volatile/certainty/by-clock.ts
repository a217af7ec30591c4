// The clock in a condition: `WHERE expires_at > '2026-11-29 08:00:00'` asks which rows are over by now. It is answered as it was recorded
// where that is certain: where every row that may be there lies on the same side of the live time as it lay of the recorded one. That
// takes statements that said what the rows have there; of all else nothing tells what the server would say.

import { type Command, PLAIN_DIALECT } from '../../../core/command.ts';
import { readShownParameters } from '../../../core/recorded-parameters.ts';
import type { RecordedExchange, RecordingReader } from '../../../core/recording.ts';
import { readStatement } from '../../../sql/statement-reading.ts';
import { parameterContent, parameterPositions, readValues } from '../../../sql/values/statement-values.ts';
import { readValueColumns } from '../../../sql/values/value-columns.ts';
import { readValueUses } from '../../../sql/values/value-uses.ts';
import type { RowsThere } from '../../matching/missing-write.ts';
import type { Place } from '../../matching/place.ts';
import type { CarriedValues } from '../carrying/carried-values.ts';
import type { UnknownColumn } from '../carrying/stored-values.ts';
import type { Slot } from '../values/masked-statement.ts';
import { readMoment } from '../values/volatile-kinds.ts';

/** Writes whose rows are there that are looked at. */
const MOST_WRITES = 1_024;

interface ByClock {
  /** As it was recorded. */
  readonly recorded: Command;
  readonly values: CarriedValues;
  readonly reader: RecordingReader;
  readonly matcher: {
    rowsThere(tables: ReadonlySet<string>, place: Place): RowsThere | null;
    giveBack(exchange: RecordedExchange): void;
  };
  readonly place: Place;
}

type Pair = readonly [recorded: string, live: string];

/**
 * Whether every row lies on the same side of the live times as of the recorded ones; what was found is given back where that is not so.
 * @param recorded slots of the recorded statement @param live those of the command
 */
export function isSameByClock(
  asked: ByClock,
  { exchange }: { readonly exchange: RecordedExchange },
  recorded: readonly Slot[],
  live: readonly Slot[],
): boolean {
  if (isSame(asked, recorded, live)) return true;
  asked.matcher.giveBack(exchange);
  return false;
}

function isSame(asked: ByClock, recorded: readonly Slot[], live: readonly Slot[]): boolean {
  const { name, sql, dialect } = asked.recorded;
  const times = live.flatMap((slot, at) => (slot.isNow === true ? [{ slot, from: recorded[at]?.content ?? '' }] : []));
  // how it is made does not depend on any row
  if (times.length === 0 || name === 'COM_STMT_PREPARE') return true;
  if (sql === null) return false;
  const { normal } = readStatement(sql, dialect);
  const tables = new Set(readValueColumns(normal, dialect).tables.values());
  const [table] = tables;
  const words = withoutTexts(normal);
  if (table === undefined || tables.size > 1 || /\bselect\b.*\bselect\b/is.test(words)) return false;
  const { uses } = readValueUses(normal, dialect);
  const values = readValues(normal, dialect);
  const starts = values.map(({ start }) => start);
  // where each comparison with the time says of each row what it said, so does any condition made of them
  const rows = rowsOf(asked, normal, tables, live, !/\b(?:or|not|xor|case|if)\b/i.test(words));
  if (rows === null) return false;
  return times.every(({ slot, from }) => {
    const start = starts[slot.position - 1] ?? -1;
    const column = uses.find(
      ({ how, name, beside }) => how === 'compared' && name !== null && beside.includes(start),
    )?.name;
    if (column == null) return false;
    const cells = rows.map((id) => cellsOf(id, column, table, asked));
    const isNumber = values[slot.position - 1]?.kind === 'number';
    const isSameFor = ([row, liveRow]: Pair) =>
      (isNumber && row === liveRow && isBeside(row, [from, slot.content])) ||
      isSameSide([row, liveRow], [from, slot.content]);
    return cells.every((pairs) => pairs?.every(isSameFor) === true);
  });
}

function withoutTexts(sql: Buffer): string {
  return sql.toString('latin1').replace(/'(?:[^'\\]|\\.|'')*'|"(?:[^"\\]|\\.|"")*"|`[^`]*`/gs, "''");
}

/**
 * Writes that may have stored what the statement looks at; null where there may be rows of which nothing is known.
 * @param isEachOne whether all of its conditions have to hold, so that a row with another identity is none that it looks at
 */
function rowsOf(
  { recorded, values, reader, matcher, place }: ByClock,
  normal: Buffer,
  tables: ReadonlySet<string>,
  live: readonly Slot[],
  isEachOne: boolean,
): readonly number[] | null {
  const known = matcher.rowsThere(tables, place);
  if (known === null) return null;
  // an identity that nobody has stored is nowhere
  if (isEachOne && live.some(({ isAsked }) => isAsked === true)) return [];
  const identity = isEachOne ? contentsOf(recorded, normal).find((content) => values.isIdentity(content)) : undefined;
  if (identity === undefined) return known.isAll && known.writes.length <= MOST_WRITES ? known.writes : null;
  // a row that is known by an identity was stored by who brought that; what changes rows behind that may change this one too
  const last = known.writes.slice(-MOST_WRITES);
  const from = last.findIndex((id) => isInsert(id, reader) && saidBy(id, reader).includes(identity));
  if (from < 0) return null;
  return last.slice(from).filter((id) => !isInsert(id, reader) || saidBy(id, reader).includes(identity));
}

/** Of `column = value`. */
function contentsOf({ parameters, dialect }: Command, normal: Buffer): readonly string[] {
  const all = readValues(normal, dialect);
  const { columns } = readValueColumns(normal, dialect);
  const positions = parameterPositions(all);
  const bound = (parameters ?? []).map((parameter, index) => ({
    start: all[(positions[index] ?? 0) - 1]?.start ?? -1,
    content: parameterContent(parameter) ?? '',
  }));
  const literals = all.filter(({ kind }) => kind !== 'parameter');
  return [...literals, ...bound].filter(({ start }) => columns.has(start)).map(({ content }) => content);
}

/** Of rows that it says itself. */
function isInsert(id: number, reader: RecordingReader): boolean {
  const { sql = '' } = reader.recordedStatement(id) ?? {};
  return INSERTS.test(sql) && !/\bselect\b/i.test(sql);
}

const INSERTS = /^\s*(?:\/\*.*?\*\/\s*)?insert\b/is;

function saidBy(id: number, reader: RecordingReader): string {
  const { sql = '', parameters = '' } = reader.recordedStatement(id) ?? {};
  return `${sql} ${parameters ?? ''}`;
}

/** What a write has put into a column, as it was recorded and as it is now; null where that is not known. */
function cellsOf(id: number, column: string, table: string, { reader, values }: ByClock): readonly Pair[] | null {
  const statement = reader.recordedStatement(id);
  if (statement === undefined) return null;
  const { normal, keyword } = readStatement(Buffer.from(statement.sql), PLAIN_DIALECT);
  if (FEWER.has(keyword)) return [];
  if (keyword === 'ALTER' && !normal.toString('latin1').toLowerCase().includes(column)) return [];
  if (keyword !== 'INSERT' && keyword !== 'UPDATE') return null;
  const { stored } = readValueUses(normal, PLAIN_DIALECT);
  const all = readValues(normal, PLAIN_DIALECT);
  const positions = parameterPositions(all);
  const parameters = readShownParameters(statement.parameters) ?? [];
  if (parameters.length > positions.length) return null;
  const contents = all.flatMap(({ start, content, kind }, at) => {
    if (stored.get(start) !== column) return [];
    const bound = kind === 'parameter' ? parameters[positions.indexOf(at + 1)] : undefined;
    return [kind === 'parameter' ? (bound === undefined ? '' : parameterContent(bound)) : content];
  });
  const { responseId } = reader.exchangeById(id) ?? { responseId: null };
  const rows = responseId === null ? null : reader.response(responseId).affectedRows;
  // what a default, a function or another query gives is not said
  if (contents.length === 0 || (keyword === 'INSERT' && BigInt(contents.length) !== rows)) return null;
  const isOfIt = (one: UnknownColumn) => one.exchange === id && (one.column ?? column) === column;
  if (values.stored.unknownIn([table]).some(isOfIt)) return null;
  const pairs = values.stored.pairsOf([table], column).filter(({ exchange }) => exchange === id);
  return contents.flatMap((content): Pair[] => {
    // NULL is on no side
    if (content === null) return [];
    const others = pairs.filter(({ recorded }) => recorded === content);
    return others.length === 0 ? [[content, content]] : others.map(({ live }) => [content, live]);
  });
}

/** Whether what is the same at every run does not lie between two times that are numbers: a text is compared with one by the number that it begins with, or 0. */
function isBeside(content: string, times: Pair): boolean {
  const size = Number(/^[\t-\r ]*([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)/i.exec(content)?.[1] ?? 0);
  const [before, now] = times.map((time) => size - Number(time)) as [number, number];
  return before > 0 === now > 0 && Math.min(Math.abs(before), Math.abs(now)) >= 1;
}

/** They leave rows as they are, or fewer. */
const FEWER: ReadonlySet<string> = new Set(['DELETE', 'TRUNCATE', 'CREATE', 'DROP']);

function isSameSide([row, liveRow]: Pair, [time, liveTime]: Pair): boolean {
  const [a, b, c, d] = [row, time, liveRow, liveTime].map(sizeOf);
  if (a == null || b == null || c == null || d == null) return false;
  if (a.form !== b.form || c.form !== d.form) return false;
  const [before, now] = [a.micros - b.micros, c.micros - d.micros];
  return before > 0 === now > 0 && Math.min(Math.abs(before), Math.abs(now)) >= LEAST_APART;
}

/** A column may keep whole seconds, rounded. */
const LEAST_APART = 1_000_000;

interface Size {
  /** Of two forms nothing tells which is the later one. */
  readonly form: string;
  readonly micros: number;
}

/** Null of what is no moment, and no seconds or parts of them since 1970. */
function sizeOf(content: string): Size | null {
  if (/^\d{10}(?:\d{3}){0,2}$/.test(content)) {
    return { form: String(content.length), micros: Number(content.padEnd(16, '0')) };
  }
  const moment = readMoment(content);
  if (moment === null) return null;
  const zone = /(?:Z|[+-]\d\d:?\d\d)?$/.exec(content.slice(14))?.[0] ?? '';
  return { form: `moment ${content.includes(':')} ${zone}`, micros: moment.seconds * 1_000_000 + moment.micros };
}
