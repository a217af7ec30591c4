// The way through of `mock record`: a command goes to the server as it came, and each chunk of the answer to the client in the
// turn in which it came. What the recording needs is noted on the way: where the answer ends, what it says, its bytes.
//
//   chunk ──► tracker.scan(): how much of it is the answer's ──► client
//                                                           └──► capture

import { createHash } from 'node:crypto';
import { setTimeout as pause, setImmediate } from 'node:timers/promises';
import type { ByteChannel } from '../core/byte-channel.ts';
import { type Command, NO_FACTS, type ResponseFacts } from '../core/command.ts';
import { ConnectionLost, MockError } from '../core/errors.ts';
import type { Gap } from '../core/recording.ts';
import type { Reply } from '../core/responder.ts';
import { framePayload, HEADER_BYTES } from '../mysql/codec/framing.ts';
import { ResponseTracker } from '../mysql/codec/response-tracker.ts';
import { CommandCode } from '../mysql/constants/commands.ts';
import type { Flavour } from '../mysql/constants/flavour.ts';
import { isRefusedForLength } from '../mysql/constants/short-commands.ts';
import { asksCursor } from '../mysql/packets/com-stmt-execute.ts';
import type { PacketStream } from '../mysql/session/packet-stream.ts';
import type { InfileFacts } from './capture.ts';
import { OpenedCursors } from './opened-cursors.ts';

export class Relay {
  readonly #packets: PacketStream;
  readonly #capabilities: bigint;
  readonly #flavour: Flavour;
  readonly #tracker = new ResponseTracker();
  readonly #cursors = new OpenedCursors();
  /** The execute that asks for a cursor, where that is asked now. */
  #opening: Buffer | null = null;
  /** A command that has no answer was the last. */
  #isSilent = false;
  #passing: Passing | null = null;
  readonly #silenceMs: number;
  /** When the server was asked, or heard last; and whether it is not its turn. */
  #heardAt = 0;
  #isClientSlow = false;
  #watch: NodeJS.Timeout | null = null;

  /**
   * @param packets those of the server
   * @param capabilities as negotiated
   * @param silenceMs how long the server may say nothing while it is waited for; 0: as long as it likes
   */
  constructor(packets: PacketStream, capabilities: bigint, silenceMs: number, flavour: Flavour) {
    this.#packets = packets;
    this.#flavour = flavour;
    this.#capabilities = capabilities;
    this.#silenceMs = silenceMs;
  }

  /**
   * Asks the server and passes on what it says; resolves when the answer is over.
   * @param settle called when all of the answer is there, before the client gets its last bytes; null for nothing
   * Rejects with ConnectionLost where either side goes away within it, with MalformedPacketError where the server makes no
   * sense.
   */
  pass(command: Command, reply: Reply, capture: Passed, settle: (() => void) | null = null): Promise<void> {
    const tracker = this.#tracker;
    const { code, payload } = command;
    const isRefused = isRefusedForLength(code, payload.length, this.#flavour);
    this.#opening = asksCursor(command) ? payload : null;
    const mayBeCut = this.#opening === null && this.#cursors.has(payload);
    tracker.begin(isRefused ? CommandCode.COM_PING : code, this.#capabilities, this.#opening !== null, mayBeCut);
    this.#isSilent = tracker.isDone;
    this.#packets.resetSequence();
    if (this.#silenceMs > 0) this.#listen();
    return new Promise((resolve, reject) => {
      this.#passing = { reply, capture, settle, resolve, reject };
      const sending = send(this.#packets.channel, command.payload, reply.packet);
      if (sending !== undefined) sending.then(this.#onReadable, this.#fail);
      else if (tracker.isDone) resolve();
      else this.#packets.channel.whenReadable(this.#onReadable);
    });
  }

  /**
   * As pass(), of a query, or an execute without a cursor, that lies whole in its packet; `passing` is told, with no promise made.
   * It asks for no file.
   */
  passUnread(packet: Buffer, passing: Passing): void {
    this.#tracker.begin(packet[HEADER_BYTES] ?? 0, this.#capabilities, false);
    this.#opening = null;
    this.#isSilent = false;
    this.#packets.resetSequence();
    this.#passing = passing;
    const { channel } = this.#packets;
    // What a server said before it closed is still to be read.
    const full = channel.write(packet);
    if (full === undefined) channel.whenReadable(this.#onReadable);
    else full.catch(() => undefined).then(this.#onReadable, this.#fail);
  }

  /** Of the last answer, where it is over: what no client can read is given to none on replay. */
  get gap(): Gap | null {
    return this.#tracker.isCut ? 'unsupported' : null;
  }

  /** Whether a packet executes a statement that had a cursor: its answer may be cut. */
  hadCursor(packet: Buffer): boolean {
    return this.#cursors.has(packet, HEADER_BYTES);
  }

  /** What the last answer said, as far as it came. */
  facts(): ResponseFacts {
    return this.#isSilent ? NO_FACTS : this.#tracker.facts();
  }

  readonly #onReadable = (): void => {
    try {
      this.#take();
    } catch (error) {
      this.#fail(error);
    }
  };

  /** Ends the answer where the server has said nothing for too long. */
  #listen(): void {
    this.#heardAt = performance.now();
    const look = (): void => {
      this.#watch = null;
      if (this.#passing === null) return;
      const left = this.#isClientSlow ? this.#silenceMs : this.#heardAt + this.#silenceMs - performance.now();
      if (left > 0) this.#watch = setTimeout(look, left).unref();
      else this.#fail(new MockError('UPSTREAM_TIMEOUT', `the server has said nothing for ${this.#silenceMs} ms`));
    };
    this.#watch ??= setTimeout(look, this.#silenceMs).unref();
  }

  readonly #fail = (error: unknown): void => {
    const passing = this.#passing;
    this.#passing = null;
    passing?.reject(error);
  };

  #take(): void {
    const passing = this.#passing;
    if (passing === null) return;
    this.#isClientSlow = false;
    if (this.#silenceMs > 0) this.#heardAt = performance.now();
    const { channel } = this.#packets;
    const tracker = this.#tracker;
    while (!tracker.isDone) {
      const chunk = channel.tryRead();
      if (chunk === undefined) {
        channel.whenReadable(this.#onReadable);
        return;
      }
      if (chunk === null) throw new ConnectionLost('server');
      const used = tracker.scan(chunk);
      const piece = used === chunk.length ? chunk : chunk.subarray(0, used);
      if (used < chunk.length) channel.unread(chunk.subarray(used));
      const isLast = passing.settle !== null && tracker.isDone;
      const sent = isLast ? undefined : passing.reply.write(piece);
      passing.capture.add(piece);
      if (isLast) passing.settle?.();
      const full = isLast ? passing.reply.write(piece) : sent;
      const pause = tracker.isClientTurn ? this.#passInfile(passing, full) : both(full, passing.capture.behind);
      if (pause !== undefined) {
        // A slow client slows the server, and so does a slow disk.
        this.#isClientSlow = true;
        pause.then(this.#onReadable, this.#fail);
        return;
      }
    }
    this.#passing = null;
    if (this.#opening !== null && !this.#flavour.isMariadb) this.#cursors.note(this.#opening, tracker.facts().status);
    passing.resolve();
  }

  async #passInfile({ reply, capture }: Passing, full: Promise<void> | undefined): Promise<void> {
    if (full !== undefined) await full;
    await this.#passFile(reply, capture);
  }

  /** LOCAL INFILE: the client's packets go to the server until an empty one. */
  async #passFile(reply: Reply, capture: Passed): Promise<void> {
    const { channel } = this.#packets;
    const hash = createHash('sha256');
    let bytes = 0;
    for (;;) {
      const { payload, sequenceId } = await reply.readClientPacket();
      for (const piece of framePayload(payload, sequenceId)) await channel.write(piece);
      hash.update(payload);
      bytes += payload.length;
      if (payload.length === 0) break;
    }
    capture.infile = { bytes, sha256: hash.digest('hex') };
    this.#tracker.resume();
  }
}

/** Takes an answer's bytes as they pass. */
export interface Passed {
  add(bytes: Buffer): void;
  /** What the next bytes should wait for. */
  readonly behind: Promise<void> | undefined;
  infile: InfileFacts | null;
}

function both(one: Promise<void> | undefined, other: Promise<void> | undefined): Promise<void> | undefined {
  return one === undefined || other === undefined ? (one ?? other) : one.then(() => other);
}

/** An answer that is under way. */
export interface Passing {
  readonly reply: Reply;
  readonly capture: Passed;
  readonly settle: (() => void) | null;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** Above this size a packet goes out in slices, and the server is listened to between them. */
const SLICE_BYTES = 256 * 1024;
/** A server judges a packet's length by its header: it gets that much first, and a moment to refuse. */
const FIRST_SLICE_BYTES = 4 * 1024;
const REFUSAL_MS = 1;

/**
 * Sends a command. A promise only where there is something to wait for: most commands go out at once.
 * @param packet the payload with its header, where it came so: then nothing is copied
 */
function send(channel: ByteChannel, payload: Buffer, packet: Buffer | null | undefined): Promise<void> | undefined {
  if (payload.length > SLICE_BYTES) return sendSliced(channel, payload);
  let full: Promise<void> | undefined;
  if (packet && isPacketOf(packet, payload)) full = channel.write(packet);
  else for (const piece of framePayload(payload, 0)) full = channel.write(piece);
  // What a server said before it closed is still to be read.
  return full?.catch(() => undefined);
}

/** Whether the one is the other with its header: whoever answers may have been given another command than came. */
function isPacketOf(packet: Buffer, payload: Buffer): boolean {
  return (
    packet.buffer === payload.buffer &&
    packet.byteOffset + HEADER_BYTES === payload.byteOffset &&
    packet.length === HEADER_BYTES + payload.length
  );
}

async function sendSliced(channel: ByteChannel, payload: Buffer): Promise<void> {
  const pieces = framePayload(payload, 0);
  for (let n = 0; n < pieces.length; n += 2) {
    const body = pieces[n + 1] as Buffer;
    await sendPiece(channel, Buffer.concat([pieces[n] as Buffer, body.subarray(0, FIRST_SLICE_BYTES)]));
    if (body.length > SLICE_BYTES) await pause(REFUSAL_MS);
    for (let at = FIRST_SLICE_BYTES; at < body.length; at += SLICE_BYTES) {
      if (await hasSpoken(channel)) return;
      await sendPiece(channel, body.subarray(at, at + SLICE_BYTES));
    }
  }
}

/** Waits where the server cannot take more now; what it said before it closed is still to be read. */
async function sendPiece(channel: ByteChannel, bytes: Buffer): Promise<void> {
  await channel.write(bytes)?.catch(() => undefined);
}

/** A server that refuses a command (too long) says so before its end, and closes: writing on would lose what it said. */
async function hasSpoken(channel: ByteChannel): Promise<boolean> {
  await setImmediate();
  try {
    const early = channel.tryRead();
    if (early) channel.unread(early);
    return early !== undefined;
  } catch {
    return true;
  }
}
