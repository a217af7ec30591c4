// For messages: which write makes the difference between the data that a recorded answer saw and those that are there now.

import type { DataUse, TableUse } from '../../core/data-use.ts';
import type { PlayedWrite } from '../../data/versions/played-write.ts';
import type { World } from '../../data/versions/world.ts';
import { isHeld } from '../../sql/access/hidden-effects.ts';
import type { LaneVersions, Versioned } from './lane-versions.ts';
import type { Missed, OtherData } from './match-query.ts';
import type { Place } from './place.ts';
import type { Track } from './strategy.ts';

/** Exchanges that are looked through, backwards. */
const LOOKED_BACK = 300;
/** Of a transaction: exchanges to its end. */
const LOOKED_AHEAD = 200;

/** @param played the writes that were played and are there, in their order; the last ones, where they are many. @internal */
export function differenceOf(near: Versioned, played: readonly PlayedWrite[], track: Track): OtherData {
  const { data } = near;
  if (data === undefined) return { missing: 0, extra: 0, swapped: null };
  const recorded = recordedBefore(near, track);
  const asked = sinceForgotten(
    played.filter(({ use }) => touches(use, data.use)),
    data.use,
  );
  const missing = without(recorded, asked);
  const extra = without(asked, recorded);
  const swapped = missing === undefined && extra === undefined ? firstSwapped(recorded, asked) : null;
  const isMissingOwn =
    missing !== undefined &&
    missing.use.writes !== 'all' &&
    missing.use.writes.every(({ table }) => table.startsWith('~') || !isRead(table, data.use));
  const isMissingGone = missing !== undefined && !isMissingOwn && track.played.has(missing.exchange);
  return {
    missing: missing?.exchange ?? 0,
    ...(isMissingGone && { isMissingGone }),
    ...(isMissingOwn && { isMissingOwn }),
    extra: extra?.exchange ?? 0,
    swapped,
  };
}

/** How many writes make the difference. @internal */
export function distanceOf(near: Versioned, played: readonly PlayedWrite[], track: Track): number {
  const { data } = near;
  if (data === undefined) return 0;
  const recorded = recordedBefore(near, track);
  const asked = sinceForgotten(
    played.filter(({ use }) => touches(use, data.use)),
    data.use,
  );
  return leftOf(recorded, asked).length + leftOf(asked, recorded).length;
}

/** The last of `list` that the others have not. */
function without(list: readonly PlayedWrite[], others: readonly PlayedWrite[]): PlayedWrite | undefined {
  return leftOf(list, others).at(-1);
}

function leftOf(list: readonly PlayedWrite[], others: readonly PlayedWrite[]): PlayedWrite[] {
  const counts = new Map<number, number>();
  for (const { identity } of others) counts.set(identity, (counts.get(identity) ?? 0) + 1);
  return list.filter(({ identity }) => {
    const left = counts.get(identity) ?? 0;
    counts.set(identity, left - 1);
    return left <= 0;
  });
}

/** The exchange that was asked before another one behind which it was recorded. */
function firstSwapped(recorded: readonly PlayedWrite[], asked: readonly PlayedWrite[]): OtherData['swapped'] {
  const at = recorded.findIndex(({ identity }, index) => asked[index]?.identity !== identity);
  const [before, after] = [asked[at], recorded[at]];
  return before === undefined || after === undefined ? null : [before.exchange, after.exchange];
}

/** The writes on which it depends that were recorded before it, as far back as is looked. */
function recordedBefore({ exchange, data }: Versioned, { reader }: Track): PlayedWrite[] {
  const found: PlayedWrite[] = [];
  if (data === undefined) return found;
  for (let id = exchange.id - 1; id > 0 && id > exchange.id - LOOKED_BACK; id--) {
    const one = reader.dataOf(id);
    if (one === undefined || !touches(one.use, data.use)) continue;
    const other = reader.exchangeById(id);
    if (other === undefined || other.scope !== exchange.scope) continue;
    if (other.session !== exchange.session && one.use.isOpen === true && !isCommitted(id, exchange.id, reader))
      continue;
    if (other.session === exchange.session && one.use.isOpen === true && isTakenBack(id, exchange.id, reader)) continue;
    found.unshift({ use: one.use, identity: one.identity, exchange: id });
    if (isForgetting(one.use, data.use)) break;
  }
  return found;
}

function isRead(table: string, { reads }: DataUse): boolean {
  return typeof reads === 'string' || reads.some((one) => one.table === table);
}

function isCommitted(id: number, before: number, reader: Track['reader']): boolean {
  return endOf(id, before, reader) === 'commit';
}

function isTakenBack(id: number, before: number, reader: Track['reader']): boolean {
  return endOf(id, before, reader) === 'rollback';
}

/** How the transaction of a write ended before another exchange; null where it was open. */
function endOf(id: number, before: number, reader: Track['reader']): 'commit' | 'rollback' | null {
  const session = reader.exchangeById(id)?.session;
  const following = session === undefined ? [] : reader.bySessionAfter(session, id, LOOKED_AHEAD);
  for (const next of following) {
    if (next.id >= before) return null;
    const use = reader.dataOf(next.id)?.use;
    if (use?.control?.kind === 'rollback' || use?.control?.kind === 'rollback to') return 'rollback';
    if (use?.control?.kind === 'commit' || use?.control?.kind === 'begin' || use?.commits === true) return 'commit';
  }
  return null;
}

function sinceForgotten(list: readonly PlayedWrite[], use: DataUse): readonly PlayedWrite[] {
  const at = list.findLastIndex((one) => isForgetting(one.use, use));
  return at < 0 ? list : list.slice(at);
}

/** Whether what came before it does not count any more. */
function isForgetting({ writes }: DataUse, { reads }: DataUse): boolean {
  if (writes === 'all' || typeof reads === 'string') return false;
  const tables = reads.filter(({ table }) => !isHeld(table));
  if (tables.length === 0 && reads.length > 0) return false;
  return tables.every(({ table }) => {
    return writes.some((one) => one.table === table && one.effect !== 'change' && one.effect !== 'define');
  });
}

function touches({ writes }: DataUse, { reads }: DataUse): boolean {
  if (writes.length === 0) return false;
  if (writes === 'all' || typeof reads === 'string') return true;
  return writes.some((write) => reads.some((read) => write.table === read.table && overlap(write, read)));
}

function overlap({ pins: written = [] }: TableUse, { pins: read = [] }: TableUse): boolean {
  return read.every(({ column, values, parts }) => {
    const other = written.find((pin) => pin.column === column);
    if (other === undefined) return true;
    if (values.length === 0 || other.values.length === 0)
      return (other.parts ?? []).some((part) => parts?.includes(part));
    return other.values.some((value) => values.includes(value));
  });
}

/** Of more the first ones may not be kept. */
const FEW_WRITES = 1_000;

/**
 * Recorded writes whose rows are in these tables, names in lower case without their schemas; null where it is not known of all.
 * @param writes the last ones that are there, in their order
 */
export function writesIn(tables: ReadonlySet<string>, writes: readonly PlayedWrite[]): ReadonlySet<number> | null {
  const { writes: there, isAll } = rowsIn(tables, writes);
  return isAll || writes.length < FEW_WRITES ? new Set(there) : null;
}

/** Writes whose rows are in tables. */
export interface RowsThere {
  /** The last ones, in their order. */
  readonly writes: readonly number[];
  /** Whether no row is there but theirs: the tables were made, or emptied, by one of them. */
  readonly isAll: boolean;
}

/** As `writesIn`, of those that are known. */
export function rowsIn(tables: ReadonlySet<string>, writes: readonly PlayedWrite[]): RowsThere {
  const there = new Set<number>();
  const emptied = new Set<string>();
  for (const { use, exchange } of [...writes].reverse()) {
    for (const { table, effect } of use.writes === 'all' ? [] : use.writes) {
      const name = table.slice(table.indexOf('.') + 1);
      if (!tables.has(name) || emptied.has(name)) continue;
      there.add(exchange);
      if (effect === 'empty' || effect === 'create' || effect === 'drop') emptied.add(name);
    }
    if (use.writes === 'all') there.add(exchange);
  }
  return { writes: [...there].reverse(), isAll: [...tables].every((name) => emptied.has(name)) };
}

/** Recorded answers of which the one with the nearest data is named. */
const COMPARED = 4;

/** Names the recorded answer whose data are the nearest to those that are there. */
export function otherData(versions: LaneVersions, place: Place, world: World, track: Track): Missed {
  const played = world.recentWrites(place.view);
  let near: Versioned | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const one of versions.nearest(place, COMPARED)) {
    const distance = distanceOf(one, played, track);
    if (distance < least) [near, least] = [one, distance];
  }
  if (near === undefined) return { kind: 'miss', reason: 'other data', near: null };
  const difference = differenceOf(near, played, track);
  const use = near.data?.use;
  const named = use?.named === undefined ? undefined : [...world.sessions.namedFor(use, place.view)];
  const data = named === undefined ? difference : { ...difference, named };
  return { kind: 'miss', reason: 'other data', near: near.exchange, data };
}
