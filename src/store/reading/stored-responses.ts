// The responses of a recording, each compared with its hash when it is first read: what a damaged file says is no answer.

import { RecentMap } from '../../core/recent-map.ts';
import type { RecordedResponse } from '../../core/recording.ts';
import { finishHash, hashStream, isOutcome } from '../file/content-hash.ts';
import { DamagedPart } from '../file/damage.ts';
import { unusable } from '../file/open-file.ts';
import { fromStored } from '../unsigned.ts';
import { numberOrNull, type ReadStatements, type ResponseRow } from './read-statements.ts';

const CACHED_BYTES = 32 * 1024 * 1024;
/** What a row, or what is given of it, costs in memory beside its bytes: objects, 64-bit integers, the hash as text. */
const ROW_BYTES = 900;
/** The most that is kept of a response in pieces. */
const HEAD_BYTES = 16 * 1024;
/** Responses that are remembered as looked at. */
const REMEMBERED = 1_000_000;

const select = `SELECT id, hash, encoding, outcome, error_code, status, warnings, affected_rows, rows, last_insert_id,
  prepared_id, bytes, head
  FROM response WHERE id = ?`;

export class StoredResponses {
  readonly #path: string;
  readonly #read: ReadStatements;
  readonly #rows = new RecentMap<number, ResponseRow>(CACHED_BYTES, (row) => row.head.length + ROW_BYTES);
  /** Those that were given out, as they were: a replay gives the same ones over and over. */
  readonly #given = new RecentMap<number, RecordedResponse>(CACHED_BYTES, weightOf);
  readonly #intact = new RecentMap<number, boolean>(REMEMBERED);

  constructor(path: string, read: ReadStatements) {
    this.#path = path;
    this.#read = read;
  }

  /** @throws RangeError where there is no such response; DamagedPart where it is not what was recorded */
  get(id: number): RecordedResponse {
    const known = this.#given.get(id);
    if (known !== undefined) return known;
    const row = this.#load(id);
    if (row === undefined) throw new RangeError(`${this.#path} has no response ${id}`);
    if (!this.#isRowIntact(row)) throw new DamagedPart(this.#path, `response ${id} is not what was recorded`);
    const response = {
      id,
      encoding: row.encoding,
      bytes: Number(row.bytes),
      outcome: row.outcome,
      errorCode: numberOrNull(row.error_code),
      status: numberOrNull(row.status),
      warnings: numberOrNull(row.warnings),
      affectedRows: fromStored(row.affected_rows),
      rows: numberOrNull(row.rows),
      lastInsertId: fromStored(row.last_insert_id) ?? 0n,
      whole: row.head.length === Number(row.bytes) ? row.head : null,
      chunks: () => this.#chunks(row),
    };
    this.#given.set(id, response);
    return response;
  }

  /** Whether it is there and says what was recorded. */
  isIntact(id: number): boolean {
    const row = this.#load(id);
    return row !== undefined && this.#isRowIntact(row);
  }

  #load(id: number): ResponseRow | undefined {
    const known = this.#rows.get(id);
    if (known !== undefined) return known;
    const row = this.#read.get<[number], ResponseRow>(select, id);
    if (row !== undefined) this.#rows.set(id, row);
    return row;
  }

  #isRowIntact(row: ResponseRow): boolean {
    const id = Number(row.id);
    let isIntact = this.#intact.get(id);
    if (isIntact === undefined) {
      isIntact = this.#hasItsHash(row);
      this.#intact.set(id, isIntact);
    }
    return isIntact;
  }

  #hasItsHash(row: ResponseRow): boolean {
    const { head, encoding, outcome, bytes } = row;
    if (!Buffer.isBuffer(head) || typeof encoding !== 'bigint' || typeof bytes !== 'bigint') return false;
    if (!isOutcome(outcome) || encoding < 0n || head.length > bytes) return false;
    const hash = hashStream();
    try {
      for (const chunk of this.#chunks(row)) hash.update(chunk);
    } catch {
      return false;
    }
    return finishHash(hash, { outcome, isPrepared: row.prepared_id !== null }, encoding) === row.hash;
  }

  /** One look-up per chunk: an open cursor would hold up a writer's checkpoints for as long as a client dawdles. */
  *#chunks(row: ResponseRow): Iterable<Buffer> {
    if (row.head.length > 0) yield row.head;
    let left = Number(row.bytes) - row.head.length;
    const sql = 'SELECT bytes FROM response_chunk WHERE response_id = ? AND n = ?';
    for (let n = 0; left > 0; n++) {
      const bytes = this.#read.get<[number, number], { bytes: Buffer }>(sql, Number(row.id), n)?.bytes;
      if (!Buffer.isBuffer(bytes) || bytes.length === 0 || bytes.length > left)
        throw unusable(this.#path, `is damaged: response ${row.id} has no chunk ${n}`, 'record it again');
      left -= bytes.length;
      yield bytes;
    }
  }
}

/** Its bytes are its row's, which may be forgotten earlier. */
function weightOf({ whole }: RecordedResponse): number {
  return (whole?.length ?? HEAD_BYTES) + ROW_BYTES;
}
