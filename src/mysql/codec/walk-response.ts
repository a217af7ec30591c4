// A recorded response read packet by packet: what each packet is, which result and row it belongs to, and the columns that
// its rows are read by. The one loop that everything reads which has a response as a whole; what relays or rewrites a
// stream of chunks follows `ResponseMachine` itself.

import type { ParameterValue } from '../../core/command.ts';
import { hasTrait, Trait } from '../constants/commands.ts';
import { decodeBinaryRow } from '../packets/binary-row.ts';
import { binaryTypeOf } from '../packets/binary-value.ts';
import { type ColumnDefinition, decodeColumnDefinition } from '../packets/column-definition.ts';
import { decodeTextRow } from '../packets/text-row.ts';
import { MAX_PHYSICAL_BYTES, packetsOf } from './framing.ts';
import {
  type OkFacts,
  type PacketKind,
  type PreparedFacts,
  ResponseMachine,
  type ResponseState,
} from './response-machine.ts';

/** A value as it came: a text row has its bytes, a binary row its kind as well; null is NULL. */
export type CellValue = Buffer | ParameterValue | null;

/** What shaped a response's bytes. */
export interface ResponseShape {
  /** Code of the command that was answered. */
  readonly command: number;
  /** Capability bits that the bytes were sent under. */
  readonly encoding: bigint;
  /** As for `ResponseMachine.begin()`. */
  readonly asksCursor?: boolean;
  /** Column definitions that were sent before, with the prepare: for result sets that come without. */
  readonly knownColumns?: () => readonly ColumnDefinition[];
}

/** Where a walk through a response stands: at one packet. */
export interface WalkedPacket {
  readonly kind: PacketKind;
  /** Put together where it was cut at 2^24-1 bytes. */
  readonly payload: Buffer;
  /** What was expected when the packet came, and what is now. */
  readonly before: ResponseState;
  readonly state: ResponseState;
  /** Results that have begun, this packet's among them: 0 for a fetch's rows. */
  readonly result: number;
  /** Rows of all results, this packet's among them. */
  readonly row: number;
  /** Status flags and numbers of the last OK or EOF packet that ended a result. */
  readonly ok: Readonly<OkFacts>;
  readonly prepared: PreparedFacts | null;
  /** Payloads of the column definitions in this block so far: of a result, of a prepare's parameters or its columns. */
  readonly definitions: readonly Buffer[];
  /** The same decoded, or the known ones where the result came without. @throws MalformedPacketError */
  readonly columns: readonly ColumnDefinition[];
}

/**
 * Walks through a whole response.
 * @param chunks of the stream as it was on the wire, headers included
 * @returns for each packet the same object, which stands at it until the next one is asked for
 * @throws MalformedPacketError where a packet is too short for what it says it is
 */
export function* walkResponse(chunks: Iterable<Buffer>, shape: ResponseShape): Generator<WalkedPacket> {
  const walk = new ResponseWalk(shape);
  for (const payload of payloads(chunks)) yield walk.take(payload);
}

/** The payloads of a stream of packets; those cut at 2^24-1 bytes are put together. */
export function* payloads(chunks: Iterable<Buffer>): Generator<Buffer> {
  let pieces: Buffer[] = [];
  for (const { payload } of packetsOf(chunks)) {
    pieces.push(payload);
    if (payload.length === MAX_PHYSICAL_BYTES) continue;
    yield pieces.length === 1 ? payload : Buffer.concat(pieces);
    pieces = [];
  }
}

/** The same for one who gets the payloads one by one. */
export class ResponseWalk implements WalkedPacket {
  kind: PacketKind = 'text';
  payload: Buffer = Buffer.alloc(0);
  before: ResponseState = 'first';
  result = 0;
  definitions: Buffer[] = [];
  readonly #shape: ResponseShape;
  readonly #machine = new ResponseMachine();
  /** As many of the definitions as were asked for, decoded. */
  #decoded: ColumnDefinition[] = [];
  #known: readonly ColumnDefinition[] | null = null;
  /** The block that the definitions belong to. */
  #block: ResponseState | null = null;

  constructor(shape: ResponseShape) {
    this.#shape = shape;
    this.#machine.begin(shape.command, shape.encoding, shape.asksCursor);
  }

  get state(): ResponseState {
    return this.#machine.state;
  }

  get row(): number {
    return this.#machine.rows;
  }

  get ok(): Readonly<OkFacts> {
    return this.#machine.ok;
  }

  get prepared(): PreparedFacts | null {
    return this.#machine.prepared;
  }

  /** Takes the next packet. @throws MalformedPacketError */
  take(payload: Buffer): this {
    if (this.#machine.state === 'clientData') this.#machine.resume();
    this.before = this.#machine.state;
    this.payload = payload;
    this.kind = this.#machine.next(payload, 0, payload.length);
    if (this.kind === 'column_count') this.#startBlock('columns');
    if (this.kind === 'column') {
      if (this.before !== this.#block) this.#startBlock(this.before);
      this.definitions.push(payload);
    }
    if (this.kind === 'ok' || this.kind === 'column_count') this.result++;
    return this;
  }

  get columns(): readonly ColumnDefinition[] {
    const { encoding, knownColumns } = this.#shape;
    if (this.definitions.length === 0) {
      this.#known ??= knownColumns?.() ?? [];
      return this.#known;
    }
    for (const payload of this.definitions.slice(this.#decoded.length)) {
      this.#decoded.push(decodeColumnDefinition(payload, encoding));
    }
    return this.#decoded;
  }

  #startBlock(block: ResponseState): void {
    this.#block = block;
    this.definitions = [];
    this.#decoded = [];
  }
}

/** The values of a row. @param command that was answered: it says in which form they are. @throws MalformedPacketError */
export function decodeRow(command: number, payload: Buffer, columns: readonly ColumnDefinition[]): CellValue[] {
  if (!hasTrait(command, Trait.GIVES_PREPARED)) return decodeTextRow(payload, columns.length);
  return decodeBinaryRow(payload, columns.map(binaryTypeOf));
}
