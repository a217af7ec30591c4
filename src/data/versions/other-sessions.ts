// What sessions of one run hold that others may meet: locks by name, and what their open transactions have written and locked.

import type { DataUse } from '../../core/data-use.ts';
import { sum } from '../history/mix.ts';
import type { Moment } from '../history/timed.ts';
import type { UndoLog } from '../history/undo-log.ts';
import { askedOf, ownOf, withHeld } from './named-locks.ts';
import type { SessionView } from './session-view.ts';

export class OtherSessions {
  /** Those that have a snapshot. */
  readonly #watching = new Set<SessionView>();
  readonly #holding = new Set<SessionView>();
  /** Those that hold locks by name. */
  readonly #naming = new Set<SessionView>();

  /** A version of data, or a write such as `SET @k = GET_LOCK('job', 0)`, with what is held of the locks that a statement names. */
  withNamed(use: DataUse, session: SessionView, version: number): number {
    if (use.named === undefined || this.#naming.size === 0) return version;
    return withHeld(version, this.namedFor(use, session), ownOf(use, session));
  }

  /** Of the locks that a statement names, those that other sessions hold. */
  namedFor({ named = [] }: DataUse, session: SessionView): ReadonlySet<string> {
    const held: string[] = [];
    for (const other of this.#naming) if (other !== session) held.push(...other.named.names());
    return askedOf(named, held);
  }

  /** What others hold of the tables that a statement names, as a number. */
  heldFor(use: DataUse, session: SessionView): number {
    let held = 0;
    for (const other of this.#holding) if (other !== session) held = sum(held, other.held.against(use));
    return held;
  }

  /** Whether a server would make it wait for another session's transaction. */
  isInTheWayOf(use: DataUse, session: SessionView): boolean {
    if (use.isLatest !== true || use.writes.length === 0 || this.#holding.size === 0) return false;
    for (const other of this.#holding) if (other !== session && other.own.isInTheWayOf(use)) return true;
    return false;
  }

  takeNamed(use: DataUse, session: SessionView, undo: UndoLog | null = null): void {
    const others = this.namedFor(use, session);
    for (const one of use.named ?? []) session.named.take(one, others, undo);
    if (session.named.isEmpty) this.#naming.delete(session);
    else this.#naming.add(session);
  }

  hold(use: DataUse, identity: number, session: SessionView, undo: UndoLog | null = null): void {
    session.held.add(use, identity, undo);
    this.#holding.add(session);
  }

  /** From now on it reads what is there at this moment. */
  watch(session: SessionView, moment: Moment): void {
    session.snapshot = moment;
    this.#watching.add(session);
  }

  /** The earliest moment that a snapshot is of; infinite where there is none. */
  get oldest(): number {
    let oldest = Number.POSITIVE_INFINITY;
    for (const { snapshot } of this.#watching) oldest = Math.min(oldest, snapshot ?? oldest);
    return oldest;
  }

  /** Its transaction is over. */
  release(session: SessionView, undo: UndoLog | null = null): void {
    session.held.clear(undo);
    this.#holding.delete(session);
    this.#watching.delete(session);
  }

  forgetNamed(session: SessionView, undo: UndoLog | null = null): void {
    session.named.clear(undo);
    this.#naming.delete(session);
  }

  /** What a session is in is so again when that is undone; its locks note their changes themselves. */
  remember(session: SessionView, undo: UndoLog): void {
    const sets = [this.#holding, this.#naming, this.#watching].map((set) => [set, set.has(session)] as const);
    undo.note(() => {
      for (const [set, wasIn] of sets) {
        if (wasIn) set.add(session);
        else set.delete(session);
      }
    });
  }
}
