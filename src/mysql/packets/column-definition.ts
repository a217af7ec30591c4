// Protocol::ColumnDefinition41: one column of a result set, parameter of a prepared statement, or field of a table.
// https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_com_query_response_text_resultset_column_definition.html
// https://mariadb.com/kb/en/result-set-packets/#column-definition-packet

import { PayloadReader } from '../../core/bytes/payload-reader.ts';
import { PayloadWriter } from '../../core/bytes/payload-writer.ts';
import { Capability, hasCapability } from '../constants/capabilities.ts';

const PACKET = 'Protocol::ColumnDefinition41';
const FIXED_FIELDS_BYTES = 0x0c;

/** MariaDB's extra word on a type: kind 0 is its name (`json`, `inet6`, `uuid`), kind 1 its format. */
export interface ExtendedMetadata {
  readonly kind: number;
  readonly value: Buffer;
}

export interface ColumnDefinition {
  /** Always `def`. */
  readonly catalog: Buffer;
  readonly schema: Buffer;
  /** The table's alias; `originalTable` is its name. */
  readonly table: Buffer;
  readonly originalTable: Buffer;
  readonly name: Buffer;
  readonly originalName: Buffer;
  /** Empty without MARIADB_EXTENDED_METADATA. */
  readonly extendedMetadata: readonly ExtendedMetadata[];
  /** Collation id. */
  readonly charset: number;
  /** Width for display, in bytes of that character set. */
  readonly displayLength: number;
  readonly type: number;
  readonly flags: number;
  readonly decimals: number;
  /** Only in answers to COM_FIELD_LIST, where null says that the field has no default. */
  readonly defaultValue?: Buffer | null;
}

/**
 * @param capabilities negotiated; MARIADB_EXTENDED_METADATA adds a field
 * @throws MalformedPacketError
 */
export function decodeColumnDefinition(payload: Buffer, capabilities: bigint): ColumnDefinition {
  const reader = new PayloadReader(payload, PACKET);
  const isExtended = hasCapability(capabilities, Capability.MARIADB_EXTENDED_METADATA);
  const catalog = reader.lenencBytes('catalog');
  const schema = reader.lenencBytes('schema');
  const table = reader.lenencBytes('table');
  const originalTable = reader.lenencBytes('original table');
  const name = reader.lenencBytes('name');
  const originalName = reader.lenencBytes('original name');
  const extendedMetadata = isExtended ? readExtendedMetadata(reader.lenencBlock('extended metadata')) : [];
  const fixedBytes = reader.lenencNumber('length of fixed fields');
  if (fixedBytes !== FIXED_FIELDS_BYTES) throw reader.error(`fixed fields of ${fixedBytes} bytes, expected 12`);
  const charset = reader.int2('charset');
  const displayLength = reader.int4('display length');
  const type = reader.int1('type');
  const flags = reader.int2('flags');
  const decimals = reader.int1('decimals');
  reader.skip(2, 'reserved'); // reserved
  const names = { catalog, schema, table, originalTable, name, originalName };
  const column = { ...names, extendedMetadata, charset, displayLength, type, flags, decimals };
  if (reader.remaining === 0) return column;
  const defaultValue = reader.lenencBytesOrNull('default value');
  reader.end();
  return { ...column, defaultValue };
}

/** @param capabilities negotiated, as for decoding */
export function encodeColumnDefinition(column: ColumnDefinition, capabilities: bigint): Buffer {
  const writer = new PayloadWriter();
  writer.lenencBytes(column.catalog).lenencBytes(column.schema).lenencBytes(column.table);
  writer.lenencBytes(column.originalTable).lenencBytes(column.name).lenencBytes(column.originalName);
  if (hasCapability(capabilities, Capability.MARIADB_EXTENDED_METADATA)) {
    writer.lenencBytes(encodeExtendedMetadata(column.extendedMetadata));
  }
  writer.lenencInt(FIXED_FIELDS_BYTES).int2(column.charset).int4(column.displayLength);
  writer.int1(column.type).int2(column.flags).int1(column.decimals).zeros(2);
  if (column.defaultValue !== undefined) writer.lenencBytes(column.defaultValue);
  return writer.finish();
}

function readExtendedMetadata(reader: PayloadReader): ExtendedMetadata[] {
  const entries: ExtendedMetadata[] = [];
  while (reader.remaining > 0)
    entries.push({ kind: reader.int1('kind of extended metadata'), value: reader.lenencBytes('extended metadata') });
  return entries;
}

function encodeExtendedMetadata(entries: readonly ExtendedMetadata[]): Buffer {
  const writer = new PayloadWriter();
  for (const { kind, value } of entries) writer.int1(kind).lenencBytes(value);
  return writer.finish();
}
