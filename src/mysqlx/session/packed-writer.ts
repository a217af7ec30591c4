// How messages to a client are packed together, as the X plugin of MySQL 9.7 does it: what belongs to results (rows, their
// columns, notices) is held back until there is enough of it, or what ends an answer comes, which is never packed.
// https://dev.mysql.com/doc/refman/9.7/en/x-plugin-connection-compression.html

import { frameMessage, HEADER_BYTES, LENGTH_BYTES } from '../codec/framing.ts';
import { endsAnswer, ServerMessage } from '../constants/message-types.ts';
import { Compression, NoticeFrame } from '../messages/messages.ts';
import { NoticeFrameScope } from '../messages/schema.ts';
import type { CompressionRequest } from './capabilities.ts';
import type { MessagePacker } from './message-packer.ts';

/** More than what five pages of the plugin's buffers hold is not held back (measured: frames of 20,240 bytes are, 20,241 are not). */
const MAX_HELD_BYTES = 5 * 4048;

/** Takes whole frames or pieces of them, one call at a time. */
export class PackedWriter {
  readonly #packer: MessagePacker;
  readonly #request: CompressionRequest;
  readonly #send: (frame: Buffer) => Promise<void> | undefined;
  /** The beginning of a frame whose rest is still to be written. */
  #partial: Buffer = Buffer.alloc(0);
  #held: Buffer[] = [];
  #heldBytes = 0;
  #heldType = 0;

  constructor(packer: MessagePacker, request: CompressionRequest, send: (frame: Buffer) => Promise<void> | undefined) {
    this.#packer = packer;
    this.#request = request;
    this.#send = send;
  }

  async write(bytes: Buffer): Promise<void> {
    const all = this.#partial.length > 0 ? Buffer.concat([this.#partial, bytes]) : bytes;
    let at = 0;
    while (at + HEADER_BYTES <= all.length) {
      const end = at + LENGTH_BYTES + all.readUInt32LE(at);
      if (end > all.length) break;
      await this.#take(all.subarray(at, end));
      at = end;
    }
    this.#partial = all.subarray(at);
  }

  /** Sends what is held back. */
  async flush(): Promise<void> {
    if (this.#held.length === 0) return;
    const bytes = Buffer.concat(this.#held);
    this.#held = [];
    this.#heldBytes = 0;
    const uncompressedSize = { low: bytes.length, high: 0, unsigned: true };
    const payload = Compression.encode({ uncompressedSize, payload: await this.#packer.pack(bytes) });
    await this.#send(frameMessage(ServerMessage.COMPRESSION, payload));
  }

  async #take(frame: Buffer): Promise<void> {
    const type = frame[LENGTH_BYTES] as number;
    if (endsAnswer(type)) {
      await this.flush();
      await this.#send(frame);
      return;
    }
    const { maxCombined, combinesMixed } = this.#request;
    const isFull = this.#held.length === maxCombined || (!combinesMixed && type !== this.#heldType);
    if (isFull) await this.flush();
    this.#held.push(frame);
    this.#heldBytes += frame.length;
    this.#heldType = type;
    // what belongs to no answer has nobody behind it
    if (this.#heldBytes > MAX_HELD_BYTES || isGlobalNotice(type, frame)) await this.flush();
  }
}

function isGlobalNotice(type: number, frame: Buffer): boolean {
  if (type !== ServerMessage.NOTICE) return false;
  return NoticeFrame.decode(frame.subarray(HEADER_BYTES)).scope === NoticeFrameScope.GLOBAL;
}
