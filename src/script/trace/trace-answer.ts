// An entry of a trace made into an answer, once: it is the same each time.

import {
  type Cell,
  type Column,
  type Completion,
  errorResult,
  type Row,
  type StatementAnswer,
  type StatementResult,
} from '../answer.ts';
import { columnTypeOf } from '../fields/column-types.ts';
import { readTrackers } from '../fields/read-trackers.ts';
import type { TraceCell, TraceColumn, TraceEntry, TraceOk, TraceResult, TraceRows } from './trace.ts';

/** @throws ScriptFailure for session trackers that are wrong */
export function answerOfEntry(entry: TraceEntry): StatementAnswer {
  const results = (entry.results ?? [entry]).map(resultOf);
  return { delayMs: entry.exec_time ?? 0, results };
}

function resultOf({ result, ok, error }: TraceResult): StatementResult {
  if (result !== undefined) return rowsOf(result);
  if (error !== undefined) return errorResult(error.code, error.sql_state ?? 'HY000', error.message);
  return { kind: 'ok', completion: completionOf(ok ?? {}, ok?.message ?? '') };
}

function rowsOf(result: TraceRows): StatementResult {
  const columns = result.columns.flatMap((column) => Array<Column>(column.repeat ?? 1).fill(columnOf(column)));
  const rows: readonly Row[] = (result.rows ?? []).map((row) => row.map(cellOf));
  return { kind: 'rows', columns, rows, completion: completionOf(result, '') };
}

function completionOf(fields: TraceOk, message: string): Completion {
  const warningList = (fields.warnings ?? []).map(({ level = 'warning', ...warning }) => ({ level, ...warning }));
  return {
    affectedRows: BigInt(fields.affected_rows ?? 0),
    lastInsertId: BigInt(fields.last_insert_id ?? 0),
    status: fields.status ?? 0,
    warnings: fields.warning_count ?? warningList.length,
    warningList,
    message,
    trackers: readTrackers({ session_trackers: fields.session_trackers }),
    documentIds: fields.document_ids ?? [],
  };
}

function columnOf(column: TraceColumn): Column {
  return {
    name: column.name,
    type: columnTypeOf(column.type),
    catalog: column.catalog ?? 'def',
    schema: column.schema ?? '',
    table: column.table ?? '',
    originalTable: column.orig_table ?? '',
    originalName: column.orig_name ?? '',
    charset: column.character_set ?? 255,
    displayLength: column.length ?? 0,
    flags: column.flags ?? 0,
    decimals: column.decimals ?? 0,
  };
}

function cellOf(cell: TraceCell): Cell {
  if (typeof cell === 'boolean') return cell ? 1 : 0;
  if (cell === null || typeof cell !== 'object') return cell;
  return 'hex' in cell ? Buffer.from(cell.hex, 'hex') : Buffer.from(cell.base64, 'base64');
}
