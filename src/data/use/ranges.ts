// From the bounds of a condition to ranges of a column's values, where the column's type says in which order they stand.

import type { ParameterValue } from '../../core/command.ts';
import type { RowRange } from '../../core/data-use.ts';
import { type Bound, parameterBound } from '../../sql/access/constant-key.ts';
import type { ColumnKind } from '../definitions/column-kind.ts';

/** Behind all texts that begin as another one does. */
const LAST = '\uffff';

/** One for each column; bounds of which nothing is certain are left out. */
export function rangesOf(
  bounds: readonly Bound[],
  parameters: readonly ParameterValue[] | null,
  kindOf: (column: string) => ColumnKind | undefined,
): readonly RowRange[] {
  const ranges = new Map<string, RowRange>();
  for (const bound of bounds) {
    const { column, how, value } = bound;
    if (kindOf(column) !== (how === 'like' ? 'text' : 'number')) continue;
    const key = 'key' in value ? value.key : parameterBound(parameters?.[value.parameter], how);
    if (key === null) continue;
    const range = how === 'like' ? ({ column, axis: 'text', from: key, to: key + LAST } as const) : numbers(bound, key);
    const other = ranges.get(column);
    ranges.set(column, other === undefined ? range : both(other, range));
  }
  return [...ranges.values()];
}

function numbers({ column, how }: Bound, key: string): RowRange {
  const value = BigInt(key.slice(1));
  const axis = 'number';
  switch (how) {
    case '>':
      return { column, axis, from: String(value + 1n), to: null };
    case '>=':
      return { column, axis, from: String(value), to: null };
    case '<':
      return { column, axis, from: null, to: String(value) };
    default:
      return { column, axis, from: null, to: String(value + 1n) };
  }
}

/** What lies in both. */
function both(a: RowRange, b: RowRange): RowRange {
  const isBefore =
    a.axis === 'text' ? (x: string, y: string) => x < y : (x: string, y: string) => BigInt(x) < BigInt(y);
  const from = a.from === null || (b.from !== null && isBefore(a.from, b.from)) ? b.from : a.from;
  const to = a.to === null || (b.to !== null && isBefore(b.to, a.to)) ? b.to : a.to;
  return { ...a, from, to };
}
