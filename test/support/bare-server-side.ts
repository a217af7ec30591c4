// A server's end of a connection, packet by packet.

import type { Socket } from 'node:net';

export class BareServerSide {
  readonly #socket: Socket;
  #received = Buffer.alloc(0);
  #wake: () => void = () => undefined;

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (chunk) => {
      this.#received = Buffer.concat([this.#received, chunk]);
      this.#wake();
    });
  }

  send(bytes: Buffer): void {
    this.#socket.write(bytes);
  }

  /** The next packet's payload; waits for ever where none comes. */
  async packet(): Promise<Buffer> {
    for (;;) {
      const length = this.#received.length >= 4 ? 4 + this.#received.readUIntLE(0, 3) : 4;
      if (this.#received.length >= length && length > 4) {
        const payload = this.#received.subarray(4, length);
        this.#received = this.#received.subarray(length);
        return payload;
      }
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}
