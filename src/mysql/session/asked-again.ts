// The quick way through a session: what a packet asks, told by where its bytes stand, and what an answer that is given once more
// leaves behind. docs/quick-answers.md tells of it; SessionState reads what cannot be told so.

import type { Dialect, PreviousStatement, ResponseFacts } from '../../core/command.ts';
import { mayHoldSecret } from '../../sql/secrets/secret-marks.ts';
import { changesSession } from '../../sql/session/follow-statement.ts';
import { onlyReads } from '../../sql/session/session-sequence.ts';
import { HEADER_BYTES } from '../codec/framing.ts';
import { Status } from '../constants/status.ts';

/** In a packet: where its command stands, and the statement's id of an execute; what is bound is behind that. */
export const COMMAND_AT: number = HEADER_BYTES;
export const STATEMENT_AT: number = COMMAND_AT + 1;
export const BOUND_AT: number = STATEMENT_AT + 4;

/** Where the text of COM_QUERY begins; -1 where query attributes stand before it. @param hasAttributes as negotiated */
export function textAt(packet: Buffer, hasAttributes: boolean): number {
  const behindCommand = COMMAND_AT + 1;
  if (!hasAttributes) return behindCommand;
  // none of them, in one set
  return packet[behindCommand] === 0 && packet[behindCommand + 1] === 1 ? behindCommand + 2 : -1;
}

/**
 * What is noted of a statement each time that it has this answer: that it was the last one, and that it had rows. Null where
 * there is more to note, so that the statement has to be followed each time.
 */
export function notedAgain(sql: Buffer, dialect: Dialect, facts: ResponseFacts): PreviousStatement | null {
  const { outcome, status, warnings, lastInsertId } = facts;
  if (outcome !== 'resultset' || status === null || (status & Status.IN_TRANS) !== 0) return null;
  // of these the values are told, too
  if ((warnings ?? 0) > 0 || (lastInsertId ?? 0n) > 0n || countsAllRows(sql)) return null;
  if (!onlyReads(sql) || changesSession(sql, dialect) || (!isSelect(sql) && mayHoldSecret(sql))) return null;
  return { sql, isAboutValues: false, parameters: null, facts };
}

/** By its first and third letter: a query's own secrets are few, and reading it costs. */
export function isSelect(sql: Buffer): boolean {
  return ((sql[0] ?? 0) | 0x20) === 0x73 && ((sql[2] ?? 0) | 0x20) === 0x6c;
}

const UNDERLINE = 0x5f;
const SELECT_OPTIONS_BYTES = 128;
const CALC = /\bsql_calc_found_rows\b/i;

/** SELECT SQL_CALC_FOUND_ROWS: FOUND_ROWS() tells more than the answer does. */
export function countsAllRows(sql: Buffer): boolean {
  if (((sql[0] ?? 0) | 0x20) !== 0x73) return false;
  // without an underline there is no need to make a text of it
  const at = sql.indexOf(UNDERLINE);
  return at >= 0 && at < SELECT_OPTIONS_BYTES && CALC.test(sql.toString('latin1', 0, SELECT_OPTIONS_BYTES));
}
