// The port between a script of any form and whoever serves it: a Script makes one run per connection, and a run is asked
// what to say. All of it is independent of the protocol.

import type { ParameterValue } from '../core/command.ts';
import type { ErrorResult, PreparedShape, StatementAnswer } from './answer.ts';
import type { ScriptOperation } from './operation.ts';

/** Answered at once wherever it can be: a promise per query costs more than most scripts. */
export type Awaitable<T> = T | Promise<T>;

/** What a run may know of its connection before anything is said on it. */
export interface ConnectionFacts {
  readonly protocol: 'classic' | 'x';
  readonly connectionId: number;
  /** Of the listener; 0 for a Unix socket. */
  readonly port: number;
  /** TLS sessions that clients have resumed so far. */
  readonly tlsResumptions: number;
}

export interface Script {
  /** As the user named it. */
  readonly file: string;
  /** What goes wrong on purpose, as the script says it. */
  readonly faults: readonly object[];
  /** @throws ScriptFailure whose message the client gets in place of a greeting */
  open(connection: ConnectionFacts): Awaitable<ScriptRun>;
  close(): Promise<void>;
}

/** What the server's first packet says; each field as in Protocol::HandshakeV10. */
export interface GreetingPlan {
  readonly kind: 'greeting';
  readonly delayMs: number;
  readonly serverVersion: string;
  readonly connectionId: number;
  readonly status: number;
  readonly charset: number;
  readonly capabilities: bigint;
  readonly authMethod: string;
  /** 20 bytes, without a NUL behind them. */
  readonly nonce: Buffer;
}

/** Who the client says it is. */
export interface LoginFacts {
  readonly user: string;
  readonly database: string;
  /** Null without TLS. */
  readonly tlsCipher: string | null;
}

/** Who may enter; what is null is not looked at. */
export interface AuthPlan {
  readonly kind: 'auth';
  readonly username: string | null;
  readonly password: string | null;
  /** The plugin that a client is switched to. */
  readonly method: string | null;
  readonly certificate: CertificatePlan | null;
}

/** A client certificate that must be shown; names in OpenSSL's one-line form, `/C=IN/CN=client`. */
export interface CertificatePlan {
  readonly subject: string | null;
  readonly issuer: string | null;
}

/** One notice of the X Protocol, sent unasked. */
export interface NoticePlan {
  /** After authentication, in milliseconds. */
  readonly sendOffsetMs: number;
  /** As in Mysqlx.Notice.Frame.Type; null where the script names none. What no client could read is not sent. */
  readonly type: number | null;
  readonly scope: 'LOCAL' | 'GLOBAL' | null;
  readonly payload: Readonly<Record<string, unknown>>;
}

export interface ScriptRun {
  readonly notices: Awaitable<readonly NoticePlan[]>;
  greet(): Awaitable<GreetingPlan | ErrorResult>;
  /** Asked when the client has said who it is, before its answer is checked; also for COM_CHANGE_USER. */
  authenticate(login: LoginFacts): Awaitable<AuthPlan | ErrorResult>;
  /** The answer to a statement sent as text, or to a prepared one with its parameters. */
  answer(statement: string, parameters: readonly ParameterValue[] | null): Awaitable<StatementAnswer>;
  /** What a text was answered last, where that holds and would be answered again; left out by whose answers never last. */
  known?(statement: string): StatementAnswer | undefined;
  /** The answer to an operation of the X Protocol that is no SQL. */
  operate(operation: ScriptOperation): Awaitable<StatementAnswer>;
  /** What is known of a statement that is prepared; an error refuses it. */
  prepare(statement: string): Awaitable<PreparedShape | ErrorResult>;
  /** The connection is over. */
  close(): void;
}
