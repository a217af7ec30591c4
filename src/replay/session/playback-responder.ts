// The responder of `mock replay`: finds the recorded answer and sends its bytes, with ids of its own.

import { type Command, NO_FACTS } from '../../core/command.ts';
import type { RecordedExchange, RecordedResponse } from '../../core/recording.ts';
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
} from '../../core/responder.ts';
import type { ScopeStatement } from '../../core/scope.ts';
import { answerSequenceId } from '../../mysql/codec/framing.ts';
import { NOT_CARRIED } from '../../mysql/constants/capability-sets.ts';
import { CommandCode, hasTrait, Trait } from '../../mysql/constants/commands.ts';
import { ServerErrors } from '../../mysql/constants/error-codes.ts';
import { type ErrPacket, encodeErr } from '../../mysql/packets/err.ts';
import { MIXED_SCOPE_STATEMENT, scopeStatement } from '../../sql/session/scope-statement.ts';
import { setsGlobals } from '../../sql/session/sets-globals.ts';
import type { KnownAsText } from '../answers/cross-protocol.ts';
import { madePrepare } from '../answers/made-prepare.ts';
import { noOpenCursor, ownError, refusalOf, shortRefusal, unknownStatement } from '../answers/refusals.ts';
import { endsTransaction } from '../chatter/chatter.ts';
import { unrecordedChatter } from '../chatter/unrecorded-chatter.ts';
import type { Found } from '../matching/find-answer.ts';
import { startPlace } from '../matching/place.ts';
import type { AskedWhere, NotAnswered } from '../misses/describe-miss.ts';
import { missMessage } from '../misses/miss-texts.ts';
import { diagnosticsOf, diagnosticsQuery } from '../misses/miss-warnings.ts';
import type { Miss, MissReason } from '../misses/misses.ts';
import { AnswerSender } from './answer-sender.ts';
import { ClientView, FAILED, NOTHING } from './client-view.ts';
import { CutAnswers } from './cut-answers.ts';
import { KillDesk } from './kill-desk.ts';
import { OpenCursors } from './open-cursors.ts';
import { OtherCharsets } from './other-charsets.ts';
import { QuickAnswers } from './quick-answers.ts';
import type { ReplayContext } from './replay-context.ts';
import { ServerClose } from './server-close.ts';
import { Silence } from './silence.ts';
import { Standing } from './standing.ts';
import { Welcome } from './welcome.ts';

export class PlaybackResponder implements Responder {
  /** A recording never goes away, but where the recorded server did. */
  readonly gone: Promise<Buffer>;
  readonly #run: ReplayContext;
  readonly #view = new ClientView();
  readonly #welcome: Welcome;
  readonly #sender: AnswerSender;
  readonly #standing: Standing;
  readonly #kills: KillDesk;
  readonly #silence: Silence;
  readonly #cut: CutAnswers;
  readonly #charsets: OtherCharsets;
  /** What the last command came to, where it was a miss: SHOW WARNINGS tells of it. */
  #lastMiss: Miss | null = null;
  readonly #cursors: OpenCursors;
  readonly #quick: QuickAnswers;
  readonly #serverClose: ServerClose;
  #close: (lastWords: Buffer) => void = () => undefined;

  /** @param clientHost as MySQL names it in its messages @param connectionId where it is not to be the next */
  constructor(run: ReplayContext, clientHost: string, connectionId: number | null = null) {
    this.#run = run;
    this.#welcome = new Welcome(run, this.#view, clientHost, connectionId);
    this.#standing = new Standing(run);
    this.#sender = new AnswerSender(run, this.#view, (...miss) => this.#miss(...miss));
    this.#kills = new KillDesk(run, this.#view);
    this.#silence = new Silence(run, this.#view);
    this.#cut = new CutAnswers(run, this.#view, this.#silence);
    this.#charsets = new OtherCharsets(run, this.#view);
    this.#cursors = new OpenCursors(run.reader);
    this.#quick = new QuickAnswers(run, this.#standing, this.#view, this.#sender, this.#cursors);
    this.gone = new Promise((resolve) => {
      this.#close = resolve;
    });
    const close = (lastWords: Buffer) => this.#closeAsRecorded(lastWords);
    this.#serverClose = new ServerClose(run, () => this.#standing.place, close);
  }

  async greet(client: ClientLink): Promise<Buffer> {
    this.#sender.client = client;
    this.#silence.client = client;
    return this.#welcome.greet(() => this.#close(Buffer.alloc(0)));
  }

  login(login: Login, dialogue: AuthDialogue): Promise<LoginResult> {
    this.#view.capabilities = login.capabilities & ~NOT_CARRIED;
    return this.#authenticate(login, dialogue, false);
  }

  changeUser(login: Login, dialogue: AuthDialogue): Promise<LoginResult> {
    return this.#authenticate(login, dialogue, true);
  }

  respond(command: Command, reply: Reply): MaybeLater<Answer> {
    this.#serverClose.cancel();
    this.#standing.follow();
    const told = this.#tellOfMiss(command, reply);
    if (told !== null) return told;
    const statement = scopeStatement(command);
    if (statement !== null) return this.#beginScope(statement, reply);
    const answer = this.#answer(command, reply);
    if (!this.#serverClose.isNext) return answer;
    return this.#andClose(answer, reply);
  }

  again(packet: Buffer, session: AskingSession, client: Outlet): boolean {
    if (this.#lastMiss !== null || this.#serverClose.isWaiting) return false;
    this.#standing.follow();
    return this.#quick.again(packet, session, client, this.#welcome.connectionId);
  }

  /** SHOW WARNINGS and its like right behind a miss; null for all else, which ends what can be told of it. */
  #tellOfMiss(command: Command, reply: Reply): Promise<Answer> | null {
    const miss = this.#lastMiss;
    if (miss === null) return null;
    const query = diagnosticsQuery(command);
    if (query === null) {
      if (!hasTrait(command.code, Trait.SILENT)) this.#lastMiss = null;
      return null;
    }
    const { flavour, capabilities, collation, status } = this.#view;
    const packets = diagnosticsOf(miss, query, { flavour, capabilities, charset: collation, status });
    return this.#view.sendMade(packets, 'resultset', reply);
  }

  async #andClose(answer: MaybeLater<Answer>, reply: Reply): Promise<Answer> {
    const given = await answer;
    const lastWords = this.#serverClose.wait();
    if (lastWords === null) return given;
    this.#noteClosed();
    if (lastWords.length > 0) await reply.write(lastWords);
    return { ...given, closes: true };
  }

  #beginScope(statement: ScopeStatement, reply: Reply): Promise<Answer> {
    if (statement.kind === 'mixed') return this.#view.sendErr(reply, ownError(MIXED_SCOPE_STATEMENT));
    if (this.#standing.goTo(statement.scope)) return this.#view.sendOk(reply);
    return this.#view.sendErr(reply, this.#noSuchScope(statement.scope, 'COM_QUERY'));
  }

  /** What a miss tells of this connection. */
  get #where(): AskedWhere {
    return { connection: this.#welcome.connectionId, before: this.#standing.before };
  }

  #noSuchScope(name: string, command: string): ErrPacket {
    this.#lastMiss = this.#run.missScope(name, command, this.#where);
    return ownError(missMessage(this.#lastMiss));
  }

  #answer(command: Command, reply: Reply): MaybeLater<Answer> {
    if (hasTrait(command.code, Trait.OWN_ANSWER)) {
      this.#run.noteFound(command, HOUSEKEEPING, this.#welcome.connectionId);
      this.#cursors.note(command);
    }
    switch (command.code) {
      case CommandCode.COM_QUIT:
      case CommandCode.COM_STMT_CLOSE:
      case CommandCode.COM_STMT_SEND_LONG_DATA:
        return this.#silent(shortRefusal(command, this.#view.flavour), reply);
      case CommandCode.COM_PING:
        return this.#refusedFirst(command, reply) ?? this.#view.sendOk(reply, this.#view.warnings);
      case CommandCode.COM_RESET_CONNECTION:
        return this.#refusedFirst(command, reply) ?? this.#reset(reply);
      case CommandCode.COM_STMT_RESET:
        return command.statement === null ? this.#refuse(command, reply) : this.#view.sendOk(reply);
      case CommandCode.COM_STMT_EXECUTE:
        return command.statement === null ? this.#refuse(command, reply) : this.#play(command, reply);
      case CommandCode.COM_STMT_FETCH:
        return command.statement === null ? this.#refuse(command, reply) : this.#fetch(command, reply);
      default:
        return this.#play(command, reply);
    }
  }

  /** What is asked first is refused, whatever it is, where the recorded session began so; null where it did not. */
  #refusedFirst(command: Command, reply: Reply): Promise<Answer> | null {
    const refused = this.#standing.place.last === null ? this.#welcome.refusedFirst() : null;
    if (refused === null) return null;
    this.#noteClosed();
    const answer = this.#send(command, refused.exchange, refused.response, reply);
    return Promise.resolve(answer).then((given) => ({ ...given, closes: true }));
  }

  #reset(reply: Reply): Promise<Answer> {
    this.#view.status = this.#view.loginStatus;
    this.#standing.reset();
    return this.#view.sendOk(reply);
  }

  #silent(refusal: ErrPacket | null, reply: Reply): MaybeLater<Answer> {
    return refusal === null ? NOTHING : this.#view.sendErr(reply, refusal);
  }

  async end(): Promise<void> {
    this.#standing.leave();
    this.#serverClose.cancel();
    const { connectionId } = this.#welcome;
    if (connectionId !== null) this.#run.connections.disconnected(connectionId);
  }

  async #authenticate(login: Login, dialogue: AuthDialogue, isChange: boolean): Promise<LoginResult> {
    if (!this.#welcome.mayChange) return this.#welcome.refuseChange();
    const refused = (await this.#welcome.authenticate(login, dialogue, isChange)) ?? this.#unknownDatabase(login);
    const { user, database } = login;
    if (login.unread === undefined && this.#run.isUnknownUser(user)) this.#run.missLogin(user, database, this.#where);
    const scope = this.#standing.asked(login.scope);
    const asked = { ...login, scope: scope?.name ?? login.scope };
    const followed = refused === null ? this.#welcome.follow(asked, isChange) : undefined;
    const reply =
      refused ??
      (scope === undefined
        ? encodeErr(this.#noSuchScope(login.scope, 'login'))
        : this.#welcome.loginReply(followed?.session, login.database));
    if (isChange && this.#welcome.outlives(reply)) return this.#welcome.refuseChange(reply);
    this.#view.collation = login.charset;
    this.#standing.begin(scope ?? this.#standing.scope, followed?.place ?? startPlace());
    this.#view.loginStatus = this.#view.status;
    this.#view.warnings = 0;
    this.#cursors.clear();
    this.#lastMiss = null;
    if (reply[0] === 0x00) this.#closeAfterLogin();
    const recordedUser = this.#run.recordedUserFor(login.user);
    return { accepted: reply[0] === 0x00, reply, capabilities: this.#view.capabilities, recordedUser };
  }

  /** Payload of the ERR packet for a login to a database that the recording knows nothing of. */
  #unknownDatabase({ user, database }: Login): Buffer | null {
    if (this.#run.knowsDatabase(database)) return null;
    return encodeErr(ownError(missMessage(this.#run.missLogin(user, database, this.#where))));
  }

  #closeAsRecorded(lastWords: Buffer): void {
    this.#noteClosed();
    this.#close(lastWords);
  }

  #noteClosed(): void {
    const { connectionId } = this.#welcome;
    if (connectionId !== null) this.#run.connections.closedAsRecorded(connectionId);
  }

  #closeAfterLogin(): void {
    const lastWords = this.#serverClose.wait();
    if (lastWords !== null) this.#closeAsRecorded(lastWords);
  }

  #play(command: Command, reply: Reply): MaybeLater<Answer> {
    const { reader, crossings, isCrossProtocol } = this.#run;
    const { matcher, place, scope } = this.#standing;
    const quick = this.#quick.give(command, reply, this.#welcome.connectionId);
    if (quick !== undefined) return quick;
    const from = place.last;
    const found = this.#charsets.find(command, scope, { reader, matcher, place, isCrossProtocol });
    if (hasTrait(command.code, Trait.EXECUTION)) scope.statements++;
    const kill = this.#kills.read(command);
    this.#run.noteFound(command, found, this.#welcome.connectionId);
    switch (found.kind) {
      case 'housekeeping':
        return this.#view.sendOk(reply);
      case 'miss':
        if (kill !== null) return this.#kills.answer(kill, this.#welcome.connectionId, reply);
        return (
          this.#refusedFirst(command, reply) ??
          this.#synthesise(command, found.reason, reply) ??
          this.#miss(command, reply, found)
        );
      case 'prepare':
        return this.#makePrepare(found.known, reply);
      case 'found': {
        const { exchange, response, how } = found;
        this.#standing.notePlayed(exchange);
        if (command.sql !== null && setsGlobals(command.sql)) {
          this.#run.logins.noteGlobalsSet(reader.timesOf(exchange.id).startedAtUs);
          if (response === null || response.outcome !== 'error')
            this.#run.connections.xIdle.noteGlobalsSet(command.sql);
        }
        if (kill !== null) this.#kills.carryOut(kill);
        if (how === 'next' || how === 'other protocol' || how === 'other count') crossings.note(from, exchange);
        if (exchange.gap === 'abandoned') {
          const send = (recorded: RecordedResponse) => this.#send(command, exchange, recorded, reply);
          return this.#silence.play(command, exchange, this.#welcome.connectionId, reply, send);
        }
        if (this.#cut.isUnanswered(exchange)) {
          return this.#cut.end(exchange, this.#welcome.connectionId).finally(() => this.#noteClosed());
        }
        if (command.code === CommandCode.COM_STMT_EXECUTE) this.#cursors.executed(command, exchange);
        this.#quick.note(command, found);
        if (response === null) return this.#give(command, exchange, reply);
        return this.#send(command, exchange, response, reply);
      }
    }
  }

  /** A cursor's rows belong to the execute that opened it; to the letter is to the letter. */
  #fetch(command: Command, reply: Reply): MaybeLater<Answer> {
    const fetched = this.#run.isToTheLetter ? undefined : this.#cursors.fetch(command);
    switch (fetched?.kind) {
      case undefined:
        return this.#play(command, reply);
      case 'closed':
        return this.#view.sendErr(reply, noOpenCursor(command, this.#view.flavour));
      case 'beyond':
        return this.#miss(command, reply, { reason: 'incomplete', near: fetched.near });
      case 'rows': {
        const { exchange, response } = fetched;
        this.#standing.matcher.take(exchange, this.#standing.place);
        const taken = { kind: 'found', exchange, response, how: 'next' } as const;
        this.#run.noteFound(command, taken, this.#welcome.connectionId);
        return this.#sendUnlessClosed(command, exchange, response, reply);
      }
    }
  }

  /** Chatter that is not recorded, or only in another state; undefined where it is none. */
  #synthesise(command: Command, reason: MissReason, reply: Reply): Promise<Answer> | undefined {
    const chatter = unrecordedChatter(command, reason, this.#run, this.#view);
    if (chatter === undefined) return undefined;
    this.#run.synthesised(command, this.#standing.scope.name, chatter.kind);
    if (command.state.isInTransaction) this.#standing.noteEnd(command, endsTransaction(chatter));
    if (chatter.kind === 'prepare') return this.#makePrepare(chatter.known, reply);
    this.#view.status = chatter.status;
    this.#view.warnings = 0;
    return this.#view.sendMade(chatter.packets, chatter.kind === 'ok' ? 'ok' : 'resultset', reply);
  }

  async #makePrepare(known: KnownAsText, reply: Reply): Promise<Answer> {
    const id = ++this.#sender.lastStatementId;
    await reply.write(madePrepare(known, id, this.#view.capabilities, this.#view.status));
    const prepared = { id, columns: known.columns.length, parameters: known.parameterCount };
    return { facts: { ...NO_FACTS, outcome: 'ok', prepared }, exchange: null, closes: false };
  }

  #give(command: Command, exchange: RecordedExchange, reply: Reply): MaybeLater<Answer> {
    if (exchange.gap !== null || exchange.responseId === null) {
      const why = { reason: exchange.gap === 'secret' ? 'redacted' : 'incomplete', near: exchange } as const;
      const part = this.#cut.partOf(command, exchange);
      if (part === null) return this.#miss(command, reply, why);
      const beyond = (sequenceId: number) => this.#miss(command, reply, why, sequenceId);
      return this.#cut.playPart(command, exchange, part, this.#welcome.connectionId, reply, beyond);
    }
    return this.#sendUnlessClosed(command, exchange, this.#run.reader.response(exchange.responseId), reply);
  }

  /** That a statement has no open cursor is said of the statement's id on this connection. */
  #sendUnlessClosed(
    command: Command,
    exchange: RecordedExchange,
    response: RecordedResponse,
    reply: Reply,
  ): MaybeLater<Answer> {
    if (response.errorCode === ServerErrors.ER_STMT_HAS_NO_OPEN_CURSOR.code) {
      return this.#view.sendErr(reply, noOpenCursor(command, this.#view.flavour));
    }
    return this.#send(command, exchange, response, reply);
  }

  #send(command: Command, exchange: RecordedExchange, recorded: RecordedResponse, reply: Reply): MaybeLater<Answer> {
    const sending = { command, exchange, recorded, reply, values: this.#standing.scope.values };
    const killedMs = this.#silence.killedAfterMs(command, exchange, recorded);
    if (killedMs === 0) return this.#sender.send(sending);
    return this.#silence.await(killedMs, this.#welcome.connectionId).then(() => this.#sender.send(sending));
  }

  async #miss(
    command: Command,
    reply: Reply,
    why: NotAnswered,
    sequenceId = answerSequenceId(command.payload.length),
  ): Promise<Answer> {
    const refusal = why.reason === 'unknown' ? refusalOf(command, this.#view.flavour) : null;
    if (refusal !== null) return await this.#view.sendErr(reply, refusal, sequenceId);
    this.#lastMiss = this.#run.miss(command, this.#standing.scope.name, why, this.#where);
    if (this.#run.missPolicy === 'close') return { ...FAILED, closes: true };
    return await this.#view.sendErr(reply, ownError(missMessage(this.#lastMiss)), sequenceId);
  }

  #refuse(command: Command, reply: Reply): Promise<Answer> {
    return this.#view.sendErr(reply, unknownStatement(command, this.#view.flavour));
  }
}

const HOUSEKEEPING: Found = { kind: 'housekeeping' };
