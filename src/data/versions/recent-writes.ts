// The last writes that everybody sees, for messages: the latest last.

import type { UndoLog } from '../history/undo-log.ts';
import type { PlayedWrite } from './played-write.ts';

/** How many are kept. */
const MOST = 1000;

export class RecentWrites {
  #all: PlayedWrite[] = [];

  get all(): readonly PlayedWrite[] {
    return this.#all;
  }

  push(list: readonly PlayedWrite[]): void {
    this.#all.push(...list.slice(-MOST));
    if (this.#all.length > 2 * MOST) this.#all = this.#all.slice(-MOST);
  }

  /** They are what they are now when that is undone. */
  remember(undo: UndoLog): void {
    const [all, { length }] = [this.#all, this.#all];
    undo.note(() => {
      this.#all = all;
      all.length = length;
    });
  }
}

/** The same of a session's own. */
export function withRecent(recent: readonly PlayedWrite[], list: readonly PlayedWrite[]): PlayedWrite[] {
  return [...recent, ...list].slice(-MOST);
}
