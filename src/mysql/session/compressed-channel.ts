// The layer of compressed packets over a connection: above it are the same bytes as without compression.
//
// Short pieces are compressed at once: a trip to the thread pool takes longer than they do. Long ones go there in slices,
// one after another, so that neither a large response nor a large command holds up the other connections.
// https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_basic_compression.html

import type { ByteChannel } from '../../core/byte-channel.ts';
import { ConnectionLost } from '../../core/errors.ts';
import {
  type CompressedPacket,
  CompressedPacketReader,
  frameCompressed,
  malformedCompressedPacket,
} from '../compression/compressed-packet.ts';
import type { Compression } from '../compression/compression.ts';
import { PacketNumbering } from '../compression/packet-numbering.ts';
import { couldNotUncompress, packetsOutOfOrder } from './violations.ts';

/** MySQL's limit too: what is shorter does not get shorter by compression. */
const MIN_COMPRESSED_BYTES = 50;
/** Compressed or expanded at once up to these sizes, well under a millisecond. */
const MAX_SYNC_COMPRESS_BYTES = 16 * 1024;
const MAX_SYNC_EXPAND_BYTES = 64 * 1024;
const SLICE_BYTES = 256 * 1024;

export type Peer = 'client' | 'server';

export class CompressedChannel implements ByteChannel {
  readonly #below: ByteChannel;
  readonly #peer: Peer;
  readonly #compression: Compression;
  readonly #packets = new CompressedPacketReader();
  readonly #numbering = new PacketNumbering();
  readonly #unread: Buffer[] = [];
  /** A packet that came and is too long to be expanded at once. */
  #long: CompressedPacket | null = null;
  /** Of the next compressed packet, whoever sends it. */
  #sequenceId = 0;
  #bytesWritten = 0;
  /** The end of the writes that wait for the thread pool; null where none does. */
  #writing: Promise<void> | null = null;
  /** What whenReadable() met instead of bytes. */
  #failure: unknown = null;

  /** @param below a connection on which the last uncompressed packet has been sent and read */
  constructor(below: ByteChannel, peer: Peer, compression: Compression) {
    this.#below = below;
    this.#peer = peer;
    this.#compression = compression;
  }

  get bytesWritten(): number {
    return this.#bytesWritten;
  }

  /** A command begins: the sequence ids of both kinds of packets begin anew. */
  readonly resetSequence = (): void => {
    this.#sequenceId = 0;
    this.#numbering.reset();
  };

  /**
   * What the next compressed packet holds.
   * @throws ConnectionLost
   * @throws ProtocolViolation where a client broke the rules, MalformedPacketError where a server did
   */
  async read(): Promise<Buffer | null> {
    for (;;) {
      const bytes = this.tryRead();
      if (bytes !== undefined) return bytes;
      if (this.#long !== null) return await this.#expandLong(this.#long);
      const chunk = await this.#below.read();
      if (chunk === null) return this.#finish();
      this.#packets.push(chunk);
    }
  }

  /** As read(); undefined also where what came has to go through the thread pool, which read() waits for. */
  tryRead(): Buffer | null | undefined {
    const unread = this.#unread.shift();
    if (unread !== undefined) return unread;
    if (this.#failure !== null) throw this.#failure;
    while (this.#long === null) {
      const packet = this.#packets.next();
      if (packet === undefined) {
        const chunk = this.#below.tryRead();
        if (chunk === undefined) return undefined;
        if (chunk === null) return this.#finish();
        this.#packets.push(chunk);
        continue;
      }
      const bytes = this.#take(packet);
      // An empty one is nothing to read, and no end.
      if (bytes !== undefined && bytes.length > 0) return bytes;
    }
    return undefined;
  }

  whenReadable(wake: () => void): void {
    const take = (bytes: Buffer | null) => {
      if (bytes !== null) this.#unread.unshift(bytes);
    };
    const fail = (error: unknown) => {
      this.#failure = error;
    };
    void this.read().then(take, fail).then(wake);
  }

  unread(bytes: Buffer): void {
    if (bytes.length > 0) this.#unread.unshift(bytes);
  }

  write(bytes: Buffer): Promise<void> | undefined {
    this.#bytesWritten += bytes.length;
    this.#numbering.followSent(bytes);
    if (this.#writing === null && bytes.length <= MAX_SYNC_COMPRESS_BYTES) {
      const isWorth = bytes.length >= MIN_COMPRESSED_BYTES;
      return this.#send(bytes, isWorth ? this.#compression.compressSync(bytes) : bytes);
    }
    const turn = (this.#writing ?? Promise.resolve()).then(() => this.#writeSlices(bytes));
    const done = turn
      .catch(() => undefined)
      .then(() => {
        if (this.#writing === done) this.#writing = null;
      });
    this.#writing = done;
    return turn;
  }

  async #writeSlices(bytes: Buffer): Promise<void> {
    for (let at = 0; at < bytes.length; at += SLICE_BYTES) {
      const slice = bytes.subarray(at, at + SLICE_BYTES);
      const isWorth = slice.length >= MIN_COMPRESSED_BYTES;
      await this.#send(slice, isWorth ? await this.#compression.compress(slice) : slice);
    }
  }

  #send(bytes: Buffer, compressed: Buffer): Promise<void> | undefined {
    const isShorter = compressed.length < bytes.length;
    const id = this.#sequenceId;
    this.#sequenceId = (id + 1) & 0xff;
    const packet = isShorter ? frameCompressed(compressed, id, bytes.length) : frameCompressed(bytes, id, 0);
    return this.#below.write(packet);
  }

  /** The packet's bytes; undefined where they have to be waited for. */
  #take(packet: CompressedPacket): Buffer | undefined {
    this.#checkOrder(packet);
    const { uncompressedBytes, payload } = packet;
    if (uncompressedBytes > MAX_SYNC_EXPAND_BYTES) {
      this.#long = packet;
      return undefined;
    }
    return this.#number(packet, uncompressedBytes === 0 ? payload : this.#expandShort(packet));
  }

  #expandShort(packet: CompressedPacket): Buffer {
    try {
      return this.#compression.expandSync(packet);
    } catch (error) {
      throw this.#refusal(error);
    }
  }

  async #expandLong(packet: CompressedPacket): Promise<Buffer> {
    const bytes = await this.#compression.expand(packet).catch((error) => {
      throw this.#refusal(error);
    });
    this.#long = null;
    return this.#number(packet, bytes);
  }

  /** A server's last words (KILL, wait_timeout) come out of turn, as the first packet of nobody's command. */
  #checkOrder({ sequenceId }: CompressedPacket): void {
    if (sequenceId === this.#sequenceId || (this.#peer === 'server' && sequenceId === 0)) return;
    if (this.#peer === 'client') throw packetsOutOfOrder();
    throw malformedCompressedPacket('compressed sequence id', `${sequenceId} instead of ${this.#sequenceId}`);
  }

  #number({ sequenceId }: CompressedPacket, bytes: Buffer): Buffer {
    if (sequenceId === this.#sequenceId) this.#numbering.renumber(bytes);
    else this.#numbering.followReceived(bytes);
    this.#sequenceId = (sequenceId + 1) & 0xff;
    return bytes;
  }

  #refusal(error: unknown): unknown {
    return this.#peer === 'client' ? couldNotUncompress(error) : error;
  }

  #finish(): null {
    if (this.#packets.bytes > 0) throw new ConnectionLost(this.#peer);
    return null;
  }
}
