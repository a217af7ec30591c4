// A client of bare bytes that compresses: cuts and packs what it sends as a test says, and keeps every byte that comes
// back, uncompressed.

import { frameSmall } from '../../src/mysql/codec/framing.ts';
import { ResponseTracker } from '../../src/mysql/codec/response-tracker.ts';
import { CompressedPacketReader, frameCompressed } from '../../src/mysql/compression/compressed-packet.ts';
import { zlibCompression } from '../../src/mysql/compression/compression.ts';
import { Capability } from '../../src/mysql/constants/capabilities.ts';
import { type BareAccount, BareClient } from './bare-client.ts';

const FURTHER =
  Capability.COMPRESS | Capability.MULTI_STATEMENTS | Capability.PS_MULTI_RESULTS | Capability.LOCAL_FILES;

export class CompressedClient implements AsyncDisposable {
  readonly bare: BareClient;
  readonly #packets = new CompressedPacketReader();
  #taken = 0;
  #rest: Buffer = Buffer.alloc(0);
  /** Sequence ids of the compressed packets that came. */
  sequenceIds: number[] = [];

  private constructor(bare: BareClient) {
    this.bare = bare;
  }

  static async login(to: { host: string; port: number }, account: BareAccount): Promise<CompressedClient> {
    const bare = await BareClient.connect({ host: to.host, port: to.port });
    return new CompressedClient(await bare.login(account, Number(FURTHER)));
  }

  /** One compressed packet, whatever its size. */
  sendCompressed(bytes: Buffer, sequenceId: number): this {
    this.bare.send(frameCompressed(zlibCompression.compressSync(bytes), sequenceId, bytes.length));
    return this;
  }

  /** One packet that is not compressed in itself. */
  sendPlain(bytes: Buffer, sequenceId: number): this {
    this.bare.send(frameCompressed(bytes, sequenceId, 0));
    return this;
  }

  /** The whole response, headers included. */
  async query(sql: string): Promise<Buffer> {
    return await this.command(Buffer.concat([Buffer.from([3]), Buffer.from(sql)]));
  }

  async command(payload: Buffer): Promise<Buffer> {
    this.sendCompressed(frameSmall(payload, 0), 0);
    return await this.response(payload[0] ?? 0);
  }

  async response(code: number): Promise<Buffer> {
    const tracker = new ResponseTracker();
    tracker.begin(code, FURTHER | Capability.PROTOCOL_41 | Capability.TRANSACTIONS | Capability.LONG_PASSWORD);
    const pieces: Buffer[] = [];
    this.sequenceIds = [];
    while (!tracker.isDone && !tracker.isClientTurn) {
      const bytes = this.#rest.length > 0 ? this.#rest : await this.#next();
      const used = tracker.scan(bytes);
      pieces.push(bytes.subarray(0, used));
      this.#rest = bytes.subarray(used);
    }
    return Buffer.concat(pieces);
  }

  /** What one compressed packet holds; throws at the end of the stream. */
  async #next(): Promise<Buffer> {
    for (;;) {
      const packet = this.#packets.next();
      if (packet !== undefined) {
        this.sequenceIds.push(packet.sequenceId);
        return packet.uncompressedBytes === 0 ? packet.payload : zlibCompression.expandSync(packet);
      }
      const before = this.#taken;
      const all = await this.bare.received(before + 1);
      if (all.length === before) throw new Error('the connection was closed');
      this.#taken = all.length;
      this.#packets.push(Buffer.from(all.subarray(before)));
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.bare.destroy();
  }
}

/** Packet payloads, one after another: what stays the same where a server sets sequence ids anew. */
export function payloadsOf(response: Buffer): Buffer[] {
  const payloads: Buffer[] = [];
  for (let at = 0; at < response.length; ) {
    const end = at + 4 + response.readUIntLE(at, 3);
    payloads.push(response.subarray(at + 4, end));
    at = end;
  }
  return payloads;
}
