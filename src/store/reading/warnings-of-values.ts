// How many of a recorded answer's warnings may be about a value that was cut: less those that are about the statement's words, and
// those that tell of rows that INSERT IGNORE left out.

import { countValuesCalls } from '../../sql/access/values-calls.ts';
import type { StatementReading } from '../../sql/statement-reading.ts';

interface Told {
  readonly command: string;
  readonly warnings: number | null;
  readonly affectedRows: number | string | null;
}

/** Read by the server each time. */
const AS_TEXT: ReadonlySet<string> = new Set(['COM_QUERY', 'Sql.StmtExecute']);

/** @param warnsOfCalls whether the server warns of each VALUES() in a text */
export function warningsOfValues(told: Told, { access, tokens, normal }: StatementReading, warnsOfCalls: boolean) {
  const { command, warnings } = told;
  const [insert, other] = access;
  if (!warnings || insert === undefined || other !== undefined) return warnings ?? 0;
  if (insert.isUpsert) {
    const isTold = warnsOfCalls && AS_TEXT.has(command);
    return isTold ? Math.max(0, warnings - countValuesCalls(tokens)) : warnings;
  }
  // each row that is left out has one of its own at least
  const isSoft = insert.verb === 'INSERT' && /^insert\b[^(]*?\bignore\b/i.test(normal.toString('latin1'));
  const rows = isSoft && command !== 'COM_STMT_BULK_EXECUTE' ? rowsOf(insert.writes) : null;
  if (rows === null || told.affectedRows === null) return warnings;
  return Math.max(0, warnings - (rows - Number(told.affectedRows)));
}

/** How many rows are given; null where no column tells. */
function rowsOf(writes: StatementReading['access'][number]['writes']): number | null {
  if (writes === 'all') return null;
  return writes[0]?.pins.find(({ column }) => column !== '*')?.values.length ?? null;
}
