// Which user variables a statement would assign that was prepared and not executed. MySQL has them from then on, NULL still, but of
// another type than a variable that nobody named: `SELECT @k` tells of LONGBLOB, and not of VARCHAR. INTO makes none.

import { readStatement, type StatementReading } from '../statement-reading.ts';
import type { LexerOptions } from '../words/token.ts';
import type { SessionHoldings } from './session-holdings.ts';

/** @param sql what was prepared */
export function noteWouldAssign(sql: Buffer, options: LexerOptions, holdings: SessionHoldings): void {
  if (!sql.includes(0x40)) return;
  for (const name of assignedIn(readStatement(sql, options))) holdings.noteWouldAssign(name);
}

/** What a command that prepared a statement has done to the session beside. @param sql null where it cannot be read */
export function notePreparedOnMysql(sql: Buffer | null, options: LexerOptions, holdings: SessionHoldings): void {
  if (sql !== null) noteWouldAssign(sql, options, holdings);
  holdings.forgetWarnings();
}

function assignedIn({ settings, effects, masked }: StatementReading): string[] {
  const set = settings.flatMap((one) => (one.kind === 'user' ? one.name : []));
  return masked.includes(':=') ? [...set, ...effects.flatMap((one) => (one.kind === 'assigned' ? one.name : []))] : set;
}
