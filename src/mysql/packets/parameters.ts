// Bound parameters and query attributes: the block that COM_QUERY and COM_STMT_EXECUTE share.
// https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_com_query.html
// https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_com_stmt_execute.html

import type { PayloadReader } from '../../core/bytes/payload-reader.ts';
import type { PayloadWriter } from '../../core/bytes/payload-writer.ts';
import type { ParameterValue } from '../../core/command.ts';
import { type BinaryType, longDataValue, readBinaryValue, writeBinaryValue } from './binary-value.ts';
import { readNullBitmap, writeNullBitmap } from './null-bitmap.ts';

const UNSIGNED = 0x80;
const NULL: ParameterValue = { kind: 'null' };

/** Type of a parameter, and its name: null where names are not sent (no QUERY_ATTRIBUTES), empty for a positional one. */
export interface ParameterType extends BinaryType {
  readonly name: Buffer | null;
}

export interface Parameter extends ParameterType {
  readonly value: ParameterValue;
  /** Its bytes came in COM_STMT_SEND_LONG_DATA, so they are not among the values. */
  readonly isLongData: boolean;
}

export interface ParameterBlock {
  readonly parameters: readonly Parameter[];
  /** False where the types are those of an earlier execute of the statement. */
  readonly hasTypes: boolean;
}

export interface ParameterContext {
  /** More than 0. */
  readonly count: number;
  /** Whether a name stands behind each type (QUERY_ATTRIBUTES). */
  readonly hasNames: boolean;
  /** Types of an earlier execute, for a client that does not send them again. */
  readonly remembered: readonly ParameterType[] | null;
  /** Parameters that were sent ahead, by index. */
  readonly longData: ReadonlyMap<number, Buffer>;
}

/** Reads NULL bitmap, types and values. @throws MalformedPacketError */
export function readParameters(reader: PayloadReader, context: ParameterContext): ParameterBlock {
  const isNull = readNullBitmap(reader, context.count, 0);
  const hasTypes = reader.int1('types are sent') !== 0;
  const types = hasTypes ? readTypes(reader, context) : (context.remembered ?? []);
  if (types.length < context.count) throw reader.error('the types of the parameters were never sent');
  const parameters: Parameter[] = [];
  for (let index = 0; index < context.count; index++) {
    const { type, isUnsigned, name } = types[index] as ParameterType;
    const data = context.longData.get(index);
    const isLongData = data !== undefined;
    let value: ParameterValue = NULL;
    if (isLongData) value = longDataValue({ type, isUnsigned }, data);
    else if (!isNull[index]) value = readBinaryValue(reader, { type, isUnsigned });
    parameters.push({ type, isUnsigned, name, value, isLongData });
  }
  return { parameters, hasTypes };
}

/** The twin of `readParameters`. @throws TypeError where a value's kind does not belong to its type */
export function writeParameters(writer: PayloadWriter, block: ParameterBlock, hasNames: boolean): void {
  writeNullBitmap(writer, block.parameters.map(isNullBitSet), 0);
  writer.int1(block.hasTypes ? 1 : 0);
  for (const { type, isUnsigned, name } of block.hasTypes ? block.parameters : []) {
    writer.int1(type).int1(isUnsigned ? UNSIGNED : 0);
    if (hasNames) writer.lenencBytes(name ?? Buffer.alloc(0));
  }
  for (const parameter of block.parameters) {
    if (!parameter.isLongData && !isNullBitSet(parameter)) writeBinaryValue(writer, parameter, parameter.value);
  }
}

function isNullBitSet(parameter: Parameter): boolean {
  return parameter.value.kind === 'null';
}

function readTypes(reader: PayloadReader, context: ParameterContext): ParameterType[] {
  const types: ParameterType[] = [];
  while (types.length < context.count) {
    const type = reader.int1('parameter type');
    const isUnsigned = (reader.int1('parameter flag') & UNSIGNED) !== 0;
    types.push({ type, isUnsigned, name: context.hasNames ? reader.lenencBytes('parameter name') : null });
  }
  return types;
}
