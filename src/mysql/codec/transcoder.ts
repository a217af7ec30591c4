// Rewrites a recorded response for a client that negotiated other capabilities than the one it was recorded for.
// Rows pass as they are; what differs stands around them: EOF packets, OK packets' tails, column definitions.
// Which capability changes what: docs/protocol.md.

import { MockError } from '../../core/errors.ts';
import { Capability, hasCapability } from '../constants/capabilities.ts';
import { CommandCode } from '../constants/commands.ts';
import { Status } from '../constants/status.ts';
import { decodeColumnCount, encodeColumnCount } from '../packets/column-count.ts';
import { decodeColumnDefinition, encodeColumnDefinition } from '../packets/column-definition.ts';
import { encodeEof } from '../packets/eof.ts';
import { decodeOk, encodeOk, encodeOkFor, plainOk } from '../packets/ok.ts';
import { decodePrepareOk, encodePrepareOk } from '../packets/prepare-ok.ts';
import { HEADER_BYTES, MAX_PHYSICAL_BYTES, writeHeader } from './framing.ts';
import { type PacketKind, ResponseMachine } from './response-machine.ts';

/** Packets are sent together up to about this size. */
const BATCH_BYTES = 64 * 1024;

/** Status flags that the EOF packet behind column definitions does not have, whatever the one behind the rows says. */
const NOT_BEFORE_ROWS = Status.LAST_ROW_SENT | Status.SESSION_STATE_CHANGED;

export interface TranscodeOptions {
  readonly command: number;
  /** As for `ResponseMachine.begin()`. */
  readonly asksCursor?: boolean;
  /** Capabilities that the response was recorded under, and those of the client it is for. */
  readonly from: bigint;
  readonly to: bigint;
  /** Status flags for EOF packets that the recording lacks: of each of its results, as far as they are known. */
  readonly resultStatus: readonly number[];
  /** The same where a result's own are not known. */
  readonly status: number;
  /** Column definitions' payloads (encoded for `from`) where the recorded response was sent without them. */
  readonly definitions: () => readonly Buffer[];
}

export class Transcoder {
  readonly #options: TranscodeOptions;
  readonly #machine = new ResponseMachine();
  #sequenceId: number;
  #out: Buffer[] = [];
  #outBytes = 0;
  #isContinued = false;
  /** Results that have ended. */
  #results = 0;

  /** @param sequenceId of the first packet to be sent */
  constructor(options: TranscodeOptions, sequenceId: number) {
    this.#options = options;
    this.#sequenceId = sequenceId;
    this.#machine.begin(options.command, options.from, options.asksCursor);
  }

  /** Sequence id of the next packet. */
  get sequenceId(): number {
    return this.#sequenceId;
  }

  set sequenceId(next: number) {
    this.#sequenceId = next & 0xff;
  }

  /** The client has sent its file. */
  resume(): void {
    this.#machine.resume();
  }

  /** Takes one packet as recorded, without header; returns bytes to send now, if any. */
  packet(payload: Buffer): Buffer | null {
    this.#take(payload);
    return this.#outBytes >= BATCH_BYTES ? this.flush() : null;
  }

  /** The same for a payload of any length. */
  payload(payload: Buffer): Buffer | null {
    let start = 0;
    for (; payload.length - start >= MAX_PHYSICAL_BYTES; start += MAX_PHYSICAL_BYTES) {
      this.#take(payload.subarray(start, start + MAX_PHYSICAL_BYTES));
    }
    return this.packet(payload.subarray(start));
  }

  #take(payload: Buffer): void {
    const isContinuation = this.#isContinued;
    this.#isContinued = payload.length === MAX_PHYSICAL_BYTES;
    if (isContinuation) this.#emit(payload);
    else this.#rewrite(payload);
  }

  /** What is still to be sent. */
  flush(): Buffer | null {
    if (this.#outBytes === 0) return null;
    const bytes = this.#out.length === 1 ? (this.#out[0] as Buffer) : Buffer.concat(this.#out, this.#outBytes);
    this.#out = [];
    this.#outBytes = 0;
    return bytes;
  }

  #rewrite(payload: Buffer): void {
    const { from, to } = this.#options;
    const before = this.#machine.state;
    const kind = this.#machine.next(payload, 0, payload.length);
    switch (kind) {
      case 'ok':
        this.#emit(this.#ok(payload));
        this.#results++;
        break;
      case 'column_count':
        this.#columnCount(payload);
        break;
      case 'column':
        this.#emit(encodeColumnDefinition(decodeColumnDefinition(payload, from), to));
        if (this.#machine.state !== before) this.#definitionsEnd();
        break;
      case 'rows_eof':
        this.#emit(this.#rowsEnd(payload));
        this.#results++;
        break;
      case 'prepare_ok':
        this.#prepareOk(payload);
        break;
      default:
        if (this.#isKnownTo(to, kind)) this.#emit(payload);
    }
  }

  /** Whether a packet of this kind, which passes unchanged, exists at all under these capabilities. */
  #isKnownTo(to: bigint, kind: PacketKind): boolean {
    if (kind === 'columns_eof') return !hasCapability(to, Capability.DEPRECATE_EOF);
    if (kind === 'progress') return hasCapability(to, Capability.MARIADB_PROGRESS);
    return true;
  }

  #columnCount(payload: Buffer): void {
    const { from, to, definitions } = this.#options;
    const header = decodeColumnCount(payload, from);
    this.#emit(encodeColumnCount({ ...header, hasDefinitions: true }, to));
    if (header.hasDefinitions) return;
    const known = definitions();
    if (known.length !== header.count) throw lacksDefinitions();
    for (const definition of known) this.#emit(encodeColumnDefinition(decodeColumnDefinition(definition, from), to));
    this.#definitionsEnd();
  }

  #prepareOk(payload: Buffer): void {
    const { from, to } = this.#options;
    const prepareOk = decodePrepareOk(payload, from);
    const { hasDefinitions, parameterCount, columnCount } = prepareOk;
    if (!hasDefinitions && !hasCapability(to, Capability.OPTIONAL_RESULTSET_METADATA)) throw lacksDefinitions();
    this.#emit(encodePrepareOk(prepareOk, to));
    if (hasDefinitions) return;
    if (parameterCount > 0) this.#definitionsEnd();
    if (columnCount > 0) this.#definitionsEnd();
  }

  /** Behind the last column definition of a block: an EOF packet, where only the new client wants one. */
  #definitionsEnd(): void {
    const { command, asksCursor = command === CommandCode.COM_STMT_EXECUTE, from, to } = this.#options;
    if (!hasCapability(from, Capability.DEPRECATE_EOF) || hasCapability(to, Capability.DEPRECATE_EOF)) return;
    const status = this.#options.resultStatus[this.#results] ?? this.#options.status;
    // A cursor's rows are fetched later: the one EOF packet behind its columns is the response's last.
    if (asksCursor && (status & Status.CURSOR_EXISTS) !== 0) return;
    this.#emit(encodeEof({ warnings: 0, status: status & ~NOT_BEFORE_ROWS }, to));
  }

  #rowsEnd(payload: Buffer): Buffer {
    const { from, to } = this.#options;
    if (hasCapability(from, Capability.DEPRECATE_EOF)) {
      if (hasCapability(to, Capability.DEPRECATE_EOF)) return encodeOkFor(decodeOk(payload, from), to);
      const { warnings, status } = decodeOk(payload, from);
      return encodeEof({ warnings, status: status & ~Status.SESSION_STATE_CHANGED }, to);
    }
    if (!hasCapability(to, Capability.DEPRECATE_EOF)) return payload;
    // The machine knows better than MySQL's EOF packet what follows OUT parameters.
    const { warnings, status } = this.#machine.ok;
    return encodeOk({ ...plainOk(status, 0xfe), warnings }, to);
  }

  #ok(payload: Buffer): Buffer {
    // COM_SET_OPTION and COM_DEBUG end with an EOF packet, or with an OK packet in its place.
    if (payload[0] === 0xfe) return this.#rowsEnd(payload);
    return encodeOkFor(decodeOk(payload, this.#options.from), this.#options.to);
  }

  #emit(payload: Buffer): void {
    const header = Buffer.allocUnsafe(HEADER_BYTES);
    writeHeader(header, 0, payload.length, this.#sequenceId);
    this.sequenceId = this.#sequenceId + 1;
    this.#out.push(header, payload);
    this.#outBytes += HEADER_BYTES + payload.length;
  }
}

function lacksDefinitions(): MockError {
  return new MockError('RECORDING_UNUSABLE', 'the recording lacks the column definitions that this client asks for');
}
