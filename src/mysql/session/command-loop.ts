// Takes a client's commands one after another, each in the turn in which it came: no promise stands between a packet that
// lies whole in a chunk and whoever serves it. What is served later, or arrives in pieces, is waited for.

import { HEADER_BYTES } from '../codec/framing.ts';
import type { PacketStream } from './packet-stream.ts';

/** What a command came to: whether the next one is taken. */
export type GoesOn = boolean | Promise<boolean>;

/** `ended`: the client ended its side between two commands; `left`: whoever serves has said that it is over. */
export type LoopEnd = 'ended' | 'left';

export class CommandLoop {
  readonly #packets: PacketStream;
  readonly #serve: (payload: Buffer) => GoesOn;
  readonly #again: ((packet: Buffer) => boolean) | undefined;
  readonly #settle: (() => Promise<void> | undefined) | undefined;
  #resolve: (end: LoopEnd) => void = () => undefined;
  #reject: (error: unknown) => void = () => undefined;

  /**
   * @param serve takes a command's payload
   * @param again is shown a packet that came alone and whole before it is read: whether it was dealt with
   * @param settle what `again` began is over before anything else is read, also the stream's end: a promise where it is not yet
   */
  constructor(
    packets: PacketStream,
    serve: (payload: Buffer) => GoesOn,
    again?: (packet: Buffer) => boolean,
    settle?: () => Promise<void> | undefined,
  ) {
    this.#packets = packets;
    this.#serve = serve;
    this.#again = again;
    this.#settle = settle;
  }

  /** Rejects with what reading or serving throws. */
  run(): Promise<LoopEnd> {
    return new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
      this.#next();
    });
  }

  /** A command begins. */
  #next(): void {
    try {
      for (;;) {
        this.#packets.resetSequence();
        const payload = this.#packets.tryReadPacket();
        if (payload === undefined) {
          if (this.#packets.isBroken) this.#readRest();
          else this.#packets.channel.whenReadable(this.#onReadable, this.#again && this.#onChunk);
          return;
        }
        if (!this.#take(payload)) return;
      }
    } catch (error) {
      this.#reject(error);
    }
  }

  /** The quick way: a first packet of its own, as long as the chunk. */
  readonly #onChunk = (chunk: Buffer): boolean => {
    const { length } = chunk;
    if (length < HEADER_BYTES || chunk[3] !== 0) return false;
    const payloadBytes = (chunk[0] as number) | ((chunk[1] as number) << 8) | ((chunk[2] as number) << 16);
    if (length !== HEADER_BYTES + payloadBytes) return false;
    try {
      return this.#again?.(chunk) === true;
    } catch (error) {
      this.#reject(error);
      return true;
    }
  };

  readonly #onReadable = (): void => {
    try {
      const early = this.#settle?.();
      if (early !== undefined) {
        early.then(this.#onReadable, this.#reject);
        return;
      }
      const payload = this.#packets.tryReadPacket();
      if (payload === undefined) this.#readRest();
      else if (this.#take(payload)) this.#next();
    } catch (error) {
      this.#reject(error);
    }
  };

  /** What is not here whole, or is the end. */
  #readRest(): void {
    this.#packets
      .readPacket()
      .then((payload) => {
        if (payload === null) this.#resolve('ended');
        else if (this.#take(payload)) this.#next();
      })
      .catch(this.#reject);
  }

  /** Whether the next command can be taken at once. */
  #take(payload: Buffer): boolean {
    const goesOn = this.#serve(payload);
    if (typeof goesOn !== 'boolean') {
      goesOn.then(this.#onServed, this.#reject);
      return false;
    }
    if (!goesOn) this.#resolve('left');
    return goesOn;
  }

  readonly #onServed = (goesOn: boolean): void => {
    if (goesOn) this.#next();
    else this.#resolve('left');
  };
}
