// The responder of `mock replay` for the X Protocol: finds the recorded answer to a message and sends its bytes.

import { NO_FACTS, type ResponseFacts } from '../../core/command.ts';
import { pauseUnless } from '../../core/pause-unless.ts';
import type { RecordedResponse } from '../../core/recording.ts';
import type { ScopeStatement } from '../../core/scope.ts';
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
import { frameError, frameMessage, framesOf } from '../../mysqlx/codec/framing.ts';
import { loginRefusal, withClientId } from '../../mysqlx/codec/login-reply.ts';
import { statementOk } from '../../mysqlx/codec/statement-ok.ts';
import {
  accessDenied,
  FIELD_EXISTS_FAILED,
  ownError,
  queryInterrupted,
  unknownThreadId,
} from '../../mysqlx/constants/errors.ts';
import { ClientMessage, ServerMessage } from '../../mysqlx/constants/message-types.ts';
import { ErrorMessage } from '../../mysqlx/messages/messages.ts';
import { MysqlxErrorSeverity } from '../../mysqlx/messages/schema.ts';
import { agreementOn } from '../../mysqlx/session/capabilities.ts';
import { XExpectations } from '../../mysqlx/session/expectations.ts';
import { lastAnswer } from '../../mysqlx/session/last-answer.ts';
import { KILLED, TIMED_OUT } from '../../mysqlx/session/last-notices.ts';
import { authenticateX, MAX_FAILED_LOGINS, type XAuthentication } from '../../mysqlx/session/server-auth.ts';
import { MIXED_SCOPE_STATEMENT } from '../../sql/session/scope-statement.ts';
import { transactionEnd } from '../../sql/session/transaction-end.ts';
import { isInXa } from '../../sql/session/xa-state.ts';
import type { Match } from '../matching/match-query.ts';
import { startPlace } from '../matching/place.ts';
import type { NotAnswered } from '../misses/describe-miss.ts';
import { missMessage } from '../misses/miss-texts.ts';
import type { Kill } from '../session/kills.ts';
import { isAccepted, isWrongPassword } from '../session/recorded-refusals.ts';
import type { ReplayContext } from '../session/replay-context.ts';
import { Standing } from '../session/standing.ts';
import { IdleLimit } from './idle-limit.ts';
import { noteToldId, xKillOf } from './x-kills.ts';
import { xSavepointOf } from './x-statement.ts';

const OK = frameMessage(ServerMessage.OK);
/** What counts against a budget of statements. */
const EXECUTIONS: ReadonlySet<number> = new Set<number>([
  ClientMessage.SQL_STMT_EXECUTE,
  ClientMessage.CRUD_FIND,
  ClientMessage.CRUD_INSERT,
  ClientMessage.CRUD_UPDATE,
  ClientMessage.CRUD_DELETE,
  ClientMessage.PREPARE_EXECUTE,
]);
/** What an answer of our own comes to, and a miss. */
const DONE: ResponseFacts = { ...NO_FACTS, outcome: 'ok' };
const MISSED: ResponseFacts = { ...NO_FACTS, outcome: 'error' };
const HOUSEKEEPING = { kind: 'housekeeping' } as const;

export class XPlaybackResponder implements XResponder {
  /** A recording never goes away; but a miss may end the connection without a word. */
  readonly carriesCompression = false;
  readonly gone: Promise<void>;
  readonly #run: ReplayContext;
  readonly #clientHost: string;
  readonly #expectations = new XExpectations();
  readonly #standing: Standing;
  readonly #connectionId: number;
  readonly #idle: IdleLimit;
  #client: XClient | null = null;
  #failedLogins = 0;
  #leave: () => void = () => undefined;

  /** @param clientHost as MySQL names the client's host in its messages */
  constructor(run: ReplayContext, clientHost: string) {
    this.#run = run;
    this.#clientHost = clientHost;
    this.#standing = new Standing(run);
    this.#idle = new IdleLimit(() => this.#leaveWith(TIMED_OUT), run.connections.xIdle);
    this.gone = new Promise((resolve) => {
      this.#leave = resolve;
    });
    this.#connectionId = run.connections.connected(() => this.#leaveWith(KILLED));
  }

  async greet(client: XClient): Promise<XGreeting> {
    this.#client = client;
    const recorded = this.#run.reader.firstSession('x');
    if (recorded === undefined) {
      const message = 'mock: the recording holds no session of the X Protocol: record one with --upstream-x first';
      return { frames: frameError(ownError(message, true)), capabilities: null };
    }
    const hello: Buffer[] = [];
    for (const { type, payload } of framesOf([recorded.facts.greeting])) {
      if (type === ServerMessage.CONN_CAPABILITIES) return { frames: Buffer.concat(hello), capabilities: payload };
      hello.push(frameMessage(type, payload));
    }
    return { frames: Buffer.concat(hello), capabilities: Buffer.alloc(0) };
  }

  async setCapabilities(payload: Buffer): Promise<XAgreement> {
    return agreementOn(payload);
  }

  async login(login: XLogin, dialogue: XAuthDialogue): Promise<XLoginResult> {
    const run = this.#run;
    let isTry = false;
    const who = await authenticateX(login, dialogue, async (name) => {
      const isGuessable = run.isGuessable(name);
      if (isGuessable && !(await run.loginGate.enter(this.#clientHost))) return undefined;
      isTry = isGuessable;
      return run.passwordOf(name);
    });
    const { user, database, isAccepted, isUsingPassword } = who;
    if (!isAccepted && isTry) run.loginGate.noteFailure(this.#clientHost);
    if (run.isUnknownUser(user)) run.missLogin(user, database, this.#where);
    const isFatal = this.#failedLogins + 1 >= MAX_FAILED_LOGINS;
    const answer = isAccepted ? this.#welcome(who, login) : null;
    const refusal = answer === null ? null : loginRefusal(answer);
    const reply =
      answer === null
        ? frameError(accessDenied(user, this.#clientHost, isUsingPassword, isFatal))
        : refusal === null
          ? answer
          : frameError({ ...refusal, isFatal });
    const hasEntered = [...framesOf([reply])].at(-1)?.type === ServerMessage.SESS_AUTHENTICATE_OK;
    if (hasEntered) this.#idle.begin();
    else this.#failedLogins++;
    await dialogue.send(reply);
    return { isAccepted: hasEntered, isOver: !hasEntered && isFatal, database };
  }

  take(command: XCommand): Promise<void> | undefined {
    this.#idle.asked();
    const answered = this.#answer(command);
    if (answered === undefined) this.#idle.answered();
    else void answered.catch(() => undefined).then(() => this.#idle.answered());
    return answered;
  }

  #answer(command: XCommand): Promise<void> | undefined {
    this.#standing.follow();
    if (command.scope !== null) return this.#beginScope(command.scope);
    const verdict = this.#expectations.verdict(command);
    if (verdict !== null) return this.#write(verdict);
    if (command.message.type === ClientMessage.SESS_RESET) this.#standing.reset();
    if (EXECUTIONS.has(command.message.type)) this.#standing.scope.statements++;
    if (command.fingerprint !== null) return this.#play(command);
    this.#run.noteXFound(command, HOUSEKEEPING, this.#connectionId);
    command.answered(DONE);
    return this.#write(OK);
  }

  async finish(command: XCommand): Promise<ResponseFacts> {
    this.#idle.reset();
    this.#expectations.clear();
    const { frames, facts } = lastAnswer(command);
    await this.#write(frames);
    return facts;
  }

  async end(): Promise<void> {
    this.#idle.reset();
    this.#run.connections.disconnected(this.#connectionId);
    this.#standing.leave();
  }

  #beginScope(statement: ScopeStatement): Promise<void> | undefined {
    if (statement.kind === 'mixed') return this.#fail(frameError(ownError(MIXED_SCOPE_STATEMENT)));
    if (this.#standing.goTo(statement.scope)) return this.#write(statementOk());
    return this.#fail(this.#noSuchScope(statement.scope, 'Sql.StmtExecute'));
  }

  #noSuchScope(name: string, command: string): Buffer {
    return frameError(ownError(missMessage(this.#run.missScope(name, command, this.#where))));
  }

  /** What the recorded server said to such a login, with a connection id of our own; null where it refused it. */
  #welcome(who: XAuthentication, { mechanism, tls }: XLogin): Buffer | null {
    const { user, database, scope: name, isUsingPassword } = who;
    const sessions = this.#run.logins.sessionsOf(user).filter(({ facts }) => facts.authPlugin === mechanism);
    // a way to log in that never worked does not work now
    if (sessions.length > 0 && !sessions.some(isAccepted)) {
      const refused = sessions.find(({ facts }) => facts.database === database) ?? sessions[0];
      return refused === undefined || isWrongPassword(refused) ? null : refused.facts.loginReply;
    }
    const scope = this.#standing.asked(name);
    if (scope === undefined) return this.#noSuchScope(name, 'login');
    const { session, seat } = this.#run.logins.follow({
      user,
      database,
      scope: scope.name,
      charset: 0,
      isUsingPassword,
      isTls: tls !== null,
      mechanism,
    });
    if (session !== undefined && seat === null && !isAccepted(session)) return session.facts.loginReply;
    this.#standing.begin(scope, startPlace(0, seat));
    const isSame = session?.facts.database === database;
    return withClientId(isSame ? session.facts.loginReply : null, this.#connectionId);
  }

  #match(command: XCommand, isProbe: boolean): Match {
    const { fingerprint, session, isRead, isSessionBound, repeat } = command;
    return this.#standing.matcher.match({
      fingerprint: fingerprint ?? '',
      state: session.state,
      // one that the server refused never began
      isInTransaction: session.transaction?.exchange != null,
      isTransactional: session.isTransactional,
      isRead,
      place: this.#standing.place,
      isSessionBound,
      repeat,
      isProbe,
      savepoint: xSavepointOf(command),
    });
  }

  #play(command: XCommand): Promise<void> | undefined {
    const { session } = command;
    const { place, scope } = this.#standing;
    const from = place.last;
    const match = this.#run.xFinder.find({
      command,
      scope,
      place,
      match: (form, isProbe) => this.#match(form, isProbe),
    });
    if (match.kind === 'miss') return this.#miss(command, match);
    const { exchange, how, doubt } = match;
    this.#standing.notePlayed(exchange);
    const found = { kind: 'found', exchange, response: null, how, doubt } as const;
    this.#run.noteXFound(command, found, this.#connectionId);
    if (how === 'next') this.#run.crossings.note(from, exchange);
    if (exchange.gap === 'abandoned') {
      const ms = this.#run.waitTimeoutMs(new Map());
      return pauseUnless(ms, this.#client?.closed ?? this.gone).then(() => this.#leave());
    }
    if (exchange.gap !== null || exchange.responseId === null) {
      return this.#miss(command, { reason: exchange.gap === 'secret' ? 'redacted' : 'incomplete', near: exchange });
    }
    const response = this.#run.xFinder.carry(exchange, this.#run.reader.response(exchange.responseId), scope, place);
    if (session.begins !== null && response.outcome !== 'error') session.begins.exchange = exchange.id;
    command.answered(responseFacts(response));
    const waitMs = this.#run.latencyBefore(exchange);
    if (waitMs === 0) return this.#send(command, response);
    return pauseUnless(waitMs, this.#client?.closed ?? this.gone).then(() => this.#send(command, response));
  }

  #send(command: XCommand, response: RecordedResponse): Promise<void> | undefined {
    this.#run.bytesPlayed += response.bytes;
    this.#noteEffects(command, response);
    if (command.message.type === ClientMessage.EXPECT_OPEN) this.#openBlock(command, response);
    else if (response.outcome === 'error') this.#expectations.noteError();
    if (response.whole === null) return this.#sendChunks(response);
    const full = this.#write(response.whole);
    if (response.outcome === 'error' && isFatal(response.whole)) this.#leave();
    return full;
  }

  /** What an answer does to this session or another, beside what is recorded of it. */
  #noteEffects(command: XCommand, response: RecordedResponse): void {
    const { connections } = this.#run;
    noteToldId(command, response, this.#connectionId, connections);
    if (response.outcome === 'error') return;
    this.#idle.noteExecuted(command);
    const kill = xKillOf(command, connections);
    if (kill?.isQuery === false && kill.connectionId !== this.#connectionId) connections.kill(kill.connectionId);
  }

  async #sendChunks(response: RecordedResponse): Promise<void> {
    for (const chunk of response.chunks()) await this.#write(chunk);
  }

  #openBlock({ message }: XCommand, response: RecordedResponse): void {
    // a condition that does not hold fails the block that it opens; one that nobody knows opens none
    if (response.outcome !== 'error') this.#expectations.open(message.payload, null);
    else if (response.errorCode === FIELD_EXISTS_FAILED) this.#expectations.open(message.payload, response.whole);
    else this.#expectations.noteError();
  }

  get #where() {
    return { connection: this.#connectionId, before: this.#standing.before };
  }

  #miss(command: XCommand, why: NotAnswered): Promise<void> | undefined {
    const { payload, type } = command.message;
    if (type === ClientMessage.EXPECT_OPEN && this.#expectations.isPlain(payload)) {
      this.#expectations.open(payload, null);
      return this.#write(OK);
    }
    const { text, parameters } = command.describe();
    const kill = xKillOf(command, this.#run.connections);
    const isFree = this.#run.isSynthesising && !isInXa(command.session.state);
    const end = isFree && text !== null ? transactionEnd(Buffer.from(text), {}) : null;
    command.answered(kill === null && end === null ? MISSED : DONE);
    if (kill !== null) return this.#kill(kill);
    const sql = text ?? command.prepared?.text ?? null;
    const asked = { command: command.name, sql, parameters, database: command.database };
    const circumstances = { scope: this.#standing.scope.name, state: command.session.state };
    if (end !== null) {
      if (command.session.transaction?.exchange != null) {
        this.#standing.matcher.abandon(this.#standing.place, end.isCommit);
      }
      this.#run.synthesisedOf({ ...asked, ...circumstances }, 'ok');
      return this.#write(statementOk());
    }
    const miss = this.#run.missOf({ ...asked, ...circumstances }, why, this.#where);
    if (this.#run.missPolicy === 'error') return this.#fail(frameError(ownError(missMessage(miss))));
    this.#leave();
    return undefined;
  }

  /** The ids are the replay's own, so that nothing recorded is about who is meant. */
  #kill({ connectionId, isQuery }: Kill): Promise<void> | undefined {
    const { connections } = this.#run;
    if (connectionId === this.#connectionId) {
      const full = this.#fail(frameError(queryInterrupted(!isQuery)));
      if (!isQuery) this.#leave();
      return full;
    }
    if (!connections.canBeKilled(connectionId)) return this.#fail(frameError(unknownThreadId(connectionId)));
    if (isQuery) connections.interrupt(connectionId);
    else connections.kill(connectionId);
    return this.#write(statementOk());
  }

  #leaveWith(lastWords: Buffer): void {
    void this.#write(lastWords)?.catch(() => undefined);
    this.#leave();
  }

  #fail(error: Buffer): Promise<void> | undefined {
    return this.#write(this.#expectations.failed(error));
  }

  #write(frames: Buffer): Promise<void> | undefined {
    return this.#client?.write(frames);
  }
}

function responseFacts(response: RecordedResponse): ResponseFacts {
  const { outcome, errorCode, affectedRows, lastInsertId, warnings, rows } = response;
  return { ...NO_FACTS, outcome, errorCode, affectedRows, lastInsertId, warnings, rows };
}

/** Whether the server ended the connection behind it: its session was killed, or it stopped. */
function isFatal(answer: Buffer): boolean {
  const last = [...framesOf([answer])].at(-1);
  if (last?.type !== ServerMessage.ERROR) return false;
  return ErrorMessage.decode(last.payload).severity === MysqlxErrorSeverity.FATAL;
}
