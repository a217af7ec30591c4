// A recorded answer as overlays have it: decoded into what they may change and return.

import type { ResponsePart } from '../../mysql/codec/decode-response.ts';
import type { CellValue } from '../../mysql/codec/walk-response.ts';
import { Status } from '../../mysql/constants/status.ts';
import type { ColumnDefinition } from '../../mysql/packets/column-definition.ts';
import type { RecordedResult } from '../modern/define-overlay.ts';
import type { ScriptColumn, ScriptValue } from '../modern/define-script.ts';
import { parameterOf } from '../modern/read-reply.ts';
import { ScriptFailure } from '../script-failure.ts';

/** Each of them is said anew where an answer is sent. */
const SAID_ANEW = Status.MORE_RESULTS_EXISTS | Status.SESSION_STATE_CHANGED;

/** @throws ScriptFailure for an answer that no overlay can say */
export function recordedResults(parts: Iterable<ResponsePart>): RecordedResult[] {
  const results: RecordedResult[] = [];
  let rows: ScriptValue[][] = [];
  let columns: ScriptColumn[] = [];
  for (const part of parts) {
    switch (part.kind) {
      case 'columns':
        rows = [];
        columns = part.columns.map(columnOf);
        break;
      case 'row':
        rows.push(part.decode().map(cellOf));
        break;
      case 'end':
        results.push({ columns, rows, warnings: part.warnings, status: part.status & ~SAID_ANEW });
        break;
      case 'ok': {
        const { affectedRows, lastInsertId, info, warnings, status } = part.ok;
        const message = info?.toString('utf8') ?? '';
        results.push({ affectedRows, lastInsertId, message, warnings, status: status & ~SAID_ANEW });
        break;
      }
      case 'error': {
        const { code, sqlState, message } = part.error;
        results.push({ error: { code, sqlState: sqlState ?? 'HY000', message: message.toString('utf8') } });
        break;
      }
      default:
        throw new ScriptFailure(`recorded(): an answer with ${part.kind} cannot be had`);
    }
  }
  return results;
}

function columnOf(column: ColumnDefinition): ScriptColumn {
  const { charset, displayLength: length, type, flags, decimals } = column;
  return {
    name: column.name.toString('utf8'),
    type,
    schema: column.schema.toString('utf8'),
    table: column.table.toString('utf8'),
    originalTable: column.originalTable.toString('utf8'),
    originalName: column.originalName.toString('utf8'),
    charset,
    length,
    flags,
    decimals,
  };
}

function cellOf(value: CellValue): ScriptValue {
  if (value === null) return null;
  if (Buffer.isBuffer(value)) return textOrBytes(value);
  if (value.kind === 'text' || value.kind === 'blob') return textOrBytes(value.value);
  return parameterOf(value);
}

function textOrBytes(bytes: Buffer): ScriptValue {
  const text = bytes.toString('utf8');
  return Buffer.from(text).equals(bytes) ? text : Buffer.from(bytes);
}
