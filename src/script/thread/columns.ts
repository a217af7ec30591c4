// Columns and the usual end of a result, as they go from thread to thread: most of what an answer costs on its way.

import { Status } from '../../mysql/constants/status.ts';
import { type Column, type Completion, NOTHING_DONE } from '../answer.ts';
import { withBuffers } from './buffers.ts';
import type { PackedColumns } from './messages.ts';

/** Of a column. */
const FIELDS = 11;

/** What most results end with. */
const USUAL: Completion = { ...NOTHING_DONE, status: Status.AUTOCOMMIT };

export function packColumns(columns: readonly Column[]): PackedColumns {
  const packed: (string | number)[] = [];
  for (const one of columns) {
    packed.push(one.catalog, one.schema, one.table, one.originalTable, one.name, one.originalName);
    packed.push(one.charset, one.displayLength, one.type, one.flags, one.decimals);
  }
  return packed;
}

export function unpackColumns(packed: PackedColumns): Column[] {
  const columns: Column[] = [];
  const text = (at: number) => packed[at] as string;
  const number = (at: number) => packed[at] as number;
  for (let at = 0; at < packed.length; at += FIELDS) {
    columns.push({
      catalog: text(at),
      schema: text(at + 1),
      table: text(at + 2),
      originalTable: text(at + 3),
      name: text(at + 4),
      originalName: text(at + 5),
      charset: number(at + 6),
      displayLength: number(at + 7),
      type: number(at + 8),
      flags: number(at + 9),
      decimals: number(at + 10),
    });
  }
  return columns;
}

/** Null for the usual one. */
export function packCompletion(completion: Completion): Completion | null {
  const { affectedRows, lastInsertId, status, warnings, message, trackers, documentIds } = completion;
  const isUsual =
    status === USUAL.status &&
    warnings === 0 &&
    affectedRows === 0n &&
    lastInsertId === 0n &&
    message === '' &&
    trackers.length === 0 &&
    documentIds.length === 0;
  return isUsual ? null : completion;
}

export function unpackCompletion(packed: Completion | null): Completion {
  if (packed === null) return USUAL;
  withBuffers(packed.trackers);
  return packed;
}
