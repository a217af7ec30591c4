// COM_STMT_PREPARE_OK and what follows it, for a statement that was recorded as text only.
// https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_com_stmt_prepare.html

import { encodePrepared } from '../../mysql/codec/encode-result-set.ts';
import { ColumnFlag, ColumnType } from '../../mysql/constants/column-types.ts';
import { type ColumnDefinition, decodeColumnDefinition } from '../../mysql/packets/column-definition.ts';
import type { KnownAsText } from './cross-protocol.ts';

const NOTHING = Buffer.alloc(0);
/** Collation `binary`. */
const BINARY = 63;

/** What servers that do not guess say of a parameter. */
const PARAMETER: ColumnDefinition = {
  catalog: Buffer.from('def'),
  schema: NOTHING,
  table: NOTHING,
  originalTable: NOTHING,
  name: Buffer.from('?'),
  originalName: NOTHING,
  extendedMetadata: [],
  charset: BINARY,
  displayLength: 0,
  type: ColumnType.VAR_STRING,
  flags: ColumnFlag.BINARY,
  decimals: 0,
};

/** The whole response, headers included. @param capabilities negotiated with the client */
export function madePrepare(known: KnownAsText, statementId: number, capabilities: bigint, status: number): Buffer {
  const columns = known.columns.map((column) => decodeColumnDefinition(column, known.encoding));
  const parameters = Array.from({ length: known.parameterCount }, () => PARAMETER);
  return encodePrepared(statementId, parameters, columns, { capabilities, status });
}
