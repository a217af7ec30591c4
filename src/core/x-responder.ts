// The seam between a session of the X Protocol and whoever answers it. Other than in the classic protocol a client may
// send many messages before it reads: what answers takes each one, and its answers follow in their order.

import type { ResponseFacts } from './command.ts';
import type { SessionEnding, TlsFacts } from './recording.ts';
import type { ScopeStatement } from './scope.ts';

/** A message as it came, its frame around it. */
export interface XMessage {
  readonly type: number;
  readonly payload: Buffer;
  /** Both, with the header. */
  readonly frame: Buffer;
  /** The compressed message that it came in, where whoever answers has to pass that on; the first in it stands for all. */
  readonly packed?: { readonly frame: Buffer; readonly isFirst: boolean };
}

/** What a message says, for people. */
export interface XDescription {
  /** The statement, or the operation as one would write it; null where there is none, and in an execute. */
  readonly text: string | null;
  /** Typed arguments as JSON; null where there are none. */
  readonly parameters: string | null;
  /** It holds a secret: no more of it may be kept. */
  readonly isSecret: boolean;
}

/** A statement that a client prepared on this connection. */
export interface XPrepared {
  /** Identity of what was prepared. */
  readonly fingerprint: string;
  readonly isRead: boolean;
  readonly isSecret: boolean;
  /** As of a command: its rows hold passwords or their hashes. */
  readonly answersWithSecret: boolean;
  /** Its exchange in a recording; null before it is kept, and where there is none. */
  exchange: number | null;
  /** What was prepared, as a person would write it. */
  readonly text: string | null;
  /** Payload of the prepare; null where it holds a secret. */
  readonly request: Buffer | null;
}

/** A transaction that a client has begun on this connection, as far as its messages tell. */
export interface XTransaction {
  /** The exchange of a recording that began it; null before its answer is there, and where the server refused it. */
  exchange: number | null;
}

/** The state of a session, and what of it counts for one message. */
export interface XSessionFacts {
  /** The session's state in words, as far as the answer depends on it: as StateWords has them. */
  readonly state: string;
  /** Whether the answer depends on the transaction. */
  readonly isTransactional: boolean;
  /** The transaction that is open when the message comes. */
  readonly transaction: XTransaction | null;
  /** The one that it begins. */
  readonly begins: XTransaction | null;
}

/** One message of a client that has logged in. */
export interface XCommand {
  readonly message: XMessage;
  /** As in proto/, e.g. `Sql.StmtExecute`. */
  readonly name: string;
  /** 32 hexadecimal digits; null for what is never matched. */
  readonly fingerprint: string | null;
  /** The current schema, empty where there is none. */
  readonly database: string;
  /** What it executes or fetches from, where the client has prepared it; it is what a prepare makes. */
  readonly prepared: XPrepared | null;
  /** What it finds: to be asked for when all messages before it are answered. */
  readonly session: XSessionFacts;
  /** It is about the scope, and no server hears of it. */
  readonly scope: ScopeStatement | null;
  /** Whether it changes nothing. */
  readonly isRead: boolean;
  /** Whether the answer belongs to the connection: of a cursor, with session variables. */
  readonly isSessionBound: boolean;
  readonly repeat: 'never' | 'same' | 'last';
  /** What every server says to it, whatever it holds: it cannot be read, or is about nothing. */
  readonly refusal: Buffer | null;
  /** The refusal ends the connection. */
  readonly isFatal: boolean;
  describe(): XDescription;
  /** The same message with other values in it, finding the session as it does; null for one that brings no values. */
  withPayload(payload: Buffer): XCommand | null;
  /** Whether its rows hold passwords or their hashes: none of them may be kept. */
  answersWithSecret(): boolean;
  /**
   * It was answered: what it changes of its session is so from here on. Not said of what a server never carried out.
   * @param facts of a miss: an error without a number
   */
  answered(facts: ResponseFacts): void;
}

/** Who logs in: what Mysqlx.Session.AuthenticateStart says, and the channel that it came through. */
export interface XLogin {
  readonly message: XMessage;
  readonly mechanism: string;
  readonly authData: Buffer;
  /** The client's connect attributes. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly tls: TlsFacts | null;
  /** TLS or a Unix socket: secrets may be sent in clear. */
  readonly isSecure: boolean;
}

/** The messages between the first one of a login and its end. */
export interface XAuthDialogue {
  /** Whole frames. */
  send(frames: Buffer): Promise<void>;
  /** @throws where the client went away or sent what does not belong there */
  receive(): Promise<XMessage>;
}

export interface XLoginResult {
  readonly isAccepted: boolean;
  /** The connection ends. */
  readonly isOver: boolean;
  readonly database: string;
}

/** The client's connection, as far as who answers may use it. */
export interface XClient {
  /**
   * Whole frames or pieces of them; a promise only where the client cannot take more now.
   * @param packed how they come from a server with which the client's compression was agreed on
   */
  write(bytes: Buffer, packed?: Buffer): Promise<void> | undefined;
  /** Resolves when the client is gone for good. */
  readonly closed: Promise<void>;
}

/** What a client is told first. */
export interface XGreeting {
  /** Frames that are sent before anybody asks. */
  readonly frames: Buffer;
  /** Payload of Mysqlx.Connection.Capabilities as the server has them; null where it cannot be had and all ends. */
  readonly capabilities: Buffer | null;
}

/** The answer to what a client wants to agree on. */
export interface XAgreement {
  readonly frames: Buffer;
  readonly isAgreed: boolean;
}

/** One client's partner for the length of its connection. */
export interface XResponder {
  /** Whether a login may be by any mechanism over any channel, as MySQL Router's mock server takes them. */
  readonly takesAnyMechanism?: boolean;
  /** Whether compression is agreed on with whoever answers, and both ways passed on as it comes. */
  readonly carriesCompression: boolean;
  greet(client: XClient): Promise<XGreeting>;
  /** The client's Mysqlx.Connection.CapabilitiesSet, less what ends at the session. */
  setCapabilities(payload: Buffer): Promise<XAgreement>;
  /** Sends all of the answer itself. */
  login(login: XLogin, dialogue: XAuthDialogue): Promise<XLoginResult>;
  /** Takes a message; its answer goes to the client in its turn. A promise only where no more can be taken now. */
  take(command: XCommand): Promise<void> | undefined;
  /** Takes the last message before the next login or the end, and waits until all is answered. */
  finish(command: XCommand): Promise<ResponseFacts>;
  /** Resolves when the answering side went away and all that it said has been passed on; else never. */
  readonly gone: Promise<void>;
  /** The session is over; called exactly once. */
  end(ending: SessionEnding): Promise<void>;
}
