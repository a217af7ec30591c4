// How often rows were thrown away, or taken back: what a server numbered may be numbered so once more where its row is gone.

import type { DataUse, TableWrite } from '../../core/data-use.ts';
import { isHeld } from '../../sql/access/hidden-effects.ts';
import { noteEntry, type UndoLog } from '../history/undo-log.ts';
import type { PlayedWrite } from './played-write.ts';

export class ThrownAway {
  /** By table, and by schema as `shop.*`. */
  readonly #tables = new Map<string, number>();
  readonly #exchanges = new Map<number, number>();
  readonly #undo: UndoLog | null;

  constructor(undo: UndoLog | null) {
    this.#undo = undo;
  }

  /** What a statement did to tables; where it empties one, rows of the others went along. */
  note(writes: readonly TableWrite[]): void {
    const isEmptying = writes.some(({ table, effect }) => effect !== 'change' && effect !== 'define' && !isHeld(table));
    if (!isEmptying) return;
    for (const { table } of writes) if (!isHeld(table)) this.#count(this.#tables, table);
  }

  /** These never were. */
  cut(writes: readonly Pick<PlayedWrite, 'exchange'>[]): void {
    for (const { exchange } of writes) this.#count(this.#exchanges, exchange);
  }

  /** A transaction's writes never were, and what it threw away is there. */
  takeBack(writes: readonly PlayedWrite[]): void {
    this.cut(writes);
    for (const { held } of writes)
      for (const one of held?.brought ?? []) this.#count(this.#exchanges, one.exchange, -1);
  }

  /** How often what an exchange wrote has been thrown away so far. */
  timesOf(exchange: number, { writes }: DataUse): number {
    const own = this.#exchanges.get(exchange) ?? 0;
    if (writes === 'all') return own;
    return writes.reduce((sum, { table }) => {
      const schema = `${table.slice(0, table.indexOf('.') + 1)}*`;
      return sum + (this.#tables.get(table) ?? 0) + (table === schema ? 0 : (this.#tables.get(schema) ?? 0));
    }, own);
  }

  #count<Key>(counts: Map<Key, number>, key: Key, by = 1): void {
    noteEntry(counts, key, this.#undo);
    counts.set(key, (counts.get(key) ?? 0) + by);
  }
}
