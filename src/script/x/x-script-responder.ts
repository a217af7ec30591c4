// The responder of `mock script` for the X Protocol: asks the connection's run of the script, and sends what it says.
// Messages are taken one after the other, so that answers follow in their order.

import type { ResponseFacts } from '../../core/command.ts';
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
import { agreementOn } from '../../mysqlx/session/capabilities.ts';
import { XExpectations } from '../../mysqlx/session/expectations.ts';
import { lastAnswer } from '../../mysqlx/session/last-answer.ts';
import { authenticateX, MAX_FAILED_LOGINS } from '../../mysqlx/session/server-auth.ts';
import { type ErrorResult, errorResult } from '../answer.ts';
import { isExpected } from '../login.ts';
import { pause } from '../pause.ts';
import type { AuthPlan, GreetingPlan, Script, ScriptRun } from '../script.ts';
import { SCRIPT_ERROR } from '../script-failure.ts';
import { ScriptedClient, type ScriptedConnection } from '../scripted-client.ts';
import { authenticateAsRouter, routersAgreementOn, WELCOME } from './router-dialect.ts';
import { ROUTERS_CAPABILITIES, SERVER_CAPABILITIES } from './x-capabilities.ts';
import { SERVER_HELLO } from './x-notices.ts';
import { errorFrame } from './x-results.ts';
import { XStatements } from './x-statements.ts';
import { XUnaskedNotices } from './x-unasked-notices.ts';

const OK = frameMessage(ServerMessage.OK);

export class XScriptResponder implements XResponder {
  readonly carriesCompression: boolean;
  readonly takesAnyMechanism: boolean;
  /** A script never goes away. */
  readonly gone = new Promise<void>(() => undefined);
  readonly #connection: ScriptedConnection;
  readonly #isRouters: boolean;
  readonly #scripted: ScriptedClient;
  readonly #expectations = new XExpectations();
  readonly #notices = new XUnaskedNotices((frame) => void this.#write(frame));
  #client: XClient | null = null;
  #greeting: GreetingPlan | null = null;
  #statements: XStatements;
  #failedLogins = 0;

  /** @param isRouters whether it is as MySQL Router's mock server, which knows less of the protocol than MySQL */
  constructor(script: Script, connection: ScriptedConnection, isRouters = false) {
    this.#connection = connection;
    this.#isRouters = isRouters;
    // it refuses compression itself
    this.carriesCompression = isRouters;
    this.takesAnyMechanism = isRouters;
    this.#scripted = new ScriptedClient(script, connection);
    this.#statements = this.#freshStatements();
  }

  /** Resolves when no answer waits for its time to be sent. */
  settled(): Promise<void> {
    return this.#scripted.settled();
  }

  async greet(client: XClient): Promise<XGreeting> {
    this.#client = client;
    const plan = await this.#openRun();
    if (plan?.kind === 'error') return { frames: errorFrame(plan, true), capabilities: null };
    if (plan !== null && plan.delayMs > 0) await this.#scripted.track(pause(plan.delayMs));
    this.#greeting = plan;
    return { frames: SERVER_HELLO, capabilities: this.#isRouters ? ROUTERS_CAPABILITIES : SERVER_CAPABILITIES };
  }

  async setCapabilities(payload: Buffer): Promise<XAgreement> {
    return this.#isRouters ? routersAgreementOn(payload) : agreementOn(payload);
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
    const authenticate = this.#isRouters ? authenticateAsRouter : authenticateX;
    const { user, database, isAccepted, isUsingPassword } = await authenticate(login, dialogue, passwordOf, challenge);
    const isFatal = !isAccepted && ++this.#failedLogins >= MAX_FAILED_LOGINS;
    const { connectionId } = this.#connection;
    const denied = () => refusedWith(refusal, isFatal) ?? accessDenied(user, 'localhost', isUsingPassword, isFatal);
    const welcome = () => (this.#isRouters ? WELCOME : withClientId(null, connectionId));
    await dialogue.send(isAccepted ? welcome() : frameError(denied()));
    if (isAccepted) await this.#begin();
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
    this.#scripted.close();
  }

  /** Null where the script does not load: its clients may connect, and hear of it at each statement. */
  async #openRun(): Promise<GreetingPlan | ErrorResult | null> {
    let run: ScriptRun;
    try {
      run = await this.#scripted.open('x');
    } catch (error) {
      this.#scripted.report(error);
      return null;
    }
    try {
      return await run.greet();
    } catch (error) {
      return errorResult(SCRIPT_ERROR, 'HY000', this.#scripted.report(error));
    }
  }

  async #askWhoMayEnter(user: string, database: string, { tls }: XLogin): Promise<AuthPlan | ErrorResult> {
    try {
      return (await this.#scripted.run?.authenticate({ user, database, tlsCipher: tls?.cipher ?? null })) ?? ANYONE;
    } catch (error) {
      return errorResult(SCRIPT_ERROR, 'HY000', this.#scripted.report(error));
    }
  }

  /** Null where any passes; undefined for one who may not enter. */
  #passwordFor(user: string, { username, password, certificate }: AuthPlan): Buffer | null | undefined {
    if (username !== null && username !== user) return undefined;
    if (certificate !== null && !isExpected(this.#connection.certificate(), certificate)) return undefined;
    return password === null ? null : Buffer.from(password);
  }

  async #begin(): Promise<void> {
    this.#statements = this.#freshStatements();
    try {
      this.#notices.start((await this.#scripted.run?.notices) ?? []);
    } catch (error) {
      this.#scripted.report(error);
    }
  }

  #freshStatements(): XStatements {
    return new XStatements({
      hasNotices: !this.#isRouters,
      run: () => this.#scripted.run,
      write: (frames) => this.#write(frames),
      track: (sending) => this.#scripted.track(sending),
      onStatement: () => this.#connection.onStatement(),
      report: (error) => this.#scripted.report(error),
    });
  }

  #write(frames: Buffer): Promise<void> | undefined {
    return this.#client?.write(frames);
  }
}

const ANYONE: AuthPlan = { kind: 'auth', username: null, password: null, method: null, certificate: null };

function refusedWith(error: ErrorResult | null, isFatal: boolean): XErrorFacts | null {
  return error === null ? null : { code: error.code, sqlState: error.sqlState, message: error.message, isFatal };
}
