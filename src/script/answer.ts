// What a script says to a statement, before it is packets: the same for text and binary rows, and for every form of
// script. The protocols encode it; nothing here knows a wire.

import type { SessionStateChange } from '../mysql/packets/session-state.ts';

/** A cell. The column's type says what becomes of it: text, or the type's binary form. */
export type Cell = null | string | number | bigint | Uint8Array;
export type Row = readonly Cell[];

/** A column with every field of its definition; text fields as JavaScript has them. */
export interface Column {
  readonly catalog: string;
  readonly schema: string;
  readonly table: string;
  readonly originalTable: string;
  readonly name: string;
  readonly originalName: string;
  /** Collation id. */
  readonly charset: number;
  readonly displayLength: number;
  /** As in `ColumnType`. */
  readonly type: number;
  /** As in `ColumnFlag`. */
  readonly flags: number;
  readonly decimals: number;
}

/** What MySQL tells beside an answer; the classic protocol tells only how many there are. */
export interface Warning {
  readonly level: 'note' | 'warning' | 'error';
  readonly code: number;
  readonly message: string;
}

/** What an OK packet says, and the packet that ends a result set; notices of the X Protocol. */
export interface Completion {
  readonly affectedRows: bigint;
  readonly lastInsertId: bigint;
  /** Server status flags. */
  readonly status: number;
  readonly warnings: number;
  /** As many of them as the script words. */
  readonly warningList: readonly Warning[];
  readonly message: string;
  readonly trackers: readonly SessionStateChange[];
  /** Ids that documents of a collection got. */
  readonly documentIds: readonly string[];
}

export interface OkResult {
  readonly kind: 'ok';
  readonly completion: Completion;
}

export interface ErrorResult {
  readonly kind: 'error';
  readonly code: number;
  readonly sqlState: string;
  readonly message: string;
}

export interface RowsResult {
  readonly kind: 'rows';
  readonly columns: readonly Column[];
  readonly rows: Iterable<Row> | AsyncIterable<Row>;
  readonly completion: Completion;
}

/** LOCAL INFILE: the client is asked for a file, and what comes of it is said then. */
export interface InfileResult {
  readonly kind: 'infile';
  readonly filename: string;
  readonly received: (content: Buffer) => Promise<OkResult | ErrorResult>;
}

export type StatementResult = OkResult | ErrorResult | RowsResult | InfileResult;

/** For how long a statement has the same answer: as long as nothing changes the run, or the values that all connections share either. */
export type Lasting = 'run' | 'globals';

/** The whole answer to a statement. */
export interface StatementAnswer {
  /** Wait before its first packet, in milliseconds. */
  readonly delayMs: number;
  /** One, or several for a statement with more than one result. Nothing follows an error. */
  readonly results: readonly StatementResult[];
  /** Left out where the script is to be asked again. */
  readonly lasting?: Lasting | undefined;
}

/** What a script knows of a statement when it is prepared. */
export interface PreparedShape {
  /** Null: as many as the statement has `?`. */
  readonly parameterCount: number | null;
  readonly columns: readonly Column[];
}

export const NOTHING_DONE: Completion = {
  affectedRows: 0n,
  lastInsertId: 0n,
  status: 0,
  warnings: 0,
  warningList: [],
  message: '',
  trackers: [],
  documentIds: [],
};

export function errorResult(code: number, sqlState: string, message: string): ErrorResult {
  return { kind: 'error', code, sqlState, message };
}
