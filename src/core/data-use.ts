// What one statement does with data: which tables, and where it is certain which rows, it reads and writes, and what it does
// to the transaction. The same for SQL and for the CRUD messages of the X Protocol. A recording keeps it as JSON.

/** Rows with one of these constants in this column, and no others; constants as `constantKey` has them. */
export interface PinnedRows {
  readonly column: string;
  readonly values: readonly string[];
  /**
   * Parts of the column's values, where ranges cut them: of each value the one that it lies in, or, where there are no values,
   * all that the rows may lie in.
   */
  readonly parts?: readonly string[];
}

/** Rows whose value in this column is neither before `from` nor behind or at `to`; null: without an end on that side. */
export interface RowRange {
  readonly column: string;
  /** `number`: ends are whole numbers; `text`: they are keys of texts. */
  readonly axis: 'number' | 'text';
  readonly from: string | null;
  readonly to: string | null;
}

/** Rows whose value in this column is one that some row of another use has in `ofColumn`. */
export interface RowsAmong {
  readonly column: string;
  readonly of: Pick<TableUse, 'table' | 'pins'>;
  readonly ofColumn: string;
}

/** What counts of the order of indexes beside that of unique ones, which always does: all, or but those that were made last. */
export type SeenOrder = 'all' | 'shown';

export interface TableUse {
  /** `schema.table`, in lower case; with `~` in front one that only the session itself sees. */
  readonly table: string;
  /** Each one alone says which rows; absent where it is about all rows. */
  readonly pins?: readonly PinnedRows[];
  /** Each one alone says which rows, too; gone once it is known how all ranges cut a column. */
  readonly ranges?: readonly RowRange[];
  /** Each one alone says which rows, too; gone once it is known which rows those are. */
  readonly among?: readonly RowsAmong[];
  /** The column by which rows are told apart, where one does: writes to other rows may come in any order. */
  readonly by?: string;
  /** Only whether the table is there. */
  readonly isExistence?: boolean;
  /** Only whether something else than this stands under the name. */
  readonly otherThan?: ObjectKind;
  /** What stood under the name at the beginning, where that is something else than the statement makes or drops. */
  readonly begins?: Beginning;
  /** Only how it is made. */
  readonly isDefinition?: boolean;
  /** Of the indexes that were made last, only whether the one of this name is there. */
  readonly besideIndex?: string;
  /** In which order indexes were made counts as well. */
  readonly order?: SeenOrder;
  /** Only the order of the indexes that were made last. */
  readonly isIndexOrder?: boolean;
  /** Its engine knows no transactions: what is written is there for everybody, and stays. */
  readonly isAtOnce?: boolean;
}

/**
 * `change`: rows are changed or added. `empty`: no row is left. `create`, `drop`: nothing is left of what was there under the
 * name. `create absent`: the same where nothing is there; `keep`: where it was dropped. `define`: the definition is changed,
 * and maybe the rows.
 */
export type WriteEffect = 'change' | 'empty' | 'create' | 'create absent' | 'keep' | 'drop' | 'define';

/** What has rows and a name: a schema has no table and view of one name. */
export type ObjectKind = 'table' | 'view';

/** What stood under a name at the beginning. */
export type Beginning = ObjectKind | 'absent';

/** An index that CREATE INDEX has made; its name in lower case. */
export interface MadeIndex {
  readonly name: string;
  readonly isUnique: boolean;
}

/** Constants of one column as they are written: `#5`, `'text`, and `"text` where the column is one of characters. */
export interface WrittenValues {
  readonly column: string;
  readonly values: readonly string[];
}

/** How many rows of its table a write brings: less than none where they go, none where they only change. */
export interface RowCount {
  readonly by: number;
  /** Columns that rows get other values in. */
  readonly sets?: readonly string[];
  /** Columns with whose constants no row was there before. */
  readonly fresh?: readonly string[];
  /** Constants that each of the rows that come has, where it is certain what they are. */
  readonly of?: readonly WrittenValues[];
}

/** All rows of a table with these constants in one column. */
export interface RowsOf {
  readonly table: string;
  readonly pin: PinnedRows;
}

/** All rows with these constants are gone, and no other. */
export interface ClearedRows {
  readonly table: string;
  /** Of one column whose values are equal in one way only; absent where there is none, and where others may write meanwhile. */
  readonly pin?: PinnedRows;
  /** As they are written, in all columns that are asked for; absent where that is not certain. */
  readonly of?: readonly WrittenValues[];
  /** Rows of other tables that foreign keys make go with them; with `pin` only. */
  readonly along?: readonly RowsOf[];
  /** How many they were. */
  readonly rows: number;
  /** Where there were some, rows of which nobody knows might have stood in its way, or gone along. */
  readonly isOnlyNone?: boolean;
}

export interface TableWrite extends TableUse {
  readonly effect: WriteEffect;
  /** What it makes, changes or drops: DROP TABLE IF EXISTS leaves a view. */
  readonly kind?: ObjectKind;
  /** What it makes is listed by this name, where that is not the one in lower case. */
  readonly shown?: string;
  /** What it makes has rows from the first. */
  readonly fills?: boolean;
  /** TRUNCATE: the table is another one from then on, which no snapshot of before has. */
  readonly isAnew?: boolean;
  /** DROP of what was not there at the beginning: it is as if it had never been. */
  readonly leavesNothing?: boolean;
  /** It failed, and may have been done. */
  readonly isUnsure?: boolean;
  /** All that it defines: which index comes first is no matter to rows. */
  readonly index?: MadeIndex;
  /** Writes of one such name lead to the same data in any order; absent where that is not so. */
  readonly commutes?: string;
  /**
   * Columns in which what becomes of a row depends on other rows as well, but for those of its pins: it gives them another
   * value, or is limited, or reads its own table.
   */
  readonly mixes?: readonly string[] | 'all';
  /** Constants that columns of these rows get; gone once it is known what they had before. */
  readonly gives?: readonly PinnedRows[];
  /** Of tables that some DELETE clears of rows. */
  readonly count?: RowCount;
}

export interface Control {
  readonly kind: 'begin' | 'snapshot' | 'commit' | 'rollback' | 'savepoint' | 'rollback to' | 'release';
  /** Of a savepoint; else empty. */
  readonly name: string;
}

/** SHOW TABLES: the tables of a schema whose names a LIKE pattern fits; `null` for all of them, and of all schemas. */
export interface ListedTables {
  readonly schema: string | null;
  readonly like: string | null;
  /** With what each of them is, a table or a view. */
  readonly isFull?: boolean;
  /** With how each of them is made. */
  readonly isDefined?: boolean;
}

/** GET_LOCK() and its like. */
export interface NamedLock {
  readonly kind: 'get' | 'release' | 'release all' | 'look';
  /** In lower case; null where only the server knows it. */
  readonly name: string | null;
}

export interface DataUse {
  /** What the answer depends on; `definitions`: which tables there are, and how they are made. */
  readonly reads: readonly TableUse[] | 'all' | 'definitions';
  /** Where `reads` is `definitions`: of which tables alone. */
  readonly listed?: ListedTables;
  /** Where `reads` is `definitions`: in which order indexes were made counts. */
  readonly isInOrder?: boolean;
  /** What only numbers in the answer depend on that no server promises: the next id, how many rows were thrown away. */
  readonly soft?: readonly TableUse[];
  /** `schema.*` stands for all tables of a schema. */
  readonly writes: readonly TableWrite[] | 'all';
  /** Of these rows none is left, whether `writes` says so or it met none. */
  readonly clears?: ClearedRows;
  readonly control?: Control;
  /** A transaction is open when it is asked, or it begins one: its writes wait for the commit. */
  readonly isOpen?: boolean;
  /** It has no part in any transaction, and says nothing of whether one is open: a prepare, a ping. */
  readonly isBeside?: boolean;
  /** It sees what is committed now, whatever the transaction has read before. */
  readonly isLatest?: boolean;
  /** It tells of definitions as a transaction's snapshot has them: MySQL from version 8 on keeps them in tables. */
  readonly isOfDictionary?: boolean;
  /** It commits by itself what is open. */
  readonly commits?: boolean;
  /** It failed, and may have committed what was open before. */
  readonly mayCommit?: boolean;
  /** What it writes has all that it reads in it, also of the same tables: one gets another name, or what comes of another. */
  readonly isCopy?: boolean;
  /** What it was answered depends on who held which locks then: it is given at its place only. */
  readonly isByLocks?: boolean;
  /** A procedure was called of which nobody knows what it does: it may have made tables that only its session sees. */
  readonly calls?: boolean;
  /** What it does with locks that sessions take by name. */
  readonly named?: readonly NamedLock[];
  /** Its answers differ by clock or chance, or by the connection. */
  readonly isByChance?: boolean;
  /** It was asked where foreign keys are not looked at, and none names what it writes. */
  readonly isUntied?: boolean;
}

export const NO_USE: DataUse = { reads: [], writes: [], isBeside: true };

/** Whether it changes data, or what is seen of it. */
export function hasEffect({ writes, control, commits }: DataUse): boolean {
  return writes === 'all' || writes.length > 0 || control !== undefined || commits === true;
}
