// A DELETE that asks for nothing but constants says how many rows it threw away, and leaves none. Where it is known how many there are,
// it is answered with that number, though it was recorded with another one: so a test that begins by throwing away its own rows can be
// run once more, and what another one has left in a table that they share does not stand in its way.

import type { DataUse } from '../../core/data-use.ts';
import type { RecordedData } from '../../core/recording.ts';
import type { World } from '../../data/versions/world.ts';
import type { LaneVersions, Versioned } from './lane-versions.ts';
import type { Place } from './place.ts';
import type { Track } from './strategy.ts';

interface AsCleared {
  readonly list: readonly Versioned[];
  /** How many rows there are. */
  readonly rows: number;
}

/** Recorded answers that stand for it; undefined where it is not known how many rows there are. */
export function asCleared(versions: LaneVersions, { view }: Place, world: World, track: Track): AsCleared | undefined {
  const one =
    versions.first?.data?.use.writes === 'all' ? undefined : versions.all.find(({ data }) => data?.use.clears);
  const { use } = one?.data ?? {};
  const { clears } = use ?? {};
  if (use === undefined || clears === undefined || typeof use.reads === 'string') return undefined;
  const rows = world.countOf(clears, view);
  if (rows === null) return undefined;
  const list = versions.all.filter((one) => {
    const { exchange, data } = one;
    if (data?.use.clears === undefined || exchange.gap !== null || exchange.responseId === null) return false;
    const { reads } = data.use;
    const isAlone = typeof reads !== 'string' && reads.every(({ table }) => table === clears.table);
    if (!isAlone && data.use.clears.pin === undefined) return false;
    if (rows > 0 && data.use.clears.isOnlyNone === true) return false;
    // what else stands in its way is as it was, where all but these rows is
    if (!isAlone && (data.use.clears.rows > 0 || versionAs(data, world, view) !== data.version)) return false;
    return track.reader.response(exchange.responseId).outcome === 'ok';
  });
  const equal = list.filter(({ data }) => data?.use.clears?.rows === rows);
  return list.length === 0 ? undefined : { list: equal.length > 0 ? equal : list, rows };
}

/** What it sees where the rows are gone. */
function versionAs({ use, identity }: RecordedData, world: World, view: Place['view']): number {
  return world.seen(use, view, null, [{ use: clearing(use, 1), identity, exchange: 0 }]).version;
}

/** What it does where it meets so many rows. */
export function clearing(use: DataUse, rows: number): DataUse {
  const { clears } = use;
  if (clears === undefined || clears.rows === rows) return use;
  const { table, pin } = clears;
  const own = { table, effect: 'change' as const, ...(pin !== undefined && { pins: [pin] }), count: { by: -rows } };
  const along = (clears.along ?? []).map((one) => {
    return { table: one.table, effect: 'change' as const, pins: [one.pin], mixes: 'all' as const };
  });
  return { ...use, clears: { ...clears, rows }, writes: rows === 0 ? [] : [own, ...along] };
}
