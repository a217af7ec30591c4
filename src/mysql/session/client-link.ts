// The client's connection as who answers sees it. What it tells of is promised where somebody asks for it: most never do.

import type { ClientLink } from '../../core/responder.ts';
import type { Connection } from '../../net/connection.ts';
import type { PacketStream } from './packet-stream.ts';

export class SessionLink implements ClientLink {
  readonly #connection: Connection;
  readonly #packets: PacketStream;

  constructor(connection: Connection, packets: PacketStream) {
    this.#connection = connection;
    this.#packets = packets;
  }

  get closed(): Promise<void> {
    return this.#connection.closed;
  }

  get left(): Promise<void> {
    return this.#connection.left;
  }

  hasMore(): boolean {
    return this.#packets.hasMore;
  }
}
