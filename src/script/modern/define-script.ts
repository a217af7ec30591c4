// Scripts as modules: what `defineScript({ … })` takes. The types are the description; docs/scripts.md has examples.

import type { ColumnType } from '../../classic/constants/column-types.ts';
import type { Fault } from '../../faults/fault.ts';
import type { Awaitable } from '../script.ts';

export type { Awaitable } from '../script.ts';

/** What a row may hold. Dates are sent as UTC, booleans as 1 and 0. */
export type ScriptValue = null | string | number | bigint | boolean | Date | Uint8Array;

/** A row by position, or by the columns' names. */
export type ScriptRow = readonly ScriptValue[] | Readonly<Record<string, ScriptValue>>;

export interface ScriptColumn {
  readonly name: string;
  /** Default: what the first row's value is. */
  readonly type?: keyof typeof ColumnType | number;
  readonly schema?: string;
  readonly table?: string;
  readonly originalTable?: string;
  readonly originalName?: string;
  /** Collation id; default utf8mb4_0900_ai_ci for text, binary for all else. */
  readonly charset?: number;
  readonly length?: number;
  readonly flags?: number;
  readonly decimals?: number;
}

interface ScriptCompletion {
  readonly warnings?: number;
  /** Server status flags; default AUTOCOMMIT. */
  readonly status?: number;
  /** Wait before the answer begins. */
  readonly delayMs?: number;
}

export interface ScriptRows extends ScriptCompletion {
  /** Default: the names in the first row, where rows are a list of objects. */
  readonly columns?: readonly (string | ScriptColumn)[];
  /** Rows of an (async) iterable are sent as they come. */
  readonly rows: Iterable<ScriptRow> | AsyncIterable<ScriptRow>;
}

export interface ScriptOk extends ScriptCompletion {
  readonly affectedRows?: number | bigint;
  readonly lastInsertId?: number | bigint;
  readonly message?: string;
}

export interface ScriptError {
  readonly error: { readonly code: number; readonly message: string; readonly sqlState?: string };
  readonly delayMs?: number;
}

/** LOCAL INFILE: asks the client for a file. */
export interface ScriptInfile {
  readonly infile: string;
  /** What comes of the file; default: an OK. */
  readonly received?: (content: Buffer) => Awaitable<ScriptOk | ScriptError | undefined>;
  readonly delayMs?: number;
}

export type ScriptAnswer = ScriptRows | ScriptOk | ScriptError | ScriptInfile;

/** One answer, several results for one statement, or nothing: then the statement is unknown. */
export type ScriptReply = ScriptAnswer | readonly ScriptAnswer[] | undefined;

/** A connection, as scripts see it. */
export interface ScriptSession {
  readonly connectionId: number;
  readonly port: number;
  readonly user: string;
  readonly database: string;
  /** Null without TLS. */
  readonly tlsCipher: string | null;
  /** Whatever the script wants to remember of this connection. */
  readonly state: Record<string, unknown>;
}

export interface ScriptGreeting {
  readonly serverVersion?: string;
  readonly status?: number;
  readonly charset?: number;
  /** Replaces the default set. */
  readonly capabilities?: number | bigint;
  readonly authPlugin?: string;
  readonly delayMs?: number;
}

/** Who may log in; what is not given is not looked at. */
export interface ScriptAuth {
  readonly user?: string;
  readonly password?: string;
  /** The plugin that clients are switched to. */
  readonly plugin?: string;
}

export interface Script {
  readonly greeting?: ScriptGreeting | ((session: ScriptSession) => Awaitable<ScriptGreeting | ScriptError>);
  readonly auth?: ScriptAuth | ((session: ScriptSession) => Awaitable<ScriptAuth | ScriptError>);
  readonly onQuery?: (statement: string, session: ScriptSession) => Awaitable<ScriptReply>;
  /** What is known of a prepared statement; an error refuses it. */
  readonly onPrepare?: (
    statement: string,
    session: ScriptSession,
  ) => Awaitable<{ readonly columns?: ScriptRows['columns']; readonly parameters?: number } | ScriptError | undefined>;
  /** Default: as `onQuery`. */
  readonly onExecute?: (
    statement: string,
    parameters: readonly ScriptValue[],
    session: ScriptSession,
  ) => Awaitable<ScriptReply>;
  /** The connection is over. */
  readonly onClose?: (session: ScriptSession) => void;
  readonly faults?: readonly Fault[];
}

/** Says what a script's default export is; it changes nothing. */
export function defineScript(script: Script): Script {
  return script;
}
