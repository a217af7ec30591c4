// The functions of an overlay, called with a time limit: what they say to a statement of one connection.

import type { ParameterValue } from '../../core/command.ts';
import type { ErrorResult, PreparedShape, StatementAnswer } from '../answer.ts';
import { type CallLimits, callLimited } from '../modern/call-limited.ts';
import type { Overlay, Recorded } from '../modern/define-overlay.ts';
import type { Awaitable, ScriptSession } from '../modern/define-script.ts';
import { readColumns } from '../modern/read-columns.ts';
import { parameterOf, readError, readReply } from '../modern/read-reply.ts';
import type { LoginFacts } from '../script.ts';
import type { OverlayConversation, OverlayProgram } from './overlay-program.ts';

type Writable<T> = { -readonly [K in keyof T]: T[K] };

export class OverlayScript implements OverlayProgram {
  readonly overlay: Overlay;
  readonly limits: CallLimits;

  constructor(overlay: Overlay, limits: CallLimits) {
    this.overlay = overlay;
    this.limits = limits;
  }

  open(connectionId: number, port: number): OverlayRun {
    const nobody = { user: '', database: '', tlsCipher: null, state: {} };
    return new OverlayRun(this, { protocol: 'classic', connectionId, port, ...nobody });
  }

  async close(): Promise<void> {
    // Nothing but memory.
  }
}

export class OverlayRun implements OverlayConversation {
  readonly #script: OverlayScript;
  readonly #session: Writable<ScriptSession>;

  constructor(script: OverlayScript, session: ScriptSession) {
    this.#script = script;
    this.#session = session;
  }

  loggedIn(login: LoginFacts): void {
    Object.assign(this.#session, login);
  }

  async answer(
    statement: string,
    database: string,
    parameters: readonly ParameterValue[] | null,
    recorded: Recorded,
  ): Promise<StatementAnswer | null> {
    this.#session.database = database;
    const { onQuery, onExecute } = this.#script.overlay;
    const reply = await this.#call(() =>
      parameters !== null && onExecute !== undefined
        ? onExecute(statement, parameters.map(parameterOf), this.#session, recorded)
        : onQuery?.(statement, this.#session, recorded),
    );
    return readReply(reply, this.#script.limits.callTimeoutMs);
  }

  async prepare(statement: string, database: string): Promise<PreparedShape | ErrorResult | null> {
    this.#session.database = database;
    const shape = await this.#call(() => this.#script.overlay.onPrepare?.(statement, this.#session));
    if (shape === undefined) return null;
    if ('error' in shape) return readError(shape);
    return { parameterCount: shape.parameters ?? null, columns: readColumns(shape.columns ?? []) };
  }

  close(): void {
    this.#call(() => this.#script.overlay.onClose?.(this.#session));
  }

  #call<T>(work: () => Awaitable<T>): Awaitable<T> {
    return callLimited(work, this.#script.limits);
  }
}
