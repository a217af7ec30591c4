// Stands before the responder of a replay: what the overlay answers goes out, all else is the recording's.

import type { Command } from '../../core/command.ts';
import { messageOf } from '../../core/errors.ts';
import type { SessionEnding } from '../../core/recording.ts';
import type { Answer, AuthDialogue, ClientLink, Login, LoginResult, Reply, Responder } from '../../core/responder.ts';
import { NOT_CARRIED } from '../../mysql/constants/capability-sets.ts';
import { CommandCode } from '../../mysql/constants/commands.ts';
import { decodeGreeting } from '../../mysql/packets/greeting.ts';
import { errorResult } from '../answer.ts';
import { type Encoding, encodingFor } from '../encode-answer.ts';
import { SCRIPT_ERROR, ScriptFailure } from '../script-failure.ts';
import { sendAnswer, sendError, sendPrepared } from '../send-answer.ts';
import { HeldAnswer } from './held-answer.ts';
import type { OverlayConversation, OverlayProgram } from './overlay-program.ts';

/** Ids of statements that the overlay prepares; those of the recording count from 1. */
const FIRST_STATEMENT_ID = 0x4000_0000;

export interface OverlayEvents {
  /** Of the listener; 0 for a Unix socket. */
  readonly port: number;
  /** The overlay has answered a command. */
  onScripted(command: Command): void;
  /** Something went wrong in the overlay; the client has been told. */
  onFailure(message: string): void;
}

export class OverlayResponder implements Responder {
  readonly gone: Promise<Buffer>;
  readonly #inner: Responder;
  readonly #script: OverlayProgram;
  readonly #events: OverlayEvents;
  #run: OverlayConversation | null = null;
  #encoding: Encoding = encodingFor(0n);
  #nextStatementId = FIRST_STATEMENT_ID;

  constructor(inner: Responder, script: OverlayProgram, events: OverlayEvents) {
    this.#inner = inner;
    this.gone = inner.gone;
    this.#script = script;
    this.#events = events;
  }

  async greet(client: ClientLink): Promise<Buffer> {
    const greeting = await this.#inner.greet(client);
    // an ERR packet ends the connection
    if (greeting[0] === 0xff) return greeting;
    this.#run = this.#script.open(decodeGreeting(greeting).connectionId, this.#events.port);
    return greeting;
  }

  async login(login: Login, dialogue: AuthDialogue): Promise<LoginResult> {
    const result = await this.#inner.login(login, dialogue);
    this.#loggedIn(login, result);
    return result;
  }

  async changeUser(login: Login, dialogue: AuthDialogue): Promise<LoginResult> {
    const result = await this.#inner.changeUser(login, dialogue);
    this.#loggedIn(login, result);
    return result;
  }

  async respond(command: Command, reply: Reply): Promise<Answer> {
    switch (command.code) {
      case CommandCode.COM_QUERY:
        return await this.#answer(command, reply, false);
      case CommandCode.COM_STMT_EXECUTE:
        if (command.statement === null || command.parameters === null) break;
        return await this.#answer(command, reply, true);
      case CommandCode.COM_STMT_PREPARE:
        return await this.#prepare(command, reply);
    }
    return await this.#inner.respond(command, reply);
  }

  async end(ending: SessionEnding): Promise<void> {
    this.#run?.close();
    this.#run = null;
    await this.#inner.end(ending);
  }

  #loggedIn({ user, database, tls }: Login, { capabilities }: LoginResult): void {
    this.#encoding = encodingFor(capabilities & ~NOT_CARRIED);
    this.#run?.loggedIn({ user, database, tlsCipher: tls?.cipher ?? null });
  }

  async #answer(command: Command, reply: Reply, isBinary: boolean): Promise<Answer> {
    const held = new HeldAnswer(this.#inner, command, this.#encoding.capabilities);
    try {
      const text = (command.sql as Buffer).toString('utf8');
      const parameters = isBinary ? command.parameters : null;
      const answer = await (this.#run as OverlayConversation).answer(text, command.database, parameters, held.recorded);
      if (answer !== null) {
        this.#events.onScripted(command);
        return await sendAnswer(answer, reply, isBinary, this.#encoding);
      }
      // it may have looked at the recorded answer, and leaves it as it is
      if (held.isAsked) return await held.pass(reply);
    } catch (error) {
      return await this.#fail(error, reply);
    }
    return await this.#inner.respond(command, reply);
  }

  async #prepare(command: Command, reply: Reply): Promise<Answer> {
    try {
      const text = (command.sql ?? Buffer.alloc(0)).toString('utf8');
      const shape = await (this.#run as OverlayConversation).prepare(text, command.database);
      if (shape === null) return await this.#inner.respond(command, reply);
      this.#events.onScripted(command);
      if ('kind' in shape) return await sendError(shape, reply);
      return await sendPrepared(command, shape, this.#nextStatementId++, reply, this.#encoding);
    } catch (error) {
      return await this.#fail(error, reply);
    }
  }

  async #fail(error: unknown, reply: Reply): Promise<Answer> {
    if (!(error instanceof ScriptFailure)) throw error;
    const message = messageOf(error);
    this.#events.onFailure(message);
    return await sendError(errorResult(SCRIPT_ERROR, 'HY000', `executing statement failed: ${message}`), reply);
  }
}
