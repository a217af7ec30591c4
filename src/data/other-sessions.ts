// What sessions of one run hold that others may meet: locks by name, and what their open transactions have written and locked.

import type { DataUse } from '../core/data-use.ts';
import { sum } from './mix.ts';
import { askedOf } from './named-locks.ts';
import type { SessionView } from './session-view.ts';

export class OtherSessions {
  readonly #holding = new Set<SessionView>();
  /** Those that hold locks by name. */
  readonly #naming = new Set<SessionView>();

  get areAnyNamed(): boolean {
    return this.#naming.size > 0;
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

  takeNamed(use: DataUse, session: SessionView): void {
    const others = this.namedFor(use, session);
    for (const one of use.named ?? []) session.named.take(one, others);
    if (session.named.isEmpty) this.#naming.delete(session);
    else this.#naming.add(session);
  }

  hold(use: DataUse, identity: number, session: SessionView): void {
    session.held.add(use, identity);
    this.#holding.add(session);
  }

  /** Its transaction is over. */
  release(session: SessionView): void {
    session.held.clear();
    this.#holding.delete(session);
  }

  forgetNamed(session: SessionView): void {
    session.named.clear();
    this.#naming.delete(session);
  }
}
