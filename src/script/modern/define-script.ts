// Scripts as modules: what `defineScript({ … })` takes. The types are the description; docs/scripts.md has examples.

import type { Fault } from '../../faults/fault.ts';
import type { ColumnType } from '../../mysql/constants/column-types.ts';
import type { ScriptCommand, ScriptCrud, ScriptDelete, ScriptFind, ScriptInsert, ScriptUpdate } from '../operation.ts';
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

export interface ScriptWarning {
  /** Default `warning`. */
  readonly level?: 'note' | 'warning' | 'error';
  readonly code: number;
  readonly message: string;
}

/** What a statement changed of its session, for clients that are told. */
export interface ScriptSessionChanges {
  readonly schema?: string;
  readonly variables?: Readonly<Record<string, string>>;
}

interface ScriptCompletion {
  /** How many, or which: clients of the X Protocol are told them, others their number. */
  readonly warnings?: number | readonly ScriptWarning[];
  readonly changes?: ScriptSessionChanges;
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

/** Documents of a collection: one column of JSON, for clients of the X Protocol. */
export interface ScriptDocuments extends ScriptCompletion {
  readonly documents: Iterable<object> | AsyncIterable<object>;
}

export interface ScriptOk extends ScriptCompletion {
  readonly affectedRows?: number | bigint;
  readonly lastInsertId?: number | bigint;
  readonly message?: string;
  /** Ids that the server gave to documents, for clients of the X Protocol. */
  readonly documentIds?: readonly string[];
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

export type ScriptAnswer = ScriptRows | ScriptDocuments | ScriptOk | ScriptError | ScriptInfile;

/** One answer, several results for one statement, or nothing: then the statement is unknown. */
export type ScriptReply = ScriptAnswer | readonly ScriptAnswer[] | undefined;

/** A connection, as scripts see it. */
export interface ScriptSession {
  readonly protocol: 'classic' | 'x';
  readonly connectionId: number;
  readonly port: number;
  readonly user: string;
  readonly database: string;
  /** Null without TLS. */
  readonly tlsCipher: string | null;
  /** Whatever the script wants to remember of this connection. */
  readonly state: Record<string, unknown>;
}

/** Of the X Protocol only `delayMs` counts: its greeting says nothing. */
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

/** What a client of the X Protocol is told without having asked. */
export type ScriptNotice = {
  /** From the login on; default 0. */
  readonly delayMs?: number;
  /** Default `local`: it is about this session. */
  readonly scope?: 'local' | 'global';
} & (
  | ({ readonly notice: 'warning' } & ScriptWarning)
  | { readonly notice: 'variable'; readonly name: string; readonly value: string }
  | { readonly notice: 'schema'; readonly name: string }
  | {
      readonly notice: 'groupReplication';
      readonly change: 'quorumLoss' | 'viewChange' | 'roleChange' | 'stateChange';
      readonly viewId?: string;
    }
);

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
  /** Of the X Protocol; default: `onCrud`, and of what that leaves, an error. */
  readonly onFind?: (operation: ScriptFind, session: ScriptSession) => Awaitable<ScriptReply>;
  readonly onInsert?: (operation: ScriptInsert, session: ScriptSession) => Awaitable<ScriptReply>;
  readonly onUpdate?: (operation: ScriptUpdate, session: ScriptSession) => Awaitable<ScriptReply>;
  readonly onDelete?: (operation: ScriptDelete, session: ScriptSession) => Awaitable<ScriptReply>;
  /** Whatever has no function of its own; views, for one. */
  readonly onCrud?: (operation: ScriptCrud, session: ScriptSession) => Awaitable<ScriptReply>;
  /** Commands of the X plugin, such as `create_collection`; default: `ping` and those about notices succeed. */
  readonly onCommand?: (command: ScriptCommand, session: ScriptSession) => Awaitable<ScriptReply>;
  /** Of the X Protocol. */
  readonly notices?: readonly ScriptNotice[] | ((session: ScriptSession) => readonly ScriptNotice[]);
  /** The connection is over. */
  readonly onClose?: (session: ScriptSession) => void;
  readonly faults?: readonly Fault[];
}

/** Says what a script's default export is; it changes nothing. */
export function defineScript(script: Script): Script {
  return script;
}
