// The connections of a replay, by their ids and by those of the recorded ones that they follow: KILL names either, as the
// client knows its connection from the greeting or from a recorded CONNECTION_ID().

interface Open {
  readonly kill: () => void;
  /** The recorded connection's id; null while none is followed. */
  recorded: number | null;
}

export class Connections {
  readonly #open = new Map<number, Open>();
  #lastId = 0;

  /** The id of the last one that began; 0 where none has. */
  get lastId(): number {
    return this.#lastId;
  }

  /**
   * A connection begins; returns its id.
   * @param kill ends it
   */
  begin(kill: () => void): number {
    this.#lastId = (this.#lastId + 1) >>> 0;
    this.#open.set(this.#lastId, { kill, recorded: null });
    return this.#lastId;
  }

  end(id: number): void {
    this.#open.delete(id);
  }

  has(id: number): boolean {
    return this.#open.has(id);
  }

  /** @param recorded id of the recorded connection that it follows from now on */
  follow(id: number, recorded: number): void {
    const open = this.#open.get(id);
    if (open !== undefined) open.recorded = recorded;
  }

  /** Ends a connection, if there is one of this id. */
  kill(id: number): void {
    this.#open.get(id)?.kill();
  }

  /** Ends those that follow a recorded connection of this id; where none does, the one that has the id itself. */
  killRecorded(id: number): void {
    const followers = [...this.#open.values()].filter(({ recorded }) => recorded === id);
    if (followers.length === 0) this.kill(id);
    for (const { kill } of followers) kill();
  }
}
