// COMMIT and ROLLBACK as statements of their own: what ends a transaction whatever was in it.
// https://dev.mysql.com/doc/refman/en/commit.html

import { normaliseStatement } from '../statement-identity.ts';
import type { LexerOptions } from '../words/token.ts';

export interface TransactionEnd {
  /** AND CHAIN: another one begins; AND NO CHAIN: none does; else `completion_type` says so. */
  readonly chains: boolean | null;
  readonly isCommit: boolean;
}

/** Not what goes back to a savepoint, nor what ends the connection too (RELEASE). */
const END = /^(?:commit|rollback)(?: work)?(?: and (no )?chain)?(?: no release)?$/i;
const LONGEST_BYTES = 256;

/** Null where the statement is anything else. */
export function transactionEnd(sql: Buffer, options: LexerOptions): TransactionEnd | null {
  const first = (sql[0] ?? 0) | 0x20;
  const mayBe = sql.length <= LONGEST_BYTES && (first === 0x63 || first === 0x72 || first < 0x61 || first > 0x7a);
  const found = mayBe ? END.exec(normaliseStatement(sql, options).toString('latin1')) : null;
  if (found === null) return null;
  const [text, no] = found;
  return { chains: / chain/i.test(text) ? no === undefined : null, isCommit: /^commit/i.test(text) };
}
