// Numbers that a run's server had told its program before a statement was asked: ids that AUTO_INCREMENT made.

import type { RecordingFileReader } from '../../store/reading/reader.ts';

export class ToldValues {
  readonly #reader: RecordingFileReader;
  /** By number, the first exchange whose answer made it. */
  #firstTold: Map<string, number> | null = null;

  constructor(reader: RecordingFileReader) {
    this.#reader = reader;
  }

  /** Whether an answer before the exchange told this number as an insert's id. */
  hasToldBefore(exchange: number, content: string): boolean {
    if (!/^\d{1,20}$/.test(content)) return false;
    this.#firstTold ??= this.#read();
    const told = this.#firstTold.get(content);
    return told !== undefined && told < exchange;
  }

  #read(): Map<string, number> {
    const told = new Map<string, number>();
    for (const { id, lastInsertId } of this.#reader.listExchanges()) {
      const key = String(lastInsertId ?? 0n);
      if (key !== '0' && !told.has(key)) told.set(key, id);
    }
    return told;
  }
}
