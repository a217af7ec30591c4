// The shape of what readDataAccess tells of one statement.

import type { Bound, ColumnLink, Pin } from './constant-key.ts';

/**
 * `read`: data only. `write`: rows. `definition`: tables, views, databases, accounts, and all that ends a transaction by
 * itself. `control`: transactions, locks, savepoints. `session`: what only the session itself sees. `unknown`: anything.
 */
export type AccessKind = 'read' | 'write' | 'definition' | 'control' | 'session' | 'unknown';

export interface TableName {
  /** Null where the statement names none: the database that was current when it was asked (or prepared). */
  readonly schema: string | null;
  /** As it is written, without quotes. Whether letter case counts is the server's matter: compare in lower case. */
  readonly name: string;
}

/** One mention of a table; a table may be mentioned several times, each time with its own pins. */
export interface TableAccess extends TableName {
  /** All of them hold; none: all rows. */
  readonly pins: readonly Pin[];
  /** All of them hold as well; as to what they say, a column of another type than the constant's may see it otherwise. */
  readonly bounds: readonly Bound[];
  /** All of them hold as well; absent where there are none. */
  readonly links?: readonly ColumnLink[];
  /** No row counts, whatever there is: `WHERE 1 = 0`. */
  readonly isNever?: true;
}

export type Tables = readonly TableAccess[] | 'all';

export interface DataAccess {
  readonly kind: AccessKind;
  /** The statement's first word in upper case; empty where there is none. */
  readonly verb: string;
  /**
   * Tables that the answer depends on; a write's own are among them. The pins of an INSERT are those of its rows, though
   * whether it is refused (1062) depends on rows that share any unique column, or that a foreign key names.
   */
  readonly reads: Tables;
  /**
   * Tables whose rows change. A pin holds for the rows before and after the write; not so where the answer has warnings (a
   * value may have been cut), the column is a generated one, or a trigger stands at the table.
   */
  readonly writes: Tables;
  /**
   * Tables whose contents do not depend on what they were before, if the statement succeeds; behind DELETE all but the
   * counter of AUTO_INCREMENT. Where `reads` names others, the contents come from them (CREATE … SELECT).
   */
  readonly forgets: readonly TableName[];
  /** Of a DELETE whose condition says nothing else: the pinned column, all of whose rows with these constants go. */
  readonly clears?: string;
  /** The database all of whose tables are made anew (DROP DATABASE, CREATE DATABASE). */
  readonly forgetsSchema: string | null;
  /**
   * Writes to one table with the same text here lead to the same data in any order, as long as each succeeds: `adds n` (all
   * they do is to add constants to these columns, which their WHERE does not ask for), `insert` (of rows with other keys).
   */
  readonly commutes: string | null;
  /** Columns that an UPDATE, or ON DUPLICATE KEY UPDATE, gives other values, or what they have; in lower case. */
  readonly assigned: readonly string[];
  /** Those of them that get what the new row has there, `a = VALUES(a)`; absent where there are none. */
  readonly asGiven?: readonly string[];
  /** Those of them that an UPDATE of one table gives a constant; absent where there are none. */
  readonly given?: readonly Pin[];
  /** What becomes of a row depends on others: LIMIT, IGNORE, ON DUPLICATE KEY UPDATE, several tables, variables. */
  readonly mixesRows: boolean;
  /** REPLACE, ON DUPLICATE KEY UPDATE: a row with an equal key is changed or goes. Its pins are those of the rows it brings. */
  readonly isUpsert: boolean;
  /** FOR UPDATE, FOR SHARE, LOCK IN SHARE MODE: sees the latest rows, not those of the transaction's snapshot. */
  readonly locksReads: boolean;
  /** A function that is not the server's own, CALL, EXECUTE: `reads` and `writes` are `all` for this reason. */
  readonly callsUnknown: boolean;
  /** What it calls, where all of that has a name, and what it reads and writes besides. */
  readonly calls?: { readonly names: readonly TableName[]; readonly reads: Tables; readonly writes: Tables };
  /** The answer tells what tables, columns or databases there are. */
  readonly readsDefinitions: boolean;
  /** CREATE TEMPORARY TABLE, DROP TEMPORARY TABLE. */
  readonly isTemporary: boolean;
}
