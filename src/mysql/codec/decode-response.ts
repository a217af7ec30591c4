// What a whole response says, part by part, for people: nothing here is on the way between a client and a server.
// Packets whose layout is not known are said to be so, not thrown.
// https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_command_phase.html

import type { ParameterValue } from '../../core/command.ts';
import { MalformedPacketError } from '../../core/errors.ts';
import { CommandCode } from '../constants/commands.ts';
import { decodeBinaryRow } from '../packets/binary-row.ts';
import { binaryTypeOf } from '../packets/binary-value.ts';
import { type ColumnDefinition, decodeColumnDefinition } from '../packets/column-definition.ts';
import { decodeErr, type ErrPacket } from '../packets/err.ts';
import { decodeLocalInfileRequest } from '../packets/local-infile-request.ts';
import { decodeOk, type OkPacket } from '../packets/ok.ts';
import { decodeTextRow } from '../packets/text-row.ts';
import { MAX_PHYSICAL_BYTES, packetsOf } from './framing.ts';
import { type PreparedFacts, ResponseMachine } from './response-machine.ts';

/** A value as it came: a text row has its bytes, a binary row its kind as well; null is NULL. */
export type CellValue = Buffer | ParameterValue | null;

export type ResponsePart =
  /** A result set begins; `row` parts and one `end` follow. */
  | { readonly kind: 'columns'; readonly columns: readonly ColumnDefinition[] }
  /** `decode` is called for the rows that are wanted. */
  | { readonly kind: 'row'; readonly decode: () => readonly CellValue[] }
  | { readonly kind: 'end'; readonly warnings: number; readonly status: number }
  | { readonly kind: 'ok'; readonly ok: OkPacket }
  | { readonly kind: 'error'; readonly error: ErrPacket }
  | { readonly kind: 'prepared'; readonly prepared: PreparedFacts }
  /** Definitions of a prepared statement's parameters or columns, or of a table's fields. */
  | {
      readonly kind: 'definitions';
      readonly of: 'parameters' | 'columns';
      readonly columns: readonly ColumnDefinition[];
    }
  | { readonly kind: 'local_infile'; readonly file: Buffer }
  | { readonly kind: 'text'; readonly text: Buffer }
  | { readonly kind: 'undecodable'; readonly reason: string };

export interface ResponseContext {
  /** Code of the command that was answered. */
  readonly command: number;
  /** Capability bits that shaped the bytes. */
  readonly encoding: bigint;
  /** Column definitions that were sent before, with the prepare: for result sets that come without. */
  readonly knownColumns: () => readonly ColumnDefinition[];
}

/** Commands whose rows are in binary form. */
const BINARY: ReadonlySet<number> = new Set([
  CommandCode.COM_STMT_EXECUTE,
  CommandCode.COM_STMT_FETCH,
  CommandCode.COM_STMT_BULK_EXECUTE,
]);

/** @param chunks of the response as it was on the wire, headers included */
export function* decodeResponse(chunks: Iterable<Buffer>, context: ResponseContext): Generator<ResponsePart> {
  const decoder = new ResponseDecoder(context);
  try {
    for (const payload of payloads(chunks)) yield* decoder.next(payload);
  } catch (error) {
    if (!(error instanceof MalformedPacketError)) throw error;
    yield { kind: 'undecodable', reason: error.message };
  }
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

/** Takes a response's payloads one by one; what `decodeResponse` does of a whole one. */
export class ResponseDecoder {
  readonly #context: ResponseContext;
  readonly #machine = new ResponseMachine();
  #columns: ColumnDefinition[] = [];
  #hasBegun = false;

  constructor(context: ResponseContext) {
    this.#context = context;
    this.#machine.begin(context.command, context.encoding);
  }

  /** @throws MalformedPacketError */
  *next(payload: Buffer): Generator<ResponsePart> {
    const { encoding } = this.#context;
    const before = this.#machine.state;
    const kind = this.#machine.next(payload, 0, payload.length);
    switch (kind) {
      case 'ok':
        yield { kind: 'ok', ok: decodeOk(payload, encoding) };
        break;
      case 'err':
        yield { kind: 'error', error: decodeErr(payload) };
        break;
      case 'local_infile':
        yield { kind: 'local_infile', file: decodeLocalInfileRequest(payload) };
        this.#machine.resume();
        break;
      case 'column_count':
        this.#columns = [];
        this.#hasBegun = false;
        break;
      case 'column':
        this.#columns.push(decodeColumnDefinition(payload, encoding));
        if (before === 'prepareParameters' || before === 'prepareColumns') yield* this.#definitions(before);
        break;
      case 'prepare_ok':
        if (this.#machine.prepared !== null) yield { kind: 'prepared', prepared: this.#machine.prepared };
        break;
      case 'row':
        yield* this.#begin();
        yield this.#row(payload);
        break;
      case 'rows_eof':
        if (before === 'fieldList') yield { kind: 'definitions', of: 'columns', columns: this.#columns };
        else {
          yield* this.#begin();
          const { warnings, status } = this.#machine.ok;
          yield { kind: 'end', warnings, status };
        }
        break;
      case 'text':
        yield { kind: 'text', text: payload };
        break;
      case 'columns_eof':
      case 'progress':
      case 'event':
        break;
    }
  }

  *#begin(): Generator<ResponsePart> {
    if (this.#hasBegun) return;
    this.#hasBegun = true;
    if (this.#columns.length === 0) this.#columns = [...this.#context.knownColumns()];
    yield { kind: 'columns', columns: this.#columns };
  }

  *#definitions(of: 'prepareParameters' | 'prepareColumns'): Generator<ResponsePart> {
    const { prepared } = this.#machine;
    const isOfParameters = of === 'prepareParameters';
    if (this.#columns.length < ((isOfParameters ? prepared?.parameters : prepared?.columns) ?? 0)) return;
    yield { kind: 'definitions', of: isOfParameters ? 'parameters' : 'columns', columns: this.#columns };
    this.#columns = [];
  }

  #row(payload: Buffer): ResponsePart {
    const columns = this.#columns;
    if (!BINARY.has(this.#context.command)) {
      return { kind: 'row', decode: () => decodeTextRow(payload, columns.length) };
    }
    const types = columns.map(binaryTypeOf);
    return { kind: 'row', decode: () => decodeBinaryRow(payload, types) };
  }
}
