// Turns one session's conversation into a recording's sessions and exchanges: what is kept, in which form, and what is
// never kept. Passwords, scrambles and auth responses do not get here; secrets inside statements are masked here.

import { ENCODING_BITS } from '../classic/constants/capability-sets.ts';
import { CommandCode } from '../classic/constants/commands.ts';
import { Status } from '../classic/constants/status.ts';
import { zeroScramble } from '../classic/packets/greeting.ts';
import { decodeOk, encodeOk } from '../classic/packets/ok.ts';
import type { Command, ResponseFacts } from '../domain/command.ts';
import type { Gap, RecordingWriter, ResponseWriter, SessionEnding, SessionFacts } from '../domain/recording.ts';
import { fingerprintOf, stateOf } from '../fingerprint/fingerprint.ts';
import { formatParameters } from '../fingerprint/format-parameters.ts';
import { readStatement } from '../fingerprint/statement-reading.ts';
import { errorAlone, withoutQuote } from './quoted-secrets.ts';

/** What LOCAL INFILE sent, so that a replay can tell another file. */
export interface InfileFacts {
  readonly bytes: number;
  readonly sha256: string;
}

/** One command's answer while it passes. Times are of `performance.now()`, in milliseconds. */
export interface Capture {
  readonly command: Command;
  readonly startedAt: number;
  /** The exchange that was complete when the command came. */
  readonly begunAfter: number;
  firstByteAt: number;
  readonly response: ResponseWriter;
  infile: InfileFacts | null;
}

interface KeptAnswer {
  readonly response: ResponseWriter;
  readonly facts: ResponseFacts;
  readonly gap: Gap | null;
}

export class SessionRecorder {
  readonly #writer: RecordingWriter;
  #session = 0;
  #ordinal = 0;
  #encoding = 0n;
  /** The exchange that began the transaction which is open. */
  #transaction: number | null = null;
  #scope = '';

  constructor(writer: RecordingWriter) {
    this.#writer = writer;
  }

  /** A login or a change of user has ended, well or not; it begins a session of the recording. */
  begin(facts: Omit<SessionFacts, 'greeting'>, greeting: Buffer): void {
    if (this.#session > 0) this.end('change_user');
    const loginReply = withoutInfo(facts.loginReply, facts.capabilities);
    this.#session = this.#writer.beginSession({ ...facts, loginReply, greeting: zeroScramble(greeting) });
    this.#ordinal = 0;
    this.#transaction = null;
    this.#scope = facts.scope;
    this.#encoding = facts.capabilities & ENCODING_BITS;
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

  open(command: Command): Capture {
    const now = performance.now();
    const begunAfter = this.#writer.lastExchange;
    return {
      command,
      startedAt: now,
      begunAfter,
      firstByteAt: now,
      response: this.#writer.openResponse(),
      infile: null,
    };
  }

  /** Keeps the exchange and returns its id. */
  keep(capture: Capture, facts: ResponseFacts, gap: Gap | null): number {
    const { command, startedAt, firstByteAt } = capture;
    const now = performance.now();
    const masked = command.sql === null ? null : readStatement(command.sql, command.dialect).masked;
    const isMasked = masked !== null && command.sql !== null && !masked.equals(command.sql);
    const isExecute = command.statement !== null;
    const sql = masked === null || isExecute ? null : masked.toString('utf8');
    const answer = isMasked
      ? this.#withoutSecrets({ response: capture.response, facts, gap })
      : { response: capture.response, facts, gap };
    const id = this.#writer.putExchange(
      {
        session: this.#session,
        ordinal: ++this.#ordinal,
        command: command.name,
        sql,
        parameters: this.#parameters(capture),
        request: isMasked ? null : requestToKeep(command, sql),
        fingerprint: fingerprintOf(command, command.dialect),
        prepareExchange: command.statement?.exchange ?? null,
        database: command.database,
        scope: this.#scope,
        state: stateOf(command),
        transaction: this.#transaction,
        begunAfter: capture.begunAfter,
        startedAtUs: Math.round((performance.timeOrigin + startedAt) * 1000),
        firstByteUs: Math.round((firstByteAt - startedAt) * 1000),
        lastByteUs: Math.round((now - startedAt) * 1000),
        gap: answer.gap,
      },
      facts.outcome === 'none' ? null : answer.response,
      answer.facts,
      this.#encoding,
    );
    this.#followTransaction(id, facts.status);
    return id;
  }

  /** An error packet has no status flags: what it did to the transaction shows with the next answer. */
  #followTransaction(exchange: number, status: number | null): void {
    if (status === null) return;
    this.#transaction = (status & Status.IN_TRANS) === 0 ? null : (this.#transaction ?? exchange);
  }

  /** What was answered to a statement with a secret in it, where the answer quotes the statement. */
  #withoutSecrets(answer: KeptAnswer): KeptAnswer {
    const facts = withoutQuote(answer.facts);
    if (facts === null) return answer;
    answer.response.discard();
    const response = this.#writer.openResponse();
    const bytes = errorAlone(facts);
    if (bytes === null) return { response, facts, gap: 'secret' };
    response.write(bytes);
    return { response, facts, gap: answer.gap };
  }

  #parameters({ command, infile }: Capture): string | null {
    if (infile !== null) return JSON.stringify({ local_infile: infile });
    return command.parameters === null || command.parameters.length === 0 ? null : formatParameters(command.parameters);
  }
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
  const isText = command.code === CommandCode.COM_QUERY || command.code === CommandCode.COM_STMT_PREPARE;
  if (!isText || sql === null || command.sql === null) return command.payload;
  const isExact = command.payload.length === command.sql.length + 1 && Buffer.byteLength(sql) === command.sql.length;
  return isExact && !sql.includes('\ufffd') ? null : command.payload;
}
