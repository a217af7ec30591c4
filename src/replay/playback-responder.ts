// The responder of `mock replay`: finds the recorded answer and sends its bytes, with ids of its own.

import { makeScramble } from '../classic/auth/scramble.ts';
import { frameSmall, HEADER_BYTES } from '../classic/codec/framing.ts';
import { ENCODING_BITS, NOT_CARRIED } from '../classic/constants/capability-sets.ts';
import { CommandCode } from '../classic/constants/commands.ts';
import { ServerErrors } from '../classic/constants/error-codes.ts';
import { Status } from '../classic/constants/status.ts';
import { type ErrPacket, encodeErr } from '../classic/packets/err.ts';
import { decodeGreeting, encodeGreeting, type Greeting, versionInGreeting } from '../classic/packets/greeting.ts';
import { decodeOk, encodeOk, encodeOkFor, plainOk } from '../classic/packets/ok.ts';
import { authenticate } from '../classic/session/server-auth.ts';
import { type Command, NO_FACTS, type ResponseFacts } from '../domain/command.ts';
import type { RecordedExchange, RecordedResponse, RecordedSession } from '../domain/recording.ts';
import type { Answer, AuthDialogue, Login, LoginResult, Reply, Responder } from '../domain/responder.ts';
import { fingerprintOf } from '../fingerprint/fingerprint.ts';
import { MIXED_SCOPE_STATEMENT, type ScopeStatement, scopeStatement } from '../fingerprint/scope-statement.ts';
import { readStatement } from '../fingerprint/statement-reading.ts';
import { answerChatter } from './chatter.ts';
import type { KnownAsText } from './cross-protocol.ts';
import type { NotAnswered } from './describe-miss.ts';
import type { Found } from './find-answer.ts';
import { type Kill, killedOneself, killOf, unknownThread } from './kills.ts';
import type { Library } from './library.ts';
import { madePrepare } from './made-prepare.ts';
import { type Place, startPlace } from './match-query.ts';
import type { Matcher } from './matcher.ts';
import { diagnosticsOf, diagnosticsQuery } from './miss-warnings.ts';
import { type Miss, type MissReason, missMessage } from './misses.ts';
import { type Playing, playInfile, playTranscoded, preparedBy } from './play-response.ts';
import { noOpenCursor, refusalOf, unknownStatement } from './refusals.ts';
import type { Scope } from './scopes.ts';
import { ServerClose } from './server-close.ts';

const ER_ACCESS_DENIED = 1045;
const ER_UNKNOWN = 1105;

/** Status flags that last from one answer to the next. */
const LASTING =
  Status.IN_TRANS | Status.AUTOCOMMIT | Status.NO_BACKSLASH_ESCAPES | Status.IN_TRANS_READONLY | Status.ANSI_QUOTES;

export class PlaybackResponder implements Responder {
  /** A recording never goes away, but where the recorded server did. */
  readonly gone: Promise<Buffer>;
  readonly #library: Library;
  readonly #clientHost: string;
  readonly #scramble = makeScramble();
  #greeting: Greeting | null = null;
  #capabilities = 0n;
  #status: number = Status.AUTOCOMMIT;
  #loginStatus: number = Status.AUTOCOMMIT;
  /** Collation id of the login. */
  #collation = 0;
  #recordedVersion = '';
  #lastStatementId = 0;
  #place: Place = startPlace();
  #scope: Scope;
  /** Of the last statement: MySQL repeats the number where nothing new is executed. */
  #warnings = 0;
  /** What the last command came to, where it was a miss: SHOW WARNINGS tells of it. */
  #lastMiss: Miss | null = null;
  readonly #serverClose: ServerClose;
  #close: (lastWords: Buffer) => void = () => undefined;

  /** @param clientHost as MySQL names the client's host in its messages */
  constructor(library: Library, clientHost: string) {
    this.#library = library;
    this.#clientHost = clientHost;
    this.#scope = library.unnamedScope;
    this.gone = new Promise((resolve) => {
      this.#close = resolve;
    });
    this.#serverClose = new ServerClose(
      library,
      () => this.#place,
      (lastWords) => this.#close(lastWords),
    );
  }

  async greet(): Promise<Buffer> {
    const recorded = this.#library.reader.firstSession();
    if (recorded === undefined) {
      const message = 'mock: the recording holds no session, so there is nothing to replay: record one first';
      return encodeErr({ code: ER_UNKNOWN, sqlState: null, message: Buffer.from(message) });
    }
    const greeting = decodeGreeting(recorded.facts.greeting);
    this.#greeting = {
      ...greeting,
      serverVersion: this.#versionOf(greeting),
      connectionId: this.#library.connected(() => this.#close(Buffer.alloc(0))),
      authData: this.#scramble,
      capabilities: greeting.capabilities & ~NOT_CARRIED,
    };
    this.#status = greeting.status;
    this.#recordedVersion = greeting.serverVersion;
    return encodeGreeting(this.#greeting);
  }

  #versionOf(recorded: Greeting): string {
    const { serverVersion } = this.#library;
    return serverVersion === null ? recorded.serverVersion : versionInGreeting(serverVersion);
  }

  login(login: Login, dialogue: AuthDialogue): Promise<LoginResult> {
    this.#capabilities = login.capabilities & ~NOT_CARRIED;
    return this.#authenticate(login, dialogue, false);
  }

  changeUser(login: Login, dialogue: AuthDialogue): Promise<LoginResult> {
    return this.#authenticate(login, dialogue, true);
  }

  respond(command: Command, reply: Reply): Promise<Answer> {
    this.#serverClose.cancel();
    const told = this.#tellOfMiss(command, reply);
    if (told !== null) return told;
    const statement = scopeStatement(command);
    if (statement !== null) return this.#beginScope(statement, reply);
    const answer = this.#answer(command, reply);
    if (!this.#serverClose.isNext) return answer;
    return this.#andClose(answer, reply);
  }

  /** SHOW WARNINGS and its like right behind a miss; null for all else, which ends what can be told of it. */
  #tellOfMiss(command: Command, reply: Reply): Promise<Answer> | null {
    const miss = this.#lastMiss;
    if (miss === null) return null;
    const query = diagnosticsQuery(command);
    if (query === null) {
      if (!SILENT.has(command.code)) this.#lastMiss = null;
      return null;
    }
    const face = { isMariadb: this.#isMariadb, capabilities: this.#capabilities, charset: this.#collation };
    return this.#sendOwn(diagnosticsOf(miss, query, { ...face, status: this.#status }), reply);
  }

  async #sendOwn(bytes: Buffer, reply: Reply): Promise<Answer> {
    await reply.write(bytes);
    return { facts: { ...NO_FACTS, outcome: 'resultset', status: this.#status }, exchange: null, closes: false };
  }

  async #andClose(answer: Promise<Answer>, reply: Reply): Promise<Answer> {
    const given = await answer;
    const lastWords = this.#serverClose.wait();
    if (lastWords === null) return given;
    if (lastWords.length > 0) await reply.write(lastWords);
    return { ...given, closes: true };
  }

  #beginScope(statement: ScopeStatement, reply: Reply): Promise<Answer> {
    if (statement.kind === 'mixed') return this.#sendErr(reply, ownError(MIXED_SCOPE_STATEMENT));
    const scope = this.#library.scopes.named(statement.scope);
    if (scope === undefined) return this.#sendErr(reply, this.#noSuchScope(statement.scope, 'COM_QUERY'));
    if (scope !== this.#scope) this.#begin(scope, startPlace());
    return this.#sendOk(reply);
  }

  #noSuchScope(name: string, command: string): ErrPacket {
    this.#lastMiss = this.#library.missScope(name, command);
    return ownError(missMessage(this.#lastMiss));
  }

  #answer(command: Command, reply: Reply): Promise<Answer> {
    if (OWN_ANSWERS.has(command.code)) this.#library.noteFound(command, HOUSEKEEPING);
    switch (command.code) {
      case CommandCode.COM_QUIT:
      case CommandCode.COM_STMT_CLOSE:
      case CommandCode.COM_STMT_SEND_LONG_DATA:
        return Promise.resolve(NOTHING);
      case CommandCode.COM_PING:
        return this.#sendOk(reply, this.#warnings);
      case CommandCode.COM_RESET_CONNECTION:
        this.#status = this.#loginStatus;
        return this.#sendOk(reply);
      case CommandCode.COM_STMT_RESET:
        return command.statement === null ? this.#refuse(command, reply) : this.#sendOk(reply);
      case CommandCode.COM_STMT_EXECUTE:
      case CommandCode.COM_STMT_FETCH:
        return command.statement === null ? this.#refuse(command, reply) : this.#play(command, reply);
      default:
        return this.#play(command, reply);
    }
  }

  async end(): Promise<void> {
    this.#matcher.places.delete(this.#place);
    this.#serverClose.cancel();
    if (this.#greeting !== null) this.#library.disconnected(this.#greeting.connectionId);
  }

  get #matcher(): Matcher {
    return this.#scope.matcher;
  }

  /** The connection begins anew, at the beginning of a scope. */
  #begin(scope: Scope, place: Place): void {
    this.#matcher.places.delete(this.#place);
    this.#scope = scope;
    this.#place = place;
    this.#matcher.places.add(place);
  }

  async #authenticate(login: Login, dialogue: AuthDialogue, isChange: boolean): Promise<LoginResult> {
    const { isAccepted, isUsingPassword } = await authenticate(login, dialogue, {
      scramble: this.#scramble,
      password: this.#library.passwordOf(login.user),
      isChange,
      defaultPlugin: this.#greeting?.authPlugin ?? '',
      rsaKeys: this.#library.rsaKeys,
    });
    this.#collation = login.charset;
    const scope = this.#library.scopes.named(login.scope);
    const session = isAccepted ? this.#library.follow(login.user, login.database, login.scope) : undefined;
    const isWelcome = isAccepted && scope !== undefined;
    const reply = isWelcome
      ? this.#loginReply(session, login.database)
      : isAccepted
        ? encodeErr(this.#noSuchScope(login.scope, 'login'))
        : this.#accessDenied(login.user, isUsingPassword);
    this.#begin(scope ?? this.#scope, startPlace(session?.id));
    this.#loginStatus = this.#status;
    this.#warnings = 0;
    this.#lastMiss = null;
    if (reply[0] === 0x00) this.#closeAfterLogin();
    const recordedUser = this.#library.recordedUserFor(login.user);
    return { accepted: reply[0] === 0x00, reply, capabilities: this.#capabilities, recordedUser };
  }

  #closeAfterLogin(): void {
    const lastWords = this.#serverClose.wait();
    if (lastWords !== null) this.#close(lastWords);
  }

  /** The recorded OK or ERR packet, in this client's capabilities. */
  #loginReply(session: RecordedSession | undefined, database: string): Buffer {
    const facts = session?.facts;
    if (facts === undefined || facts.database !== database || facts.loginReply.length === 0) return this.#ok();
    if (facts.loginReply[0] !== 0x00) return facts.loginReply;
    const ok = decodeOk(facts.loginReply, facts.capabilities);
    this.#status = ok.status & LASTING;
    return encodeOkFor(ok, this.#capabilities);
  }

  #accessDenied(user: string, isUsingPassword: boolean): Buffer {
    const using = isUsingPassword ? 'YES' : 'NO';
    const message = `Access denied for user '${user}'@'${this.#clientHost}' (using password: ${using})`;
    return encodeErr({ code: ER_ACCESS_DENIED, sqlState: '28000', message: Buffer.from(message) });
  }

  #play(command: Command, reply: Reply): Promise<Answer> {
    const { reader, crossings, isCrossProtocol, volatile } = this.#library;
    const from = this.#place.last;
    const context = { reader, matcher: this.#matcher, place: this.#place, isCrossProtocol };
    const found = volatile.find(command, this.#scope, context);
    const kill = this.#isKill(command) ? killOf(command) : null;
    this.#library.noteFound(command, found);
    switch (found.kind) {
      case 'housekeeping':
        return this.#sendOk(reply);
      case 'miss':
        if (kill !== null) return this.#kill(kill, reply);
        return this.#synthesise(command, found.reason, reply) ?? this.#miss(command, reply, found);
      case 'prepare':
        return this.#makePrepare(found.known, reply);
      case 'found': {
        const { exchange, response, how } = found;
        if (kill !== null && !kill.isQuery) this.#library.kill(kill.connectionId);
        if (how === 'next' || how === 'other protocol' || how === 'other count') crossings.note(from, exchange);
        if (this.#isUnanswered(exchange)) return Promise.resolve({ ...FAILED, closes: true });
        return response === null
          ? this.#give(command, exchange, reply)
          : this.#send(command, exchange, response, reply);
      }
    }
  }

  /** Chatter that is not recorded, or only in another state; undefined where it is none. */
  #synthesise(command: Command, reason: MissReason, reply: Reply): Promise<Answer> | undefined {
    if (!this.#library.isSynthesising || reason === 'exhausted' || this.#isRecordedFailure(command, reason)) {
      return undefined;
    }
    const chatter = answerChatter(command, {
      variables: this.#library.variables,
      collation: this.#collation,
      isMariadb: this.#recordedVersion.includes('MariaDB'),
      serverVersion: this.#recordedVersion.replace(/^5\.5\.5-(?=.*MariaDB)/, ''),
      capabilities: this.#capabilities,
      status: this.#status,
      loginStatus: this.#loginStatus,
    });
    if (chatter === undefined) return undefined;
    this.#library.synthesised(command, this.#scope.name, chatter.kind);
    if (chatter.kind === 'prepare') return this.#makePrepare(chatter.known, reply);
    return this.#sendMade(chatter.packets, chatter.kind === 'ok' ? 'ok' : 'resultset', chatter.status, reply);
  }

  /** What the server refused in another state it might refuse in this one. */
  #isRecordedFailure(command: Command, reason: MissReason): boolean {
    const { reader } = this.#library;
    const fingerprint = reason === 'unknown' ? null : fingerprintOf(command, command.dialect);
    const exchange = fingerprint === null ? undefined : reader.anyByFingerprint(fingerprint);
    return exchange?.responseId != null && reader.response(exchange.responseId).outcome === 'error';
  }

  async #sendMade(packets: Buffer, outcome: 'ok' | 'resultset', status: number, reply: Reply): Promise<Answer> {
    this.#status = status;
    this.#warnings = 0;
    await reply.write(packets);
    return { facts: { ...NO_FACTS, outcome, status }, exchange: null, closes: false };
  }

  #isKill(command: Command): boolean {
    if (command.sql === null) return this.#isProcessKill(command);
    // few statements begin with this letter, and most are not to be read again
    return ((command.sql[0] ?? 0) | 0x20) === 0x6b && readStatement(command.sql, command.dialect).keyword === 'KILL';
  }

  async #makePrepare(known: KnownAsText, reply: Reply): Promise<Answer> {
    const id = ++this.#lastStatementId;
    await reply.write(madePrepare(known, id, this.#capabilities, this.#status));
    const prepared = { id, columns: known.columns.length, parameters: known.parameterCount };
    return { facts: { ...NO_FACTS, outcome: 'ok', prepared }, exchange: null, closes: false };
  }

  #give(command: Command, exchange: RecordedExchange, reply: Reply): Promise<Answer> {
    if (exchange.gap !== null || exchange.responseId === null) {
      const reason = exchange.gap === 'secret' ? 'redacted' : 'incomplete';
      return this.#miss(command, reply, { reason, near: exchange });
    }
    const response = this.#library.reader.response(exchange.responseId);
    if (response.errorCode === ServerErrors.ER_STMT_HAS_NO_OPEN_CURSOR.code) {
      return this.#sendErr(reply, noOpenCursor(command, this.#isMariadb));
    }
    return this.#send(command, exchange, response, reply);
  }

  /** The recorded server ended the connection instead of answering. */
  #isUnanswered(exchange: RecordedExchange): boolean {
    if (exchange.gap !== 'truncated') return false;
    const closing = this.#library.closingOf(exchange.session);
    return closing?.exchange === exchange.id && !closing.isAnswered;
  }

  /** MySQL has this command no more. */
  #isProcessKill(command: Command): boolean {
    return command.code === CommandCode.COM_PROCESS_KILL && this.#isMariadb;
  }

  /** Nothing recorded is about this connection: the ids are the replay's own. */
  async #kill(kill: Kill, reply: Reply): Promise<Answer> {
    const { connectionId, isQuery } = kill;
    if (!this.#library.isConnected(connectionId)) return await this.#sendErr(reply, unknownThread(kill));
    if (connectionId === this.#greeting?.connectionId) {
      return { ...(await this.#sendErr(reply, killedOneself(kill, this.#isMariadb))), closes: !isQuery };
    }
    if (!isQuery) this.#library.kill(connectionId);
    return await this.#sendOk(reply);
  }

  async #send(command: Command, exchange: RecordedExchange, recorded: RecordedResponse, reply: Reply): Promise<Answer> {
    const response = this.#library.volatile.carry(command, exchange, recorded, this.#scope.values);
    this.#library.bytesPlayed += response.bytes;
    if (response.status !== null) this.#status = response.status & LASTING;
    this.#warnings = response.outcome === 'error' ? 1 : (response.warnings ?? 0);
    const isPrepare = command.code === CommandCode.COM_STMT_PREPARE && response.outcome !== 'error';
    const playing: Playing = {
      command,
      exchange,
      response,
      reply,
      capabilities: this.#capabilities,
      status: this.#status,
      statementId: null,
    };
    if (isPrepare) playing.statementId = ++this.#lastStatementId;
    if (response.outcome === 'local_infile') {
      const isSame = await playInfile(playing, this.#library.reader);
      const why = { reason: 'other file', near: exchange } as const;
      if (!isSame.matches) return await this.#miss(command, reply, why, isSame.sequenceId);
    } else if (((response.encoding ^ this.#capabilities) & ENCODING_BITS) === 0n) {
      await sendRecorded(playing);
    } else await playTranscoded(playing, this.#library.reader);
    const prepared = isPrepare ? preparedBy(playing) : null;
    return { facts: factsOf(response, prepared), exchange: exchange.id, closes: false };
  }

  async #miss(command: Command, reply: Reply, why: NotAnswered, sequenceId = 1): Promise<Answer> {
    const refusal = why.reason === 'unknown' ? refusalOf(command, this.#isMariadb) : null;
    if (refusal !== null) return await this.#sendErr(reply, refusal);
    this.#lastMiss = this.#library.miss(command, this.#scope.name, why);
    if (this.#library.missPolicy === 'close') return { ...FAILED, closes: true };
    return await this.#sendErr(reply, ownError(missMessage(this.#lastMiss)), sequenceId);
  }

  async #refuse(command: Command, reply: Reply): Promise<Answer> {
    return await this.#sendErr(reply, unknownStatement(command, this.#isMariadb));
  }

  async #sendErr(reply: Reply, err: ErrPacket, sequenceId = 1): Promise<Answer> {
    this.#warnings = 1;
    await reply.write(frameSmall(encodeErr(err), sequenceId));
    return FAILED;
  }

  get #isMariadb(): boolean {
    return this.#greeting?.serverVersion.includes('MariaDB') ?? false;
  }

  async #sendOk(reply: Reply, warnings = 0): Promise<Answer> {
    this.#warnings = this.#isMariadb ? 0 : warnings;
    await reply.write(frameSmall(this.#ok(), 1));
    return { ...DONE, facts: { ...DONE.facts, status: this.#status } };
  }

  #ok(): Buffer {
    return encodeOk({ ...plainOk(this.#status), warnings: this.#warnings }, this.#capabilities);
  }
}

/** The recorded bytes as they are, but for a statement id of this connection's own. */
async function sendRecorded({ response, reply, statementId }: Playing): Promise<void> {
  const { whole } = response;
  if (whole !== null && statementId === null) {
    const full = reply.write(whole);
    if (full !== undefined) await full;
    return;
  }
  let isFirst = true;
  for (const chunk of response.chunks()) {
    let bytes = chunk;
    if (isFirst && statementId !== null) {
      bytes = Buffer.from(chunk);
      bytes.writeUInt32LE(statementId, HEADER_BYTES + 1);
    }
    isFirst = false;
    await reply.write(bytes);
  }
}

/** Commands that leave what SHOW WARNINGS tells as it is. */
const SILENT: ReadonlySet<number> = new Set<number>([
  CommandCode.COM_PING,
  CommandCode.COM_STMT_CLOSE,
  CommandCode.COM_STMT_SEND_LONG_DATA,
]);
/** Commands that are answered whatever was recorded, and never looked up. */
const OWN_ANSWERS: ReadonlySet<number> = new Set<number>([
  CommandCode.COM_QUIT,
  CommandCode.COM_PING,
  CommandCode.COM_RESET_CONNECTION,
  CommandCode.COM_STMT_CLOSE,
  CommandCode.COM_STMT_RESET,
  CommandCode.COM_STMT_SEND_LONG_DATA,
]);
const HOUSEKEEPING: Found = { kind: 'housekeeping' };
const DONE: Answer = { facts: { ...NO_FACTS, outcome: 'ok' }, exchange: null, closes: false };
const NOTHING: Answer = { facts: NO_FACTS, exchange: null, closes: false };
const FAILED: Answer = { facts: { ...NO_FACTS, outcome: 'error' }, exchange: null, closes: false };

function factsOf(response: RecordedResponse, prepared: ResponseFacts['prepared']): ResponseFacts {
  const { outcome, errorCode, status, lastInsertId } = response;
  return { ...NO_FACTS, outcome, errorCode, status, lastInsertId, prepared };
}

function ownError(message: string): ErrPacket {
  return { code: ER_UNKNOWN, sqlState: 'HY000', message: Buffer.from(message) };
}
