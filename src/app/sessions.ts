// The sessions of a serving command that are open: each can be shown, ended, and befallen by faults.

import { type ServerSessionOptions, serveClassic } from '../classic/session/server-session.ts';
import { MockError } from '../domain/errors.ts';
import type { Responder } from '../domain/responder.ts';
import type { FaultList } from '../faults/fault-list.ts';
import { SupervisedResponder } from '../faults/supervised-responder.ts';
import type { Connection } from '../net/connection.ts';
import type { SessionView } from '../rest/target.ts';

interface OpenSession {
  readonly connection: Connection;
  readonly responder: SupervisedResponder;
  readonly since: string;
  /** Resolves when no answer waits for its time. */
  readonly settled: () => Promise<void>;
}

export class Sessions {
  readonly #faults: FaultList;
  readonly #options: ServerSessionOptions;
  readonly #open = new Map<number, OpenSession>();
  #lastId = 0;

  constructor(faults: FaultList, options: ServerSessionOptions) {
    this.#faults = faults;
    this.#options = options;
  }

  /** Serves one client to its end. @param settled resolves when no answer waits for its time */
  async serve(
    connection: Connection,
    inner: Responder,
    shutdown: AbortSignal,
    settled: () => Promise<void> = () => Promise.resolve(),
  ): Promise<void> {
    const id = ++this.#lastId;
    const responder = new SupervisedResponder(inner, this.#faults, connection);
    this.#open.set(id, { connection, responder, since: new Date().toISOString(), settled });
    try {
      await serveClassic(connection, responder, this.#sessionOptions(), afterPending(shutdown, settled));
    } finally {
      this.#open.delete(id);
    }
  }

  views(): readonly SessionView[] {
    return [...this.#open].map(([id, { connection, responder, since }]) => {
      return { id, client: connection.remote, user: responder.user, since, statements: responder.statementCount };
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

  #sessionOptions(): ServerSessionOptions {
    const { tls } = this.#options;
    if (tls === null) return this.#options;
    const faulty = async () => {
      if (this.#faults.onConnect('tlsFailure') === undefined) return await tls();
      throw new MockError('TLS_SETUP', 'TLS fails on purpose');
    };
    return { ...this.#options, tls: faulty };
  }
}

/** What is waiting for its time is sent before the session ends. */
function afterPending(shutdown: AbortSignal, settled: () => Promise<void>): AbortSignal {
  const stop = new AbortController();
  const abort = () => void settled().then(() => stop.abort());
  if (shutdown.aborted) abort();
  shutdown.addEventListener('abort', abort, { once: true });
  return stop.signal;
}
