// The client's side of a session, by messages: what is compressed is unpacked on the way in, and packed on the way out
// once that is agreed on. Whoever answers knows nothing of it, unless it has agreed with a server on the same.

import type { XMessage } from '../../core/x-responder.ts';
import type { Connection } from '../../net/connection.ts';
import { XErrors } from '../constants/errors.ts';
import { ClientMessage } from '../constants/message-types.ts';
import type { CompressionRequest } from './capabilities.ts';
import { createPacker } from './create-packer.ts';
import type { MessagePacker } from './message-packer.ts';
import { MessageStream } from './message-stream.ts';
import { PackedWriter } from './packed-writer.ts';
import { unpackMessages } from './unpack-messages.ts';
import { XViolation } from './x-violation.ts';

export class ClientChannel {
  readonly #connection: Connection;
  readonly #messages: MessageStream;
  readonly #maxBytes: number;
  /** Unpacked and not taken yet; a violation where the next one would be. */
  #inbox: (XMessage | XViolation)[] = [];
  #packer: MessagePacker | null = null;
  /** Null where whoever answers packs itself. */
  #writer: PackedWriter | null = null;
  #isCarried = false;
  /** Not while somebody logs in. */
  #packs = true;
  #lastWrite: Promise<void> = Promise.resolve();

  /** @param maxBytes longest message accepted, compressed or not */
  constructor(connection: Connection, maxBytes: number) {
    this.#connection = connection;
    this.#maxBytes = maxBytes;
    this.#messages = new MessageStream(connection, 'client', maxBytes);
  }

  /** As MessageStream's, with what was compressed unpacked. @throws XViolation */
  async read(begun?: () => () => void): Promise<XMessage | null> {
    for (;;) {
      const message = this.#next() ?? (await this.#messages.read(begun));
      if (message?.type !== ClientMessage.COMPRESSION) return message;
      await this.#unpack(message);
    }
  }

  /** As `read`, where a message is there that needs no unpacking; undefined where it is not. @throws XViolation */
  tryRead(): XMessage | undefined {
    const message = this.#next() ?? this.#messages.tryRead();
    if (message?.type !== ClientMessage.COMPRESSION) return message;
    this.#inbox.unshift(message);
    return undefined;
  }

  #next(): XMessage | undefined {
    const next = this.#inbox.shift();
    if (next instanceof XViolation) throw next;
    return next;
  }

  /** Bytes that were read and not used go back to the connection, e.g. before it is upgraded to TLS. */
  release(): void {
    this.#messages.release();
  }

  /**
   * From here on both sides may compress.
   * @param isCarried whoever answers passes on what a server packs, and gets the messages as the client packed them
   */
  async compress(request: CompressionRequest, isCarried: boolean): Promise<void> {
    const packer = await createPacker(request.algorithm, this.#maxBytes);
    this.#packer = packer;
    this.#isCarried = isCarried;
    this.#writer = isCarried ? null : new PackedWriter(packer, request, (frame) => this.#connection.write(frame));
  }

  /** Whether somebody is logged in: what is said before is never packed. */
  set isLoggedIn(isLoggedIn: boolean) {
    this.#packs = isLoggedIn;
  }

  /**
   * Sends frames or pieces of them; a promise only where the client cannot take more now.
   * @param packed what is sent in their place where whoever answers packs itself
   */
  write(bytes: Buffer, packed: Buffer = bytes): Promise<void> | undefined {
    const writer = this.#writer;
    if (writer === null) return this.#connection.write(packed);
    const packs = this.#packs;
    this.#lastWrite = this.#lastWrite.then(() => (packs ? writer.write(bytes) : this.#connection.write(bytes)));
    // whoever must know is told by the connection's reader
    this.#lastWrite.catch(() => undefined);
    return this.#lastWrite;
  }

  /** Waits until all that was written is on its way. */
  async settle(): Promise<void> {
    await this.#lastWrite.then(() => this.#writer?.flush()).catch(() => undefined);
    this.#packer?.close();
  }

  async #unpack(message: XMessage): Promise<void> {
    const packer = this.#packer;
    if (packer === null)
      throw new XViolation(XErrors.noCompression, 'a compressed message though nothing was agreed on');
    const { messages, violation } = await unpackMessages(message, packer, this.#maxBytes);
    const { frame } = message;
    for (const [index, each] of messages.entries()) {
      this.#inbox.push(this.#isCarried ? { ...each, packed: { frame, isFirst: index === 0 } } : each);
    }
    // a server that gets it with the messages before says so itself
    if (violation !== null && !(this.#isCarried && messages.length > 0)) this.#inbox.push(violation);
  }
}
