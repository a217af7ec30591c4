// Whether live values stand to each other as the recorded ones do for which they stand.

import { readMoment } from '../values/volatile-kinds.ts';

interface Pair {
  readonly recorded: string;
  readonly live: string;
}

/**
 * Whether the live values have the order of the recorded ones, in whatever collation.
 * @param isStrict what is equal must be so in both; else no server promises an order of it
 * @param hasUuids columns may be of MariaDB's type UUID
 */
export function isOrderKept(pairs: readonly Pair[], isStrict: boolean, hasUuids = false): boolean {
  return (hasUuids ? [...ORDERS, uuidOf] : ORDERS).every((keyOf) => {
    const keys = pairs.map(({ recorded, live }) => [keyOf(recorded), keyOf(live)] as const);
    keys.sort(([a], [b]) => compare(a, b));
    return keys.every(([from, to], at) => {
      const before = keys[at - 1];
      if (before === undefined) return true;
      const [recorded, live] = [compare(before[0], from), compare(before[1], to)];
      return isStrict ? recorded === live : recorded === 0 || live <= 0;
    });
  });
}

/**
 * Whether what was equal is so now. Of times that were two and are one a server may give any first.
 * @param isBoth what is equal now must have been so, too
 */
export function areTiesKept(pairs: readonly Pair[], isBoth = false): boolean {
  const [lives, recordeds] = [new Map<Key, Key>(), new Map<Key, Key>()];
  return pairs.every(({ recorded, live }) => {
    const [from, to] = [sizeOf(recorded), sizeOf(live)];
    if ((lives.get(from) ?? to) !== to || (isBoth && (recordeds.get(to) ?? from) !== from)) return false;
    lives.set(from, to);
    recordeds.set(to, from);
    return true;
  });
}

/** In whatever form. */
export function isSame(one: string, other: string): boolean {
  return compare(sizeOf(one), sizeOf(other)) === 0;
}

type Key = string | number | bigint;

const ORDERS: readonly ((content: string) => Key)[] = [
  sizeOf,
  (content) => sizeOf(content.toLowerCase()),
  // signs before digits before letters
  (content) => sizeOf(content.toLowerCase().replace(/[^0-9a-z]/g, '!')),
];

/** It is sorted by its last part first. https://mariadb.com/kb/en/uuid-data-type/ */
function uuidOf(content: string): Key {
  const parts = content.toLowerCase().split('-');
  return parts.length === UUID_PARTS ? parts.reverse().join('-') : sizeOf(content);
}

const UUID_PARTS = 5;

function sizeOf(content: string): Key {
  if (/^\d{1,38}$/.test(content)) return BigInt(content);
  const moment = readMoment(content);
  return moment === null ? content : moment.seconds * 1_000_000 + moment.micros;
}

function compare(a: Key, b: Key): number {
  if (typeof a === 'string' || typeof b === 'string') return String(a) < String(b) ? -1 : String(a) > String(b) ? 1 : 0;
  return a < b ? -1 : a > b ? 1 : 0;
}
