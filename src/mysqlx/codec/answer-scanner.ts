// Follows the bytes of a server without taking them apart: where does an answer end, and what did it say? Only frames'
// headers are read, and the few messages that say something about the answer as a whole (errors and notices).
//
//   answer = { columns, rows, end of a result set, notices } then one of: Ok, Error, StmtExecuteOk, …

import { NO_FACTS, type Outcome, type ResponseFacts } from '../../core/command.ts';
import { endsAnswer, ServerMessage } from '../constants/message-types.ts';
import { toBigInt } from '../messages/message-type.ts';
import { ErrorMessage, NoticeFrame, SessionStateChanged } from '../messages/messages.ts';
import { MysqlxErrorSeverity, NoticeFrameType, NoticeSessionStateChangedParameter } from '../messages/schema.ts';
import { HEADER_BYTES, LENGTH_BYTES } from './framing.ts';

/** What a notice says of the answer that it belongs to. */
interface NoticeFacts {
  readonly affectedRows: bigint | null;
  readonly insertId: bigint | null;
  readonly warnings: number;
}

const NOTHING: NoticeFacts = { affectedRows: null, insertId: null, warnings: 0 };
/** A longer error or notice is not looked at. */
const READ_BYTES = 64 * 1024;

export class AnswerScanner {
  /** The frame's header as far as it is here. */
  readonly #header = Buffer.alloc(HEADER_BYTES);
  #headerLength = 0;
  #type = 0;
  /** Bytes of the frame's message that are still to come. */
  #left = 0;
  /** The message as far as it is here, where it is read. */
  #pieces: Buffer[] | null = null;
  #isDone = false;
  #isFatal = false;
  #error: { code: number; sqlState: string; message: string } | null = null;
  #affectedRows: bigint | null = null;
  #insertId: bigint | null = null;
  #warnings = 0;
  #columns = 0;
  #rows = 0;
  #resultSets = 0;
  #lastType = 0;
  /** The same notice comes behind nearly every answer. */
  #lastNotice: Buffer = Buffer.alloc(0);
  #lastNoticeFacts = NOTHING;

  /** A new answer begins. */
  begin(): void {
    this.#isDone = false;
    this.#isFatal = false;
    this.#error = null;
    this.#affectedRows = null;
    this.#insertId = null;
    this.#warnings = 0;
    this.#columns = 0;
    this.#rows = 0;
    this.#resultSets = 0;
  }

  /** The answer has ended. */
  get isDone(): boolean {
    return this.#isDone;
  }

  /** The answer is an error behind which the server ends the connection. */
  get isFatal(): boolean {
    return this.#isFatal;
  }

  /** Type of the message that the answer ended with. */
  get lastType(): number {
    return this.#lastType;
  }

  /** Reads from `offset` to the end of the answer or of the chunk; returns where it stopped. */
  scan(chunk: Buffer, offset: number): number {
    let at = offset;
    while (at < chunk.length && !this.#isDone) {
      at = this.#headerLength < HEADER_BYTES ? this.#readHeader(chunk, at) : this.#readMessage(chunk, at);
      if (this.#headerLength === HEADER_BYTES && this.#left === 0) this.#endMessage();
    }
    return at;
  }

  facts(): ResponseFacts {
    const error = this.#error;
    const hasRows = this.#resultSets > 0;
    const outcome: Outcome = error !== null ? 'error' : hasRows || this.#columns > 0 ? 'resultset' : 'ok';
    return {
      ...NO_FACTS,
      outcome,
      errorCode: error?.code ?? null,
      sqlState: error?.sqlState ?? null,
      errorMessage: error?.message ?? null,
      affectedRows: outcome === 'ok' ? this.#affectedRows : null,
      lastInsertId: this.#insertId,
      warnings: this.#warnings,
      columns: hasRows ? this.#columns : null,
      rows: hasRows ? this.#rows : null,
    };
  }

  #readHeader(chunk: Buffer, at: number): number {
    const missing = HEADER_BYTES - this.#headerLength;
    if (this.#headerLength === 0 && chunk.length - at >= HEADER_BYTES) {
      this.#beginMessage(chunk.readUInt32LE(at), chunk[at + LENGTH_BYTES] as number);
      return at + HEADER_BYTES;
    }
    const taken = chunk.copy(this.#header, this.#headerLength, at, at + missing);
    this.#headerLength += taken;
    if (taken === missing) this.#beginMessage(this.#header.readUInt32LE(0), this.#header[LENGTH_BYTES] as number);
    return at + taken;
  }

  #beginMessage(length: number, type: number): void {
    this.#headerLength = HEADER_BYTES;
    this.#type = type;
    this.#left = Math.max(length - 1, 0);
    const isRead = type === ServerMessage.NOTICE || type === ServerMessage.ERROR;
    this.#pieces = isRead && length <= READ_BYTES ? [] : null;
  }

  #readMessage(chunk: Buffer, at: number): number {
    const end = Math.min(at + this.#left, chunk.length);
    this.#pieces?.push(chunk.subarray(at, end));
    this.#left -= end - at;
    return end;
  }

  #endMessage(): void {
    this.#headerLength = 0;
    const type = this.#type;
    switch (type) {
      case ServerMessage.RESULTSET_ROW:
        this.#rows++;
        return;
      case ServerMessage.RESULTSET_COLUMN_META_DATA:
        if (this.#resultSets === 0) this.#columns++;
        return;
      case ServerMessage.RESULTSET_FETCH_DONE:
      case ServerMessage.RESULTSET_FETCH_SUSPENDED:
      case ServerMessage.RESULTSET_FETCH_DONE_MORE_RESULTSETS:
      case ServerMessage.RESULTSET_FETCH_DONE_MORE_OUT_PARAMS:
        this.#resultSets++;
        return;
      case ServerMessage.NOTICE:
        this.#noteNotice();
        return;
      case ServerMessage.ERROR:
        this.#noteError();
        break;
    }
    if (!endsAnswer(type)) return;
    this.#isDone = true;
    this.#lastType = type;
  }

  #takeMessage(): Buffer {
    const pieces = this.#pieces ?? [];
    this.#pieces = null;
    return pieces.length === 1 ? (pieces[0] as Buffer) : Buffer.concat(pieces);
  }

  #noteError(): void {
    try {
      const { code, msg, sqlState, severity } = ErrorMessage.decode(this.#takeMessage());
      this.#error = { code, sqlState, message: msg };
      this.#isFatal = severity === MysqlxErrorSeverity.FATAL;
    } catch {
      // a server that cannot spell its errors: what counts is that it was one
      this.#error = { code: 0, sqlState: '', message: '' };
    }
  }

  #noteNotice(): void {
    const message = this.#takeMessage();
    if (!message.equals(this.#lastNotice)) {
      this.#lastNotice = Buffer.from(message);
      this.#lastNoticeFacts = noticeFacts(message);
    }
    const { affectedRows, insertId, warnings } = this.#lastNoticeFacts;
    this.#affectedRows = affectedRows ?? this.#affectedRows;
    this.#insertId = insertId ?? this.#insertId;
    this.#warnings += warnings;
  }
}

function noticeFacts(message: Buffer): NoticeFacts {
  try {
    const { type, payload } = NoticeFrame.decode(message);
    if (type === NoticeFrameType.WARNING) return { ...NOTHING, warnings: 1 };
    if (type !== NoticeFrameType.SESSION_STATE_CHANGED || !payload) return NOTHING;
    const { param, value } = SessionStateChanged.decode(payload);
    const count = toBigInt(value[0]?.vUnsignedInt);
    if (param === NoticeSessionStateChangedParameter.ROWS_AFFECTED) return { ...NOTHING, affectedRows: count };
    if (param === NoticeSessionStateChangedParameter.GENERATED_INSERT_ID) return { ...NOTHING, insertId: count };
    return NOTHING;
  } catch {
    // a notice of a kind that nobody knows yet
    return NOTHING;
  }
}
