// Stands between a session and whoever answers, a script or a recording, and lets faults happen.

import { type Command, NO_FACTS } from '../core/command.ts';
import type { SessionEnding } from '../core/recording.ts';
import type {
  Answer,
  AskingSession,
  AuthDialogue,
  ClientLink,
  Login,
  LoginResult,
  MaybeLater,
  Outlet,
  Reply,
  Responder,
} from '../core/responder.ts';
import { frameSmall } from '../mysql/codec/framing.ts';
import { CommandCode } from '../mysql/constants/commands.ts';
import { accessDenied, errorPayload, tooManyConnections } from './errors.ts';
import { isErrorAlone, type StatementFault } from './fault.ts';
import { FaultyReply } from './faulty-reply.ts';
import type { Supervision } from './supervision.ts';

export class SupervisedResponder implements Responder {
  readonly gone: Promise<Buffer>;
  readonly #inner: Responder;
  readonly #supervision: Supervision;
  #capabilities = 0n;

  constructor(inner: Responder, supervision: Supervision) {
    this.#inner = inner;
    this.gone = inner.gone;
    this.#supervision = supervision;
  }

  async greet(client: ClientLink): Promise<Buffer> {
    return (await this.#supervision.mayGreet()) ? await this.#inner.greet(client) : tooManyConnections();
  }

  async login(login: Login, dialogue: AuthDialogue): Promise<LoginResult> {
    this.#supervision.user = login.user;
    const result = this.#supervision.refusesLogin()
      ? { accepted: false, reply: accessDenied(login.user), capabilities: login.capabilities }
      : await this.#inner.login(login, dialogue);
    this.#capabilities = result.capabilities;
    return result;
  }

  changeUser(login: Login, dialogue: AuthDialogue): Promise<LoginResult> {
    this.#supervision.user = login.user;
    return this.#inner.changeUser(login, dialogue);
  }

  respond(command: Command, reply: Reply): MaybeLater<Answer> {
    const { code, sql } = command;
    if (code !== CommandCode.COM_QUERY && code !== CommandCode.COM_STMT_EXECUTE) {
      return this.#inner.respond(command, reply);
    }
    const fault = this.#supervision.onStatement(() => sql?.toString('utf8') ?? null);
    return fault === undefined ? this.#inner.respond(command, reply) : this.#fail(fault, command, reply);
  }

  again(packet: Buffer, session: AskingSession, client: Outlet): boolean {
    if (!this.#supervision.sparesStatements || this.#inner.again?.(packet, session, client) !== true) return false;
    this.#supervision.statementCount++;
    return true;
  }

  end(ending: SessionEnding): Promise<void> {
    return this.#inner.end(ending);
  }

  async #fail(fault: StatementFault, command: Command, reply: Reply): Promise<Answer> {
    if (isErrorAlone(fault)) {
      await reply.write(frameSmall(errorPayload(fault), 1));
      return FAILED;
    }
    const faulty = new FaultyReply(reply, this.#supervision.clientEnded, fault, command.code, this.#capabilities);
    const answer = await this.#inner.respond(command, faulty);
    await faulty.finish();
    if (!faulty.endsConnection) return answer;
    this.#supervision.endAs(fault);
    return { ...answer, closes: true };
  }
}

const FAILED: Answer = { facts: { ...NO_FACTS, outcome: 'error' }, exchange: null, closes: false };
