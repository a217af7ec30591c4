// The one seam between a session and whoever answers: a real server, a recording or a script.
// A session never asks which of them it has.

import type { Command, Dialect, PreparedStatement, PreviousStatement, ResponseFacts, StateWords } from './command.ts';
import type { SessionEnding, TlsFacts } from './recording.ts';

/** Who the client says it is: Protocol::HandshakeResponse41 or COM_CHANGE_USER. */
export interface Login {
  /** The packet's payload as the client sent it; holds secrets. */
  readonly payload: Buffer;
  /** Capabilities that both the client and our greeting have. */
  readonly capabilities: bigint;
  /** Without the scope that may stand behind it. */
  readonly user: string;
  /** The scope that the client asks for, by its user name or an attribute; empty where it names none. */
  readonly scope: string;
  /** Empty where none was asked for. */
  readonly database: string;
  /** The plugin that `authResponse` is meant for; empty where the client named none. */
  readonly authPlugin: string;
  readonly authResponse: Buffer;
  /** Collation id. */
  readonly charset: number;
  readonly tls: TlsFacts | null;
  readonly isTls: boolean;
  /** Whether secrets may be sent in clear: TLS or a Unix socket. */
  readonly isSecure: boolean;
  /**
   * A COM_CHANGE_USER that servers cannot read, and refuse before they ask for a password: nothing of it, or its attributes
   * only. Absent for any other login.
   */
  readonly unread?: 'all' | 'attributes';
}

/** The packets of the authentication dialogue, by payload; the session keeps the sequence ids. */
export interface AuthDialogue {
  send(payload: Buffer): Promise<void>;
  /** @throws ConnectionLost where the client went away */
  receive(): Promise<Buffer>;
}

/** Result of a login or a change of user. */
export interface LoginResult {
  readonly accepted: boolean;
  /** Payload of the OK or ERR packet that the session sends last; empty where the answering side went away. */
  readonly reply: Buffer;
  /** Capabilities that hold from here on. */
  readonly capabilities: bigint;
  /** Whose recorded answers the client gets, where it logged in by another name; absent where by its own. */
  readonly recordedUser?: string;
  /** A change of user was refused and the connection goes on as who it was, as MariaDB's do; else a refusal ends it. */
  readonly goesOn?: boolean;
}

/** The client's connection, as far as who answers may use it. */
export interface ClientLink {
  /** Resolves when the client is gone for good. */
  readonly closed: Promise<void>;
  /** Resolves when it has ended its side with nothing more to ask, and at the latest with `closed`: it may still listen. */
  readonly left: Promise<void>;
  /** Whether it has sent commands, whole or in part, whose turn has not come: one that has `left` may wait for their answers. */
  hasMore(): boolean;
}

/** Where the answer to a command goes. */
export interface Reply {
  /** The command's packet as it came, its header included; null or absent where only its payload is there. */
  readonly packet?: Buffer | null;
  /** Whole packets or pieces of them, headers included; a promise only where the client cannot take more now. */
  write(bytes: Buffer): Promise<void> | undefined;
  /** The client's next packet in the middle of a response (LOCAL INFILE). */
  readClientPacket(): Promise<ClientPacket>;
}

/** A packet that the client sent outside the rhythm of commands. */
export interface ClientPacket {
  readonly sequenceId: number;
  readonly payload: Buffer;
}

/** What came of a command. */
export interface Answer {
  readonly facts: ResponseFacts;
  /** Its exchange in the recording; null where there is none. */
  readonly exchange: number | null;
  /** The connection ends behind this answer. */
  readonly closes: boolean;
}

/** A client's connection, for answers that go out whole. */
export interface Outlet {
  /** Whether something that was written has still to go out. */
  readonly hasUnsent: boolean;
  write(bytes: Buffer): Promise<void> | undefined;
}

/** A statement that a packet executes, as far as it can be told without reading what is bound. */
export interface Executed {
  readonly statement: PreparedStatement;
  /** How what is bound stands in the packet: equal bytes of equal forms bind the same. As `Command.boundForm`. */
  readonly form: string;
  /** For whoever answers, to keep with the statement. */
  memo: object | null;
}

/** What an answer leaves behind that is given once more. */
export interface GivenAgain {
  readonly previous: PreviousStatement;
  /** Of what was asked, as `SessionContext.asked` counts it. */
  readonly mark: number;
}

/** A session, for the quick way: what decides an answer beside the command's bytes, and what the answer leaves behind. */
export interface AskingSession {
  readonly words: StateWords;
  readonly dialect: Dialect;
  readonly database: string;
  /** Whether `words` say all: no temporary table is there, and nothing holds for the next statement only. */
  readonly isPlain: boolean;
  /** Where the text begins in a packet of COM_QUERY; -1 where the packet has to be read. */
  textAt(packet: Buffer): number;
  /** What a packet of COM_STMT_EXECUTE executes; undefined where it has to be read. */
  executed(packet: Buffer): Executed | undefined;
  /** The text that a packet of COM_STMT_EXECUTE executes; null where it has to be read. */
  executedText(packet: Buffer): Buffer | null;
  /** Reads a command, and takes note of what came of it: behind its answer, in the order in which they were asked. */
  decode(payload: Buffer): Command;
  apply(command: Command, facts: ResponseFacts, exchange: number | null): void;
  /**
   * Takes note of an answer that was given once more.
   * @param executed what `packet` executed; null for a text
   */
  noteAgain(again: GivenAgain, executed: Executed | null, packet: Buffer): void;
}

/** What the quick way of a responder has not done yet. */
export interface Unread {
  /** An answer is under way. */
  readonly isAnswering: boolean;
  /**
   * Reads what was asked so far, which comes before anything else of the session is read. A promise where an answer is under way:
   * ask again behind it.
   */
  settle(): Promise<void> | undefined;
  /** Rejects where an answer broke, as `respond` does. */
  readonly broken: Promise<never>;
}

/** What is there at once wherever nothing has to be waited for. */
export type MaybeLater<T> = T | Promise<T>;

/** One client's partner for the length of its connection. */
export interface Responder {
  /**
   * Payload of the first packet: a greeting, or an ERR packet (then the connection ends).
   * @param client an answer that nobody waits for any more need not be waited for, from here on
   */
  greet(client: ClientLink): Promise<Buffer>;
  login(login: Login, dialogue: AuthDialogue): Promise<LoginResult>;
  /** COM_CHANGE_USER. */
  changeUser(login: Login, dialogue: AuthDialogue): Promise<LoginResult>;
  /** Answers any other command; at once where nothing has to be waited for. */
  respond(command: Command, reply: Reply): MaybeLater<Answer>;
  /**
   * The quick way, where there is one: takes a command by its packet, without reading it.
   * False where it did nothing: then the command is read, and `respond` is asked.
   */
  again?(packet: Buffer, session: AskingSession, client: Outlet): boolean;
  /** Where the quick way may leave something undone; absent where an answer is whole when `again` returns. */
  readonly unread?: Unread;
  /** Resolves, with bytes still to be passed on, when the answering side went away between commands; else never. */
  readonly gone: Promise<Buffer>;
  /** The session is over; called exactly once. */
  end(ending: SessionEnding): Promise<void>;
}
