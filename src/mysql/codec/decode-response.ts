// What a whole response says, part by part, for people: nothing here is on the way between a client and a server.
// Packets whose layout is not known are said to be so, not thrown.
// https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_command_phase.html

import { MalformedPacketError } from '../../core/errors.ts';
import type { ColumnDefinition } from '../packets/column-definition.ts';
import { decodeErr, type ErrPacket } from '../packets/err.ts';
import { decodeLocalInfileRequest } from '../packets/local-infile-request.ts';
import { decodeOk, type OkPacket } from '../packets/ok.ts';
import type { PreparedFacts } from './response-machine.ts';
import { type CellValue, decodeRow, payloads, type ResponseShape, ResponseWalk } from './walk-response.ts';

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

/** As for a walk; without known columns there are none. */
export type ResponseContext = Required<Pick<ResponseShape, 'command' | 'encoding' | 'knownColumns'>>;

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

/** Takes a response's payloads one by one; what `decodeResponse` does of a whole one. */
export class ResponseDecoder {
  readonly #context: ResponseContext;
  readonly #walk: ResponseWalk;
  /** The result whose columns were told; a fetch's rows are of no result of their own, 0. */
  #begun = -1;

  constructor(context: ResponseContext) {
    this.#context = context;
    this.#walk = new ResponseWalk(context);
  }

  /** @throws MalformedPacketError */
  *next(payload: Buffer): Generator<ResponsePart> {
    const walk = this.#walk.take(payload);
    switch (walk.kind) {
      case 'ok':
        yield { kind: 'ok', ok: decodeOk(payload, this.#context.encoding) };
        break;
      case 'err':
        yield { kind: 'error', error: decodeErr(payload) };
        break;
      case 'local_infile':
        yield { kind: 'local_infile', file: decodeLocalInfileRequest(payload) };
        break;
      case 'column':
        yield* this.#definition();
        break;
      case 'prepare_ok':
        if (walk.prepared !== null) yield { kind: 'prepared', prepared: walk.prepared };
        break;
      case 'row':
        yield* this.#begin();
        yield this.#row(payload);
        break;
      case 'rows_eof':
        if (walk.before === 'fieldList') yield { kind: 'definitions', of: 'columns', columns: walk.columns };
        else {
          yield* this.#begin();
          yield { kind: 'end', warnings: walk.ok.warnings, status: walk.ok.status };
        }
        break;
      case 'text':
        yield { kind: 'text', text: payload };
        break;
      case 'column_count':
      case 'columns_eof':
      case 'progress':
      case 'event':
        break;
    }
  }

  *#begin(): Generator<ResponsePart> {
    const { result, columns } = this.#walk;
    if (this.#begun === result) return;
    this.#begun = result;
    yield { kind: 'columns', columns };
  }

  /** The definitions of a prepare are told when its last one has come; those of a result before its first row. */
  *#definition(): Generator<ResponsePart> {
    const { before, columns, prepared } = this.#walk;
    if (before !== 'prepareParameters' && before !== 'prepareColumns') return;
    const of = before === 'prepareParameters' ? 'parameters' : 'columns';
    if (columns.length >= (prepared?.[of] ?? 0)) yield { kind: 'definitions', of, columns };
  }

  #row(payload: Buffer): ResponsePart {
    const { command } = this.#context;
    const { columns } = this.#walk;
    return { kind: 'row', decode: () => decodeRow(command, payload, columns) };
  }
}
