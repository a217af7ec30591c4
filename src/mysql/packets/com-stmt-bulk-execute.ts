// COM_STMT_BULK_EXECUTE of MariaDB: one prepared statement for several rows of parameters.
// https://mariadb.com/kb/en/com_stmt_bulk_execute/

import { PayloadReader } from '../../core/bytes/payload-reader.ts';
import { PayloadWriter } from '../../core/bytes/payload-writer.ts';
import type { ParameterValue } from '../../core/command.ts';
import { CommandCode } from '../constants/commands.ts';
import { type BinaryType, readBinaryValue, writeBinaryValue } from './binary-value.ts';

const PACKET = 'COM_STMT_BULK_EXECUTE';
const UNSIGNED = 0x80;

/** Flags of the command. @internal */
export const BulkFlag = {
  /** The answer tells of each row. */
  SEND_UNIT_RESULTS: 1 << 6,
  SEND_TYPES: 1 << 7,
} as const;

/** What stands before each value: no value follows any but the first. */
const Indicator = { NONE: 0, NULL: 1, DEFAULT: 2, IGNORE: 3 } as const;

export interface ComStmtBulkExecute {
  readonly statementId: number;
  /** As in `BulkFlag`. */
  readonly flags: number;
  /** Of each parameter; those of an earlier command where it sends none. */
  readonly types: readonly BinaryType[];
  readonly rows: readonly (readonly ParameterValue[])[];
}

/**
 * @param parameterCount of the statement, more than 0
 * @param remembered types of the last command that sent them
 * @throws MalformedPacketError also where types are neither sent nor remembered
 */
export function decodeComStmtBulkExecute(
  payload: Buffer,
  parameterCount: number,
  remembered: readonly BinaryType[] | null = null,
): ComStmtBulkExecute {
  const reader = new PayloadReader(payload, PACKET);
  if (reader.int1('command') !== CommandCode.COM_STMT_BULK_EXECUTE) throw reader.error('this is another command');
  const statementId = reader.int4('statement id');
  const flags = reader.int2('flags');
  const types = (flags & BulkFlag.SEND_TYPES) !== 0 ? readTypes(reader, parameterCount) : remembered;
  if (types === null || types.length === 0) throw reader.error('the types of the parameters were never sent');
  const rows: ParameterValue[][] = [];
  while (reader.remaining > 0) rows.push(types.map((type) => readValue(reader, type)));
  return { statementId, flags, types, rows };
}

/** The twin of `decodeComStmtBulkExecute`. @throws TypeError where a value's kind does not belong to its type */
export function encodeComStmtBulkExecute({ statementId, flags, types, rows }: ComStmtBulkExecute): Buffer {
  const writer = new PayloadWriter().int1(CommandCode.COM_STMT_BULK_EXECUTE).int4(statementId).int2(flags);
  const sent = (flags & BulkFlag.SEND_TYPES) !== 0 ? types : [];
  for (const { type, isUnsigned } of sent) writer.int1(type).int1(isUnsigned ? UNSIGNED : 0);
  for (const row of rows) {
    for (const [index, value] of row.entries()) writeValue(writer, types[index] as BinaryType, value);
  }
  return writer.finish();
}

function readTypes(reader: PayloadReader, count: number): BinaryType[] {
  const types: BinaryType[] = [];
  while (types.length < count) {
    types.push({
      type: reader.int1('parameter type'),
      isUnsigned: (reader.int1('parameter flag') & UNSIGNED) !== 0,
    });
  }
  return types;
}

function readValue(reader: PayloadReader, type: BinaryType): ParameterValue {
  const indicator = reader.int1('indicator');
  switch (indicator) {
    case Indicator.NONE:
      return readBinaryValue(reader, type);
    case Indicator.NULL:
      return { kind: 'null' };
    case Indicator.DEFAULT:
      return { kind: 'instead', value: 'default' };
    case Indicator.IGNORE:
      return { kind: 'instead', value: 'ignore' };
    default:
      throw reader.error(`${indicator} is no indicator`);
  }
}

function writeValue(writer: PayloadWriter, type: BinaryType, value: ParameterValue): void {
  if (value.kind === 'null') writer.int1(Indicator.NULL);
  else if (value.kind === 'instead') writer.int1(value.value === 'default' ? Indicator.DEFAULT : Indicator.IGNORE);
  else writeBinaryValue(writer.int1(Indicator.NONE), type, value);
}
