// What an open transaction holds of tables, so that others wait or are refused: all that it wrote or read under a lock, and of
// what it only read that nobody else may change how it is made. Which rows is not told apart: servers lock gaps as well.

import type { DataUse } from '../../core/data-use.ts';
import { RareMap } from '../../core/rare-map.ts';
import { hashOf, mix, sum } from '../history/mix.ts';
import type { UndoLog } from '../history/undo-log.ts';

interface Held {
  readonly tables: ReadonlySet<string> | 'all';
  /** It is in the way of those only who change how the table is made. */
  readonly isShared: boolean;
}

export class HeldLocks {
  #held = new RareMap<number, Held>();

  get isEmpty(): boolean {
    return this.#held.size === 0;
  }

  /** @param identity equal where two statements ask the same */
  add(use: DataUse, identity: number, undo: UndoLog | null = null): void {
    const tables = tablesOf(use);
    if (tables !== 'all' && tables.size === 0) return;
    const isShared = use.isLatest !== true;
    const key = isShared && tables !== 'all' ? hashOf([...tables].join()) : identity;
    const before = this.#held.get(key);
    this.#held.set(key, { tables, isShared });
    undo?.note(() => {
      if (before === undefined) this.#held.delete(key);
      else this.#held.set(key, before);
    });
  }

  /** What of it a statement may have to wait for, as a number; 0 where that is nothing. In any order. */
  against(use: DataUse): number {
    const asked = tablesOf(use);
    let total = 0;
    for (const [key, { tables, isShared }] of this.#held) {
      if (isShared && use.commits !== true) continue;
      if (isCommon(tables, asked)) total = sum(total, mix(key, 1));
    }
    return total;
  }

  clear(undo: UndoLog | null = null): void {
    if (this.#held.size === 0) return;
    const before = this.#held;
    this.#held = new RareMap();
    undo?.note(() => {
      this.#held = before;
    });
  }

  /** As it is now. */
  copy(): HeldLocks {
    const copy = new HeldLocks();
    for (const [key, held] of this.#held) copy.#held.set(key, held);
    return copy;
  }
}

/** The version that an answer which depends on locks has seen, with what was held then. */
export function lockedVersion(version: number, held: number): number {
  return held === 0 ? version : mix(version, held);
}

/** But for those that only the session itself sees. */
function tablesOf({ reads, writes }: DataUse): ReadonlySet<string> | 'all' {
  if (reads === 'all' || writes === 'all') return 'all';
  const read = reads === 'definitions' ? [] : reads;
  return new Set([...read, ...writes].map(({ table }) => table).filter((table) => !table.startsWith('~')));
}

function isCommon(one: ReadonlySet<string> | 'all', other: ReadonlySet<string> | 'all'): boolean {
  return one === 'all' || other === 'all' || [...one].some((table) => other.has(table));
}
