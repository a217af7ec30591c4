// What a client asks, decoded once by the session: the facts that responders, recordings and matching share.

/**
 * A bound parameter by what it means, not by how a driver sent it: 1 bound as LONG and as LONGLONG is one value,
 * 1, '1' and 1.0 are three. `text` is a string type, `blob` a binary one; both keep their bytes.
 */
export type ParameterValue =
  | { readonly kind: 'null' }
  | { readonly kind: 'int'; readonly value: bigint }
  | { readonly kind: 'float'; readonly value: number }
  | { readonly kind: 'double'; readonly value: number }
  | { readonly kind: 'decimal'; readonly value: string }
  | { readonly kind: 'text'; readonly value: Buffer }
  | { readonly kind: 'blob'; readonly value: Buffer }
  /** A date, datetime, timestamp or time as MySQL prints it, e.g. `2026-01-02 03:04:05.000006`, `-26:00:00`. */
  | { readonly kind: 'temporal'; readonly value: string }
  /** MariaDB's bulk commands: the column's default, or that the column stays as it is. */
  | { readonly kind: 'instead'; readonly value: 'default' | 'ignore' };

/** A statement that a client prepared on this connection. */
export interface PreparedStatement {
  /** The id that this connection's client knows it by. */
  readonly id: number;
  readonly sql: Buffer;
  readonly parameterCount: number;
  readonly columnCount: number;
  /** The current database when it was prepared. */
  readonly database: string;
  /** In a recording: the exchange that prepared it. */
  readonly exchange: number | null;
}

/** How the connection reads a statement's bytes: what decides where a literal ends. */
export interface Dialect {
  /** The client's character set where a character's second byte may look like a quote or a backslash. */
  readonly charset: 'big5' | 'gbk' | 'gb18030' | 'sjis' | 'cp932' | null;
  /** sql_mode NO_BACKSLASH_ESCAPES, as the server's status flags tell. */
  readonly noBackslashEscapes: boolean;
  /** sql_mode ANSI_QUOTES, as MariaDB's status flags tell. */
  readonly ansiQuotes: boolean;
  /** The user's own rules of what counts when statements are compared; absent or null where there are none. */
  readonly rules?: StatementRules | null;
}

/** What a session begins with that has set nothing, every one of the X Protocol, and a statement of which no session is known. */
export const PLAIN_DIALECT: Dialect = { charset: null, noBackslashEscapes: false, ansiQuotes: false };

/** What does not count when two statements are compared, beside what never does. */
export interface StatementRules {
  /** Of these rules and no others. */
  readonly number: number;
  /** What of a statement in its normal form counts. */
  apply(normal: Buffer, dialect: Partial<Dialect>): Buffer;
}

/** What the session has set and begun, in words: equal words are equal states. docs/matching.md says what counts. */
export interface StateWords {
  /** With the transaction: `autocommit=1 in_transaction=0 charset=utf8mb4 sql_mode='ANSI'`. */
  readonly all: string;
  /** Without it: `charset=utf8mb4 sql_mode='ANSI'`. */
  readonly settings: string;
  readonly isInTransaction: boolean;
  /** The server's status flags that count. */
  readonly status: number;
  /**
   * What SET statements gave session variables since the login, whether it counts or not: values in upper case, null where
   * they are no literals. The character set is `names`.
   */
  readonly given: ReadonlyMap<string, string | null>;
  /** Collation id that the login, or a reset, gave the connection; absent where it was set since, and in the X Protocol. */
  readonly collation?: number;
}

/** What a client said at its login that the answers to some statements depend on: capability flags by what they do. */
export interface ClientTraits {
  /** CLIENT_FOUND_ROWS: an UPDATE counts the rows that it found, not those that it changed. */
  readonly foundRows: boolean;
  /** CLIENT_IGNORE_SPACE: `COUNT (*)` calls the function. */
  readonly ignoreSpace: boolean;
  readonly localFiles: boolean;
  /** CLIENT_MULTI_STATEMENTS, as COM_SET_OPTION left it. */
  readonly multiStatements: boolean;
  /** CLIENT_MULTI_RESULTS and CLIENT_PS_MULTI_RESULTS: whether a procedure may answer with rows. */
  readonly multiResults: boolean;
  readonly preparedMultiResults: boolean;
  /** CLIENT_INTERACTIVE: wait_timeout is that of interactive clients. */
  readonly interactive: boolean;
}

/** What a session holds beside its state's words: it counts for the few statements that ask for it. */
export interface SessionContext {
  readonly client: ClientTraits;
  /** The connection's collation as far as it is known: an id, a name, or `default`. */
  readonly collation: string;
  /** The statement that was executed last; null where none was. */
  readonly previous: PreviousStatement | null;
  /** The last one but for those that name no table, behind which MariaDB keeps its warnings; null where none was. */
  readonly diagnosed: PreviousStatement | null;
  /** The last one that had rows: FOUND_ROWS() tells of it until the next. */
  readonly found: PreviousStatement | null;
  /** What ROW_COUNT() tells behind a command that is no statement (COM_PING); null where it tells of the last statement. */
  readonly rowCount: number | null;
  /** The last one above 0 that an answer gave; a word that stands for it where only the server knows it. */
  readonly lastInsertId: bigint | string;
  /** Values of user variables by name in lower case; a digest of what led to them where they were computed. */
  readonly userVariables: ReadonlyMap<string, string>;
  /** Statements that PREPARE … FROM named, each as a digest. */
  readonly prepared: ReadonlyMap<string, string>;
  /** The variables that they were prepared under, where their types stay (MySQL). */
  readonly preparedUnder: ReadonlyMap<string, VariablesHeld>;
  /** Those that the statement which is executed was prepared under; absent where that decides nothing. */
  readonly under?: VariablesHeld;
  /** The text of these statements, where it is known. */
  readonly preparedTexts: ReadonlyMap<string, Buffer>;
  /** Names of temporary tables in lower case. */
  readonly temporaryTables: ReadonlySet<string>;
  /** HANDLER: by name in lower case, a word for all that was said of it. */
  readonly handlers: ReadonlyMap<string, string>;
  /**
   * A word for what the session asked until something was done to it that nobody can tell (CALL): it stands for variables
   * and prepared statements that are not among those above. Null where there was nothing of that kind.
   */
  readonly unknown: string | null;
  /** A word for user variables that were known before somebody's function ran, which may read them; null where none was. */
  readonly hidden: string | null;
  /** A word for the procedures that were called: they may have given session variables values. Null where none was. */
  readonly called: string | null;
  /** Savepoints of the open transaction, the last one last, in lower case. */
  readonly savepoints: readonly string[];
  /** What GET_LOCK took by what was asked, each as often as it was. */
  readonly locks: readonly string[];
  /** A word for the values that were taken from sequences (NEXTVAL); null where none was. */
  readonly sequences: string | null;
  /** A number for all that the session has asked, reads too: the server's counters of a session (SHOW STATUS) tell of it. */
  readonly asked: number;
  /** A word for what was written, by which triggers may have given variables values; null where nothing was. */
  readonly written: string | null;
}

/** User variables at some time. */
export type VariablesHeld = Pick<SessionContext, 'userVariables' | 'unknown'>;

/** A statement that was executed, as far as the next one may ask for it. */
export interface PreviousStatement {
  /** Of a long one its beginning. */
  readonly sql: Buffer;
  /** Whether its values decide too: warnings quote them, SQL_CALC_FOUND_ROWS counts by them. */
  readonly isAboutValues: boolean;
  readonly parameters: readonly ParameterValue[] | null;
  readonly facts: ResponseFacts;
  /** Of one that leaves warnings and errors as they are (SHOW WARNINGS, GET DIAGNOSTICS): the one that they are of. */
  readonly about?: PreviousStatement | null;
}

/** One command of the command phase. `payload` is whole, without packet headers, beginning with the command byte. */
export interface Command {
  readonly code: number;
  /** As the manual names it, e.g. `COM_QUERY`; `COM_0x7F` for one that no manual names. */
  readonly name: string;
  readonly payload: Buffer;
  /** The statement's bytes in the connection's character set, where the command has one (its own or a prepared one's). */
  readonly sql: Buffer | null;
  readonly parameters: readonly ParameterValue[] | null;
  /** Of an execute: text that is equal only where its parameters and flags are; null or absent where there is none. */
  readonly parametersKey?: string | null;
  /** As `parametersKey`, for what is kept across connections: equal also where the types came with an execute of other values. */
  readonly boundKey?: string | null;
  /** The part of `boundKey` that is the same for all that binds the same types; what stands behind the statement's id is the rest. */
  readonly boundForm?: string | null;
  /** The prepared statement that it is about, where it is about one that we know. */
  readonly statement: PreparedStatement | null;
  /** The current database, empty where there is none. */
  readonly database: string;
  readonly dialect: Dialect;
  /** The session's state when the command came. */
  readonly state: StateWords;
  /** What the session held beside it. */
  readonly context: SessionContext;
}

/** Of a session that has done nothing, and of a client without any of these capabilities. */
export const NO_CONTEXT: SessionContext = {
  client: {
    foundRows: false,
    ignoreSpace: false,
    localFiles: false,
    multiStatements: false,
    multiResults: false,
    preparedMultiResults: false,
    interactive: false,
  },
  collation: 'default',
  previous: null,
  lastInsertId: 0n,
  userVariables: new Map(),
  prepared: new Map(),
  preparedUnder: new Map(),
  preparedTexts: new Map(),
  temporaryTables: new Set(),
  handlers: new Map(),
  unknown: null,
  hidden: null,
  diagnosed: null,
  found: null,
  rowCount: null,
  called: null,
  savepoints: [],
  locks: [],
  sequences: null,
  asked: 0,
  written: null,
};

/**
 * Stands in a recording for what is no command: the server ended a connection that asked for nothing. Its answer is what
 * the server said last.
 */
export const SERVER_CLOSE = { code: -2, name: 'SERVER_CLOSE' } as const;

/** How the response to a command ended. */
export type Outcome = 'ok' | 'error' | 'resultset' | 'local_infile' | 'none' | 'truncated';

/** What a response said, read from its packets' first bytes on the way through. */
export interface ResponseFacts {
  readonly outcome: Outcome;
  readonly errorCode: number | null;
  readonly sqlState: string | null;
  readonly errorMessage: string | null;
  /** Of the last OK packet. */
  readonly affectedRows: bigint | null;
  readonly lastInsertId: bigint | null;
  readonly warnings: number | null;
  /** Server status flags of the last OK or EOF packet. */
  readonly status: number | null;
  /** Columns of the first result set; of a prepared statement's result. */
  readonly columns: number | null;
  /** Rows of all result sets. */
  readonly rows: number | null;
  /** COM_STMT_PREPARE_OK's fields. */
  readonly prepared: { readonly id: number; readonly columns: number; readonly parameters: number } | null;
  /** A result set came without its column definitions, because the client has them from before. */
  readonly skippedMetadata: boolean;
}

/** Of a command that has no response. */
export const NO_FACTS: ResponseFacts = {
  outcome: 'none',
  errorCode: null,
  sqlState: null,
  errorMessage: null,
  affectedRows: null,
  lastInsertId: null,
  warnings: null,
  status: null,
  columns: null,
  rows: null,
  prepared: null,
  skippedMetadata: false,
};
