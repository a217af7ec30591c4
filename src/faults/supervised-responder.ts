// Stands between a session and whoever answers, a script or a recording: knows who the client is and how much it has
// asked, and lets faults happen.

import { type Command, NO_FACTS } from '../core/command.ts';
import { pauseUnless } from '../core/pause-unless.ts';
import type { SessionEnding } from '../core/recording.ts';
import type {
  Answer,
  AuthDialogue,
  ClientLink,
  Login,
  LoginResult,
  MaybeLater,
  Reply,
  Responder,
} from '../core/responder.ts';
import { frameSmall } from '../mysql/codec/framing.ts';
import { CommandCode } from '../mysql/constants/commands.ts';
import { accessDenied, errorPayload, tooManyConnections } from './errors.ts';
import { isErrorAlone, type StatementFault } from './fault.ts';
import type { FaultList } from './fault-list.ts';
import { FaultyReply } from './faulty-reply.ts';

/** What faults do to a connection beside its bytes. */
export interface FragileConnection {
  /** Resolves when the client has ended its side. */
  readonly ended: Promise<void>;
  /** Ends it so that the client hears a reset. */
  reset(): void;
}

export class SupervisedResponder implements Responder {
  readonly gone: Promise<Buffer>;
  readonly #inner: Responder;
  readonly #faults: FaultList;
  readonly #connection: FragileConnection;
  #capabilities = 0n;
  /** Who the client said it is; empty before. */
  user = '';
  statementCount = 0;

  constructor(inner: Responder, faults: FaultList, connection: FragileConnection) {
    this.#inner = inner;
    this.gone = inner.gone;
    this.#faults = faults;
    this.#connection = connection;
  }

  async greet(client: ClientLink): Promise<Buffer> {
    if (this.#faults.onConnect('tooManyConnections') !== undefined) return tooManyConnections();
    const stall = this.#faults.onConnect('handshakeStall');
    if (stall !== undefined) await pauseUnless(stall.ms ?? Number.POSITIVE_INFINITY, this.#connection.ended);
    return await this.#inner.greet(client);
  }

  async login(login: Login, dialogue: AuthDialogue): Promise<LoginResult> {
    this.user = login.user;
    const result =
      this.#faults.onConnect('authFailure') === undefined
        ? await this.#inner.login(login, dialogue)
        : { accepted: false, reply: accessDenied(login.user), capabilities: login.capabilities };
    this.#capabilities = result.capabilities;
    return result;
  }

  changeUser(login: Login, dialogue: AuthDialogue): Promise<LoginResult> {
    this.user = login.user;
    return this.#inner.changeUser(login, dialogue);
  }

  respond(command: Command, reply: Reply): MaybeLater<Answer> {
    const { code, sql } = command;
    if (code !== CommandCode.COM_QUERY && code !== CommandCode.COM_STMT_EXECUTE) {
      return this.#inner.respond(command, reply);
    }
    this.statementCount++;
    if (this.#faults.spareStatements || sql === null) return this.#inner.respond(command, reply);
    const fault = this.#faults.onStatement(sql.toString('utf8'));
    return fault === undefined ? this.#inner.respond(command, reply) : this.#fail(fault, command, reply);
  }

  end(ending: SessionEnding): Promise<void> {
    return this.#inner.end(ending);
  }

  async #fail(fault: StatementFault, command: Command, reply: Reply): Promise<Answer> {
    if (isErrorAlone(fault)) {
      await reply.write(frameSmall(errorPayload(fault), 1));
      return FAILED;
    }
    const faulty = new FaultyReply(reply, this.#connection.ended, fault, command.code, this.#capabilities);
    const answer = await this.#inner.respond(command, faulty);
    await faulty.finish();
    if (!faulty.endsConnection) return answer;
    if (fault.fault === 'reset') this.#connection.reset();
    return { ...answer, closes: true };
  }
}

const FAILED: Answer = { facts: { ...NO_FACTS, outcome: 'error' }, exchange: null, closes: false };
