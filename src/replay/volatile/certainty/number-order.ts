// In which order rows come depends on their numbers, whether it is asked for (`ORDER BY id`) or is what a server does by itself (by
// the primary key). Where the client knows rows by other numbers than the recorded ones, an answer of several rows is the server's
// only where these numbers are in it and stand in the same order, or where something else that is in it decides.

import type { Command } from '../../../core/command.ts';
import type { RecordedExchange, RecordedResponse, RecordingReader } from '../../../core/recording.ts';
import { decodeRow, walkResponse } from '../../../mysql/codec/walk-response.ts';
import type { ColumnDefinition } from '../../../mysql/packets/column-definition.ts';
import { parameterContent } from '../../../sql/values/statement-values.ts';
import { keyOf } from '../carrying/carried-answer.ts';
import type { CarriedIds, ToldOtherwise } from '../carrying/carried-ids.ts';
import { knownColumns } from '../carrying/known-columns.ts';

/** Of longer answers the order is not looked at: they are none where it counts. */
const MOST_BYTES = 1024 * 1024;

export interface OrderedAnswer {
  readonly command: Command;
  readonly exchange: RecordedExchange;
  readonly response: RecordedResponse;
  readonly reader: RecordingReader;
}

/** What a statement says of the order of its rows. */
export interface AskedOrder {
  /** Tables that it names, in lower case; null where it may name any. */
  readonly tables: ReadonlySet<string> | null;
  /** Columns, or other names of them, that it orders by, in lower case; empty where it does not say. */
  readonly by: readonly string[];
}

/** Whether some rows come in an order that another server, with the client's numbers, would not have given them. */
export function isInOtherOrder(
  { command, exchange, response, reader }: OrderedAnswer,
  asked: AskedOrder,
  keys: readonly ToldOtherwise[],
  ids: CarriedIds,
): boolean {
  const { encoding, outcome, bytes } = response;
  const ofThese = keys.filter(
    ({ key, names }) => asked.tables?.has(key.table) !== false || asked.by.some((one) => names.has(one)),
  );
  if (outcome !== 'resultset' || ofThese.length === 0) return false;
  if (bytes > MOST_BYTES) return true;
  const shape = {
    command: command.code,
    encoding,
    asksCursor: false,
    knownColumns: () => knownColumns(exchange, reader, encoding),
  };
  const results: Result[] = [];
  for (const walk of walkResponse(response.chunks(), shape)) {
    if (walk.kind !== 'row') continue;
    let result = results.at(-1);
    if (result === undefined || walk.result !== result.number) {
      result = { number: walk.result, columns: [...walk.columns], rows: [] };
      results.push(result);
    }
    const cells = decodeRow(command.code, walk.payload, result.columns);
    result.rows.push(cells.map((cell) => (cell === null ? null : contentOf(cell))));
  }
  return results.some((result) => result.rows.length > 1 && !isAsOrdered(result, asked, ofThese, ids));
}

interface Result {
  readonly number: number;
  readonly columns: readonly ColumnDefinition[];
  readonly rows: (string | null)[][];
}

function isAsOrdered(
  { columns, rows }: Result,
  { by }: AskedOrder,
  keys: readonly ToldOtherwise[],
  ids: CarriedIds,
): boolean {
  const shown = columns.map((column) => keyOf(column));
  const columnOf = (at: number) => rows.map((row) => row[at] ?? null);
  const numbers = shown.flatMap((key, at) => {
    const column = columnOf(at);
    const isCarried = column.some((one) => one !== null && ids.liveCell(key, one) !== null);
    return isCarried ? [column.map((one) => [Number(one), Number(ids.liveCell(key, one ?? '') ?? one)] as const)] : [];
  });
  if (!numbers.every(risesAlike)) return false;
  const isShown = ({ key }: ToldOtherwise) =>
    shown.some(({ schema, table, column }) => schema === key.schema && table === key.table && column === key.column);
  if (keys.every(isShown)) return true;
  return isDecidedBy(by, columns, rows, keys);
}

/** Whether what stands for the numbers rises where they do. */
function risesAlike(pairs: readonly (readonly [recorded: number, live: number])[]): boolean {
  const sorted = [...pairs].sort((a, b) => a[0] - b[0]);
  return sorted.every(([recorded, live], at) => {
    const before = sorted[at - 1];
    return before === undefined || (recorded === before[0] ? live === before[1] : live > before[1]);
  });
}

/** Whether the columns that it is ordered by are in the answer, are no numbers of rows, and differ from row to row. */
function isDecidedBy(
  by: readonly string[],
  columns: readonly ColumnDefinition[],
  rows: readonly (readonly (string | null)[])[],
  keys: readonly ToldOtherwise[],
): boolean {
  const places = by.map((name) => columns.findIndex((one) => one.name.toString('latin1').toLowerCase() === name));
  const isNumber = by.some((name) => keys.some(({ key, names }) => name === key.column || names.has(name)));
  if (places.length === 0 || isNumber || places.includes(-1)) return false;
  return new Set(rows.map((row) => JSON.stringify(places.map((at) => row[at])))).size === rows.length;
}

function contentOf(cell: Exclude<ReturnType<typeof decodeRow>[number], null>): string | null {
  return Buffer.isBuffer(cell) ? cell.toString('latin1') : parameterContent(cell);
}
