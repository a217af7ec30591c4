// The responder of `mock script`: asks the connection's run of the script, and sends what it says.

import { type Command, NO_FACTS } from '../core/command.ts';
import type {
  Answer,
  AskingSession,
  AuthDialogue,
  Login,
  LoginResult,
  MaybeLater,
  Outlet,
  Reply,
  Responder,
} from '../core/responder.ts';
import { PacketBatch } from '../mysql/codec/packet-batch.ts';
import { Capability, hasCapability } from '../mysql/constants/capabilities.ts';
import { NOT_CARRIED } from '../mysql/constants/capability-sets.ts';
import { CommandCode } from '../mysql/constants/commands.ts';
import { ServerErrors, serverErrorMessage } from '../mysql/constants/error-codes.ts';
import { Status } from '../mysql/constants/status.ts';
import { encodeErr } from '../mysql/packets/err.ts';
import { encodeGreeting } from '../mysql/packets/greeting.ts';
import { encodeOk, plainOk } from '../mysql/packets/ok.ts';
import { encodeViolation, unknownCommand } from '../mysql/session/violations.ts';
import { type ErrorResult, errorResult, NOTHING_DONE, type StatementAnswer } from './answer.ts';
import { type Encoding, encodingFor, writeOk } from './encode-answer.ts';
import { admit } from './login.ts';
import { pause } from './pause.ts';
import { QuickAnswers } from './quick-answers.ts';
import type { GreetingPlan, Script, ScriptRun } from './script.ts';
import { SCRIPT_ERROR, ScriptFailure } from './script-failure.ts';
import { ScriptedClient, type ScriptedConnection } from './scripted-client.ts';
import { DONE, keptBytes, sendAnswer, sendError, sendPrepared } from './send-answer.ts';

export class ScriptResponder implements Responder {
  readonly gone = new Promise<Buffer>(() => undefined);
  readonly #connection: ScriptedConnection;
  readonly #scripted: ScriptedClient;
  #greeting: GreetingPlan | null = null;
  #encoding: Encoding = encodingFor(0n);
  #lastStatementId = 0;
  /** Made when an answer lasts. */
  #quick: QuickAnswers | null = null;

  constructor(script: Script, connection: ScriptedConnection) {
    this.#connection = connection;
    this.#scripted = new ScriptedClient(script, connection);
  }

  /** Resolves when no answer waits for its time to be sent. */
  settled(): Promise<void> {
    return this.#scripted.settled();
  }

  async greet(): Promise<Buffer> {
    const plan = await this.#openRun();
    if (plan.kind === 'error') return encodeErr({ ...plan, sqlState: null, message: Buffer.from(plan.message) });
    if (plan.delayMs > 0) await this.#scripted.track(pause(plan.delayMs));
    this.#greeting = plan;
    return encodeGreeting({
      serverVersion: plan.serverVersion,
      connectionId: plan.connectionId,
      authData: plan.nonce,
      authDataLength: plan.nonce.length + 1,
      capabilities: plan.capabilities & ~NOT_CARRIED,
      charset: plan.charset,
      status: plan.status,
      reserved: Buffer.alloc(10),
      authPlugin: hasCapability(plan.capabilities, Capability.PLUGIN_AUTH) ? plan.authMethod : null,
      trailing: Buffer.alloc(0),
    });
  }

  async login(login: Login, dialogue: AuthDialogue): Promise<LoginResult> {
    const capabilities = login.capabilities & ~NOT_CARRIED;
    this.#encoding = encodingFor(capabilities);
    this.#connection.onLogin();
    const refusal = await this.#refusal(login, dialogue);
    if (refusal === null) return { accepted: true, reply: this.#loginOk(), capabilities };
    const reply = encodeErr({ ...refusal, message: Buffer.from(refusal.message) });
    return { accepted: false, reply, capabilities };
  }

  /** Whoever the client wants to be now, it may: scripts are not asked. */
  async changeUser(login: Login): Promise<LoginResult> {
    const { unread, capabilities } = login;
    if (unread !== undefined) return { accepted: false, reply: encodeViolation(unknownCommand()), capabilities };
    return { accepted: true, reply: this.#loginOk(), capabilities };
  }

  respond(command: Command, reply: Reply): MaybeLater<Answer> {
    switch (command.code) {
      case CommandCode.COM_QUERY:
        return this.#answer(command, reply, false);
      case CommandCode.COM_STMT_EXECUTE:
        return this.#execute(command, reply);
      case CommandCode.COM_STMT_PREPARE:
        return this.#prepare(command, reply);
      case CommandCode.COM_QUIT:
      case CommandCode.COM_STMT_CLOSE:
      case CommandCode.COM_STMT_SEND_LONG_DATA:
        return NOTHING;
      case CommandCode.COM_PING:
      case CommandCode.COM_RESET_CONNECTION:
      case CommandCode.COM_INIT_DB:
      case CommandCode.COM_SET_OPTION:
        return this.#sendOk(reply);
      case CommandCode.COM_STMT_RESET:
        return command.statement === null ? sendError(unknownStatement(command), reply) : this.#sendOk(reply);
      case CommandCode.COM_STMT_FETCH:
        return sendError(unknownStatement(command), reply);
      default:
        return this.#refuse(command, reply);
    }
  }

  again(packet: Buffer, session: AskingSession, client: Outlet): boolean {
    const { run } = this.#scripted;
    if (this.#quick === null || run === null || client.hasUnsent) return false;
    const bytes = this.#quick.find(packet, session, run);
    if (bytes === undefined) return false;
    this.#connection.onStatement();
    client.write(bytes);
    return true;
  }

  async end(): Promise<void> {
    this.#scripted.close();
  }

  async #openRun(): Promise<GreetingPlan | ErrorResult> {
    try {
      const run = await this.#scripted.open('classic');
      return await run.greet();
    } catch (error) {
      return errorResult(SCRIPT_ERROR, 'HY000', this.#scripted.report(error));
    }
  }

  /** Null where the client may enter. */
  async #refusal(login: Login, dialogue: AuthDialogue): Promise<ErrorResult | null> {
    const greeting = this.#greeting;
    // nobody asks for it again, and there are many idle connections
    this.#greeting = null;
    const { run } = this.#scripted;
    if (greeting === null || run === null) throw new ScriptFailure('a client logs in that was not greeted');
    try {
      const { user, database } = login;
      const plan = await run.authenticate({ user, database, tlsCipher: login.tls?.cipher ?? null });
      if (plan.kind === 'error') return plan;
      const { authMethod, nonce } = greeting;
      const certificate = this.#connection.certificate();
      const isAdmitted = await admit(login, dialogue, { plan, authMethod, nonce, certificate });
      return isAdmitted ? null : errorResult(1045, '28000', `Access Denied for user '${user}'@'localhost'`);
    } catch (error) {
      if (!(error instanceof ScriptFailure)) throw error;
      return errorResult(SCRIPT_ERROR, 'HY000', this.#scripted.report(error));
    }
  }

  /** With SESSION_TRACK: one tracker, an empty description of the transaction. */
  #loginOk(): Buffer {
    const { capabilities, tracksSession } = this.#encoding;
    if (!tracksSession) return encodeOk(plainOk(0), capabilities);
    const sql = Buffer.alloc(0);
    const ok = { ...plainOk(Status.SESSION_STATE_CHANGED), info: Buffer.alloc(0) };
    return encodeOk({ ...ok, sessionState: [{ type: 'transaction_characteristics', sql }] }, capabilities);
  }

  #execute(command: Command, reply: Reply): MaybeLater<Answer> {
    if (command.statement === null) return sendError(unknownStatement(command), reply);
    // Clients without parameters may say so in bytes that are not read.
    const isReadable = command.parameters !== null || command.statement.parameterCount === 0;
    if (isReadable) return this.#answer(command, reply, true);
    const { code, sqlState } = ServerErrors.ER_MALFORMED_PACKET;
    return sendError(errorResult(code, sqlState, serverErrorMessage(ServerErrors.ER_MALFORMED_PACKET)), reply);
  }

  /** Without a promise of its own where the script answers at once and the answer is short: the usual case. */
  #answer(command: Command, reply: Reply, isBinary: boolean): MaybeLater<Answer> {
    let answer: StatementAnswer;
    const statement = (command.sql as Buffer).toString('utf8');
    this.#connection.onStatement();
    try {
      const given = (this.#scripted.run as ScriptRun).answer(statement, isBinary ? (command.parameters ?? []) : null);
      if (given instanceof Promise) {
        return given.then(
          (value) => this.#send(value, reply, isBinary),
          (error) => this.#sendFailure(error, reply),
        );
      }
      answer = given;
    } catch (error) {
      return this.#sendFailure(error, reply);
    }
    const sent = this.#send(answer, reply, isBinary);
    if (!isBinary && answer.lasting !== undefined && !(sent instanceof Promise))
      this.#noteLasting(command, statement, answer, sent);
    return sent;
  }

  /** It was asked before: from now on it is answered before it is read. */
  #noteLasting({ sql, dialect }: Command, statement: string, answer: StatementAnswer, sent: Answer): void {
    const bytes = keptBytes(answer, false, this.#encoding);
    if (bytes === undefined) return;
    this.#quick ??= new QuickAnswers();
    this.#quick.note(sql as Buffer, dialect, sent, { statement, answer, bytes });
  }

  #send(answer: StatementAnswer, reply: Reply, isBinary: boolean): MaybeLater<Answer> {
    const sending = sendAnswer(answer, reply, isBinary, this.#encoding);
    return answer.delayMs > 0 && sending instanceof Promise ? this.#scripted.track(sending) : sending;
  }

  async #prepare(command: Command, reply: Reply): Promise<Answer> {
    try {
      const shape = await (this.#scripted.run as ScriptRun).prepare((command.sql ?? Buffer.alloc(0)).toString('utf8'));
      if ('kind' in shape) return await sendError(shape, reply);
      return await sendPrepared(command, shape, ++this.#lastStatementId, reply, this.#encoding);
    } catch (error) {
      return await this.#sendFailure(error, reply);
    }
  }

  /** A command that no script can answer: as the mock server of MySQL Router, it is told so and let go. */
  async #refuse({ code }: Command, reply: Reply): Promise<Answer> {
    if (code === -1) return { facts: NO_FACTS, exchange: null, closes: true };
    const answer = await sendError(errorResult(SCRIPT_ERROR, 'HY000', `Unsupported command: ${code}`), reply);
    return { ...answer, closes: true };
  }

  #sendFailure(error: unknown, reply: Reply): Promise<Answer> {
    const message = `executing statement failed: ${this.#scripted.report(error)}`;
    return sendError(errorResult(SCRIPT_ERROR, 'HY000', message), reply);
  }

  async #sendOk(reply: Reply): Promise<Answer> {
    const batch = new PacketBatch();
    writeOk(batch, NOTHING_DONE, this.#encoding);
    await reply.write(batch.take());
    return DONE;
  }
}

function unknownStatement({ payload, name }: Command): ErrorResult {
  const error = ServerErrors.ER_UNKNOWN_STMT_HANDLER;
  const id = Buffer.concat([payload.subarray(1, 5), Buffer.alloc(4)]).readUInt32LE(0);
  const call = name === 'COM_STMT_FETCH' ? 'mysqld_stmt_fetch' : 'mysqld_stmt_execute';
  return errorResult(error.code, error.sqlState, serverErrorMessage(error, id, call));
}

const NOTHING: Answer = { facts: NO_FACTS, exchange: null, closes: false };
