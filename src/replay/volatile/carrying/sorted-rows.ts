// Rows that a statement sorts by values which are new at every run: they come in the order of the live ones, as the server would give
// them. That is certain of texts of one form (UUIDs, ULIDs, tokens), of whole numbers and times, no two of them equal.

import type { Command } from '../../../core/command.ts';
import type { RecordedExchange, RecordedResponse, RecordingReader } from '../../../core/recording.ts';
import { answerSequenceId, framePayload, packetCount } from '../../../mysql/codec/framing.ts';
import { decodeRow, walkResponse } from '../../../mysql/codec/walk-response.ts';
import { ColumnFlag, ColumnType } from '../../../mysql/constants/column-types.ts';
import type { ColumnDefinition } from '../../../mysql/packets/column-definition.ts';
import { readStatement } from '../../../sql/statement-reading.ts';
import { type RowOrder, readRowOrder, type SortedBy } from '../../../sql/values/row-order.ts';
import { parameterContent } from '../../../sql/values/statement-values.ts';
import { knownColumns } from './known-columns.ts';

export interface SortedOf {
  readonly command: Command;
  readonly exchange: RecordedExchange;
  readonly response: RecordedResponse;
  readonly reader: RecordingReader;
}

export function rowOrderOf({ sql, dialect }: Command): RowOrder {
  return sql === null ? { by: null, limit: null } : readRowOrder(readStatement(sql, dialect).normal, dialect);
}

interface Packet {
  readonly payload: Buffer;
  /** Of a row: what it is sorted by; null of all else. */
  readonly key: string | null;
}

/**
 * The response itself where its rows stand in their order, and where that is not certain.
 * @param response with the live values
 * @param recorded as it was recorded: where its rows are in another order than this would give them, nobody knows which one it is
 */
export function withSortedRows(response: RecordedResponse, recorded: SortedOf): RecordedResponse {
  const { command } = recorded;
  const by = (response.rows ?? 0) < 2 ? null : rowOrderOf(command).by;
  const packets = by === null ? null : packetsOf({ ...recorded, response }, by);
  if (packets === null || by === null) return response;
  const keys = keysOf(packets);
  if (!areComparable(keys) || isSorted(keys, by) || !areSorted(sortKeys(recorded, by) ?? [], by)) return response;
  const rows = packets.filter(({ key }) => key !== null);
  rows.sort((a, b) => ((a.key ?? '') < (b.key ?? '') === by.isDescending ? 1 : -1));
  const framed: Buffer[] = [];
  let sequenceId = answerSequenceId(command.payload.length);
  for (const packet of packets) {
    const { payload } = packet.key === null ? packet : (rows.shift() ?? packet);
    framed.push(...framePayload(payload, sequenceId & 0xff));
    sequenceId += packetCount(payload.length);
  }
  const whole = Buffer.concat(framed);
  return { ...response, whole, chunks: () => [whole] };
}

function keysOf(packets: readonly Packet[]): string[] {
  return packets.flatMap(({ key }) => key ?? []);
}

/** What the rows of an answer are sorted by first, one by one; null where that is not in it, or not of every row. */
export function sortKeys(of: SortedOf, by: SortedBy): readonly string[] | null {
  const packets = packetsOf(of, by);
  return packets === null ? null : keysOf(packets);
}

/** Whether they are in the order that every server gives them. */
export function areSorted(keys: readonly string[], by: SortedBy): boolean {
  return areComparable(keys) && isSorted(keys, by);
}

/** Null where some row has no such value, or there are several results. */
function packetsOf({ command, exchange, response, reader }: SortedOf, by: SortedBy): readonly Packet[] | null {
  if (response.whole === null || response.outcome !== 'resultset' || !command.name.startsWith('COM_')) return null;
  const { encoding } = response;
  const shape = { command: command.code, encoding, knownColumns: () => knownColumns(exchange, reader, encoding) };
  const packets: Packet[] = [];
  for (const walk of walkResponse(response.chunks(), shape)) {
    const { kind, payload } = walk;
    if (kind !== 'row') {
      packets.push({ payload, key: null });
      continue;
    }
    const { columns } = walk;
    const at = walk.result > 1 ? null : placeOf(columns, by);
    const cell = at === null ? null : (decodeRow(command.code, payload, columns)[at] ?? null);
    const key = cell === null ? null : Buffer.isBuffer(cell) ? cell.toString('latin1') : parameterContent(cell);
    if (key === null) return null;
    packets.push({ payload, key });
  }
  return packets;
}

/** Numbers with fractions, and what is sorted otherwise than it is written. */
const SORTED_OTHERWISE: ReadonlySet<number> = new Set([
  ...[ColumnType.DECIMAL, ColumnType.NEWDECIMAL, ColumnType.FLOAT, ColumnType.DOUBLE, ColumnType.TIME],
  ...[ColumnType.ENUM, ColumnType.SET, ColumnType.JSON, ColumnType.BIT, ColumnType.GEOMETRY, ColumnType.VECTOR],
]);
const TEXTS: ReadonlySet<number> = new Set([ColumnType.VARCHAR, ColumnType.VAR_STRING, ColumnType.STRING]);

/** A name alone is first one of the result, then one of a table. */
function placeOf(columns: readonly ColumnDefinition[], { name, owner }: SortedBy): number | null {
  const is = (bytes: Buffer, other: string) => bytes.toString('latin1').toLowerCase() === other;
  const named = columns.filter((one) => owner === null && is(one.name, name));
  const own = columns.filter((one) => is(one.originalName, name) && (owner === null || is(one.table, owner)));
  const [column, ...others] = named.length > 0 ? named : own;
  if (column === undefined || others.length > 0 || SORTED_OTHERWISE.has(column.type)) return null;
  if ((column.flags & (ColumnFlag.ENUM | ColumnFlag.SET)) !== 0) return null;
  // of MariaDB's types UUID, INET6 and INET4, which are sorted by the bytes that they stand for
  if (TEXTS.has(column.type) && (column.flags & ColumnFlag.UNSIGNED) !== 0) return null;
  return columns.indexOf(column);
}

/** Whether they are of one form, in which every collation has the order of their bytes, and no two of them equal. */
function areComparable(keys: readonly string[]): boolean {
  const [first] = keys;
  if (first === undefined || !/^[0-9a-z]/i.test(first) || new Set(keys).size < keys.length) return false;
  const form = first.replace(/[0-9a-z]/gi, '0');
  if (!keys.every((key) => key.replace(/[0-9a-z]/gi, '0') === form)) return false;
  return !keys.some((key) => /[A-Z]/.test(key)) || !keys.some((key) => /[a-z]/.test(key));
}

function isSorted(keys: readonly string[], { isDescending }: SortedBy): boolean {
  return keys.every((key, at) => {
    const before = keys[at - 1];
    return before === undefined || (isDescending ? before > key : before < key);
  });
}
