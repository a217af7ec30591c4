// A trace as it is written: the types of what schema/trace.schema.json describes.

/** What may stand in a row: bytes that are no text as hex or base64. */
export type TraceCell = null | string | number | boolean | { readonly hex: string } | { readonly base64: string };

export interface TraceColumn {
  readonly name: string;
  /** A name, such as `LONGLONG`, or a number. */
  readonly type: string | number;
  readonly catalog?: string;
  readonly schema?: string;
  readonly table?: string;
  readonly orig_table?: string;
  readonly orig_name?: string;
  readonly character_set?: number;
  readonly length?: number;
  readonly flags?: number;
  readonly decimals?: number;
  /** So many columns of this kind. */
  readonly repeat?: number;
}

export interface TraceWarning {
  readonly level?: 'note' | 'warning' | 'error';
  readonly code: number;
  readonly message: string;
}

interface TraceCompletion {
  readonly affected_rows?: number | string;
  readonly last_insert_id?: number | string;
  readonly status?: number;
  /** Default: as many as `warnings` has. */
  readonly warning_count?: number;
  /** What X clients are told of them. */
  readonly warnings?: readonly TraceWarning[];
  /** What X clients are told of documents that were added. */
  readonly document_ids?: readonly string[];
  readonly session_trackers?: readonly Readonly<Record<string, unknown>>[];
}

export interface TraceOk extends TraceCompletion {
  readonly message?: string;
}

export interface TraceRows extends TraceCompletion {
  readonly columns: readonly TraceColumn[];
  readonly rows?: readonly (readonly TraceCell[])[];
}

export interface TraceError {
  readonly code: number;
  readonly message: string;
  readonly sql_state?: string;
}

/** Exactly one of the three. */
export interface TraceResult {
  readonly result?: TraceRows;
  readonly ok?: TraceOk;
  readonly error?: TraceError;
}

export interface TraceEntry extends TraceResult {
  readonly stmt?: string;
  readonly 'stmt.regex'?: string;
  readonly stmt_regex?: string;
  /** Milliseconds. */
  readonly exec_time?: number;
  readonly repeat?: number;
  readonly results?: readonly TraceResult[];
}

export interface Trace {
  readonly $schema?: string;
  readonly handshake?: Readonly<Record<string, unknown>>;
  readonly stmts: readonly TraceEntry[];
  readonly notices?: readonly Readonly<Record<string, unknown>>[];
  readonly faults?: readonly Readonly<Record<string, unknown>>[];
}
