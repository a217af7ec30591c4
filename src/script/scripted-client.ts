// One connection's run of a script, of either protocol: opened and closed with the connection, asked who may enter, and what
// is being sent after a wait.

import type { X509Certificate } from 'node:crypto';
import { setImmediate as immediate } from 'node:timers/promises';
import { messageOf } from '../core/errors.ts';
import type { Script, ScriptRun } from './script.ts';

/** What a responder needs of its connection. */
export interface ScriptedConnection {
  readonly connectionId: number;
  /** Of the listener; 0 for a Unix socket. */
  readonly port: number;
  tlsResumptions(): number;
  /** The certificate that the client showed. */
  certificate(): X509Certificate | undefined;
  /** TLS stands, where it will. */
  onLogin(): void;
  /** A statement is about to be answered. */
  onStatement(): void;
  /** Something went wrong in the script; the client has been told. */
  onFailure(message: string): void;
}

export class ScriptedClient {
  readonly #script: Script;
  readonly #connection: ScriptedConnection;
  #run: ScriptRun | null = null;
  /** What is being sent after a wait. */
  #delayed: Promise<unknown> | null = null;

  constructor(script: Script, connection: ScriptedConnection) {
    this.#script = script;
    this.#connection = connection;
  }

  /** Null before it is open, and where the script did not load. */
  get run(): ScriptRun | null {
    return this.#run;
  }

  /** Begins the connection's run. @throws what the script throws as it loads */
  async open(protocol: 'classic' | 'x'): Promise<ScriptRun> {
    const { connectionId, port } = this.#connection;
    const tlsResumptions = this.#connection.tlsResumptions();
    this.#run = await this.#script.open({ protocol, connectionId, port, tlsResumptions });
    return this.#run;
  }

  close(): void {
    this.#run?.close();
    this.#run = null;
  }

  /** Makes those who end the connection wait for an answer whose time has not come. */
  track<T>(sending: Promise<T>): Promise<T> {
    const tracked = sending.finally(() => {
      this.#delayed = null;
    });
    this.#delayed = tracked.catch(() => undefined);
    return tracked;
  }

  /** Resolves when no answer waits for its time to be sent. */
  async settled(): Promise<void> {
    if (this.#delayed === null) return;
    await this.#delayed;
    // The session writes what it was waiting for.
    await immediate();
  }

  /** Something went wrong in the script; what a client hears of it. */
  report(error: unknown): string {
    const message = messageOf(error);
    this.#connection.onFailure(message);
    return message;
  }
}
