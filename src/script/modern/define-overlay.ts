// Scripts laid over a recording: what `defineOverlay({ … })` takes. A statement that the overlay says nothing to is
// answered by the recording.

import type { Fault } from '../../faults/fault.ts';
import type {
  Awaitable,
  ScriptColumn,
  ScriptError,
  ScriptReply,
  ScriptRows,
  ScriptSession,
  ScriptValue,
} from './define-script.ts';

/** A result as it was recorded, to be changed and returned: with `rows`, with `error`, or what an OK says. */
export interface RecordedResult {
  columns?: ScriptColumn[];
  /** By position. Text as it came; bytes that are no UTF-8 as a Buffer. */
  rows?: ScriptValue[][];
  error?: { code: number; message: string; sqlState?: string };
  affectedRows?: bigint;
  lastInsertId?: bigint;
  message?: string;
  warnings?: number;
  /** Server status flags. */
  status?: number;
}

/**
 * What the recording answers to the statement: one result, several for a statement with more than one. A miss is an
 * error 1105 here as well.
 */
export type Recorded = () => Promise<RecordedResult[]>;

export interface Overlay {
  readonly onQuery?: (statement: string, session: ScriptSession, recorded: Recorded) => Awaitable<ScriptReply>;
  /** Default: as `onQuery`. */
  readonly onExecute?: (
    statement: string,
    parameters: readonly ScriptValue[],
    session: ScriptSession,
    recorded: Recorded,
  ) => Awaitable<ScriptReply>;
  /** Needed for statements that the recording does not know how to prepare. */
  readonly onPrepare?: (
    statement: string,
    session: ScriptSession,
  ) => Awaitable<{ readonly columns?: ScriptRows['columns']; readonly parameters?: number } | ScriptError | undefined>;
  /** The connection is over. */
  readonly onClose?: (session: ScriptSession) => void;
  readonly faults?: readonly Fault[];
}

/** Says what an overlay's default export is; it changes nothing. */
export function defineOverlay(overlay: Overlay): Overlay {
  return overlay;
}
