// Turns one session's conversation into a recording's sessions and exchanges: what is kept, in which form, and what is
// never kept. Passwords, scrambles and auth responses do not get here; secrets inside statements are masked in capture.ts.

import {
  type Command,
  NO_CONTEXT,
  NO_FACTS,
  PLAIN_DIALECT,
  type ResponseFacts,
  SERVER_CLOSE,
} from '../core/command.ts';
import {
  type Gap,
  OPEN_CONNECTIONS,
  type RecordingWriter,
  type SessionEnding,
  type SessionFacts,
} from '../core/recording.ts';
import type { AskingSession } from '../core/responder.ts';
import type { UnnamedScope } from '../core/scope.ts';
import { HEADER_BYTES } from '../mysql/codec/framing.ts';
import { ENCODING_BITS } from '../mysql/constants/capability-sets.ts';
import { hasTrait, Trait } from '../mysql/constants/commands.ts';
import { transactionAfter } from '../mysql/constants/status.ts';
import { decodeErr } from '../mysql/packets/err.ts';
import { zeroScramble } from '../mysql/packets/greeting.ts';
import { decodeOk, encodeOk } from '../mysql/packets/ok.ts';
import type { Backlog } from './backlog.ts';
import { Capture, type Standing } from './capture.ts';
import { microsecondsNow, SessionWriter } from './session-writer.ts';
import { UnreadCapture, UnreadCaptures } from './unread-capture.ts';

const ERR = 0xff;

export class SessionRecorder {
  readonly #session: SessionWriter;
  #encoding = 0n;
  #transaction: number | null = null;
  readonly #unread = new UnreadCaptures();

  constructor(writer: RecordingWriter, backlog: Backlog, unnamed: UnnamedScope) {
    this.#session = new SessionWriter(writer, backlog, unnamed);
  }

  /** A login or a change of user has ended, well or not; it begins a session of the recording. */
  begin(facts: Omit<SessionFacts, 'greeting'>, greeting: Buffer): void {
    const loginReply = withoutInfo(facts.loginReply, facts.capabilities);
    this.#session.begin({ ...facts, loginReply, greeting: zeroScramble(greeting) });
    this.#encoding = facts.capabilities & ENCODING_BITS;
    this.#transaction = null;
  }

  /** A change of user was refused and the session goes on as it was: the attempt is a session of its own. */
  refuse(facts: Omit<SessionFacts, 'greeting'>, greeting: Buffer): void {
    const { recording } = this.#session;
    const refused = recording.beginSession(this.#session.inScope({ ...facts, greeting: zeroScramble(greeting) }));
    recording.endSession(refused, 'error', microsecondsNow());
    this.#transaction = null;
  }

  /**
   * The server said no before anybody could log in (1040, 1129, 1130).
   * @param open how many others were connected
   */
  refuseConnection(refusal: Buffer, open: number, startedAtUs: number): void {
    const { recording } = this.#session;
    const nobody = { user: '', database: '', scope: '', capabilities: 0n, charset: 0, maxPacketBytes: 0 };
    const channel = { clientTls: null, serverTls: null, serverVersion: '', greeting: Buffer.alloc(0), authPlugin: '' };
    const facts: SessionFacts = {
      ...{ protocol: 'classic', ...nobody, ...channel, authOutcome: 'error', loginReply: refusal, startedAtUs },
      attributes: { [OPEN_CONNECTIONS]: String(open) },
    };
    recording.endSession(recording.beginSession(this.#session.inScope(facts)), 'error', microsecondsNow());
  }

  end(ending: SessionEnding): void {
    this.#session.end(ending);
  }

  /** The client begins a scope; an empty name for none. */
  beginScope(name: string): void {
    this.#session.beginScope(name);
  }

  /** A command is passed on. */
  open(command: Command): Capture {
    this.#session.followScope();
    return this.#open(command);
  }

  /** A command is passed on by its packet, to be read behind its answer. @param asking the session that it belongs to */
  openUnread(packet: Buffer, asking: AskingSession): UnreadCapture {
    this.#session.followScope();
    const { recording } = this.#session;
    const place = this.#session.nextPlace();
    return new UnreadCapture(recording, this.#unread, asking, packet, place, this.#transaction, this.#encoding);
  }

  /** Reads what was passed on unread: whoever reads a command, or ends the session, does that first. */
  readUnread(): void {
    this.#unread.read();
  }

  #open(command: Command, startedAt?: number): Capture {
    return new Capture(this.#session.recording, this.#standing(), command, startedAt);
  }

  #standing(): Standing {
    return { place: this.#session.nextPlace(), transaction: this.#transaction, encoding: this.#encoding };
  }

  /**
   * The server ended the connection while nothing was asked.
   * @param idleSince when the last answer ended, by `performance.now()`
   */
  keepClosing(lastWords: Buffer, idleSince: number): void {
    if (!this.#session.isOpen) return;
    const capture = this.#open(CLOSING, idleSince);
    if (lastWords.length > 0) capture.add(lastWords);
    this.keep(capture, closingFacts(lastWords), null);
  }

  /** Keeps the exchange, written soon, and returns its id. */
  keep(capture: Capture, facts: ResponseFacts, gap: Gap | null): number {
    const id = this.#session.keep(capture, facts, gapOf(capture.command, facts, gap));
    this.#transaction = transactionAfter(this.#transaction, id, facts.status);
    return id;
  }

  /** As keep(), of a query or an execute that was passed on unread. */
  keepUnread(capture: UnreadCapture, facts: ResponseFacts, gap: Gap | null): void {
    const id = this.#session.keep(capture, facts, gap);
    this.#transaction = transactionAfter(this.#transaction, id, facts.status);
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
  dialect: PLAIN_DIALECT,
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

/**
 * MariaDB (11.4 and later) proves in the OK packet's text that it knows the client's password: a secret's relative, which
 * is not kept. https://mariadb.com/kb/en/connection/#ssl-certificate-verification
 */
function withoutInfo(reply: Buffer, capabilities: bigint): Buffer {
  if (reply[0] !== 0x00) return reply;
  const ok = decodeOk(reply, capabilities);
  return ok.info === null || ok.info.length === 0 ? reply : encodeOk({ ...ok, info: Buffer.alloc(0) }, capabilities);
}
