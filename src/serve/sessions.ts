// The sessions of a serving command that are open: each can be shown, ended, and befallen by faults.

import { MockError } from '../core/errors.ts';
import type { Responder } from '../core/responder.ts';
import type { FaultList } from '../faults/fault-list.ts';
import { SupervisedResponder } from '../faults/supervised-responder.ts';
import { Supervision } from '../faults/supervision.ts';
import { serveClassic } from '../mysql/session/server-session.ts';
import type { ServerSessionOptions } from '../mysql/session/server-session-options.ts';
import type { Connection } from '../net/connection.ts';
import { type Stopping, whenAborted } from '../net/run-until.ts';
import type { SessionView } from './rest/target.ts';

interface OpenSession {
  readonly connection: Connection;
  readonly supervision: Supervision;
  /** Milliseconds since 1970. */
  readonly since: number;
  /** Resolves when no answer waits for its time. */
  readonly settled: () => Promise<void>;
}

export class Sessions {
  readonly faults: FaultList;
  readonly #options: ServerSessionOptions;
  readonly #open = new Map<number, OpenSession>();
  #lastId = 0;

  constructor(faults: FaultList, options: ServerSessionOptions) {
    this.faults = faults;
    this.#options = { ...options, tls: this.withTlsFaults(options.tls) };
  }

  /** Serves one client to its end. @param settled resolves when no answer waits for its time */
  serve(
    connection: Connection,
    inner: Responder,
    shutdown: AbortSignal,
    settled: () => Promise<void> = () => Promise.resolve(),
  ): Promise<void> {
    const supervision = new Supervision(this.faults, connection);
    const responder = new SupervisedResponder(inner, supervision);
    return this.keep({ connection, supervision, settled }, shutdown, (stop) =>
      serveClassic(connection, responder, this.#options, stop),
    );
  }

  /** Shows a session while `serve` serves it; aborting `shutdown` lets it end once it is settled. */
  async keep(
    session: Omit<OpenSession, 'since'>,
    shutdown: AbortSignal,
    serve: (stop: Stopping) => Promise<void>,
  ): Promise<void> {
    const id = ++this.#lastId;
    this.#open.set(id, { ...session, since: Date.now() });
    const stopping = new AfterPending(shutdown, session.settled);
    try {
      await serve(stopping);
    } finally {
      stopping.over();
      this.#open.delete(id);
    }
  }

  /** What loads TLS for a session, which may fail on purpose; null where there is no TLS. */
  withTlsFaults<T>(tls: (() => Promise<T>) | null): (() => Promise<T>) | null {
    if (tls === null) return null;
    return async () => {
      if (this.faults.onConnect('tlsFailure') === undefined) return await tls();
      throw new MockError('TLS_SETUP', 'TLS fails on purpose');
    };
  }

  views(): readonly SessionView[] {
    return [...this.#open].map(([id, { connection, supervision, since }]) => {
      const { user, statementCount: statements } = supervision;
      return { id, client: connection.remote, user, since: new Date(since).toISOString(), statements };
    });
  }

  /** Ends a session; one that waits for its time to answer answers first. False where there is none. */
  async close(id: number): Promise<boolean> {
    const session = this.#open.get(id);
    await session?.settled();
    session?.connection.terminate();
    return session !== undefined;
  }

  async closeAll(): Promise<void> {
    await Promise.all([...this.#open.keys()].map((id) => this.close(id)));
  }
}

/** What is waiting for its time is sent before the session ends. */
class AfterPending implements Stopping {
  aborted = false;
  readonly #settled: () => Promise<void>;
  #stop: () => void = () => undefined;
  /** Forgets that it waits: a signal lives as long as its listener, and many connections come and go. */
  readonly over: () => void;

  constructor(shutdown: AbortSignal, settled: () => Promise<void>) {
    this.#settled = settled;
    if (shutdown.aborted) this.#begin();
    this.over = whenAborted(shutdown, () => this.#begin());
  }

  whenAborted(stop: () => void): () => void {
    this.#stop = stop;
    return () => {
      this.#stop = () => undefined;
    };
  }

  #begin(): void {
    void this.#settled().then(() => {
      this.aborted = true;
      this.#stop();
    });
  }
}
