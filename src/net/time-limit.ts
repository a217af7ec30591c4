// How long a peer may take for something; what we take ourselves in the meantime is not the peer's.

export class TimeLimit {
  readonly #ms: number;
  readonly #onOver: () => void;
  #timer: NodeJS.Timeout;
  #hasEnded = false;

  /** Runs at once; `onOver` is called once, after `ms` milliseconds, unless `end()` came before. */
  constructor(ms: number, onOver: () => void) {
    this.#ms = ms;
    this.#onOver = onOver;
    this.#timer = setTimeout(onOver, ms);
  }

  /** Stands still while this is worked at, and then begins anew. */
  async pauseFor<T>(work: Promise<T>): Promise<T> {
    clearTimeout(this.#timer);
    const result = await work;
    if (!this.#hasEnded) this.#timer = setTimeout(this.#onOver, this.#ms);
    return result;
  }

  end(): void {
    this.#hasEnded = true;
    clearTimeout(this.#timer);
  }
}
