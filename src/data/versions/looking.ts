// How a world is looked at: by whom, at which moment, and what is known from before.

import type { DataUse, TableUse } from '../../core/data-use.ts';
import { isHeld } from '../../sql/access/hidden-effects.ts';
import { versionOf } from '../history/chain.ts';
import { mix } from '../history/mix.ts';
import type { Moment } from '../history/timed.ts';
import type { PlayedWrite } from './played-write.ts';
import type { SessionView } from './session-view.ts';
import type { TableHistory } from './table-history.ts';
import { type Look, lookAt } from './table-look.ts';
import type { TableState } from './table-shape.ts';
import { ADDED } from './table-state.ts';

export interface Seen {
  readonly version: number;
  /** Of what only unpromised numbers depend on. */
  readonly soft: number;
  /** The exchange of the last write that it depends on; 0 where there is none. */
  readonly behind: number;
}

export const NOTHING_SEEN: Seen = { version: 0, soft: 0, behind: 0 };

/** What a statement sees for as long as none of its tables has changed. */
export interface Known {
  readonly seen: Seen;
  /** Up to which nothing has changed. */
  moment: Moment;
  readonly tables: readonly TableHistory[];
}

/** The tables that decide what a statement sees; null where that are none, or too many to look at. */
export function lookedAt({ reads, soft = [] }: DataUse, session: SessionView): readonly string[] | null {
  if (typeof reads === 'string' || soft.length + reads.length > 8) return null;
  // what a session has not touched yet is as it is for every other
  const others = [...reads, ...soft].filter(({ table }) => !isHeld(table) || session.tables.has(table));
  return others.length === 0 ? null : others.map(({ table }) => table);
}

/** Whether nothing has changed of it until now. */
export function isStill(known: Known, now: Moment): boolean {
  if (known.moment === now) return true;
  if (!known.tables.every(({ changedAt }) => changedAt <= known.moment)) return false;
  known.moment = now;
  return true;
}

export interface Looking {
  readonly session: SessionView;
  readonly at: Moment | null;
  readonly others: readonly PlayedWrite[];
  /** The moment whose rows it sees, that of its snapshot; null: those of `at`. How tables are made it sees as of `at`. */
  readonly since: Moment | null;
}

/** What is there now, and its own on top. */
export function asNow(session: SessionView): Looking {
  return { session, at: null, others: [], since: null };
}

/** Mixed into what is seen of a table that was made anew since a snapshot. */
export const ANEW = 7;

/** Whether rows count that a snapshot holds. */
function isOfRows(use: TableUse): boolean {
  return use.isAtOnce !== true && use.isDefinition !== true && use.isIndexOrder !== true && !isOfName(use);
}

/**
 * Whether a transaction's snapshot is older than a table as it is made by now: the server says so (1412) to whoever looks for rows there,
 * but not to who adds some.
 * @param madeAt when a table was last made
 */
export function isOutOfDate(
  { reads, writes, isLatest }: DataUse,
  snapshot: Moment,
  madeAt: (table: string) => Moment,
): boolean {
  if (isLatest !== true || typeof reads === 'string') return false;
  const isAdded = (table: string) =>
    writes !== 'all' && writes.some((one) => one.table === table && one.commutes === ADDED);
  return reads.some((one) => isOfRows(one) && !isAdded(one.table) && madeAt(one.table) > snapshot);
}

/** What it adds commutes with what others add; that of two equal keys the second is refused is no such thing. */
export function commutesOf({ writes }: DataUse, { table }: TableUse): string | undefined {
  if (writes === 'all') return undefined;
  const commutes = writes.find((write) => write.table === table)?.commutes;
  return commutes?.startsWith('add') ? commutes : undefined;
}

/** Whether nothing counts but what stands under the name, if anything does. */
export function isOfName({ isExistence, otherThan }: TableUse): boolean {
  return isExistence === true || otherThan !== undefined;
}

/** Whether it opens the snapshot of a transaction that has none. */
export function isConsistentRead({ reads, isLatest, control, isOfDictionary }: DataUse): boolean {
  if (control !== undefined || isLatest === true) return false;
  if (isOfDictionary === true) return true;
  // how tables are made, and engines without transactions, have no part in what it sees from then on
  if (typeof reads === 'string') return reads === 'all';
  return reads.some((one) => isOfRows(one) || one.isIndexOrder === true);
}

/**
 * What a write is, by what it reads: what it writes comes from what it reads elsewhere, and in a snapshot it makes others' newer rows its
 * own.
 * @param seen the version of what is there now, or of what its snapshot has
 */
export function withWhatIsRead(
  { use: { reads, writes, isCopy }, identity }: PlayedWrite,
  seen: (how: Pick<DataUse, 'reads' | 'isLatest'>) => number,
  hasSnapshot: boolean,
): number {
  if (typeof reads === 'string' || writes === 'all') return identity;
  const elsewhere = reads.filter((one) => {
    return !isOfName(one) && (isCopy === true || !writes.some(({ table }) => table === one.table));
  });
  const latest = (tables: readonly TableUse[]) => seen({ reads: tables, isLatest: true });
  const others = elsewhere.length === 0 ? 0 : latest(elsewhere);
  const isBehindSnapshot = hasSnapshot && latest(reads) !== seen({ reads });
  const base = isBehindSnapshot ? mix(identity, latest(reads)) : identity;
  return others === 0 ? base : mix(base, others);
}

/** What one use sees of its table. @param madeAt when the table was last made @param stateAt the table as one looks at it */
export function lookSince(
  use: TableUse,
  commutes: string | undefined,
  looking: Looking,
  madeAt: () => Moment,
  stateAt: (looking: Looking) => TableState,
): Look {
  const { session, since: at } = looking;
  if (at === null || !isOfRows(use)) return lookAt(stateAt(looking), use, commutes);
  const look = lookAt(stateAt({ session, at, others: [], since: null }), use, commutes);
  if (madeAt() <= at) return look;
  // no snapshot has a table as it was made before: it is refused, or without what a partition had
  const { definition } = stateAt(looking);
  return { version: mix(look.version, mix(versionOf(definition), ANEW)), last: Math.max(look.last, definition.last) };
}
