// An answer of the classic protocol on its way to the client, told packet by packet as the response machine sees it. It
// reads beginnings of packets only, so that an answer of any size is traced in little memory.

import { MalformedPacketError } from '../../core/errors.ts';
import { HEADER_BYTES, MAX_PHYSICAL_BYTES } from '../../mysql/codec/framing.ts';
import { type PacketKind, ResponseMachine } from '../../mysql/codec/response-machine.ts';
import { decodeColumnDefinition } from '../../mysql/packets/column-definition.ts';
import { decodeErr } from '../../mysql/packets/err.ts';
import { quoted, type Say } from './tracer.ts';

/** Of a packet: any error's message, most column definitions. */
const HEAD_BYTES = 1024;
const MESSAGE_LEFT_OUT = 'message left out: it may quote a secret';
const NAME_LEFT_OUT = '(name left out: it may quote a secret)';

export interface TracedAnswer {
  readonly command: number;
  readonly capabilities: bigint;
  /** The statement holds a secret, which an error may quote. */
  readonly isSecret: boolean;
  readonly say: Say;
}

export class AnswerTrace {
  readonly #answer: TracedAnswer;
  readonly #machine = new ResponseMachine();
  readonly #header = Buffer.alloc(HEADER_BYTES);
  readonly #head = Buffer.alloc(HEAD_BYTES);
  #headerBytes = 0;
  /** Of the physical packet: bytes still to come. */
  #left = 0;
  /** Of the logical packet: bytes so far, and the sequence id of its first piece. */
  #length = 0;
  #sequenceId = 0;
  #isContinued = false;
  #isReadable = true;

  constructor(answer: TracedAnswer) {
    this.#answer = answer;
    this.#machine.begin(answer.command, answer.capabilities);
  }

  /** Takes the next bytes of the answer. */
  add(bytes: Buffer): void {
    for (let at = 0; at < bytes.length && this.#isReadable; ) {
      at += this.#headerBytes < HEADER_BYTES ? this.#takeHeader(bytes, at) : this.#takePayload(bytes, at);
      if (this.#headerBytes === HEADER_BYTES && this.#left === 0) this.#endPiece();
    }
  }

  #takeHeader(bytes: Buffer, at: number): number {
    const taken = bytes.copy(this.#header, this.#headerBytes, at);
    this.#headerBytes += taken;
    if (this.#headerBytes < HEADER_BYTES) return taken;
    this.#left = this.#header.readUIntLE(0, 3);
    if (!this.#isContinued) {
      this.#sequenceId = this.#header.readUInt8(3);
      this.#length = 0;
    }
    this.#isContinued = this.#left === MAX_PHYSICAL_BYTES;
    return taken;
  }

  #takePayload(bytes: Buffer, at: number): number {
    const taken = Math.min(this.#left, bytes.length - at);
    if (this.#length < HEAD_BYTES) bytes.copy(this.#head, this.#length, at, at + taken);
    this.#length += taken;
    this.#left -= taken;
    return taken;
  }

  #endPiece(): void {
    this.#headerBytes = 0;
    if (this.#isContinued) return;
    const { say } = this.#answer;
    try {
      if (this.#machine.state === 'clientData') this.#machine.resume();
      const kind = this.#machine.next(this.#head, 0, this.#length);
      say('<', `seq ${this.#sequenceId} ${this.#describe(kind)}`);
    } catch (error) {
      if (!(error instanceof MalformedPacketError || error instanceof RangeError)) throw error;
      this.#isReadable = false;
      say(
        '<',
        `seq ${this.#sequenceId} unreadable packet, ${this.#length} bytes; the rest of this answer is not traced`,
      );
    }
  }

  #describe(kind: PacketKind): string {
    const { ok, columns, prepared, rows } = this.#machine;
    const status = `status 0x${ok.status.toString(16).padStart(4, '0')}, warnings ${ok.warnings}`;
    switch (kind) {
      case 'ok':
        return `OK affected ${ok.affectedRows}, insert id ${ok.lastInsertId}, ${status}`;
      case 'err':
        return this.#error();
      case 'column_count':
        return `column count ${columns}`;
      case 'column':
        return `column ${this.#columnName()}`;
      case 'columns_eof':
        return 'EOF behind columns';
      case 'row':
        return `row ${rows}, ${this.#length} bytes`;
      case 'rows_eof':
        return `end of rows, ${status}`;
      case 'prepare_ok':
        return `prepared statement ${prepared?.id}, parameters ${prepared?.parameters}, columns ${prepared?.columns}`;
      case 'local_infile':
        return 'LOCAL INFILE request';
      default:
        return `${kind}, ${this.#length} bytes`;
    }
  }

  #error(): string {
    const { code, sqlState, message } = decodeErr(this.#head.subarray(0, Math.min(this.#length, HEAD_BYTES)));
    const text = this.#answer.isSecret ? MESSAGE_LEFT_OUT : quoted(message.toString('utf8'));
    return `ERR ${code}${sqlState === null ? '' : ` (${sqlState})`} ${text}`;
  }

  #columnName(): string {
    if (this.#length > HEAD_BYTES) return `of ${this.#length} bytes`;
    const { name, type } = decodeColumnDefinition(this.#head.subarray(0, this.#length), this.#answer.capabilities);
    // a computed column is named by what makes it
    const shown = this.#answer.isSecret ? NAME_LEFT_OUT : quoted(name.toString('utf8'));
    return `${shown}, type 0x${type.toString(16).padStart(2, '0')}`;
  }
}
