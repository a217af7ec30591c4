// Whether what an exchange made may be made once more: the row that a server gave a number, say, where that row is gone.

import type { RecordedData } from '../../core/recording.ts';
import { noteEntry, type UndoLog } from '../../data/history/undo-log.ts';
import type { World } from '../../data/versions/world.ts';

export class PlayedAt {
  readonly #world: World;
  readonly #undo: UndoLog;
  /** How often what it made had been thrown away when an exchange was played last. */
  readonly #times = new Map<number, number>();

  constructor(world: World, undo: UndoLog) {
    this.#world = world;
    this.#undo = undo;
  }

  /** It is played now. */
  note(exchange: number, data: RecordedData | undefined): void {
    if (data === undefined || data.use.writes.length === 0) return;
    noteEntry(this.#times, exchange, this.#undo);
    this.#times.set(exchange, this.#world.thrownAway.timesOf(exchange, data.use));
  }

  /** Whether what it made has been thrown away since it was played last. */
  isThrownAway(exchange: number, data: RecordedData | undefined): boolean {
    return data !== undefined && (this.#times.get(exchange) ?? 0) < this.#world.thrownAway.timesOf(exchange, data.use);
  }
}
