// A recorded answer made into what an entry of a trace says: the inverse of trace-answer.ts.

import type { ResponsePart } from '../../mysql/codec/decode-response.ts';
import type { CellValue } from '../../mysql/codec/walk-response.ts';
import { columnTypeName } from '../../mysql/constants/column-types.ts';
import type { ColumnDefinition } from '../../mysql/packets/column-definition.ts';
import type { OkPacket } from '../../mysql/packets/ok.ts';
import type { SessionStateChange } from '../../mysql/packets/session-state.ts';
import type { TraceCell, TraceColumn, TraceEntry, TraceOk, TraceResult } from './trace.ts';

const UTF8MB4 = 255;
const HY000 = 'HY000';

/** A result set on its way. */
interface OpenRows {
  readonly columns: readonly ColumnDefinition[];
  readonly rows: TraceCell[][];
}

/** Null for an answer that a trace cannot say: LOCAL INFILE, a command's text. */
export function entryOf(statement: string, parts: Iterable<ResponsePart>): TraceEntry | null {
  const results: TraceResult[] = [];
  let open: OpenRows | null = null;
  for (const part of parts) {
    switch (part.kind) {
      case 'columns':
        open = { columns: part.columns, rows: [] };
        break;
      case 'row':
        open?.rows.push(part.decode().map(cellOf));
        break;
      case 'end':
        if (open !== null) results.push(rowsOf(open, part));
        open = null;
        break;
      case 'ok':
        results.push({ ok: okOf(part.ok) });
        break;
      case 'error':
        results.push({ error: errorOf(part.error) });
        break;
      default:
        return null;
    }
  }
  const [only] = results;
  if (only === undefined) return null;
  return results.length === 1 ? { stmt: statement, ...only } : { stmt: statement, results };
}

/** Each result but the last one says that more follow: that is not the script's to say. */
const MORE_RESULTS = 0x0008;

function rowsOf({ columns, rows }: OpenRows, end: { warnings: number; status: number }): TraceResult {
  const status = end.status & ~MORE_RESULTS;
  const completion = { ...(status !== 0 && { status }), ...(end.warnings > 0 && { warning_count: end.warnings }) };
  return { result: { columns: columns.map(columnOf), rows, ...completion } };
}

function errorOf({ code, sqlState, message }: { code: number; sqlState: string | null; message: Buffer }) {
  const text = message.toString('utf8');
  return sqlState === null || sqlState === HY000
    ? { code, message: text }
    : { code, message: text, sql_state: sqlState };
}

function okOf(ok: OkPacket): TraceOk {
  const status = ok.status & ~MORE_RESULTS;
  return {
    ...(ok.affectedRows > 0n && { affected_rows: numberOf(ok.affectedRows) }),
    ...(ok.lastInsertId > 0n && { last_insert_id: numberOf(ok.lastInsertId) }),
    ...(status !== 0 && { status }),
    ...(ok.warnings > 0 && { warning_count: ok.warnings }),
    ...(ok.info !== null && ok.info.length > 0 && { message: ok.info.toString('utf8') }),
    ...(ok.sessionState !== null && { session_trackers: ok.sessionState.flatMap(trackersOf) }),
  };
}

function trackersOf(change: SessionStateChange): Readonly<Record<string, unknown>>[] {
  switch (change.type) {
    case 'system_variables':
      return change.variables.map(({ name, value }) => {
        return { type: 'system_variable', name: name.toString('utf8'), value: value.toString('utf8') };
      });
    case 'schema':
      return [{ type: 'schema', schema: change.name.toString('utf8') }];
    case 'state_change':
      return [{ type: 'state', state: change.flag.toString('latin1') }];
    case 'gtids':
      return [{ type: 'gtid', gtid: change.gtids.toString('latin1') }];
    case 'transaction_characteristics':
      return [{ type: 'trx_characteristics', trx_stmt: change.sql.toString('utf8') }];
    case 'transaction_state':
      return [{ type: 'trx_state', state: change.state.toString('latin1') }];
    case 'unknown':
      return [];
  }
}

/** Only what is not the default. */
function columnOf(column: ColumnDefinition): TraceColumn {
  const named = columnTypeName(column.type);
  const texts = {
    schema: column.schema.toString('utf8'),
    table: column.table.toString('utf8'),
    orig_table: column.originalTable.toString('utf8'),
    orig_name: column.originalName.toString('utf8'),
  };
  const given = Object.fromEntries(Object.entries(texts).filter(([, text]) => text !== ''));
  return {
    name: column.name.toString('utf8'),
    type: named.startsWith('TYPE_') ? column.type : named,
    ...given,
    ...(column.charset !== UTF8MB4 && { character_set: column.charset }),
    ...(column.displayLength !== 0 && { length: column.displayLength }),
    ...(column.flags !== 0 && { flags: column.flags }),
    ...(column.decimals !== 0 && { decimals: column.decimals }),
  };
}

function cellOf(value: CellValue): TraceCell {
  if (value === null) return null;
  if (Buffer.isBuffer(value)) return textOrBytes(value);
  switch (value.kind) {
    case 'null':
      return null;
    case 'int':
      return numberOf(value.value);
    case 'float':
      // As many digits as a float has.
      return Number(value.value.toPrecision(7));
    case 'double':
      return value.value;
    case 'text':
    case 'blob':
      return textOrBytes(value.value);
    default:
      return value.value;
  }
}

/** Bytes that are UTF-8 as text, any others as they are. */
function textOrBytes(bytes: Buffer): TraceCell {
  const text = bytes.toString('utf8');
  return Buffer.from(text).equals(bytes) ? text : { base64: bytes.toString('base64') };
}

function numberOf(value: bigint): number | string {
  return value <= BigInt(Number.MAX_SAFE_INTEGER) && value >= BigInt(Number.MIN_SAFE_INTEGER)
    ? Number(value)
    : String(value);
}
