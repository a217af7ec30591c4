// Whole packets over a byte channel, with the sequence ids kept. The connection phase and the command loop on either
// side read and write through it; relayed responses do not: they stay bytes.

import type { ByteChannel } from '../../core/byte-channel.ts';
import { gather } from '../../core/bytes/gather.ts';
import { ConnectionLost } from '../../core/errors.ts';
import type { ClientPacket } from '../../core/responder.ts';
import { framePayload, HEADER_BYTES, MAX_PHYSICAL_BYTES, packetCount } from '../codec/framing.ts';
import { packetsOutOfOrder, packetTooLarge } from './violations.ts';

const EMPTY = Buffer.alloc(0);

export class PacketStream {
  #channel: ByteChannel;
  readonly #who: string;
  #buffer: Buffer = EMPTY;
  #sequenceId = 0;
  #isOrderChecked = true;
  #packet: Buffer | null = null;
  #hasEnded = false;
  maxPayloadBytes: number;

  /**
   * @param who the peer, for error messages: `client`, `server`
   * @param maxPayloadBytes longest payload accepted
   */
  constructor(channel: ByteChannel, who: string, maxPayloadBytes: number) {
    this.#channel = channel;
    this.#who = who;
    this.maxPayloadBytes = maxPayloadBytes;
  }

  /** A command begins: its first packet has sequence id 0. */
  resetSequence(): void {
    this.#sequenceId = 0;
    // One that came in the same compressed packet as the command before goes on with that packet's number.
    if (this.#buffer.length === 0) this.#channel.resetSequence?.();
  }

  /** Sequence id that the next packet has, whoever sends it. */
  get sequenceId(): number {
    return this.#sequenceId;
  }

  set sequenceId(next: number) {
    this.#sequenceId = next & 0xff;
  }

  /** Bytes that were read and not used go back to the channel, e.g. before it is upgraded to TLS. */
  release(): void {
    if (this.#buffer.length > 0) this.#channel.unread(this.#buffer);
    this.#buffer = EMPTY;
  }

  /**
   * Goes on through a layer over its channel; what was read and not used goes through it as well. Sequence ids are from
   * then on the layer's to check: libraries number the packets inside compressed ones as they like, and no server looks.
   */
  addLayer(layerOver: (channel: ByteChannel) => ByteChannel): void {
    this.release();
    this.#channel = layerOver(this.#channel);
    this.#isOrderChecked = false;
  }

  /** The packet that tryReadPacket() gave the payload of last, header included; null where it gave none, or a layer made it. */
  get packet(): Buffer | null {
    return this.#packet;
  }

  /** Whether tryReadPacket() met what readPacket() has to look at: a packet's beginning without its end, or the stream's. */
  get isBroken(): boolean {
    return this.#buffer.length > 0 || this.#hasEnded;
  }

  /** Whether bytes were read behind the packet that was given last. */
  get hasMore(): boolean {
    return this.#buffer.length > 0;
  }

  /** Whether a packet was begun, its header read, and the rest is waited for. */
  get isWithinPacket(): boolean {
    return this.#buffer.length >= HEADER_BYTES;
  }

  /** What packets are read from and written to now; whoever relays bytes uses it beside this stream. */
  get channel(): ByteChannel {
    return this.#channel;
  }

  /**
   * The next packet's payload, pieces of 2^24-1 bytes put together; null where the peer ended the stream between packets.
   * @throws ConnectionLost where it ended within one
   * @throws ProtocolViolation for a wrong sequence id or a payload that is too long, before its bytes are read
   */
  async readPacket(): Promise<Buffer | null> {
    this.#packet = null;
    const whole = this.tryReadPacket() ?? (await this.#readFreshPacket());
    if (whole !== undefined) return whole;
    const first = await this.#readPhysical(0);
    if (first === null || first.length < MAX_PHYSICAL_BYTES) return first;
    const pieces = [first];
    let length = first.length;
    for (;;) {
      const piece = await this.#readPhysical(length);
      if (piece === null) throw new ConnectionLost(this.#who);
      pieces.push(piece);
      length += piece.length;
      if (piece.length < MAX_PHYSICAL_BYTES) return Buffer.concat(pieces, length);
    }
  }

  /** As `readPacket`, where a whole packet is there already; undefined where it is not. */
  tryReadPacket(): Buffer | undefined {
    if (this.#buffer.length === 0) {
      const chunk = this.#channel.tryRead();
      if (!chunk) {
        // The end of the stream is for the one who waits.
        if (chunk === null) this.#hasEnded = true;
        // who waits for the next one has done with the last, which may be long
        this.#packet = null;
        return undefined;
      }
      this.#buffer = chunk;
    }
    const buffer = this.#buffer;
    if (buffer.length < HEADER_BYTES) return undefined;
    const length = (buffer[0] as number) | ((buffer[1] as number) << 8) | ((buffer[2] as number) << 16);
    if (length === MAX_PHYSICAL_BYTES || buffer.length < HEADER_BYTES + length) return undefined;
    const payload = this.#takePhysical(length, 0);
    const isAll = buffer.length === HEADER_BYTES + length;
    this.#packet = !this.#isOrderChecked ? null : isAll ? buffer : buffer.subarray(0, HEADER_BYTES + length);
    return payload;
  }

  /** The usual case, with one wait: nothing is here, and a whole packet arrives in one piece. Undefined in any other. */
  #readFreshPacket(): Promise<Buffer | null | undefined> | undefined {
    if (this.#buffer.length > 0) return undefined;
    return this.#channel.read().then((chunk) => {
      if (chunk === null) return null;
      this.#buffer = chunk;
      return this.tryReadPacket();
    });
  }

  /** The next packet with its sequence id, whatever it is; for the client's part of a response. */
  async readClientPacket(): Promise<ClientPacket> {
    await this.#fill(HEADER_BYTES);
    const sequenceId = this.#buffer[3] as number;
    this.#sequenceId = sequenceId;
    const payload = await this.readPacket();
    if (payload === null) throw new ConnectionLost(this.#who);
    return { sequenceId, payload };
  }

  /** Sends a payload as the next packet or packets. */
  async writePacket(payload: Buffer): Promise<void> {
    const pieces = framePayload(payload, this.#sequenceId);
    this.sequenceId = this.#sequenceId + packetCount(payload.length);
    for (const piece of pieces) await this.#channel.write(piece);
  }

  async #readPhysical(lengthBefore: number): Promise<Buffer | null> {
    if (!(await this.#fill(HEADER_BYTES))) return null;
    const length = this.#buffer.readUIntLE(0, 3);
    this.#check(length, lengthBefore);
    if (!(await this.#fill(HEADER_BYTES + length))) throw new ConnectionLost(this.#who);
    return this.#takePhysical(length, lengthBefore);
  }

  #takePhysical(length: number, lengthBefore: number): Buffer {
    this.#check(length, lengthBefore);
    const buffer = this.#buffer;
    const end = HEADER_BYTES + length;
    this.#sequenceId = (this.#sequenceId + 1) & 0xff;
    this.#buffer = end === buffer.length ? EMPTY : buffer.subarray(end);
    return buffer.subarray(HEADER_BYTES, end);
  }

  #check(length: number, lengthBefore: number): void {
    if (this.#isOrderChecked && this.#buffer[3] !== this.#sequenceId) throw packetsOutOfOrder();
    if (length + lengthBefore <= this.maxPayloadBytes) return;
    // The packet's header counts as read: the error that answers it goes behind it.
    this.sequenceId = this.#sequenceId + 1;
    throw packetTooLarge();
  }

  /** Reads until `length` bytes are there; false where the stream ended before the first. */
  async #fill(length: number): Promise<boolean> {
    if (this.#buffer.length >= length) return true;
    const buffer = await gather(this.#channel, this.#who, this.#buffer, length);
    if (buffer !== null) this.#buffer = buffer;
    return buffer !== null;
  }
}
