// What a session of the X Protocol has prepared, and the cursors that it opened. A client need not wait for answers: so whether a
// statement or a cursor is there at all may turn out only behind messages that are about it.

import type { ResponseFacts, VariablesHeld } from '../../core/command.ts';
import type { XCommand, XPrepared } from '../../core/x-responder.ts';
import { XErrors } from '../constants/errors.ts';
import type { Operation } from './operation.ts';

/** What a message has made, and whether it is there: null while the message is not answered. */
interface Made {
  isThere: boolean | null;
}

export interface Cursor extends Made {
  /** Of the message that its rows are of. */
  fingerprint: string | null;
  readonly statement: Statement;
}

export interface Statement extends Made {
  readonly prepared: XPrepared;
  readonly operation: Operation;
  /** A cursor was opened on it: MySQL gives what executes it a cursor too, until that is closed. */
  hasCursor: boolean;
  /** The user variables that it was prepared under, which decide their types. */
  under: VariablesHeld | undefined;
}

/** Takes note of the answer to the message that made it. */
export function noteMade(made: Made, { outcome, errorCode }: ResponseFacts): void {
  // a miss is no server's word; and what a block refuses unseen has made nothing away
  const isRefused = outcome === 'error' && errorCode !== null && errorCode !== XErrors.noErrorFailed.code;
  made.isThere = !isRefused;
}

/**
 * A message about something: as it is where that is there, and refused where it is not, which is known once all before it is
 * answered.
 * @param refused the same message, refused
 */
export function unlessRefused(made: Made, command: XCommand, refused: () => XCommand): XCommand {
  if (made.isThere === true) return command;
  return made.isThere === false ? refused() : new AwaitedCommand(made, command, refused());
}

class AwaitedCommand implements XCommand {
  readonly #made: Made;
  readonly #command: XCommand;
  readonly #refused: XCommand;

  constructor(made: Made, command: XCommand, refused: XCommand) {
    this.#made = made;
    this.#command = command;
    this.#refused = refused;
  }

  get #is(): XCommand {
    return this.#made.isThere === false ? this.#refused : this.#command;
  }

  get message() {
    return this.#command.message;
  }

  get name() {
    return this.#command.name;
  }

  get fingerprint() {
    return this.#is.fingerprint;
  }

  get database() {
    return this.#is.database;
  }

  get prepared() {
    return this.#is.prepared;
  }

  get session() {
    return this.#is.session;
  }

  get scope() {
    return this.#command.scope;
  }

  get isRead() {
    return this.#is.isRead;
  }

  get isSessionBound() {
    return this.#is.isSessionBound;
  }

  get repeat() {
    return this.#is.repeat;
  }

  get refusal() {
    return this.#is.refusal;
  }

  get isFatal() {
    return this.#is.isFatal;
  }

  describe() {
    return this.#is.describe();
  }

  withPayload(payload: Buffer) {
    return this.#is.withPayload(payload);
  }

  answersWithSecret() {
    return this.#is.answersWithSecret();
  }

  answered(facts: ResponseFacts): void {
    // of one that was refused this is an error of the plugin: it has changed nothing
    this.#command.answered(facts);
  }
}
