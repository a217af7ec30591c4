// Where a replay goes on behind a gap of the recording: what was recorded there is not known, so what follows may come
// from a state that the client never brought about. It is said once for each gap.

import type { Logger } from '../../core/log/logger.ts';
import type { RecordedExchange, RecordingReader } from '../../core/recording.ts';

export class Crossings {
  readonly #reader: RecordingReader;
  readonly #logger: Logger;
  /** Gaps by session; null where the recording has none at all. */
  #gaps: Map<number, readonly RecordedExchange[]> | null | undefined;
  readonly #told = new Set<number>();

  constructor(reader: RecordingReader, logger: Logger) {
    this.#reader = reader;
    this.#logger = logger;
  }

  /** Gaps crossed so far, each counted once. */
  get count(): number {
    return this.#told.size;
  }

  /** Ids of the gaps crossed so far. */
  get gaps(): readonly number[] {
    return [...this.#told];
  }

  /** As at the beginning. */
  reset(): void {
    this.#told.clear();
  }

  /** A connection goes on from one exchange, or the beginning, to another of the same session. */
  note(from: RecordedExchange | null, to: RecordedExchange): void {
    if (this.#gaps === undefined) this.#gaps = this.#reader.hasGaps() ? new Map() : null;
    if (this.#gaps === null) return;
    const after = from?.session === to.session ? from.id : 0;
    for (const gap of this.#gapsOf(to.session)) {
      if (gap.id <= after || gap.id >= to.id || this.#told.has(gap.id)) continue;
      this.#told.add(gap.id);
      const what = `${gap.command}, exchange ${gap.id} (${gap.gap})`;
      this.#logger.warn({ gap: gap.id, exchange: to.id }, `exchange ${to.id} was played behind a gap: ${what}`);
    }
  }

  #gapsOf(session: number): readonly RecordedExchange[] {
    let gaps = this.#gaps?.get(session);
    if (gaps === undefined) {
      gaps = this.#reader.gapsOf(session);
      this.#gaps?.set(session, gaps);
    }
    return gaps;
  }
}
