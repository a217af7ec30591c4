// What stands for what by a user's rule that binds where values are only read: there one value is one row, and never two. Of what is
// stored by a rule (a status, a code) many rows may have one.

import { noteEntry, type UndoLog } from '../../../data/history/undo-log.ts';
import type { Slot } from '../values/masked-statement.ts';
import { isClock } from './constants-of.ts';

type Ruled = Pick<Slot, 'rule' | 'content'>;

export class RuledValues {
  /** By rule and live value: the recorded one. */
  readonly #recorded = new Map<string, string>();
  readonly #undo: UndoLog | null;

  constructor(undo: UndoLog | null = null) {
    this.#undo = undo;
  }

  clear(): void {
    this.#recorded.clear();
  }

  /** Whether a live value may stand for a recorded one: it stands for no other. */
  isFree(recorded: string, live: Ruled): boolean {
    return !isOfOne(recorded, live) || (this.#recorded.get(keyOf(live)) ?? recorded) === recorded;
  }

  bind(recorded: string, live: Ruled): void {
    if (!isOfOne(recorded, live)) return;
    noteEntry(this.#recorded, keyOf(live), this.#undo);
    this.#recorded.set(keyOf(live), recorded);
  }
}

/** Many rows may have one time. */
function isOfOne(recorded: string, { rule, content }: Ruled): boolean {
  const { kind, isAnywhere, isDefault } = rule;
  return isAnywhere && !isDefault && (kind === 'any' || kind === 'token') && !isClock({ recorded, live: content });
}

/** A comment is read anew with every statement. */
function keyOf({ rule: { where, name }, content }: Ruled): string {
  return `${where}\0${name}\0${content}`;
}
