// Mysqlx.Resultset.ColumnMetaData as MySQL writes it: numbers first, then names.
// https://dev.mysql.com/doc/dev/mysql-server/latest/structMysqlx_1_1Resultset_1_1ColumnMetaData.html

import { ColumnMetaData } from '../messages/messages.ts';
import { protobufjs } from '../messages/protobuf.ts';
import type { ResultsetColumnMetaData } from '../messages/schema.ts';

/** Numbers of the fields that are names. */
const NAMES = { first: 2, last: 7 };

export function encodeColumn(column: ResultsetColumnMetaData): Buffer {
  const bytes = ColumnMetaData.encode(column);
  const reader = protobufjs().Reader.create(bytes);
  const numbers: Buffer[] = [];
  const names: Buffer[] = [];
  while (reader.pos < reader.len) {
    const from = reader.pos;
    const tag = reader.uint32();
    reader.skipType(tag & 7);
    const isName = tag >>> 3 >= NAMES.first && tag >>> 3 <= NAMES.last;
    (isName ? names : numbers).push(bytes.subarray(from, reader.pos));
  }
  return Buffer.concat([...numbers, ...names]);
}
