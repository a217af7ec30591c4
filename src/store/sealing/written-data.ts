// What was written of the exchanges' data, kept as numbers until their digests are worked out, which cover it: it need not be
// read again.

import { NO_DATA } from '../file/write-digests.ts';
import type { UseText } from '../use-text.ts';

/** By exchange, in columns: a million objects would be looked at by each collection of garbage. */
export class WrittenData {
  readonly #uses: Int32Array;
  readonly #identities: Float64Array;
  readonly #versions: Float64Array;
  readonly #softs: Float64Array;
  readonly #behinds: Float64Array;
  readonly #also = new Map<number, string>();
  readonly #texts = new Map<number, string>();

  /** @param last the last exchange's id */
  constructor(last: number) {
    this.#uses = new Int32Array(last + 1);
    this.#identities = new Float64Array(last + 1);
    this.#versions = new Float64Array(last + 1);
    this.#softs = new Float64Array(last + 1);
    this.#behinds = new Float64Array(last + 1);
  }

  /** @returns what is to be written of a row of `data_use` */
  addUse(id: number, { own, like }: UseText): string {
    this.#texts.set(id, own + like);
    return own;
  }

  /** A row of `exchange_data`, in the order of its columns. */
  add(
    exchange: number,
    use: number,
    identity: number,
    version: number,
    soft: number,
    behind: number,
    also: string | null,
  ): void {
    this.#uses[exchange] = use;
    this.#identities[exchange] = identity;
    this.#versions[exchange] = version;
    this.#softs[exchange] = soft;
    this.#behinds[exchange] = behind;
    if (also !== null) this.#also.set(exchange, also);
  }

  /** As `DATA_COLUMNS` reads it. */
  of(exchange: number): readonly (string | number | null)[] {
    const use = this.#uses[exchange] ?? 0;
    if (use === 0) return NO_DATA;
    return [
      this.#texts.get(use) ?? null,
      String(this.#identities[exchange]),
      String(this.#versions[exchange]),
      this.#softs[exchange] ?? 0,
      this.#behinds[exchange] ?? 0,
      this.#also.get(exchange) ?? null,
    ];
  }
}
