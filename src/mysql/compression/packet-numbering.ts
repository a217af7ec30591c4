// The sequence ids of the packets inside compressed ones. Servers and libmysqlclient set them to the compressed packet's
// after each flush, and check neither; an uncompressed peer checks them. Here they run on as the manual says, so that a
// relayed or recorded response has the same bytes whether its other side was compressed or not.

import { HEADER_BYTES } from '../codec/framing.ts';

const LENGTH_BYTES = HEADER_BYTES - 1;

export class PacketNumbering {
  readonly #incoming = new PacketWalk();
  readonly #outgoing = new PacketWalk();
  #next = 0;

  /** A command begins: its first packet has sequence id 0. */
  reset(): void {
    this.#next = 0;
  }

  /** Takes the numbers of packets that are sent. */
  followSent(bytes: Buffer): void {
    this.#outgoing.walk(bytes, this.#follow);
  }

  /** Takes the numbers of packets that came out of turn. */
  followReceived(bytes: Buffer): void {
    this.#incoming.walk(bytes, this.#follow);
  }

  /** Numbers packets that came, in place. */
  renumber(bytes: Buffer): void {
    this.#incoming.walk(bytes, () => {
      const id = this.#next;
      this.#next = (id + 1) & 0xff;
      return id;
    });
  }

  readonly #follow = (id: number): number => {
    this.#next = (id + 1) & 0xff;
    return id;
  };
}

/** Goes from header to header of a stream that is cut anywhere. */
class PacketWalk {
  /** Of the header that is being read. */
  #lengthBytes = 0;
  #length = 0;
  /** Of the payload that is being passed. */
  #payloadLeft = 0;

  /** @param visit gets each sequence id, and returns what it shall be */
  walk(bytes: Buffer, visit: (id: number) => number): void {
    let at = 0;
    while (at < bytes.length) {
      if (this.#payloadLeft > 0) {
        const passed = Math.min(this.#payloadLeft, bytes.length - at);
        this.#payloadLeft -= passed;
        at += passed;
        continue;
      }
      const byte = bytes[at] as number;
      if (this.#lengthBytes < LENGTH_BYTES) {
        this.#length |= byte << (8 * this.#lengthBytes++);
      } else {
        const id = visit(byte);
        if (id !== byte) bytes[at] = id;
        this.#payloadLeft = this.#length;
        this.#length = 0;
        this.#lengthBytes = 0;
      }
      at++;
    }
  }
}
