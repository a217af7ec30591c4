// Whether a server's CHECKs say of live values what they said of the recorded ones.

import type { KeptUse, KeptValues } from '../../../core/described-values.ts';
import { ALPHABETS } from '../../../sql/values/kept-checks.ts';
import { isClock } from '../carrying/constants-of.ts';
import type { Pair } from '../carrying/stored-values.ts';
import { areTiesKept, isOrderKept } from './value-order.ts';

/** What a statement stores in one row, by column in lower case; also what is as it was recorded. */
export type StoredRow = ReadonlyMap<string, Pair>;

interface Checked {
  readonly checks: readonly (KeptValues | null)[];
  readonly rows: readonly StoredRow[];
  /** Whether rows are new: else they have columns that the statement does not say. */
  readonly isAdding: boolean;
  /** Pairs that a column has in rows that are there. */
  readonly pairsIn: (column: string) => readonly Pair[];
}

const isOther = ({ recorded, live }: Pair) => recorded !== live;

export function areCheckedAlike(checked: Checked): boolean {
  const rows = checked.rows.filter((row) => [...row.values()].some(isOther));
  if (rows.length === 0) return true;
  return checked.checks.every((check) => check !== null && rows.every((row) => isCheckedAlike(row, check, checked)));
}

function isCheckedAlike(row: StoredRow, { uses }: KeptValues, checked: Checked): boolean {
  const own = uses.filter(({ name }) => isOther(row.get(name) ?? SAME));
  if (!own.every((use) => isUsedAlike(use, row.get(use.name) ?? SAME))) return false;
  return [isComparing, isEquating].every((isOf) => {
    const columns = new Set(uses.filter(isOf).map(({ name }) => name));
    if (!own.some(isOf)) return true;
    const pairs = [...columns].map((column) => {
      const said = row.get(column);
      return said === undefined ? (checked.isAdding ? [] : checked.pairsIn(column)) : [said];
    });
    // what else is there nobody has said
    if (isOf === isComparing && !checked.isAdding && pairs.some((some) => some.length === 0)) return false;
    return isOf === isComparing ? isOrderKept(pairs.flat(), true) : areTiesKept(pairs.flat().filter(isClock), true);
  });
}

const SAME: Pair = { recorded: '', live: '' };
const isComparing = ({ how }: KeptUse) => how === 'compared';
const isEquating = ({ how }: KeptUse) => how === 'equated';

function isUsedAlike({ how }: KeptUse, pair: Pair): boolean {
  if (how === 'measured') return pair.recorded.length === pair.live.length;
  if (how in ALPHABETS) return isAlikeWithin(pair, ALPHABETS[how as keyof typeof ALPHABETS]);
  // whatever is made of the clock, it is later only
  return how !== 'computed' || isClock(pair);
}

/** Whether they differ in nothing but letters of an alphabet. */
function isAlikeWithin({ recorded, live }: Pair, alphabet: RegExp): boolean {
  const isOf = (one: string) => alphabet.test(one);
  return (
    recorded.length === live.length &&
    [...recorded].every((one, at) => one === live[at] || (isOf(one) && isOf(live[at] ?? '')))
  );
}
