// What a recorded response said, read back as the recorder handed it in.

import type { Outcome, ResponseFacts } from '../../core/command.ts';
import { fromStored } from '../unsigned.ts';
import { numberOrNull, type ReadStatements } from './read-statements.ts';

/** What a response came to, as its row has it. */
export interface OutcomeRow {
  readonly outcome: Outcome;
  readonly error_code: bigint | null;
  readonly sqlstate: string | null;
  readonly error_message: string | null;
  readonly affected_rows: bigint | string | null;
  readonly last_insert_id: bigint | string | null;
  readonly warnings: bigint | null;
  readonly rows: bigint | null;
}

interface FactsRow extends OutcomeRow {
  readonly status: bigint | null;
  readonly columns: bigint | null;
  readonly prepared_id: bigint | null;
  readonly prepared_parameters: bigint | null;
  readonly skipped_metadata: bigint;
}

const SELECT = `SELECT outcome, error_code, sqlstate, error_message, affected_rows, last_insert_id, warnings, status,
  columns, rows, prepared_id, prepared_parameters, skipped_metadata FROM response WHERE id = ?`;

export function outcomeOf(row: OutcomeRow) {
  return {
    outcome: row.outcome,
    errorCode: numberOrNull(row.error_code),
    sqlState: row.sqlstate,
    errorMessage: row.error_message,
    affectedRows: fromStored(row.affected_rows),
    lastInsertId: fromStored(row.last_insert_id),
    warnings: numberOrNull(row.warnings),
    rows: numberOrNull(row.rows),
  };
}

/** Null where there is no such response. */
export function readResponseFacts(read: ReadStatements, id: number): ResponseFacts | null {
  const row = read.get<[number], FactsRow>(SELECT, id);
  if (row === undefined) return null;
  const columns = numberOrNull(row.columns);
  const preparedId = numberOrNull(row.prepared_id);
  const parameters = Number(row.prepared_parameters ?? 0);
  return {
    ...outcomeOf(row),
    status: numberOrNull(row.status),
    columns,
    prepared: preparedId === null ? null : { id: preparedId, columns: columns ?? 0, parameters },
    skippedMetadata: row.skipped_metadata === 1n,
  };
}
