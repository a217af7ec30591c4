// Locks that sessions take by name, GET_LOCK('job', 0): what others hold decides what a session is told of them.
// https://dev.mysql.com/doc/refman/en/locking-functions.html, https://mariadb.com/kb/en/get_lock/

import type { DataUse, NamedLock } from '../../core/data-use.ts';
import { RareMap } from '../../core/rare-map.ts';
import { hashOf, mix, sum } from '../history/mix.ts';
import type { UndoLog } from '../history/undo-log.ts';

/** Stands for a lock whose name only the server knows. */
const UNKNOWN = '?';

/** What one session holds: how often each name was taken. */
export class NamedLocks {
  #held = new RareMap<string, number>();

  get isEmpty(): boolean {
    return this.#held.size === 0;
  }

  names(): Iterable<string> {
    return this.#held.keys();
  }

  /** What RELEASE_ALL_LOCKS() counts: a name that was taken several times so often. */
  counted(): Iterable<string> {
    return [...this.#held].map(([name, count]) => (count > 1 ? `${name} ${count}` : name));
  }

  /** @param others what other sessions hold: that is not given */
  take({ kind, name }: NamedLock, others: ReadonlySet<string>, undo: UndoLog | null = null): void {
    this.#remember(undo);
    const known = name ?? UNKNOWN;
    const count = this.#held.get(known) ?? 0;
    if (kind === 'get' && (name === null || !others.has(name))) this.#held.set(known, count + 1);
    else if (kind === 'release all') this.#held.clear();
    else if (kind === 'release' && count > 1) this.#held.set(known, count - 1);
    else if (kind === 'release') this.#held.delete(known);
  }

  clear(undo: UndoLog | null = null): void {
    if (this.isEmpty) return;
    this.#remember(undo);
    this.#held.clear();
  }

  #remember(undo: UndoLog | null): void {
    if (undo === null) return;
    const before = new RareMap<string, number>();
    for (const [name, count] of this.#held) before.set(name, count);
    undo.note(() => {
      this.#held = before;
    });
  }
}

/** Of what others hold, what a statement is about: all of it where it names what only the server knows. */
export function askedOf(asked: readonly NamedLock[], held: Iterable<string>): ReadonlySet<string> {
  const names = asked.filter(({ kind }) => kind !== 'release all').map(({ name }) => name);
  if (names.length === 0) return new Set();
  return new Set([...held].filter((one) => one === UNKNOWN || names.includes(null) || names.includes(one)));
}

/** Of what the session itself holds, the same; RELEASE_ALL_LOCKS() counts all of it. */
export function ownOf({ named = [] }: DataUse, session: { readonly named: NamedLocks }): ReadonlySet<string> {
  const isAll = named.some(({ kind }) => kind === 'release all');
  return isAll ? new Set(session.named.counted()) : askedOf(named, session.named.names());
}

/** The version of data with what others hold, and the session itself; the same where that is nothing. */
export function withHeld(version: number, held: ReadonlySet<string>, own: ReadonlySet<string>): number {
  if (held.size + own.size === 0) return version;
  let total = 0;
  for (const name of held) total = sum(total, mix(hashOf(name), 1));
  for (const name of own) total = sum(total, mix(hashOf(name), 2));
  return mix(version, total);
}
