// What is known of a recorded exchange's statement when it is asked what became of data.

import type { ParameterValue } from '../../core/command.ts';
import type { DataAccess } from '../../sql/access/access-shape.ts';
import type { TransactionLeft } from '../../sql/session/failed-statement.ts';

/** A recorded exchange as far as it says what became of data. */
export interface AskedStatement {
  readonly access: readonly DataAccess[];
  /** In its normal form. */
  readonly sql: string;
  readonly parameters: readonly ParameterValue[] | null;
  /** Of a bulk command, whose rows of parameters stand one behind the other: how many a row has. */
  readonly perRow?: number;
  /** In which names without a schema are looked for. */
  readonly database: string;
  /** The session's state in words. */
  readonly state: string;
  readonly isByChance: boolean;
  /** It is about documents, whose `_id` never changes. */
  readonly isCollection: boolean;
  readonly errorCode: number | null;
  /** What became of an open transaction where it failed, as no answer tells; absent or null where it did not. */
  readonly transactionLeft?: TransactionLeft | null;
  readonly lastInsertId: bigint;
  /** -1 where its answer does not tell, as with RETURNING. */
  readonly affectedRows: number;
  /** Of an UPDATE, as its answer says in words: no row was met; those that were have the values that they had. */
  readonly found?: 'no row' | 'no change' | null;
  readonly warnings: number;
}
