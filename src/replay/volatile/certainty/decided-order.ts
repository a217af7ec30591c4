// Whether all rows that a statement asks for are in its answer, and stand in the order that the server would give them now: where what
// they are sorted by first is another value in each row, nothing else decides.

import type { RecordedResponse } from '../../../core/recording.ts';
import type { RowOrder } from '../../../sql/values/row-order.ts';
import { areSorted, rowOrderOf, type SortedOf, sortKeys } from '../carrying/sorted-rows.ts';

interface Asked extends Omit<SortedOf, 'response'> {
  readonly response: Pick<RecordedResponse, 'rows'> | null;
  /** As many rows as it may ask for, whatever there is; null where that is not known. */
  readonly mostRows: () => number | null;
  /** The constant that begins there. */
  readonly contentAt: (start: number) => string;
}

/** Whether a LIMIT leaves no row out. */
export function isWhole(asked: Omit<Asked, 'exchange' | 'reader'>): boolean {
  return leavesNoneOut(rowOrderOf(asked.command).limit, asked);
}

function leavesNoneOut(
  limit: RowOrder['limit'],
  { response, mostRows, contentAt }: Pick<Asked, 'response' | 'mostRows' | 'contentAt'>,
): boolean {
  if (limit === null) return true;
  const rows = response?.rows ?? null;
  if (limit === 'unclear' || rows === null || (limit.from !== null && contentAt(limit.from) !== '0')) return false;
  const [text, most] = [contentAt(limit.most), mostRows()];
  return /^\d{1,15}$/.test(text) && (rows < Number(text) || (most !== null && most <= Number(text)));
}

/** @param carried the answer with the live values in it, its rows sorted anew */
export function isDecided(asked: Asked, carried: RecordedResponse, recorded: RecordedResponse): boolean {
  const { command, exchange, reader } = asked;
  const { by, limit } = rowOrderOf(command);
  if (by === null || !leavesNoneOut(limit, asked)) return false;
  const before = sortKeys({ command, exchange, reader, response: recorded }, by);
  const now = before === null ? null : sortKeys({ command, exchange, reader, response: carried }, by);
  if (before === null || now === null) return false;
  if (before.every((key, at) => key === now[at])) return areApart(before);
  return areSorted(before, by) && areSorted(now, by);
}

/** Whether no collation takes two of them for one. */
function areApart(keys: readonly string[]): boolean {
  if (!keys.every((key) => /^[ -~]*$/.test(key))) return false;
  return new Set(keys.map((key) => key.toLowerCase().replace(/[^0-9a-z]/g, ''))).size === keys.length;
}
