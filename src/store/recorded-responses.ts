// The responses of a recording by their ids: those asked for lately are kept as they are given out, as far as their bytes stay
// within bounds.

import { RecentMap } from '../core/recent-map.ts';
import type { RecordedResponse } from '../core/recording.ts';
import { unusable, unusableBecause } from './open-file.ts';
import { numberOrNull, type ReadStatements, type ResponseRow } from './read-statements.ts';
import { fromStored } from './unsigned.ts';

const CACHED_BYTES = 32 * 1024 * 1024;
/** The most that is kept of a response in pieces. */
const HEAD_BYTES = 16 * 1024;
/** What one costs in memory beside its bytes. */
const OWN_BYTES = 400;

export class RecordedResponses {
  readonly #path: string;
  readonly #read: ReadStatements;
  readonly #known = new RecentMap<number, RecordedResponse>(CACHED_BYTES, weightOf);

  constructor(path: string, read: ReadStatements) {
    this.#path = path;
    this.#read = read;
  }

  /**
   * @throws RangeError where there is no such response
   * @throws MockError RECORDING_UNUSABLE where the file is damaged
   */
  get(id: number): RecordedResponse {
    return this.#known.get(id) ?? this.#load(id);
  }

  #load(id: number): RecordedResponse {
    const sql = `SELECT id, encoding, outcome, error_code, status, warnings, last_insert_id, bytes, head
      FROM response WHERE id = ?`;
    const row = this.#guard(() => this.#read.get<[number], ResponseRow>(sql, id));
    if (row === undefined) throw new RangeError(`${this.#path} has no response ${id}`);
    const bytes = Number(row.bytes);
    const response = {
      id,
      encoding: row.encoding,
      bytes,
      outcome: row.outcome,
      errorCode: numberOrNull(row.error_code),
      status: numberOrNull(row.status),
      warnings: numberOrNull(row.warnings),
      lastInsertId: fromStored(row.last_insert_id) ?? 0n,
      whole: row.head.length === bytes ? row.head : null,
      chunks: () => this.#chunks(id, bytes, row.head),
    };
    this.#known.set(id, response);
    return response;
  }

  /** One look-up per chunk: an open cursor would hold up a writer's checkpoints for as long as a client dawdles. */
  *#chunks(id: number, bytes: number, head: Buffer): Iterable<Buffer> {
    if (head.length > 0) yield head;
    const sql = 'SELECT bytes FROM response_chunk WHERE response_id = ? AND n = ?';
    for (let n = 0, left = bytes - head.length; left > 0; n++) {
      const [chunk] = this.#guard(() => this.#read.lists<[number, number], readonly [Buffer]>(sql, id, n));
      if (chunk === undefined)
        throw unusable(this.#path, `is damaged: response ${id} has no chunk ${n}`, 'record it again');
      left -= chunk[0].length;
      yield chunk[0];
    }
  }

  #guard<T>(read: () => T): T {
    try {
      return read();
    } catch (error) {
      throw unusableBecause(this.#path, error);
    }
  }
}

/** Only its head is kept of one that is not whole. */
function weightOf({ whole }: RecordedResponse): number {
  return (whole?.length ?? HEAD_BYTES) + OWN_BYTES;
}
