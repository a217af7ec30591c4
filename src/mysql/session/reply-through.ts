// Where the answers to a client's commands go: the stream that the commands came from.

import type { ByteChannel } from '../../core/byte-channel.ts';
import type { ClientPacket, Reply } from '../../core/responder.ts';
import type { PacketStream } from './packet-stream.ts';

/** One for all commands of a connection, whose packet is the one that was read last. */
export function replyThrough(packets: PacketStream): Reply {
  return new PacketReply(packets);
}

/** A class, and no object with functions of its own: each connection has one. */
class PacketReply implements Reply {
  readonly #packets: PacketStream;
  readonly #channel: ByteChannel;

  constructor(packets: PacketStream) {
    this.#packets = packets;
    this.#channel = packets.channel;
  }

  get packet(): Buffer | null {
    return this.#packets.packet;
  }

  write(bytes: Buffer): Promise<void> | undefined {
    return this.#channel.write(bytes);
  }

  readClientPacket(): Promise<ClientPacket> {
    return this.#packets.readClientPacket();
  }
}
