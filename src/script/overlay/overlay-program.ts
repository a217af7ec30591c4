// The port between an overlay's functions, in this thread or another, and whoever lays them over a recording.

import type { ParameterValue } from '../../core/command.ts';
import type { ErrorResult, PreparedShape, StatementAnswer } from '../answer.ts';
import type { Recorded } from '../modern/define-overlay.ts';
import type { LoginFacts } from '../script.ts';

export interface OverlayProgram {
  /** @param port of the listener; 0 for a Unix socket */
  open(connectionId: number, port: number): OverlayConversation;
  close(): Promise<void>;
}

/** A connection's own. */
export interface OverlayConversation {
  loggedIn(login: LoginFacts): void;
  /**
   * Null where the statement is left to the recording.
   * @param parameters null for a statement sent as text
   * @throws ScriptFailure
   */
  answer(
    statement: string,
    database: string,
    parameters: readonly ParameterValue[] | null,
    recorded: Recorded,
  ): Promise<StatementAnswer | null>;
  /**
   * Null where the recording prepares it.
   * @throws ScriptFailure
   */
  prepare(statement: string, database: string): Promise<PreparedShape | ErrorResult | null>;
  close(): void;
}
