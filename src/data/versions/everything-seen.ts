// The version of all data, or of all definitions: of what says nothing of which tables it reads.

import { type Chain, versionOf } from '../history/chain.ts';
import { hashOf, mix } from '../history/mix.ts';
import type { Looking, Seen } from './looking.ts';
import { TableHistory } from './table-history.ts';
import { lookAt } from './table-look.ts';
import type { TableState } from './table-shape.ts';

export interface Everything {
  readonly what: 'all' | 'definitions';
  /** Whether the order of indexes counts. */
  readonly isInOrder: boolean;
  /** Writes of which nobody knows what they touched, to tables of all and of the session. */
  readonly unknown: { readonly shared: Chain; readonly own: Chain };
}

interface There {
  readonly tables: Iterable<readonly [name: string, state: TableState]>;
  readonly unknown: Everything['unknown'];
}

/** @param there whatever was written, as one looks at it */
export function everythingSince(
  of: Looking,
  { what, isInOrder }: Omit<Everything, 'unknown'>,
  there: (looking: Looking) => There,
): Omit<Seen, 'soft'> {
  const isPast = of.since !== null && what === 'all';
  const looking: Looking = isPast ? { session: of.session, at: of.since, others: [], since: null } : of;
  const { tables, unknown } = there(looking);
  let { version, behind } = everythingSeen(tables, { what, isInOrder, unknown });
  if (isPast) {
    // what is made anew no snapshot has as it was
    const now = { ...of, since: null };
    version = mix(version, everythingSince(now, { what: 'definitions', isInOrder: false }, there).version);
  }
  return { version, behind };
}

/** @param tables whatever was written, in the order of their names: one that the run has made and dropped is as one that never was */
function everythingSeen(
  tables: Iterable<readonly [name: string, state: TableState]>,
  { what, isInOrder, unknown }: Everything,
): Omit<Seen, 'soft'> {
  const how = { ...(what === 'definitions' && { isDefinition: true }), ...(isInOrder && { order: 'all' as const }) };
  const counted = (state: TableState) => lookAt(state, { table: '', ...how }).version;
  const untouched = (all: Chain) => counted(new TableHistory(undefined, all));
  const [shared, own] = [untouched(unknown.shared), untouched(unknown.own)];
  let [version, behind] = [mix(versionOf(unknown.shared), 0), 0];
  for (const [name, state] of tables) {
    if (state.definition.isAsNever === true) continue;
    const counting = counted(state);
    if (counting === (name.startsWith('~') ? own : shared)) continue;
    version = mix(version, mix(hashOf(name), counting));
    behind = Math.max(behind, state.definition.last, state.all.last);
  }
  return { version, behind };
}
