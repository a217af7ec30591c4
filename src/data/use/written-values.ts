// Whether rows that came are among those that go, by their constants as they are written: whatever a server's collations take for one.

import type { PinnedRows, WrittenValues } from '../../core/data-use.ts';
import { constantKey } from '../../sql/access/constant-key.ts';

/** The same, of a column of characters: what is written there is never taken for a number. */
export function ofCharacters({ column, values }: WrittenValues): WrittenValues {
  return { column, values: values.map((value) => (value.startsWith("'") ? `"${value.slice(1)}` : value)) };
}

/** Whether all rows with the first constants have the second ones, or none; null where that is not known. */
export function isAmong(added: readonly WrittenValues[], gone: readonly WrittenValues[]): boolean | null {
  let isAll = true;
  for (const { column, values } of gone) {
    const own = added.find((one) => one.column === column)?.values;
    if (own === undefined) isAll = false;
    else if (own.every((one) => values.every((other) => areApart(one, other)))) return false;
    else if (!own.every((one) => values.includes(one))) isAll = false;
  }
  return isAll ? true : null;
}

/**
 * Whether rows with these constants are others than the pinned ones.
 * @param but columns that do not tell
 */
export function isApart(
  of: readonly WrittenValues[],
  pins: readonly PinnedRows[],
  but: readonly string[] = [],
): boolean {
  return of.some(({ column, values }) => {
    const pin = but.includes(column) ? undefined : pins.find((one) => one.column === column);
    if (pin === undefined || pin.values.length === 0) return false;
    const keys = values.map(pinKeyOf);
    return keys.every((key) => key !== null && !pin.values.includes(key));
  });
}

/** Whether the pinned rows have no other constants than these; of texts nobody knows what has their key. */
export function areThose(pins: readonly PinnedRows[], of: readonly WrittenValues[]): boolean {
  return of.every(({ column, values }) => {
    const pin = pins.find((one) => one.column === column);
    if (pin === undefined || pin.values.length === 0) return false;
    return pin.values.every((key) => key.startsWith('#') && values.some((value) => value === key));
  });
}

/** Whether no server takes one for the other. */
function areApart(one: string, other: string): boolean {
  const [key, otherKey] = [keyOf(one), keyOf(other)];
  return one !== other && key !== null && otherKey !== null && key !== otherKey;
}

function keyOf(value: string): string | null {
  // with a letter before it, it begins as no number and no date does
  return value.startsWith('"') ? constantKey(`x${value.slice(1)}`, 'string') : pinKeyOf(value);
}

/** As pins have it. */
function pinKeyOf(value: string): string | null {
  return constantKey(value.slice(1), value.startsWith('#') ? 'integer' : 'string');
}

/** Whether all rows with the first constants have the second ones as well. */
export function isWithin(inner: readonly WrittenValues[], outer: readonly WrittenValues[]): boolean {
  return outer.every(({ column, values }) => {
    const own = inner.find((one) => one.column === column)?.values;
    return own?.every((one) => values.includes(one)) === true;
  });
}
