// Listens on one address, hands each connection to whoever serves it, and ends them all in order. It knows no MySQL.

import { setMaxListeners } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { Connection } from './connection.ts';
import { describeEndpoint, type Endpoint } from './endpoint.ts';
import { listen } from './listen.ts';

export type AcceptorState = 'idle' | 'listening' | 'stopping' | 'stopped';

/** What may follow what. */
const TRANSITIONS: Readonly<Record<AcceptorState, readonly AcceptorState[]>> = {
  idle: ['listening', 'stopped'],
  // Straight to stopped where the address cannot be had.
  listening: ['stopping', 'stopped'],
  stopping: ['stopped'],
  stopped: [],
};

export interface AcceptorOptions {
  /** Where to listen; port 0 takes any free one. */
  readonly endpoint: Endpoint;
  /**
   * Serves one client until it is done; the connection is closed when the promise settles, the rest of what was written
   * going out first unless it rejects.
   * @param signal aborted when the acceptor stops
   */
  readonly serve: (connection: Connection, signal: AbortSignal) => Promise<void>;
  /** Told of what serve() rejects with, and of connections (null) that could not be accepted. Must not throw. */
  readonly onError: (error: unknown, connection: Connection | null) => void;
}

interface Waiting {
  readonly connection: Connection;
  readonly resolve: () => void;
  /** By `performance.now()`. */
  readonly since: number;
}

/** More than so many connections in so many milliseconds are a crowd. */
const CROWD = 8;
const CROWD_MS = 50;
/** Of a crowd so many are served in one turn of the loop, which accepts one. */
const SERVED_A_TURN = 32;
/** Nobody in a crowd waits longer for others to be accepted. */
const LONGEST_WAIT_MS = 250;

export class Acceptor {
  readonly #options: AcceptorOptions;
  readonly #server: Server;
  readonly #shutdown = new AbortController();
  /** Live connections, each with the promise of its end, which never rejects. */
  readonly #live = new Map<Connection, Promise<void>>();
  /** A crowd, in its order, and how far it has been served. */
  #line: Waiting[] = [];
  #served = 0;
  /** Whether this turn of the loop has accepted one: the next may, too. */
  #isAccepting = false;
  /** Accepted since `#crowdSince`, by `performance.now()`. */
  #crowd = 0;
  #crowdSince = 0;
  #state: AcceptorState = 'idle';
  #address: Endpoint | null = null;
  #starting: Promise<Endpoint> | null = null;
  #stopping: Promise<void> | null = null;

  constructor(options: AcceptorOptions) {
    this.#options = options;
    // Each session listens to it; ten thousand of them are no leak.
    setMaxListeners(0, this.#shutdown.signal);
    const socketOptions = { allowHalfOpen: true, noDelay: true, keepAlive: true };
    this.#server = createServer(socketOptions, (socket) => this.#accept(socket));
  }

  get state(): AcceptorState {
    return this.#state;
  }

  /** Where it listens, with the real port. Throws before listen() is done. */
  get address(): Endpoint {
    if (this.#address === null) throw new Error('the acceptor has no address before it listens');
    return this.#address;
  }

  /** Connections that are being served or closed. */
  get connectionCount(): number {
    return this.#live.size;
  }

  /**
   * Begins to accept, once; returns where.
   * @throws MockError `LISTEN_FAILED` with one line that says what to do
   */
  async listen(): Promise<Endpoint> {
    this.#enter('listening');
    this.#starting = listen(this.#server, this.#options.endpoint);
    try {
      this.#address = await this.#starting;
    } catch (error) {
      this.#enter('stopped');
      throw error;
    }
    this.#server.on('error', (error) => this.#options.onError(error, null));
    return this.#address;
  }

  /**
   * Stops listening, tells everyone who serves, waits for them until the deadline and terminates the rest. It waits for
   * the sockets, not for a serve() that hangs although its connection is gone. Repeated calls share the first's promise.
   */
  stop(deadlineMs: number): Promise<void> {
    this.#stopping ??= this.#stop(deadlineMs);
    return this.#stopping;
  }

  async #stop(deadlineMs: number): Promise<void> {
    // A listen() that fails has stopped us already.
    if (this.#starting !== null && this.#address === null) await this.#starting.catch(() => {});
    if (this.#state !== 'listening') {
      if (this.#state === 'idle') this.#enter('stopped');
      return;
    }
    this.#enter('stopping');
    // It also removes the socket file. Its callback comes when the last socket is closed.
    const serverClosed = new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
    });
    this.#shutdown.abort();
    await settledWithin(Promise.all(this.#live.values()), deadlineMs);
    for (const connection of this.#live.keys()) connection.terminate();
    await serverClosed;
    this.#enter('stopped');
  }

  #accept(socket: Socket): void {
    this.#isAccepting = true;
    const connection = new Connection(socket, 'client', this.#options.endpoint);
    const end = this.#serve(connection).finally(() => this.#live.delete(connection));
    this.#live.set(connection, end);
  }

  async #serve(connection: Connection): Promise<void> {
    // serving costs ten times what accepting does: in a crowd those that have left already are not served, and others come first
    if (this.#isCrowded()) await this.#turn(connection);
    try {
      if (!hasLeft(connection)) await this.#options.serve(connection, this.#shutdown.signal);
    } catch (error) {
      connection.terminate();
      this.#options.onError(error, connection);
    }
    await connection.close();
  }

  #isCrowded(): boolean {
    const now = performance.now();
    if (now - this.#crowdSince > CROWD_MS) {
      this.#crowd = 0;
      this.#crowdSince = now;
    }
    return ++this.#crowd > CROWD || this.#line.length > 0;
  }

  /** Until it is this one's turn. What has arrived meanwhile has been read: the next turn of the loop listens to it, then reads. */
  #turn(connection: Connection): Promise<void> {
    if (this.#line.length === 0) setImmediate(() => setImmediate(this.#serveLine));
    return new Promise((resolve) => {
      this.#line.push({ connection, resolve, since: performance.now() });
    });
  }

  /** Accepting goes first: the system drops connections that wait for it, and those that leave meanwhile cost nothing more. */
  readonly #serveLine = (): void => {
    const waits = performance.now() - (this.#line[this.#served]?.since ?? 0);
    if (this.#isAccepting && waits < LONGEST_WAIT_MS) {
      this.#isAccepting = false;
      setImmediate(this.#serveLine);
      return;
    }
    for (let left = SERVED_A_TURN; left > 0 && this.#served < this.#line.length; ) {
      const next = this.#line[this.#served++];
      if (next === undefined) break;
      if (!hasLeft(next.connection)) left--;
      next.resolve();
    }
    if (this.#served < this.#line.length) setImmediate(this.#serveLine);
    else {
      this.#line = [];
      this.#served = 0;
    }
  };

  #enter(next: AcceptorState): void {
    const allowed = TRANSITIONS[this.#state];
    if (!allowed.includes(next)) {
      const where = describeEndpoint(this.#options.endpoint);
      throw new Error(
        `the acceptor of ${where} cannot go from ${this.#state} to ${next}, only to: ${allowed.join(', ') || 'nothing'}`,
      );
    }
    this.#state = next;
  }
}

/** Before it was served, without a word. */
function hasLeft(connection: Connection): boolean {
  return connection.isOver || (connection.hasEnded && connection.bytesRead === 0);
}

/** Waits for `work`, no longer than `timeoutMs`. */
async function settledWithin(work: Promise<unknown>, timeoutMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, timeoutMs);
  });
  await Promise.race([work, deadline]);
  clearTimeout(timer);
}
