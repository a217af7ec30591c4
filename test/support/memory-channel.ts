// Two ends of a stream of bytes in memory.

import type { ByteChannel } from '../../src/core/byte-channel.ts';
import { ReadQueue } from '../../src/net/read-queue.ts';

export class MemoryChannel implements ByteChannel {
  #incoming = new ReadQueue();
  #outgoing = new ReadQueue();
  bytesWritten = 0;
  /** Whatever this end has written. */
  readonly written: Buffer[] = [];

  static pair(): [MemoryChannel, MemoryChannel] {
    const one = new MemoryChannel();
    const other = new MemoryChannel();
    other.#incoming = one.#outgoing;
    one.#incoming = other.#outgoing;
    return [one, other];
  }

  read(): Promise<Buffer | null> {
    const chunk = this.tryRead();
    return chunk === undefined ? this.#incoming.wait() : Promise.resolve(chunk);
  }

  tryRead(): Buffer | null | undefined {
    return this.#incoming.take();
  }

  whenReadable(wake: () => void): void {
    this.#incoming.whenReadable(wake);
  }

  unread(bytes: Buffer): void {
    this.#incoming.putBack(bytes);
  }

  write(bytes: Buffer): undefined {
    this.bytesWritten += bytes.length;
    this.written.push(bytes);
    // A copy, as through a socket: what is read may be changed.
    this.#outgoing.push(Buffer.from(bytes));
  }

  end(): void {
    this.#outgoing.finish();
  }
}
