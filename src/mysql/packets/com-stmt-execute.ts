// COM_STMT_EXECUTE: runs a prepared statement with bound parameters, and query attributes behind them.
// https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_com_stmt_execute.html
// https://mariadb.com/kb/en/com_stmt_execute/ (statement id 0xFFFFFFFF: the statement prepared last)

import { PayloadReader } from '../../core/bytes/payload-reader.ts';
import { PayloadWriter } from '../../core/bytes/payload-writer.ts';
import { Capability, hasCapability } from '../constants/capabilities.ts';
import { CommandCode } from '../constants/commands.ts';
import { type Parameter, type ParameterType, readParameters, writeParameters } from './parameters.ts';

const PACKET = 'COM_STMT_EXECUTE';
/** Command, statement id, flags, iteration count. */
const HEADER_BYTES = 10;
const FLAGS_AT = 5;

/** Flags of an execute (enum_cursor_type). */
const ExecuteFlag = {
  CURSOR_READ_ONLY: 1 << 0,
  CURSOR_FOR_UPDATE: 1 << 1,
  CURSOR_SCROLLABLE: 1 << 2,
  /** Parameters follow though the statement has none: query attributes. */
  PARAMETER_COUNT_AVAILABLE: 1 << 3,
} as const;

const CURSOR = ExecuteFlag.CURSOR_READ_ONLY | ExecuteFlag.CURSOR_FOR_UPDATE | ExecuteFlag.CURSOR_SCROLLABLE;

/** Whether a command, an execute, asks for a cursor, so that its rows are fetched by further commands. */
export function asksCursor({ code, payload }: { readonly code: number; readonly payload: Buffer }): boolean {
  return code === CommandCode.COM_STMT_EXECUTE && ((payload[FLAGS_AT] ?? 0) & CURSOR) !== 0;
}

/** Statement id of MariaDB's clients for the statement that was prepared last. */
export const LAST_PREPARED_STATEMENT_ID = 0xffffffff;

export interface ComStmtExecute {
  readonly statementId: number;
  /** As in `ExecuteFlag`. */
  readonly flags: number;
  readonly iterationCount: number;
  /** The statement's parameters, then query attributes. */
  readonly parameters: readonly Parameter[];
  /** False where the types are those of an earlier execute. */
  readonly hasTypes: boolean;
}

/** What the connection knows of the statement when it is executed. */
export interface ExecuteContext {
  readonly capabilities: bigint;
  /** Of the statement, from COM_STMT_PREPARE_OK. */
  readonly parameterCount: number;
  /** Types of the last execute that sent them: its `parameters`. */
  readonly remembered?: readonly ParameterType[] | null;
  /** What COM_STMT_SEND_LONG_DATA sent ahead, by parameter index. */
  readonly longData?: ReadonlyMap<number, Buffer>;
}

/** The statement's id alone, to find the `ExecuteContext` by. @throws MalformedPacketError */
export function decodeExecuteStatementId(payload: Buffer): number {
  return readHeader(payload).statementId;
}

/**
 * Whether an execute sends its parameters' types, looked up without reading the rest; false also where the payload is
 * cut short.
 * @param hasAttributes whether QUERY_ATTRIBUTES is negotiated
 * @param start where the payload begins
 */
export function sendsTypes(payload: Buffer, hasAttributes: boolean, parameterCount: number, start = 0): boolean {
  let count = parameterCount;
  let at = start + HEADER_BYTES;
  if (hasAttributes) {
    if (!hasParameterBlock(parameterCount, payload[start + FLAGS_AT] ?? 0)) return false;
    const first = payload[at++] ?? 0;
    // Statements have 65535 parameters at the most: one or three bytes.
    count = first === 0xfc && at + 2 <= payload.length ? payload.readUInt16LE(at) : first;
    if (first === 0xfc) at += 2;
  }
  return count > 0 && payload[at + ((count + 7) >> 3)] === 1;
}

/** @throws MalformedPacketError also where types are neither sent nor remembered */
export function decodeComStmtExecute(payload: Buffer, context: ExecuteContext): ComStmtExecute {
  const { reader, ...header } = readHeader(payload);
  const hasAttributes = hasCapability(context.capabilities, Capability.QUERY_ATTRIBUTES);
  const hasCount = hasAttributes && hasParameterBlock(context.parameterCount, header.flags);
  const count = hasCount ? reader.lenencNumber('parameter count') : context.parameterCount;
  if (count < context.parameterCount) throw reader.error(`${count} parameters, expected ${context.parameterCount}`);
  const { remembered = null, longData = new Map<number, Buffer>() } = context;
  const block =
    count === 0
      ? { parameters: [], hasTypes: false }
      : readParameters(reader, { count, hasNames: hasAttributes, remembered, longData });
  // What stands behind is nobody's, and servers do not look: mysql2 before 3 leaves a byte there for each NULL.
  return { ...header, ...block };
}

/** @param capabilities negotiated; QUERY_ATTRIBUTES adds the count and names */
export function encodeComStmtExecute(execute: ComStmtExecute, capabilities: bigint): Buffer {
  const hasAttributes = hasCapability(capabilities, Capability.QUERY_ATTRIBUTES);
  const writer = new PayloadWriter().int1(CommandCode.COM_STMT_EXECUTE).int4(execute.statementId);
  writer.int1(execute.flags).int4(execute.iterationCount);
  if (hasAttributes && hasParameterBlock(execute.parameters.length, execute.flags)) {
    writer.lenencInt(execute.parameters.length);
  }
  if (execute.parameters.length > 0) writeParameters(writer, execute, hasAttributes);
  return writer.finish();
}

/** With QUERY_ATTRIBUTES a statement that has parameters is executed with their count even where the flag is not set. */
function hasParameterBlock(parameterCount: number, flags: number): boolean {
  return parameterCount > 0 || (flags & ExecuteFlag.PARAMETER_COUNT_AVAILABLE) !== 0;
}

function readHeader(payload: Buffer) {
  const reader = new PayloadReader(payload, PACKET);
  if (reader.int1('command') !== CommandCode.COM_STMT_EXECUTE) throw reader.error('this is another command');
  return {
    reader,
    statementId: reader.int4('statement id'),
    flags: reader.int1('flags'),
    iterationCount: reader.int4('iteration count'),
  };
}
