// Whole messages over a byte channel. Answers that are relayed do not pass through it: they stay bytes.

import type { ByteChannel } from '../../core/byte-channel.ts';
import { gather } from '../../core/bytes/gather.ts';
import { ConnectionLost } from '../../core/errors.ts';
import type { XMessage } from '../../core/x-responder.ts';
import { HEADER_BYTES, LENGTH_BYTES } from '../codec/framing.ts';
import { XErrors } from '../constants/errors.ts';
import { XViolation } from './x-violation.ts';

const EMPTY = Buffer.alloc(0);

export class MessageStream {
  readonly #channel: ByteChannel;
  readonly #who: string;
  readonly #maxMessageBytes: number;
  #buffer: Buffer = EMPTY;

  /**
   * @param who the peer, for error messages: `client`, `server`
   * @param maxMessageBytes longest message accepted, its type included; mysqlx_max_allowed_packet
   */
  constructor(channel: ByteChannel, who: string, maxMessageBytes: number) {
    this.#channel = channel;
    this.#who = who;
    this.#maxMessageBytes = maxMessageBytes;
  }

  /**
   * The next message; null where the peer ended the stream between two.
   * @param begun called where its length is there and not all of it; what it returns is called when nobody waits any more
   * @throws ConnectionLost where it ended within one
   * @throws XViolation for a length that cannot be, before the message is read
   */
  async read(begun?: () => () => void): Promise<XMessage | null> {
    const whole = this.tryRead();
    if (whole !== undefined) return whole;
    if (!(await this.#fill(LENGTH_BYTES))) return null;
    const end = LENGTH_BYTES + this.#length();
    const over = this.#buffer.length < end ? begun?.() : undefined;
    try {
      if (!(await this.#fill(end))) throw new ConnectionLost(this.#who);
    } finally {
      over?.();
    }
    return this.#take(this.#length());
  }

  /**
   * As `read`, where a whole message is there already; undefined where it is not.
   * @throws XViolation
   */
  tryRead(): XMessage | undefined {
    if (this.#buffer.length === 0) {
      const chunk = this.#channel.tryRead();
      // the end of the stream is for the one who waits
      if (!chunk) return undefined;
      this.#buffer = chunk;
    }
    if (this.#buffer.length < LENGTH_BYTES) return undefined;
    const length = this.#length();
    return this.#buffer.length < LENGTH_BYTES + length ? undefined : this.#take(length);
  }

  /** Bytes that were read and not used go back to the channel, e.g. before it is upgraded to TLS. */
  release(): void {
    if (this.#buffer.length > 0) this.#channel.unread(this.#buffer);
    this.#buffer = EMPTY;
  }

  /** Of the message that begins the buffer. */
  #length(): number {
    const length = this.#buffer.readUInt32LE(0);
    if (length === 0) throw new XViolation(XErrors.noPayload, `the ${this.#who} sent a frame of no length`);
    if (length <= this.#maxMessageBytes) return length;
    throw new XViolation(
      null,
      `the ${this.#who} sent a message of ${length} bytes; at most ${this.#maxMessageBytes} are taken`,
    );
  }

  #take(length: number): XMessage {
    const end = LENGTH_BYTES + length;
    const frame = this.#buffer.subarray(0, end);
    this.#buffer = end === this.#buffer.length ? EMPTY : this.#buffer.subarray(end);
    return { type: frame[LENGTH_BYTES] as number, payload: frame.subarray(HEADER_BYTES), frame };
  }

  /** Reads until `length` bytes are there; false where the stream ended before the first. */
  async #fill(length: number): Promise<boolean> {
    if (this.#buffer.length >= length) return true;
    const buffer = await gather(this.#channel, this.#who, this.#buffer, length);
    if (buffer !== null) this.#buffer = buffer;
    return buffer !== null;
  }
}
