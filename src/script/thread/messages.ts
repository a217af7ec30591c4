// What goes between a script's thread and the one that serves clients. All of it is data that can be cloned; bytes arrive as
// plain Uint8Array, see buffers.ts.

import type { ParameterValue } from '../../core/command.ts';
import type { MockErrorCode } from '../../core/errors.ts';
import type { Fault } from '../../faults/fault.ts';
import type { Completion, ErrorResult, Lasting, OkResult, Row } from '../answer.ts';
import type { GlobalChange } from '../global-store.ts';
import type { RecordedResult } from '../modern/define-overlay.ts';
import type { ScriptOperation } from '../operation.ts';
import type { ConnectionFacts, LoginFacts } from '../script.ts';

/** A module, an overlay's functions, or what another room has a thread for. */
export type ThreadKind = 'script' | 'overlay' | 'other';

/** What a thread is started with. */
export interface ThreadStart {
  readonly kind: ThreadKind;
  /** As the user named it. */
  readonly file: string;
  readonly callTimeoutMs: number;
  /** The thread counts up in the first as its event loop turns; the second is the question that it is at, or was last. */
  readonly beats: Int32Array;
  readonly beatMs: number;
  /** Of the numbers that the thread gives to streams and functions: each thread has its own. */
  readonly first: number;
  /** Base of the module search path; for other scripts, as are the values that all connections share, in JSON. */
  readonly modulePrefix: string;
  readonly globals: readonly (readonly [string, string])[];
}

/** What is asked of a connection's run; each has one answer. */
export type Question =
  /** Whether it could be opened. */
  | { readonly name: 'opened' }
  | { readonly name: 'greet' | 'notices' }
  | { readonly name: 'authenticate'; readonly login: LoginFacts }
  | {
      readonly name: 'answer';
      readonly statement: string;
      readonly parameters: readonly ParameterValue[] | null;
      /** For overlays. */
      readonly database: string;
    }
  | { readonly name: 'operate'; readonly operation: ScriptOperation }
  | { readonly name: 'prepare'; readonly statement: string; readonly database: string }
  /** What comes of a file that a client was asked for. */
  | { readonly name: 'received'; readonly promise: number; readonly content: Uint8Array };

export type ToThread =
  /** @param login of a connection that another thread had before */
  | { readonly op: 'open'; readonly run: number; readonly facts: ConnectionFacts; readonly login: LoginFacts | null }
  | { readonly op: 'loggedIn'; readonly run: number; readonly login: LoginFacts }
  | { readonly op: 'close'; readonly run: number }
  | { readonly op: 'ask'; readonly id: number; readonly run: number; readonly question: Question }
  /** So many rows of a stream have been taken. */
  | { readonly op: 'taken'; readonly stream: number; readonly rows: number }
  | { readonly op: 'drop'; readonly stream: number }
  | { readonly op: 'globals'; readonly change: GlobalChange }
  | {
      readonly op: 'recorded';
      readonly token: number;
      readonly results: readonly RecordedResult[] | null;
      readonly failure: string;
    };

export type FromThread =
  | { readonly op: 'ready'; readonly faults: readonly (Fault | object)[]; readonly hasFunctions: boolean }
  | { readonly op: 'refused'; readonly code: MockErrorCode; readonly message: string }
  | { readonly op: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly op: 'failure'; readonly id: number; readonly message: string }
  | { readonly op: 'rows'; readonly stream: number; readonly rows: readonly Row[] }
  /** @param failure null where all rows have come */
  | { readonly op: 'end'; readonly stream: number; readonly failure: string | null }
  /** An overlay wants what the recording answers to the statement that its run was asked last. */
  | { readonly op: 'recorded'; readonly run: number; readonly token: number }
  /** Changed by a script, or as it was asked for: in the order in which the thread saw it. */
  | { readonly op: 'globals'; readonly change: GlobalChange }
  /** What all runs of the script see was changed: what earlier answers lasted for is over. */
  | { readonly op: 'shared' }
  /** A line without its newline. */
  | { readonly op: 'print'; readonly line: string }
  /** An error that nobody waits for. */
  | { readonly op: 'stray'; readonly message: string };

/** Fields of all columns in one list: names of fields cost more than what is in them. */
export type PackedColumns = readonly (string | number)[];

/** A `StatementAnswer` whose rows may come later, and whose functions are left behind in the thread. */
export interface PackedAnswer {
  readonly delayMs: number;
  readonly results: readonly PackedResult[];
  readonly lasting?: Lasting | undefined;
}

export type PackedResult =
  | OkResult
  | ErrorResult
  | {
      readonly kind: 'rows';
      readonly columns: PackedColumns;
      /** The number of their stream, where they are no list. */
      readonly rows: readonly Row[] | number;
      /** Null for the usual one. */
      readonly completion: Completion | null;
    }
  | { readonly kind: 'infile'; readonly filename: string; readonly received: number };
