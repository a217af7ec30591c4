// A client of bare bytes: says whatever a test wants, and tells what came back, packet by packet.

import { createHash } from 'node:crypto';
import { connect, type NetConnectOpts, type Socket } from 'node:net';
import { frameSmall } from '../../src/mysql/codec/framing.ts';

export interface BareAccount {
  readonly user: string;
  readonly password: string;
  readonly plugin: string;
}

/** LONG_PASSWORD, PROTOCOL_41, TRANSACTIONS, SECURE_CONNECTION, MULTI_RESULTS, PLUGIN_AUTH */
const CAPABILITIES = 0x1 | 0x200 | 0x2000 | 0x8000 | 0x20000 | 0x80000;
const CLOSED = 'closed';

export class BareClient implements AsyncDisposable {
  readonly #socket: Socket;
  #received = Buffer.alloc(0);
  #isEnded = false;
  #wake: () => void = () => undefined;
  scramble: Buffer = Buffer.alloc(0);

  private constructor(socket: Socket) {
    this.#socket = socket;
    const ended = () => {
      this.#isEnded = true;
      this.#wake();
    };
    socket.on('data', (chunk) => {
      this.#received = Buffer.concat([this.#received, chunk]);
      this.#wake();
    });
    socket.on('end', ended).on('close', ended).on('error', ended);
  }

  /** Connects and, unless told otherwise, takes the greeting. */
  static async connect(to: NetConnectOpts, greeted = true): Promise<BareClient> {
    const client = new BareClient(connect({ ...to, allowHalfOpen: true }));
    if (greeted) client.scramble = scrambleOf((await client.packet()).payload);
    return client;
  }

  /** For what this class does not do; its events are still listened to. */
  get socket(): Socket {
    return this.#socket;
  }

  send(bytes: Buffer): this {
    this.#socket.write(bytes);
    return this;
  }

  /** A whole packet. */
  sendPacket(sequenceId: number, payload: Buffer | string): this {
    return this.send(frameSmall(Buffer.from(payload), sequenceId));
  }

  /** Ends our side; what the other side still says can be read. */
  end(): this {
    this.#socket.end();
    return this;
  }

  destroy(): void {
    this.#socket.destroy();
  }

  /** As a process that dies with unread input: the other side gets a reset. */
  reset(): void {
    this.#socket.resetAndDestroy();
  }

  pause(): this {
    this.#socket.pause();
    return this;
  }

  get receivedBytes(): number {
    return this.#received.length;
  }

  /** Waits until so many bytes are there, unless the stream ends before. */
  async received(bytes: number): Promise<Buffer> {
    while (this.#received.length < bytes && !this.#isEnded) await this.#more();
    return this.#received;
  }

  /** The next bytes, fewer where the stream ends before. */
  async take(bytes: number): Promise<Buffer> {
    const taken = (await this.received(bytes)).subarray(0, bytes);
    this.#received = this.#received.subarray(taken.length);
    return taken;
  }

  async packet(): Promise<{ sequenceId: number; payload: Buffer }> {
    const packet = await this.#take();
    if (packet === null) throw new Error('the connection was closed');
    return packet;
  }

  /** The next packet as a line of text, or `closed`. */
  async line(): Promise<string> {
    const packet = await this.#take();
    return packet === null ? CLOSED : describePacket(packet);
  }

  /** Every line up to the end of the stream. */
  async lines(): Promise<string[]> {
    const lines: string[] = [];
    for (;;) {
      const line = await this.line();
      lines.push(line);
      if (line === CLOSED) return lines;
    }
  }

  /** The payload of a handshake response. */
  handshakeResponse({ user, password, plugin }: BareAccount, capabilities = CAPABILITIES): Buffer {
    const fixed = Buffer.alloc(32);
    fixed.writeUInt32LE(capabilities >>> 0, 0);
    fixed.writeUInt32LE(1 << 24, 4);
    fixed[8] = 45; // utf8mb4_general_ci
    const answer = answerOf(plugin, Buffer.from(password), this.scramble);
    return Buffer.concat([
      fixed,
      Buffer.from(`${user}\0`),
      Buffer.from([answer.length]),
      answer,
      Buffer.from(`${plugin}\0`),
    ]);
  }

  /** What the account's plugin answers to the scramble. */
  answer({ plugin, password }: BareAccount): Buffer {
    return answerOf(plugin, Buffer.from(password), this.scramble);
  }

  /**
   * Logs in; the server must have the password in its cache.
   * @param further capability flags
   */
  async login(account: BareAccount, further = 0): Promise<this> {
    return await this.loginWith(this.handshakeResponse(account, CAPABILITIES | further));
  }

  /** Likewise with a handshake response of one's own. */
  async loginWith(handshakeResponse: Buffer): Promise<this> {
    this.sendPacket(1, handshakeResponse);
    for (;;) {
      const { payload } = await this.packet();
      if (payload[0] === 0x00) return this;
      if (payload[0] !== 0x01) throw new Error(`not let in: ${payload.toString('latin1')}`);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.destroy();
  }

  async #take(): Promise<{ sequenceId: number; payload: Buffer } | null> {
    await this.received(4);
    const length = this.#received.length >= 4 ? this.#received.readUIntLE(0, 3) : 0;
    await this.received(4 + length);
    if (this.#received.length < 4 + length) return null;
    const packet = { sequenceId: this.#received[3] ?? 0, payload: this.#received.subarray(4, 4 + length) };
    this.#received = this.#received.subarray(4 + length);
    return packet;
  }

  #more(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }
}

/** `1 ERR 1043 #08S01Bad handshake`, `1 OK`, `2 fe…`: sequence id, then what it is. */
function describePacket({ sequenceId, payload }: { sequenceId: number; payload: Buffer }): string {
  if (payload[0] === 0xff) return `${sequenceId} ERR ${payload.readUInt16LE(1)} ${payload.toString('utf8', 3)}`;
  if (payload[0] === 0x00) return `${sequenceId} OK`;
  return `${sequenceId} ${payload.subarray(0, 24).toString('hex')}`;
}

function scrambleOf(greeting: Buffer): Buffer {
  const start = greeting.indexOf(0) + 1 + 4;
  const rest = start + 8 + 1 + 2 + 1 + 2 + 2 + 1 + 10;
  return Buffer.concat([greeting.subarray(start, start + 8), greeting.subarray(rest, rest + 12)]);
}

function answerOf(plugin: string, password: Buffer, scramble: Buffer): Buffer {
  if (password.length === 0) return password;
  const isNative = plugin === 'mysql_native_password';
  const hash = (...parts: Buffer[]) =>
    parts.reduce((state, part) => state.update(part), createHash(isNative ? 'sha1' : 'sha256')).digest();
  const once = hash(password);
  const twice = hash(once);
  const mask = isNative ? hash(scramble, twice) : hash(twice, scramble);
  return Buffer.from(once.map((byte, index) => byte ^ (mask[index] ?? 0)));
}
