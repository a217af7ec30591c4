// Turns one session's conversation into a recording's sessions and exchanges: what is kept, in which form, and what is
// never kept. Passwords, scrambles and auth responses do not get here; secrets inside statements are masked here.

import { type Command, NO_CONTEXT, NO_FACTS, type ResponseFacts, SERVER_CLOSE } from '../core/command.ts';
import type { Gap, RecordingWriter, ResponseWriter, SessionEnding, SessionFacts } from '../core/recording.ts';
import { type ExecutionReading, readExecution, shownParameters } from '../identity/execution-reading.ts';
import { fingerprintOf } from '../identity/fingerprint.ts';
import { stateOf } from '../identity/state-words.ts';
import { HEADER_BYTES } from '../mysql/codec/framing.ts';
import { ENCODING_BITS } from '../mysql/constants/capability-sets.ts';
import { CommandCode, hasTrait, Trait } from '../mysql/constants/commands.ts';
import { Status } from '../mysql/constants/status.ts';
import { decodeErr } from '../mysql/packets/err.ts';
import { zeroScramble } from '../mysql/packets/greeting.ts';
import { decodeOk, encodeOk } from '../mysql/packets/ok.ts';
import { answersWithSecret } from '../sql/secret-answers.ts';
import { readStatement } from '../sql/statement-reading.ts';
import type { Backlog } from './backlog.ts';
import { PassingExchange } from './passing-exchange.ts';
import { errorAlone, withoutQuote } from './quoted-secrets.ts';

const ERR = 0xff;

/** What LOCAL INFILE sent, so that a replay can tell another file. */
export interface InfileFacts {
  readonly bytes: number;
  readonly sha256: string;
}

interface KeptAnswer {
  readonly response: ResponseWriter;
  readonly facts: ResponseFacts;
  readonly gap: Gap | null;
}

/** One exchange: its answer while it passes, then what is to be written of it. */
export class Capture extends PassingExchange {
  readonly command: Command;
  infile: InfileFacts | null = null;
  readonly #place: Place;

  constructor(writer: RecordingWriter, place: Place, command: Command, startedAt?: number) {
    super(writer, command.payload.length, startedAt);
    this.command = command;
    this.#place = place;
  }

  write(): void {
    const { command } = this;
    const masked = command.sql === null ? null : readStatement(command.sql, command.dialect).masked;
    const isMasked = masked !== null && command.sql !== null && !masked.equals(command.sql);
    const isExecute = command.statement !== null;
    const sql = masked === null || isExecute ? null : masked.toString('utf8');
    const execution = command.code === CommandCode.COM_STMT_EXECUTE ? readExecution(command) : null;
    const answer = this.#answer(isMasked, masked);
    this.writer.putExchange(
      {
        id: this.id,
        session: this.#place.session,
        ordinal: this.#place.ordinal,
        command: command.name,
        sql,
        parameters: this.#shownParameters(execution),
        request: isMasked ? null : requestToKeep(command, sql),
        fingerprint: execution === null ? fingerprintOf(command, command.dialect) : execution.fingerprint,
        prepareExchange: command.statement?.exchange ?? null,
        database: command.database,
        scope: this.#place.scope,
        state: stateOf(command),
        transaction: this.#place.transaction,
        begunAfter: this.#place.begunAfter,
        startedAtUs: this.startedAtUs,
        firstByteUs: this.firstByteUs,
        lastByteUs: this.lastByteUs,
        gap: answer.gap,
      },
      answer.facts.outcome === 'none' ? null : answer.response,
      answer.facts,
      this.#place.encoding,
    );
  }

  /** @param sql the statement, secrets masked */
  #answer(isMasked: boolean, sql: Buffer | null): KeptAnswer {
    const answer = { response: this.response, facts: this.facts, gap: this.gap };
    if (this.#isAnswerSecret(sql)) return this.#withoutAnswer(answer);
    return isMasked ? this.#withoutSecrets(answer) : answer;
  }

  /** Rows with passwords that the server made, or with hashes; what a prepare tells has no rows. */
  #isAnswerSecret(sql: Buffer | null): boolean {
    if (sql === null || this.facts.outcome !== 'resultset') return false;
    return answersWithSecret(sql, this.command.dialect, this.command.database);
  }

  #withoutAnswer({ response, facts }: KeptAnswer): KeptAnswer {
    response.discard();
    return { response: this.writer.openResponse(), facts, gap: 'secret' };
  }

  /** What was answered to a statement with a secret in it, where the answer quotes the statement. */
  #withoutSecrets(answer: KeptAnswer): KeptAnswer {
    const facts = withoutQuote(answer.facts);
    if (facts === null) return answer;
    answer.response.discard();
    const response = this.writer.openResponse();
    const bytes = errorAlone(facts);
    if (bytes === null) return { response, facts, gap: 'secret' };
    response.write(bytes);
    return { response, facts, gap: answer.gap };
  }

  #shownParameters(execution: ExecutionReading | null): string | null {
    if (this.infile !== null) return JSON.stringify({ local_infile: this.infile });
    return execution === null ? shownParameters(this.command.parameters) : execution.shown;
  }
}

/** Where an exchange stands: its session, its place there, and the capability bits that shape its answer's bytes. */
interface Place {
  readonly scope: string;
  /** The exchange that began the transaction which is open. */
  readonly transaction: number | null;
  /** The exchange that was complete when the command came. */
  readonly begunAfter: number;
  readonly session: number;
  readonly ordinal: number;
  readonly encoding: bigint;
}

export class SessionRecorder {
  readonly #writer: RecordingWriter;
  readonly #backlog: Backlog;
  #session = 0;
  #ordinal = 0;
  #encoding = 0n;
  #scope = '';
  #transaction: number | null = null;

  constructor(writer: RecordingWriter, backlog: Backlog) {
    this.#writer = writer;
    this.#backlog = backlog;
  }

  /** A login or a change of user has ended, well or not; it begins a session of the recording. */
  begin(facts: Omit<SessionFacts, 'greeting'>, greeting: Buffer): void {
    if (this.#session > 0) this.end('change_user');
    const loginReply = withoutInfo(facts.loginReply, facts.capabilities);
    this.#session = this.#writer.beginSession({ ...facts, loginReply, greeting: zeroScramble(greeting) });
    this.#ordinal = 0;
    this.#encoding = facts.capabilities & ENCODING_BITS;
    this.#scope = facts.scope;
    this.#transaction = null;
  }

  /** A change of user was refused and the session goes on as it was: the attempt is a session of its own. */
  refuse(facts: Omit<SessionFacts, 'greeting'>, greeting: Buffer): void {
    const refused = this.#writer.beginSession({ ...facts, greeting: zeroScramble(greeting) });
    this.#writer.endSession(refused, 'error', microsecondsNow());
    this.#transaction = null;
  }

  end(ending: SessionEnding): void {
    if (this.#session === 0) return;
    this.#writer.endSession(this.#session, ending, microsecondsNow());
    this.#session = 0;
  }

  /** What follows belongs to another scope. */
  enterScope(scope: string): void {
    this.#scope = scope;
  }

  open(command: Command, startedAt?: number): Capture {
    const place = {
      session: this.#session,
      ordinal: ++this.#ordinal,
      encoding: this.#encoding,
      scope: this.#scope,
      transaction: this.#transaction,
      begunAfter: this.#writer.lastExchange,
    };
    return new Capture(this.#writer, place, command, startedAt);
  }

  /**
   * The server ended the connection while nothing was asked.
   * @param idleSince when the last answer ended, by `performance.now()`
   */
  keepClosing(lastWords: Buffer, idleSince: number): void {
    if (this.#session === 0) return;
    const capture = this.open(CLOSING, idleSince);
    if (lastWords.length > 0) capture.add(lastWords);
    this.keep(capture, closingFacts(lastWords), null);
  }

  /** Keeps the exchange, written soon, and returns its id. */
  keep(capture: Capture, facts: ResponseFacts, gap: Gap | null): number {
    const id = this.#writer.nextExchange();
    capture.finish(id, facts, gapOf(capture.command, facts, gap));
    this.#backlog.push(capture);
    this.#followTransaction(id, facts.status);
    return id;
  }

  /** An error packet has no status flags: what it did to the transaction shows with the next answer. */
  #followTransaction(exchange: number, status: number | null): void {
    if (status === null) return;
    this.#transaction = (status & Status.IN_TRANS) === 0 ? null : (this.#transaction ?? exchange);
  }
}

/** A statement that the server knows and we do not was prepared before the recording began. */
function gapOf({ code, statement }: Command, { outcome }: ResponseFacts, known: Gap | null): Gap | null {
  if (known !== null) return hasTrait(code, Trait.ENDLESS) ? 'unsupported' : known;
  return hasTrait(code, Trait.GIVES_PREPARED) && statement === null && outcome !== 'error' ? 'mid stream' : null;
}

const CLOSING: Command = {
  ...SERVER_CLOSE,
  payload: Buffer.alloc(0),
  sql: null,
  parameters: null,
  statement: null,
  database: '',
  dialect: { charset: null, noBackslashEscapes: false, ansiQuotes: false },
  state: { all: '', settings: '', isInTransaction: false, status: 0, given: new Map() },
  context: NO_CONTEXT,
};

function closingFacts(lastWords: Buffer): ResponseFacts {
  if (lastWords.length === 0) return NO_FACTS;
  if (lastWords[HEADER_BYTES] !== ERR) return { ...NO_FACTS, outcome: 'ok' };
  const end = HEADER_BYTES + lastWords.readUIntLE(0, 3);
  const { code, sqlState, message } = decodeErr(lastWords.subarray(HEADER_BYTES, end));
  return { ...NO_FACTS, outcome: 'error', errorCode: code, sqlState, errorMessage: message.toString('utf8') };
}

export function microsecondsNow(): number {
  return Math.round((performance.timeOrigin + performance.now()) * 1000);
}

/**
 * MariaDB (11.4 and later) proves in the OK packet's text that it knows the client's password: a secret's relative, which
 * is not kept. https://mariadb.com/kb/en/connection/#ssl-certificate-verification
 */
function withoutInfo(reply: Buffer, capabilities: bigint): Buffer {
  if (reply[0] !== 0x00) return reply;
  const ok = decodeOk(reply, capabilities);
  return ok.info === null || ok.info.length === 0 ? reply : encodeOk({ ...ok, info: Buffer.alloc(0) }, capabilities);
}

/** Null where the statement's text says it all: the command byte and then exactly its bytes. */
function requestToKeep(command: Command, sql: string | null): Buffer | null {
  if (!hasTrait(command.code, Trait.TEXT) || sql === null || command.sql === null) return command.payload;
  const isExact = command.payload.length === command.sql.length + 1 && Buffer.byteLength(sql) === command.sql.length;
  return isExact && !sql.includes('\ufffd') ? null : command.payload;
}
