// How to take back what was done last, change by change: so that going back a few writes costs those few, however many came
// before them.

/** Changes that can be taken back: those of some thousand writes. A whole run's would fill the memory. */
const MOST = 50_000;

export class UndoLog {
  #undos: (() => void)[] = [];
  /** How many of the first cannot be taken back any more. */
  #forgotten = 0;

  /** How many changes were noted so far. */
  get length(): number {
    return this.#forgotten + this.#undos.length;
  }

  /** @param undo called when all that was noted since is taken back */
  note(undo: () => void): void {
    this.#undos.push(undo);
    if (this.#undos.length < 2 * MOST) return;
    this.#undos = this.#undos.slice(-MOST);
    this.#forgotten += MOST;
  }

  /** Whether all but the first `length` changes can be taken back. */
  reaches(length: number): boolean {
    return length >= this.#forgotten;
  }

  /** Nothing that was noted so far can be taken back. */
  forget(): void {
    this.#forgotten = this.length;
    this.#undos = [];
  }

  /** Takes back all but the first `length` changes. */
  back(length: number): void {
    while (this.length > length && this.#undos.length > 0) this.#undos.pop()?.();
  }
}

type Entries<K, V> = Pick<Map<K, V>, 'get' | 'delete'> & { set(key: K, value: V): unknown };

/** What a map has of a key, or has not, is there again when that is undone. */
export function noteEntry<K, V>(map: Entries<K, V>, key: K, undo: UndoLog | null): void {
  if (undo === null) return;
  const before = map.get(key);
  undo.note(() => {
    if (before === undefined) map.delete(key);
    else map.set(key, before);
  });
}
