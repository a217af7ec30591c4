// The version of all data, or of all definitions: of what says nothing of which tables it reads.

import { type Chain, versionOf } from '../history/chain.ts';
import { hashOf, mix } from '../history/mix.ts';
import type { Seen } from './looking.ts';
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

/** @param tables whatever was written, in the order of their names: one that the run has made and dropped is as one that never was */
export function everythingSeen(
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
