// One transaction after another: begun by the first write, committed by a timer a few milliseconds later,
// or at once when it has grown big, which a busy event loop would leave it to.

const COMMIT_MS = 10;
const COMMIT_BYTES = 4 * 1024 * 1024;
const COMMIT_ROWS = 2000;
/** What a row takes in the log beside the bytes that are counted, about. */
const ROW_BYTES = 400;

export interface BatchActions {
  begin(): void;
  /** @param bytes about so many were written */
  commit(bytes: number): void;
  /** A commit that the timer began has failed. */
  onFailure(error: unknown): void;
}

export class Batch {
  readonly #actions: BatchActions;
  #timer: NodeJS.Timeout | null = null;
  #rows = 0;
  #bytes = 0;

  constructor(actions: BatchActions) {
    this.#actions = actions;
  }

  /** Opens the transaction where none is open. */
  begin(): void {
    if (this.#timer !== null) return;
    this.#actions.begin();
    this.#timer = setTimeout(() => this.#onTimer(), COMMIT_MS).unref();
  }

  /** Counts a write. */
  add(bytes: number): void {
    this.#rows++;
    this.#bytes += bytes;
    if (this.#rows >= COMMIT_ROWS || this.#bytes >= COMMIT_BYTES) this.commit();
  }

  commit(): void {
    if (this.#timer === null) return;
    const bytes = this.#bytes + this.#rows * ROW_BYTES;
    this.stop();
    this.#actions.commit(bytes);
  }

  /** Forgets the transaction; the caller ends it. */
  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#rows = 0;
    this.#bytes = 0;
  }

  #onTimer(): void {
    try {
      this.commit();
    } catch (error) {
      this.#actions.onFailure(error);
    }
  }
}
