// Follows a response through chunks of any size while it is relayed, and finds its end and its facts. It reads headers
// and the first bytes of payloads; a packet that lies whole in a chunk is not copied.

import type { Outcome, ResponseFacts } from '../../core/command.ts';
import { decodeErr } from '../packets/err.ts';
import { HEADER_BYTES, MAX_PHYSICAL_BYTES } from './framing.ts';
import { ResponseMachine } from './response-machine.ts';

/** How much of a packet that is spread over chunks is kept: any OK's numbers, any error's message. */
const PREFIX_BYTES = 1024;

export class ResponseTracker {
  readonly #machine = new ResponseMachine();
  readonly #prefix = Buffer.alloc(PREFIX_BYTES);
  readonly #header = Buffer.alloc(HEADER_BYTES);
  /** Bytes of the header that have been seen; HEADER_BYTES while inside a payload. */
  #headerBytes = 0;
  /** Of the physical packet: bytes still to come. */
  #remaining = 0;
  /** Of the logical packet: bytes in the prefix, and length so far. */
  #prefixBytes = 0;
  #length = 0;
  #isContinued = false;
  #error: { code: number; sqlState: string | null; message: string } | null = null;
  #sawInfile = false;
  #sawResultset = false;
  /** Of the answer before: most are as it was, and then they share one object, however long it is kept. */
  #last: ResponseFacts | null = null;
  /** Sequence id of the last packet seen. */
  sequenceId = 0;

  /** The response is complete. */
  get isDone(): boolean {
    return this.#machine.state === 'done';
  }

  /** The server waits for the client's file (LOCAL INFILE). */
  get isClientTurn(): boolean {
    return this.#machine.state === 'clientData';
  }

  /** As of `ResponseMachine`. */
  get isCut(): boolean {
    return this.#machine.isCut;
  }

  /** As `ResponseMachine.begin()`. */
  begin(command: number, capabilities: bigint, asksCursor?: boolean, mayBeCut = false): void {
    this.#machine.begin(command, capabilities, asksCursor, mayBeCut);
    this.#headerBytes = 0;
    this.#remaining = 0;
    this.#startPacket();
    this.#error = null;
    this.#sawInfile = false;
    this.#sawResultset = false;
  }

  resume(): void {
    this.#machine.resume();
  }

  /**
   * Takes the next bytes of the stream.
   * @returns how many of them belong to the response: fewer than all when it ended, or became the client's turn, within
   * @throws MalformedPacketError
   */
  scan(chunk: Buffer): number {
    let at = 0;
    const end = chunk.length;
    while (at < end) {
      if (this.#headerBytes < HEADER_BYTES) {
        at = this.#takeHeader(chunk, at);
        if (this.#headerBytes < HEADER_BYTES) return at;
      }
      const isWhole = this.#length === 0 && this.#remaining < MAX_PHYSICAL_BYTES && at + this.#remaining <= end;
      if (isWhole) {
        this.#headerBytes = 0;
        this.#packet(chunk, at, this.#remaining);
        at += this.#remaining;
      } else {
        at = this.#takePayload(chunk, at);
      }
      const state = this.#machine.state;
      if (this.#headerBytes === 0 && (state === 'done' || state === 'clientData')) return at;
    }
    return at;
  }

  /** What the response said; `outcome` is `truncated` unless it is complete. */
  facts(): ResponseFacts {
    const machine = this.#machine;
    const ok = machine.hasOk ? machine.ok : null;
    const facts: ResponseFacts = {
      outcome: this.#outcome(),
      errorCode: this.#error?.code ?? null,
      sqlState: this.#error?.sqlState ?? null,
      errorMessage: this.#error?.message ?? null,
      affectedRows: ok?.affectedRows ?? null,
      lastInsertId: ok?.lastInsertId ?? null,
      warnings: ok?.warnings ?? null,
      status: ok?.status ?? null,
      columns: machine.columns < 0 ? null : machine.columns,
      rows: this.#sawResultset ? machine.rows : null,
      prepared: machine.prepared,
      skippedMetadata: machine.skippedMetadata,
    };
    if (this.#last === null || !areEqual(facts, this.#last)) this.#last = facts;
    return this.#last;
  }

  #outcome(): Outcome {
    if (!this.isDone) return 'truncated';
    if (this.#error) return 'error';
    if (this.#sawInfile) return 'local_infile';
    return this.#sawResultset ? 'resultset' : 'ok';
  }

  #takeHeader(chunk: Buffer, at: number): number {
    let from = at;
    if (this.#headerBytes === 0 && chunk.length - at >= HEADER_BYTES) {
      this.#remaining = (chunk[at] as number) | ((chunk[at + 1] as number) << 8) | ((chunk[at + 2] as number) << 16);
      this.sequenceId = chunk[at + 3] as number;
      from = at + HEADER_BYTES;
      this.#headerBytes = HEADER_BYTES;
    } else {
      while (from < chunk.length && this.#headerBytes < HEADER_BYTES) {
        this.#header[this.#headerBytes++] = chunk[from++] as number;
      }
      if (this.#headerBytes < HEADER_BYTES) return from;
      this.#remaining = this.#header.readUIntLE(0, 3);
      this.sequenceId = this.#header[3] as number;
    }
    if (!this.#isContinued) this.#startPacket();
    this.#isContinued = this.#remaining === MAX_PHYSICAL_BYTES;
    return from;
  }

  #takePayload(chunk: Buffer, at: number): number {
    const taken = Math.min(this.#remaining, chunk.length - at);
    const kept = Math.min(taken, PREFIX_BYTES - this.#prefixBytes);
    if (kept > 0) chunk.copy(this.#prefix, this.#prefixBytes, at, at + kept);
    this.#prefixBytes += kept;
    this.#length += taken;
    this.#remaining -= taken;
    if (this.#remaining === 0) this.#endPhysical();
    return at + taken;
  }

  #endPhysical(): void {
    this.#headerBytes = 0;
    if (!this.#isContinued) this.#packet(this.#prefix, 0, this.#length);
  }

  #startPacket(): void {
    this.#prefixBytes = 0;
    this.#length = 0;
    this.#isContinued = false;
  }

  #packet(bytes: Buffer, start: number, length: number): void {
    switch (this.#machine.next(bytes, start, length)) {
      case 'err':
        this.#noteError(bytes.subarray(start, start + Math.min(length, PREFIX_BYTES)));
        break;
      case 'local_infile':
        this.#sawInfile = true;
        break;
      case 'column_count':
      case 'row':
      case 'column':
      case 'rows_eof':
        this.#sawResultset = this.#machine.prepared === null;
        break;
    }
    this.#length = 0;
    this.#prefixBytes = 0;
  }

  #noteError(payload: Buffer): void {
    const { code, sqlState, message } = decodeErr(payload);
    this.#error = { code, sqlState, message: message.toString('utf8') };
  }
}

/** Of those without an error or a prepared statement only. */
function areEqual(one: ResponseFacts, other: ResponseFacts): boolean {
  return (
    one.outcome === other.outcome &&
    one.errorCode === null &&
    other.errorCode === null &&
    one.prepared === null &&
    other.prepared === null &&
    one.affectedRows === other.affectedRows &&
    one.lastInsertId === other.lastInsertId &&
    one.warnings === other.warnings &&
    one.status === other.status &&
    one.columns === other.columns &&
    one.rows === other.rows &&
    one.skippedMetadata === other.skippedMetadata
  );
}
