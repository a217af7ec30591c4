// What is kept of a conversation, and the two ports through which it is written and read.
// The SQLite file behind them is in src/store; nothing here knows SQL.

import type { Outcome, ResponseFacts } from './command.ts';
import type { DataUse } from './data-use.ts';

export type Protocol = 'classic' | 'x';

/** How TLS stood on one side of the proxy; null where there was none. */
export interface TlsFacts {
  readonly protocol: string;
  readonly cipher: string;
  /** The name of the server that a client asked for; absent where none is known. Not recorded. */
  readonly serverName?: string;
  /** Whether it goes on with a session of before; absent where not. Not recorded. */
  readonly isResumed?: boolean;
}

/**
 * Why an exchange cannot be served as a whole answer. `truncated`: a side went away within it;
 * `abandoned`: the client left before anything of its answer came, which is kept where it came later; `secret`: its answer quoted a
 * secret and was not kept; `mid stream`: what it depends on came before the recording began (an execute whose prepare
 * is not known); `unsupported`: an endless response that was cut; `damaged`: never written, but found when it is read: it is
 * not what was recorded.
 */
export type Gap = 'truncated' | 'abandoned' | 'secret' | 'mid stream' | 'unsupported' | 'damaged';

/** How a session ended: `open` while it lives, and for ever where the recorder was killed. */
export type SessionEnding = 'open' | 'quit' | 'client_closed' | 'server_closed' | 'shutdown' | 'change_user' | 'error';

/** What is known of a session when its client has said who it is. Never a scramble, a password or an auth response. */
export interface SessionFacts {
  readonly protocol: Protocol;
  readonly user: string;
  readonly database: string;
  /** Negotiated capability flags; MariaDB's extended ones from bit 32 up. */
  readonly capabilities: bigint;
  /** Collation id of the handshake response. */
  readonly charset: number;
  readonly maxPacketBytes: number;
  readonly attributes: Readonly<Record<string, string>>;
  readonly clientTls: TlsFacts | null;
  readonly serverTls: TlsFacts | null;
  readonly serverVersion: string;
  /** Payload of the server's greeting with its scramble zeroed. */
  readonly greeting: Buffer;
  /** The plugin that authentication ended with. */
  readonly authPlugin: string;
  readonly authOutcome: 'ok' | 'error' | 'aborted';
  /** Payload of the OK or ERR packet that ended authentication; empty where none came. */
  readonly loginReply: Buffer;
  /** Microseconds since 1970. */
  readonly startedAtUs: number;
  /** The scope that it began in; empty for the unnamed one. */
  readonly scope: string;
}

/** An exchange as the recorder hands it in; its response's bytes went before it, through a ResponseWriter. */
export interface ExchangeFacts {
  /** As `nextExchange()` gave it; the next one where absent. */
  readonly id?: number;
  readonly session: number;
  /** Place in its session, from 1. */
  readonly ordinal: number;
  readonly command: string;
  /** The statement, for people; null where the command has none, and in an execute (its prepare has it). */
  readonly sql: string | null;
  /** Typed parameters as JSON, for people; null where there are none. */
  readonly parameters: string | null;
  /** Payload of the command; null where it is the command byte and exactly the bytes of `sql` in UTF-8, or a secret. */
  readonly request: Buffer | null;
  /** 32 hexadecimal digits: what is matched on replay; null for a command that is never matched. */
  readonly fingerprint: string | null;
  /** The exchange that prepared the statement executed here. */
  readonly prepareExchange: number | null;
  readonly database: string;
  /** The scope that it belongs to; empty for the unnamed one. */
  readonly scope: string;
  /** The session's state in words, as far as the answer depends on it. */
  readonly state: string;
  /** The exchange that began the transaction in which this one ran; null outside, and in that one itself. */
  readonly transaction: number | null;
  /** The last exchange that was complete when this one's command came; 0 where none was. */
  readonly begunAfter: number;
  readonly startedAtUs: number;
  /** Microseconds from the command's last byte to the response's first and last. */
  readonly firstByteUs: number;
  readonly lastByteUs: number;
  /** Why this exchange cannot be served as a whole answer; null where nothing is wrong. */
  readonly gap: Gap | null;
}

/** Takes one response, in order, while it arrives. */
export interface ResponseWriter {
  /** Keeps a view of the bytes: the caller must not change them afterwards. */
  write(bytes: Buffer): void;
  /** What more should wait for, where it comes faster than it can be written; undefined where it need not. */
  readonly behind?: Promise<void> | undefined;
  /** Drops what was written. */
  discard(): void;
}

/** A system variable of the server as a new session has it, and how its column is defined in a result. */
export interface ServerVariable {
  /** In lower case. */
  readonly name: string;
  /** As a row of the text protocol has it, in UTF-8. */
  readonly value: string | null;
  readonly type: number;
  readonly flags: number;
  /** Display length in bytes of `charset`. */
  readonly length: number;
  readonly decimals: number;
  /** Collation id. */
  readonly charset: number;
}

/** A table or view of the server as information_schema describes it. */
export interface TableSchema {
  readonly schema: string;
  readonly table: string;
  /** 32 hexadecimal digits, equal where `definition` is. */
  readonly digest: string;
  /** One line for its kind, and one per column, key and reference. */
  readonly definition: string;
}

/** The writing side. Each method throws a MockError `RECORDING_WRITE_FAILED` when the file cannot be written. */
export interface RecordingWriter {
  /** Keeps a session and returns its id. */
  beginSession(facts: SessionFacts): number;
  endSession(session: number, ending: SessionEnding, endedAtUs: number): void;
  openResponse(): ResponseWriter;
  /** Id of the exchange that was kept last; 0 where none was. */
  readonly lastExchange: number;
  /** Sets an exchange's id aside, for who needs it before the exchange is handed in; ids rise. */
  nextExchange(): number;
  /**
   * Keeps an exchange with the response that `response` holds (null: the command has none) and returns its id.
   * @param encoding capability bits that shaped the response's bytes
   */
  putExchange(exchange: ExchangeFacts, response: ResponseWriter | null, facts: ResponseFacts, encoding: bigint): number;
  /** Puts what is pending on disk. */
  flush(): void;
  /** Nothing more can be kept, for this reason; does nothing where writing has failed before. */
  fail(error: unknown): void;
  /** Ends the recording: one file, indexed, nothing beside it. */
  close(): void;
}

/** A response as it was recorded. */
export interface RecordedResponse {
  readonly id: number;
  /** Capability bits that shaped its bytes. */
  readonly encoding: bigint;
  readonly bytes: number;
  readonly outcome: Outcome;
  readonly errorCode: number | null;
  readonly status: number | null;
  readonly warnings: number | null;
  readonly affectedRows: bigint | null;
  /** Of all result sets. */
  readonly rows: number | null;
  /** Of the last OK packet; 0 where it gave none. */
  readonly lastInsertId: bigint;
  /** All of its bytes where they are few (64 KiB at the most), as they came from the server, headers included. */
  readonly whole: Buffer | null;
  /** The same bytes in chunks of bounded size. */
  chunks(): Iterable<Buffer>;
}

/** An exchange as matching sees it. */
export interface RecordedExchange {
  readonly id: number;
  readonly session: number;
  readonly ordinal: number;
  readonly command: string;
  readonly database: string;
  readonly responseId: number | null;
  readonly prepareExchange: number | null;
  readonly gap: Gap | null;
  readonly fingerprint: string | null;
  readonly scope: number;
  /** Id of the session state's words; null where the recording does not know it. */
  readonly state: number | null;
  /** As in ExchangeFacts. */
  readonly transaction: number | null;
  /** As in ExchangeFacts; null where the recording does not know it. */
  readonly begunAfter: number | null;
}

/** When an exchange was, in microseconds. */
export interface ExchangeTimes {
  /** Since 1970. */
  readonly startedAtUs: number;
  /** From the command to the first byte of its answer, and to the last; to the end where none came. */
  readonly firstByteUs: number;
  readonly lastByteUs: number;
}

/** What an exchange had to do with data, and which version of them it saw: numbers that are equal where the data are. */
export interface RecordedData {
  readonly use: DataUse;
  /** Equal where two writes do the same. */
  readonly identity: number;
  readonly version: number;
  /** Of what only unpromised numbers in the answer depend on. */
  readonly soft: number;
  /** The last write that the answer depends on; 0 where there was none. */
  readonly behind: number;
  /** Versions that it may have seen instead: a write ran at the same time. */
  readonly also: readonly number[];
}

/**
 * The one attribute of a session that is a connection which the server refused instead of greeting it: it has no greeting, no
 * user, and this is how many connections to the server were open then.
 */
export const OPEN_CONNECTIONS = 'open_connections';

/** A session as replay needs it. */
export interface RecordedSession {
  readonly id: number;
  readonly facts: SessionFacts;
  readonly ending: SessionEnding;
}

/** How the server ended a session. */
export interface SessionClosing {
  /** The exchange behind which it did so, or that got nothing but the end; 0 where nothing was asked. */
  readonly exchange: number;
  /** False where the end came in place of this exchange's answer. */
  readonly isAnswered: boolean;
  /** How long after the last answer, in microseconds. */
  readonly idleUs: number;
  /** What the server said last. */
  readonly lastWords: Buffer;
}

/** A statement of the recording that resembles one that was asked. */
export interface NearbyStatement {
  readonly exchange: number;
  readonly command: string;
  readonly sql: string;
  readonly parameters: string | null;
  readonly database: string;
  /** The scope that it belongs to; empty for the unnamed one. */
  readonly scope: string;
}

/** A recorded exchange's statement and its parameters. */
export interface RecordedStatement {
  readonly id: number;
  readonly session: number;
  readonly scope: number;
  readonly command: string;
  /** Secrets masked; of an execute that of its prepare. */
  readonly sql: string;
  /** As the recorder wrote them (JSON); null where there are none. */
  readonly parameters: string | null;
  /** Payload of the command that holds the statement; null where it holds nothing else, and `sql` exactly. */
  readonly request: Buffer | null;
  /** Payload of an execute itself; null for any other command, and where it is not kept. */
  readonly execution: Buffer | null;
  /** When it was asked, in ms since 1970; null where the recording does not tell. */
  readonly askedMs: number | null;
}

/** The reading side; every look-up goes by index, nothing is loaded whole. */
export interface RecordingReader {
  /** The first session in which the server greeted; undefined where there is none. @param protocol default `classic` */
  firstSession(protocol?: Protocol): RecordedSession | undefined;
  /** At most `limit` sessions of a user in the order of the recording. @param protocol default `classic` */
  sessionsOf(user: string, limit: number, protocol?: Protocol): readonly RecordedSession[];
  /** At most `limit` sessions of the classic protocol that the server refused. */
  refusedLogins(limit: number): readonly RecordedSession[];
  /** Whether anybody logged in to a database, or asked anything in it. */
  hasDatabase(name: string): boolean;
  /** Whether any statement is known to be about a table. @param name `schema.table`, in lower case */
  hasTable(name: string): boolean;
  /** At most `limit` names of users that logged in, of the classic protocol. */
  users(limit: number): readonly string[];
  /** Of a scope, at most `limit` exchanges with this fingerprint whose id is above `after`, in the order of the recording. */
  byFingerprintAfter(fingerprint: string, scope: number, after: number, limit: number): readonly RecordedExchange[];
  /** At most `limit` exchanges of a session, of any scope, whose id is above `after`, in their order. */
  bySessionAfter(session: number, after: number, limit: number): readonly RecordedExchange[];
  /** The last execute of a statement before an exchange that is about it; null where there is none. */
  executeBefore(exchange: Pick<RecordedExchange, 'id' | 'prepareExchange'>): RecordedExchange | null;
  /** Whether any exchange is a gap. */
  hasGaps(): boolean;
  /** The gaps of a session in their order. */
  gapsOf(session: number): readonly RecordedExchange[];
  /** An exchange with this fingerprint in any scope. */
  anyByFingerprint(fingerprint: string): RecordedExchange | undefined;
  /** The id of a session state; null where the recording has none of these words. */
  stateId(words: string): number | null;
  /** The words of a session state. */
  stateWords(id: number): string;
  /** The id of a scope; null where the recording has none of this name. */
  scopeId(name: string): number | null;
  /** Names of all scopes but the unnamed one. */
  scopeNames(): readonly string[];
  exchangeById(id: number): RecordedExchange | undefined;
  /** Whether the recording knows which data its answers depend on. */
  readonly hasData: boolean;
  /** Undefined where an exchange had nothing to do with data, or the recording does not know. */
  dataOf(exchange: number): RecordedData | undefined;
  /** The statement of an exchange, secrets masked; null where it has none. */
  statementOf(exchange: number): string | null;
  /** Parameters of an exchange as the recorder wrote them (JSON). */
  parametersOf(exchange: number): string | null;
  /** When an exchange was; zeros where there is none. */
  timesOf(exchange: number): ExchangeTimes;
  /** At most `limit` statements that can be matched, of exchanges whose id is above `after`, in their order. */
  statementsAfter(after: number, limit: number): readonly RecordedStatement[];
  /** The same of one exchange; undefined where it has none. */
  recordedStatement(exchange: number): RecordedStatement | undefined;
  response(id: number): RecordedResponse;
  /** A variable that the recorder asked the server for; undefined where it did not. @param name in lower case */
  serverVariable(name: string): ServerVariable | undefined;
  /** All of them that the recorder asked the server for. */
  serverVariables(): readonly ServerVariable[];
  /** Whole exchanges whose text statement names system variables, at most some hundreds. */
  variableReads(): readonly RecordedExchange[];
  /** Tables and views as the server described them when the recording ended; empty where it did not. */
  tables(): readonly TableSchema[];
  /** How the server ended a session; undefined where somebody else did, or it is not known when. */
  closingOf(session: number): SessionClosing | undefined;
  /** Exchanges that replay can give an answer from; null where there are more than `limit` of any kind. */
  countPlayable(limit: number): number | null;
  /**
   * At most `limit` distinct recorded statements to compare a missed one with, most alike first.
   * @param command where only those of this one are meant; at no cost where there are none
   */
  nearest(sql: string, limit: number, command?: string): readonly NearbyStatement[];
  close(): void;
}
