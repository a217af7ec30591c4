// The one seam between a session and whoever answers: a real server, a recording or a script.
// A session never asks which of them it has.

import type { Command, ResponseFacts } from './command.ts';
import type { SessionEnding, TlsFacts } from './recording.ts';

/** What the session knows of its client when authentication begins. */
export interface Login {
  /** Payload of Protocol::HandshakeResponse41 as the client sent it. */
  readonly payload: Buffer;
  readonly capabilities: bigint;
  readonly user: string;
  readonly database: string;
  readonly authPlugin: string;
  readonly authResponse: Buffer;
  readonly tls: TlsFacts | null;
  /** Whether secrets may be sent in clear: TLS or a Unix socket. */
  readonly isSecure: boolean;
}

/** The packets of the authentication dialogue, by payload; the session keeps the sequence ids. */
export interface AuthDialogue {
  send(payload: Buffer): Promise<void>;
  receive(): Promise<Buffer>;
}

/** Result of a login or a change of user; the final OK or ERR payload is sent by the session. */
export interface LoginResult {
  readonly accepted: boolean;
  /** OK or ERR packet's payload; null where the peer went away. */
  readonly reply: Buffer;
  /** Capabilities that hold from here on: what the client asked for, cut to what the answering side has. */
  readonly capabilities: bigint;
}

/** Where the answer to a command goes. */
export interface Reply {
  /** Whole packets or pieces of them, headers included; resolves once the client can take more. */
  write(bytes: Buffer): Promise<void> | undefined;
  /** The next packet of the client in the middle of a response (LOCAL INFILE), headers included. */
  readClientPacket(): Promise<ClientPacket>;
  /** Aborted when the client is gone or the server shuts down. */
  readonly signal: AbortSignal;
}

/** A packet that the client sent outside the rhythm of commands. */
export interface ClientPacket {
  readonly sequenceId: number;
  readonly payload: Buffer;
}

/** One client's partner for the length of its connection. */
export interface Responder {
  /** Payload of the first packet: a greeting, or an ERR packet (then the connection ends). */
  greet(): Promise<Buffer>;
  login(login: Login, dialogue: AuthDialogue): Promise<LoginResult>;
  /** Answers one command; COM_CHANGE_USER comes through `login` semantics in `changeUser`. */
  respond(command: Command, reply: Reply): Promise<ResponseFacts>;
  changeUser(command: Command, login: Login, dialogue: AuthDialogue): Promise<LoginResult>;
  /** The session is over; called exactly once. */
  end(ending: SessionEnding): Promise<void>;
}
