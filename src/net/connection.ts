// One peer's byte stream: TCP, Unix socket or TLS, to a client or to the upstream. It knows no MySQL.
//
// Reading is pulled, one listener feeds a queue:
//
//   socket 'data' ─► a reader waits? ─ yes ─► its promise
//                          └─ no ─► queue ─► tryRead(), read()      (socket paused while the queue is full)
//                                     └─► whenReadable(): in the same turn

import type { X509Certificate } from 'node:crypto';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { ConnectionLost } from '../core/errors.ts';
import type { TlsFacts } from '../core/recording.ts';
import { type Deferred, deferred, rejected } from './deferred.ts';
import { type Dial, dial } from './dial.ts';
import { describeEndpoint, type Endpoint } from './endpoint.ts';
import { Happening } from './happening.ts';
import { ReadQueue } from './read-queue.ts';
import type { ClientTlsOptions, ServerTlsContext } from './tls-context.ts';
import { finishHandshake, serverNameFor, startTlsClient, startTlsServer, type TlsStart } from './tls-handshake.ts';

/** A peer that sends faster than it is read is paused above the one and resumed at the other. */
const PAUSE_ABOVE_BYTES = 256 * 1024;
const RESUME_AT_BYTES = 64 * 1024;
const HANDSHAKE_TIMEOUT_MS = 10_000;
/** How long close() waits for a peer to take our last bytes (mysqld's net_write_timeout), then for it to end. */
const FLUSH_MS = 60_000;
const LINGER_MS = 250;
const NOTHING: Buffer = Buffer.alloc(0);

/** Who is at the other end, for messages. */
export type Peer = 'client' | 'server';

export class Connection {
  /** `127.0.0.1:54321`, `[::1]:54321` or `unix:/path`; of a client, our own path. */
  readonly remote: string;
  readonly #peer: Peer;
  readonly #isUnix: boolean;
  /** Below TLS. */
  readonly #transport: Socket;
  #socket: Socket;
  readonly #closing = new Happening();
  readonly #ending = new Happening();
  readonly #leaving = new Happening();
  readonly #queue = new ReadQueue();
  /** Who is shown a chunk before it is queued, for as long as one is waited for. */
  #first: ((chunk: Buffer) => boolean) | null = null;
  #isPaused = false;
  /** We take no more: what arrives is dropped. */
  #isDiscarding = false;
  #failure: ConnectionLost | null = null;
  #drain: Deferred<void> | null = null;
  #goodbye: Promise<void> | null = null;
  #bytesRead = 0;
  #bytesWritten = 0;

  /**
   * Takes over a connected socket that nobody has read from and that was made with `allowHalfOpen`.
   * @param endpoint what was dialled or accepted on; tells a Unix socket from TCP
   */
  constructor(socket: Socket, peer: Peer, endpoint: Endpoint) {
    this.#peer = peer;
    this.#isUnix = endpoint.kind === 'unix';
    this.remote = endpoint.kind === 'unix' ? describeEndpoint(endpoint) : describeRemote(socket);
    this.#transport = socket;
    this.#socket = socket;
    this.#listen(socket);
    // A peer that reset the connection before we got here has emitted its events already.
    if (socket.destroyed) this.#onClose();
  }

  /**
   * Connects, trying every address that a name has.
   * @throws MockError `UPSTREAM_UNREACHABLE` with the system's error (`code` ECONNREFUSED…) as its cause
   */
  static async connect(endpoint: Endpoint, options: Dial = {}): Promise<Connection> {
    return new Connection(await dial(endpoint, options), 'server', endpoint);
  }

  /** Resolves when the socket is closed for good, whoever closed it; never rejects. */
  get closed(): Promise<void> {
    return this.#closing.promise;
  }

  /** Resolves when the peer has ended its side, and at the latest with `closed`; see `hasEnded`. Never rejects. */
  get ended(): Promise<void> {
    return this.#ending.promise;
  }

  /** As `ended`, of a peer that has sent nothing which is still to be read: it waits for nobody who asks it for more. */
  get left(): Promise<void> {
    return this.#leaving.promise;
  }

  get isTls(): boolean {
    return this.#socket instanceof TLSSocket;
  }

  /** Whether secrets may be sent in clear: over TLS, or through a Unix socket, as MySQL sees it. */
  get isSecure(): boolean {
    return this.#isUnix || this.isTls;
  }

  /** The certificate that the peer showed, checked or not. */
  get peerCertificate(): X509Certificate | undefined {
    return this.#socket instanceof TLSSocket ? this.#socket.getPeerX509Certificate() : undefined;
  }

  /** Whether TLS goes on with a session of before. */
  get isTlsResumed(): boolean {
    return this.#socket instanceof TLSSocket && this.#socket.isSessionReused();
  }

  /** Bytes received, without those of the TLS layer itself. */
  get bytesRead(): number {
    return this.#bytesRead;
  }

  /** Bytes given to write(), without those that the TLS layer adds. */
  get bytesWritten(): number {
    return this.#bytesWritten;
  }

  /**
   * The peer has ended its side (it may still read). A process that died looks the same until it is written to.
   * What it sent before is still to be read.
   */
  get hasEnded(): boolean {
    return this.#queue.hasEnded;
  }

  /**
   * Nothing can be sent or received any more: the peer reset the connection, or it is closed. A peer that is paused (more than
   * 256 KiB unread) is noticed only when reading goes on or write() fails. Ending one side only, as a client may that waits
   * for its last response, does not count: see `hasEnded`.
   */
  get isOver(): boolean {
    return this.#failure !== null || this.#socket.destroyed;
  }

  /**
   * The next chunk as it arrived, null after the last one of a peer that ended cleanly. The chunk is the caller's.
   * Rejects with ConnectionLost when the connection broke or was terminated. Throws when a read is under way.
   */
  read(): Promise<Buffer | null> {
    this.#assertNoReader();
    try {
      const chunk = this.tryRead();
      return chunk === undefined ? this.#queue.wait() : Promise.resolve(chunk);
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /**
   * As read(), for loops that need no promise while chunks are queued: undefined where there is none yet.
   * @throws ConnectionLost as read() rejects
   */
  tryRead(): Buffer | null | undefined {
    const chunk = this.#queue.take();
    if (this.#isPaused && this.#queue.bytes <= RESUME_AT_BYTES) this.#resume();
    return chunk;
  }

  /** As ByteChannel says. */
  whenReadable(wake: () => void, first: ((chunk: Buffer) => boolean) | null = null): void {
    this.#assertNoReader();
    this.#queue.whenReadable(wake);
    this.#first = first;
  }

  /** Whether something that was written has still to go out. */
  get hasUnsent(): boolean {
    return this.#socket.writableLength > 0;
  }

  /** Puts bytes that were read and not used back in front; the next read gets them. */
  unread(chunk: Buffer): void {
    this.#assertNoReader();
    if (chunk.length > 0) this.#queue.putBack(chunk);
  }

  /**
   * Sends bytes, which the caller must not change afterwards. Undefined where more can be sent at once, else a promise
   * that resolves when what is pending has gone out. It rejects with ConnectionLost when the peer is gone; nobody is
   * obliged to look, as read() and `isOver` say the same.
   */
  write(bytes: Buffer): Promise<void> | undefined {
    const socket = this.#socket;
    if (this.#failure !== null || !socket.writable) return rejected(this.#failure ?? this.#lost());
    this.#bytesWritten += bytes.length;
    // Its answer says false for every chunk above the mark, even one that the kernel took whole: look at what is left.
    if (socket.write(bytes) || socket.writableLength < socket.writableHighWaterMark) return undefined;
    this.#drain ??= deferred();
    return this.#drain.promise;
  }

  /** Ends our side once everything is sent; the peer may go on sending. */
  end(): void {
    this.#socket.end();
  }

  /**
   * Ends our side as a process that dies does, without a goodbye of TLS: by the unread bytes of one a MySQL server that is busy
   * does not see that nobody waits any more. What it says is still read. Where something is still to be sent, nothing is done.
   */
  hangUp(): void {
    if (this.#socket.writableLength === 0) this.#transport.end();
  }

  /**
   * Says goodbye: sends what is pending (for a minute at most), ends our side, drops what still arrives, and closes when
   * the peer has ended too or a quarter of a second later. Closing at once could cost the peer our last bytes: with unread input the kernel
   * resets the connection. Resolves as `closed`. Repeated calls share the first's promise.
   */
  close(): Promise<void> {
    this.#goodbye ??= this.#sayGoodbye();
    return this.#goodbye;
  }

  #sayGoodbye(): Promise<void> {
    this.#isDiscarding = true;
    this.#queue.takeAll();
    if (this.#isPaused) this.#resume();
    const socket = this.#socket;
    const destroy = () => socket.destroy();
    let timer = setTimeout(destroy, FLUSH_MS);
    socket.end(() => {
      clearTimeout(timer);
      timer = setTimeout(destroy, LINGER_MS);
    });
    return this.closed.finally(() => clearTimeout(timer));
  }

  /** Closes at once; what is pending is lost. A read or write that waits ends with ConnectionLost. May be repeated. */
  terminate(): void {
    this.#fail(new Error('closed by us'));
    this.#socket.destroy();
  }

  /** As terminate(), and the peer hears it as a reset. */
  reset(): void {
    this.#fail(new Error('reset by us'));
    // Only TCP knows a reset.
    if (this.#isUnix) this.#socket.destroy();
    else this.#transport.resetAndDestroy();
  }

  /**
   * Goes over to TLS as the server; bytes that were read and not taken belong to the handshake.
   * @param lastWords sent in clear where the handshake fails; the client may listen
   * @throws MockError `TLS_SETUP`; the connection is closed then
   */
  async upgradeToTlsServer(
    context: ServerTlsContext,
    lastWords = NOTHING,
    timeoutMs = HANDSHAKE_TIMEOUT_MS,
  ): Promise<TlsFacts> {
    const begin = (socket: Socket) => startTlsServer(socket, context, this.#peer);
    const facts = await this.#upgrade(begin, lastWords, timeoutMs);
    context.counts.handshakes++;
    if (!this.isTlsResumed) return facts;
    context.counts.resumed++;
    return { ...facts, isResumed: true };
  }

  /**
   * Goes over to TLS as the client.
   * @param host what was dialled, for the check of the server's identity
   * @param serverName for SNI; default: `host` where it is a name
   * @param resumes goes on with the last session, where the server lets it
   * @throws MockError `UPSTREAM_TLS`; the connection is closed then
   */
  upgradeToTlsClient(
    options: ClientTlsOptions,
    host: string,
    serverName = serverNameFor(host, null),
    resumes = false,
  ): Promise<TlsFacts> {
    const begin = (socket: Socket) => startTlsClient(socket, options, host, serverName, this.#peer, resumes);
    return this.#upgrade(begin, NOTHING, HANDSHAKE_TIMEOUT_MS);
  }

  async #upgrade(begin: (socket: Socket) => TlsStart, lastWords: Buffer, timeoutMs: number): Promise<TlsFacts> {
    this.#assertNoReader();
    if (this.#failure !== null || this.hasEnded) throw this.#failure ?? this.#lost();
    const start = begin(this.#release());
    this.#socket = start.socket;
    this.#listen(start.socket);
    await finishHandshake(start, lastWords, timeoutMs);
    // Errors of a server's TLS layer after the handshake come by this name only, and leave the socket open.
    start.socket.on('_tlsError', (error: Error) => {
      this.#fail(error);
      start.socket.destroy();
    });
    const { servername } = start.socket as TLSSocket & { readonly servername?: string | false };
    const named = start.doneEvent === 'secure' && typeof servername === 'string' ? { serverName: servername } : {};
    return { protocol: start.socket.getProtocol() ?? 'unknown', cipher: start.socket.getCipher().name, ...named };
  }

  #assertNoReader(): void {
    if (this.#queue.hasReader) throw new Error('a read is already under way');
  }

  #listen(socket: Socket): void {
    socket.on('data', this.#onData).on('end', this.#onEnd).on('drain', this.#onDrain).on('close', this.#onClose);
    socket.on('error', this.#onError);
  }

  /** Detaches from the plain socket, which gets back what was read too early. Its errors go on to count as ours. */
  #release(): Socket {
    const socket = this.#socket;
    socket.pause();
    socket.off('data', this.#onData).off('end', this.#onEnd).off('drain', this.#onDrain).off('close', this.#onClose);
    const early = this.#queue.takeAll();
    if (early.length > 0) socket.unshift(early);
    this.#bytesRead -= early.length;
    this.#isPaused = false;
    return socket;
  }

  readonly #onData = (chunk: Buffer): void => {
    this.#bytesRead += chunk.length;
    if (this.#isDiscarding) return;
    const first = this.#first;
    if (first !== null) {
      if (first(chunk)) return;
      this.#first = null;
    }
    this.#queue.push(chunk);
    if (this.#queue.bytes > PAUSE_ABOVE_BYTES && !this.#isPaused) {
      this.#isPaused = true;
      this.#socket.pause();
    }
  };

  readonly #onEnd = (): void => {
    this.#queue.finish();
    this.#ending.happen();
    if (this.#queue.bytes === 0) this.#leaving.happen();
  };

  readonly #onDrain = (): void => {
    const drain = this.#drain;
    this.#drain = null;
    drain?.resolve();
  };

  readonly #onError = (error: Error): void => this.#fail(error);

  readonly #onClose = (): void => {
    this.#fail(this.#socket.errored ?? undefined);
    this.#ending.happen();
    this.#leaving.happen();
    this.#closing.happen();
  };

  #resume(): void {
    this.#isPaused = false;
    this.#socket.resume();
  }

  /** Keeps the first reason, and tells whoever waits; no cause where both sides ended. */
  #fail(cause: Error | undefined): void {
    if (this.#failure !== null) return;
    const failure = this.#lost(cause);
    this.#failure = failure;
    this.#queue.fail(failure);
    this.#drain?.reject(failure);
    this.#drain = null;
  }

  /** Without a stack: every connection ends with one, and looking for the stack costs as much as serving a short one. */
  #lost(cause?: Error): ConnectionLost {
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    try {
      return new ConnectionLost(this.#peer, cause === undefined ? undefined : { cause });
    } finally {
      Error.stackTraceLimit = stackTraceLimit;
    }
  }
}

function describeRemote(socket: Socket): string {
  const { remoteAddress, remotePort } = socket;
  // Undefined where the client is gone already.
  if (remoteAddress === undefined || remotePort === undefined) return 'unknown';
  return describeEndpoint({ kind: 'tcp', host: remoteAddress.replace(/^::ffff:/, ''), port: remotePort });
}
