// The responder of `mock script` for the X Protocol: asks the connection's run of the script, and sends what it says.
// Messages are taken one after the other, so that answers follow in their order.

import { setImmediate as immediate } from 'node:timers/promises';
import type { ResponseFacts } from '../../core/command.ts';
import { messageOf } from '../../core/errors.ts';
import type {
  XAgreement,
  XAuthDialogue,
  XClient,
  XCommand,
  XGreeting,
  XLogin,
  XLoginResult,
  XResponder,
} from '../../core/x-responder.ts';
import { frameError, frameMessage } from '../../mysqlx/codec/framing.ts';
import { withClientId } from '../../mysqlx/codec/login-reply.ts';
import { accessDenied, type XErrorFacts } from '../../mysqlx/constants/errors.ts';
import { ClientMessage, ServerMessage } from '../../mysqlx/constants/message-types.ts';
import { capabilitiesRefusal } from '../../mysqlx/session/capabilities.ts';
import { XExpectations } from '../../mysqlx/session/expectations.ts';
import { lastAnswer } from '../../mysqlx/session/last-answer.ts';
import { authenticateX, MAX_FAILED_LOGINS } from '../../mysqlx/session/server-auth.ts';
import { type ErrorResult, errorResult } from '../answer.ts';
import { isExpected } from '../login.ts';
import { pause } from '../pause.ts';
import type { AuthPlan, GreetingPlan, Script, ScriptRun } from '../script.ts';
import { SCRIPT_ERROR } from '../script-failure.ts';
import type { ScriptedConnection } from '../script-responder.ts';
import { SERVER_CAPABILITIES } from './x-capabilities.ts';
import { SERVER_HELLO } from './x-notices.ts';
import { errorFrame } from './x-results.ts';
import { XStatements } from './x-statements.ts';
import { XUnaskedNotices } from './x-unasked-notices.ts';

const OK = frameMessage(ServerMessage.OK);

export class XScriptResponder implements XResponder {
  /** A script never goes away. */
  readonly gone = new Promise<void>(() => undefined);
  readonly #script: Script;
  readonly #connection: ScriptedConnection;
  readonly #expectations = new XExpectations();
  readonly #notices = new XUnaskedNotices((frame) => void this.#write(frame));
  #client: XClient | null = null;
  #run: ScriptRun | null = null;
  #greeting: GreetingPlan | null = null;
  #statements: XStatements;
  #failedLogins = 0;
  /** What is being sent after a wait. */
  #delayed: Promise<unknown> | null = null;

  constructor(script: Script, connection: ScriptedConnection) {
    this.#script = script;
    this.#connection = connection;
    this.#statements = this.#freshStatements();
  }

  /** Resolves when no answer waits for its time to be sent. */
  async settled(): Promise<void> {
    if (this.#delayed === null) return;
    await this.#delayed;
    // The session writes what it was waiting for.
    await immediate();
  }

  async greet(client: XClient): Promise<XGreeting> {
    this.#client = client;
    const plan = await this.#openRun();
    if (plan?.kind === 'error') return { frames: errorFrame(plan, true), capabilities: null };
    if (plan !== null && plan.delayMs > 0) await this.#track(pause(plan.delayMs));
    this.#greeting = plan;
    return { frames: SERVER_HELLO, capabilities: SERVER_CAPABILITIES };
  }

  async setCapabilities(payload: Buffer): Promise<XAgreement> {
    const refusal = capabilitiesRefusal(payload);
    return refusal === null ? { frames: OK, isAgreed: true } : { frames: frameError(refusal), isAgreed: false };
  }

  async login(login: XLogin, dialogue: XAuthDialogue): Promise<XLoginResult> {
    this.#connection.onLogin();
    let refusal: ErrorResult | null = null;
    const passwordOf = async (user: string, database: string): Promise<Buffer | null | undefined> => {
      const plan = await this.#askWhoMayEnter(user, database, login);
      if (plan.kind === 'auth') return this.#passwordFor(user, plan);
      refusal = plan;
      return undefined;
    };
    const challenge = this.#greeting?.nonce;
    const { user, database, isAccepted, isUsingPassword } = await authenticateX(login, dialogue, passwordOf, challenge);
    const isFatal = !isAccepted && ++this.#failedLogins >= MAX_FAILED_LOGINS;
    const { connectionId } = this.#connection;
    const denied = () => refusedWith(refusal, isFatal) ?? accessDenied(user, 'localhost', isUsingPassword, isFatal);
    await dialogue.send(isAccepted ? withClientId(null, connectionId) : frameError(denied()));
    if (isAccepted) this.#begin();
    return { isAccepted, isOver: isFatal, database };
  }

  take(command: XCommand): Promise<void> | undefined {
    const verdict = this.#expectations.verdict(command);
    if (verdict !== null) return this.#write(verdict);
    const { type, payload } = command.message;
    if (type === ClientMessage.EXPECT_OPEN) return this.#write(this.#expectations.openAsMysql(payload));
    if (type === ClientMessage.SESS_RESET) {
      this.#statements.forget();
      return this.#write(OK);
    }
    const outcome = this.#statements.answer(command);
    if (outcome instanceof Promise) {
      return outcome.then((value) => {
        if (value === 'error') this.#expectations.noteError();
      });
    }
    if (outcome === 'error') this.#expectations.noteError();
    return undefined;
  }

  async finish(command: XCommand): Promise<ResponseFacts> {
    this.#expectations.clear();
    this.#statements.forget();
    this.#notices.stop();
    const { frames, facts } = lastAnswer(command);
    await this.#write(frames);
    return facts;
  }

  async end(): Promise<void> {
    this.#notices.stop();
    this.#statements.forget();
    this.#run?.close();
    this.#run = null;
  }

  /** Null where the script does not load: its clients may connect, and hear of it at each statement. */
  async #openRun(): Promise<GreetingPlan | ErrorResult | null> {
    const { connectionId, port } = this.#connection;
    try {
      const tlsResumptions = this.#connection.tlsResumptions();
      this.#run = await this.#script.open({ protocol: 'x', connectionId, port, tlsResumptions });
    } catch (error) {
      this.#report(error);
      return null;
    }
    try {
      return await this.#run.greet();
    } catch (error) {
      return errorResult(SCRIPT_ERROR, 'HY000', this.#report(error));
    }
  }

  async #askWhoMayEnter(user: string, database: string, { tls }: XLogin): Promise<AuthPlan | ErrorResult> {
    try {
      return (await this.#run?.authenticate({ user, database, tlsCipher: tls?.cipher ?? null })) ?? ANYONE;
    } catch (error) {
      return errorResult(SCRIPT_ERROR, 'HY000', this.#report(error));
    }
  }

  /** Null where any passes; undefined for one who may not enter. */
  #passwordFor(user: string, { username, password, certificate }: AuthPlan): Buffer | null | undefined {
    if (username !== null && username !== user) return undefined;
    if (certificate !== null && !isExpected(this.#connection.certificate(), certificate)) return undefined;
    return password === null ? null : Buffer.from(password);
  }

  #begin(): void {
    this.#statements = this.#freshStatements();
    try {
      this.#notices.start(this.#run?.notices ?? []);
    } catch (error) {
      this.#report(error);
    }
  }

  #freshStatements(): XStatements {
    return new XStatements({
      run: () => this.#run,
      write: (frames) => this.#write(frames),
      track: (sending) => this.#track(sending),
      onStatement: () => this.#connection.onStatement(),
      report: (error) => this.#report(error),
    });
  }

  #track<T>(sending: Promise<T>): Promise<T> {
    const tracked = sending.finally(() => {
      this.#delayed = null;
    });
    this.#delayed = tracked.catch(() => undefined);
    return tracked;
  }

  #write(frames: Buffer): Promise<void> | undefined {
    return this.#client?.write(frames);
  }

  #report(error: unknown): string {
    const message = messageOf(error);
    this.#connection.onFailure(message);
    return message;
  }
}

const ANYONE: AuthPlan = { kind: 'auth', username: null, password: null, method: null, certificate: null };

function refusedWith(error: ErrorResult | null, isFatal: boolean): XErrorFacts | null {
  return error === null ? null : { code: error.code, sqlState: error.sqlState, message: error.message, isFatal };
}
