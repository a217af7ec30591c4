// Takes a captured result set apart, by the rules that a client follows.

import { Capability, hasCapability } from '../../src/mysql/constants/capabilities.ts';
import { decodeColumnCount } from '../../src/mysql/packets/column-count.ts';
import { type ColumnDefinition, decodeColumnDefinition } from '../../src/mysql/packets/column-definition.ts';

export interface ResultSetPackets {
  readonly header: Buffer;
  readonly definitions: readonly Buffer[];
  readonly columns: readonly ColumnDefinition[];
  readonly rows: readonly Buffer[];
  readonly end: Buffer;
}

/** @param packets of one result set that has definitions and ends without an error */
export function splitResultSet(packets: readonly Buffer[], capabilities: bigint): ResultSetPackets {
  const [header, ...rest] = packets;
  const end = rest.at(-1);
  if (header === undefined || end === undefined) throw new Error('this is no result set');
  const { count } = decodeColumnCount(header, capabilities);
  const definitions = rest.slice(0, count);
  const columns = definitions.map((definition) => decodeColumnDefinition(definition, capabilities));
  const skip = hasCapability(capabilities, Capability.DEPRECATE_EOF) ? 0 : 1;
  return { header, definitions, columns, rows: rest.slice(count + skip, -1), end };
}
