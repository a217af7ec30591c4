// Where the answers to a client's commands go: the stream that the commands came from.

import type { Reply } from '../../core/responder.ts';
import type { PacketStream } from './packet-stream.ts';

/** One for all commands of a connection, whose packet is the one that was read last. */
export function replyThrough(packets: PacketStream): Reply {
  const { channel } = packets;
  return {
    get packet() {
      return packets.packet;
    },
    write: (bytes) => channel.write(bytes),
    readClientPacket: () => packets.readClientPacket(),
  };
}
