// The client's side of a session, by messages: what is compressed is unpacked on the way in, and packed on the way out
// once that is agreed on. Whoever answers knows nothing of it.
//
// As MySQL, what belongs to results (rows, their columns, notices) is packed together, and what ends an answer is not.

import type { XMessage } from '../../core/x-responder.ts';
import type { Connection } from '../../net/connection.ts';
import { frameMessage, HEADER_BYTES, LENGTH_BYTES } from '../codec/framing.ts';
import { XErrors } from '../constants/errors.ts';
import { ClientMessage, endsAnswer, ServerMessage } from '../constants/message-types.ts';
import { toBigInt } from '../messages/message-type.ts';
import { Compression } from '../messages/messages.ts';
import type { CompressionRequest } from './capabilities.ts';
import { createPacker } from './create-packer.ts';
import type { MessagePacker } from './message-packer.ts';
import { MessageStream } from './message-stream.ts';
import { XViolation } from './x-violation.ts';

/** More than this is not held back to be packed together. */
const MAX_PACKED_BYTES = 1024 * 1024;

export class ClientChannel {
  readonly #connection: Connection;
  readonly #messages: MessageStream;
  readonly #maxBytes: number;
  /** Unpacked and not taken yet. */
  #inbox: XMessage[] = [];
  #stream: MessagePacker | null = null;
  #maxCombined = Number.POSITIVE_INFINITY;
  /** The beginning of a frame whose rest is still to be written. */
  #partial: Buffer = Buffer.alloc(0);
  #lastWrite: Promise<void> = Promise.resolve();

  /** @param maxBytes longest message accepted, compressed or not */
  constructor(connection: Connection, maxBytes: number) {
    this.#connection = connection;
    this.#maxBytes = maxBytes;
    this.#messages = new MessageStream(connection, 'client', maxBytes);
  }

  /** As MessageStream's, with what was compressed unpacked. */
  async read(): Promise<XMessage | null> {
    for (;;) {
      const message = this.#inbox.shift() ?? (await this.#messages.read());
      if (message?.type !== ClientMessage.COMPRESSION) return message;
      await this.#unpack(message);
    }
  }

  /** As `read`, where a message is there that needs no unpacking; undefined where it is not. */
  tryRead(): XMessage | undefined {
    const message = this.#inbox.shift() ?? this.#messages.tryRead();
    if (message?.type !== ClientMessage.COMPRESSION) return message;
    this.#inbox.unshift(message);
    return undefined;
  }

  /** Bytes that were read and not used go back to the connection, e.g. before it is upgraded to TLS. */
  release(): void {
    this.#messages.release();
  }

  /** From here on both sides may compress. */
  compress({ algorithm, maxCombined }: CompressionRequest): void {
    this.#stream = createPacker(algorithm, this.#maxBytes);
    this.#maxCombined = maxCombined ?? Number.POSITIVE_INFINITY;
  }

  /** Sends frames or pieces of them; a promise only where the client cannot take more now. */
  write(bytes: Buffer): Promise<void> | undefined {
    const stream = this.#stream;
    if (stream === null) return this.#connection.write(bytes);
    this.#lastWrite = this.#lastWrite.then(() => this.#pack(stream, bytes));
    // whoever must know is told by the connection's reader
    this.#lastWrite.catch(() => undefined);
    return this.#lastWrite;
  }

  /** Waits until all that was written is on its way. */
  async settle(): Promise<void> {
    await this.#lastWrite.catch(() => undefined);
    this.#stream?.close();
  }

  async #unpack(message: XMessage): Promise<void> {
    const stream = this.#stream;
    if (stream === null)
      throw new XViolation(XErrors.noCompression, 'a compressed message though nothing was agreed on');
    try {
      const { payload, uncompressedSize } = Compression.decode(message.payload);
      if (toBigInt(uncompressedSize) > BigInt(this.#maxBytes)) throw new RangeError('a compressed message is too long');
      this.#inbox.push(...messagesOf(await stream.unpack(payload)));
    } catch (cause) {
      throw new XViolation(XErrors.decompressionFailed, 'a compressed message cannot be unpacked', { cause });
    }
  }

  async #pack(stream: MessagePacker, bytes: Buffer): Promise<void> {
    const all = this.#partial.length > 0 ? Buffer.concat([this.#partial, bytes]) : bytes;
    let from = 0;
    let at = 0;
    let count = 0;
    while (at + HEADER_BYTES <= all.length) {
      const end = at + LENGTH_BYTES + all.readUInt32LE(at);
      if (end > all.length) break;
      const isPlain = endsAnswer(all[at + LENGTH_BYTES] as number);
      if (isPlain || count === this.#maxCombined || at - from >= MAX_PACKED_BYTES) {
        await this.#sendPacked(stream, all.subarray(from, at));
        from = at;
        count = 0;
      }
      if (isPlain) {
        await this.#connection.write(all.subarray(at, end));
        from = end;
      } else count++;
      at = end;
    }
    await this.#sendPacked(stream, all.subarray(from, at));
    this.#partial = all.subarray(at);
  }

  async #sendPacked(stream: MessagePacker, frames: Buffer): Promise<void> {
    if (frames.length === 0) return;
    const uncompressedSize = { low: frames.length, high: 0, unsigned: true };
    const payload = Compression.encode({ uncompressedSize, payload: await stream.pack(frames) });
    await this.#connection.write(frameMessage(ServerMessage.COMPRESSION, payload));
  }
}

/** @throws RangeError where the bytes are not whole messages */
function messagesOf(bytes: Buffer): XMessage[] {
  const messages: XMessage[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = at + LENGTH_BYTES + bytes.readUInt32LE(at);
    const frame = bytes.subarray(at, end);
    if (end > bytes.length || frame.length < HEADER_BYTES) throw new RangeError('a message is cut off');
    const type = frame[LENGTH_BYTES] as number;
    if (type === ClientMessage.COMPRESSION) throw new RangeError('a compressed message in a compressed message');
    messages.push({ type, payload: frame.subarray(HEADER_BYTES), frame });
    at = end;
  }
  return messages;
}
