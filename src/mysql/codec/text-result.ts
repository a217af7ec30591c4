// A short result of the text protocol, read as a whole.

import { CommandCode } from '../constants/commands.ts';
import type { ColumnDefinition } from '../packets/column-definition.ts';
import { decodeTextRow } from '../packets/text-row.ts';
import { ResponseWalk } from './walk-response.ts';

export interface TextResult {
  readonly columns: readonly ColumnDefinition[];
  readonly rows: readonly (readonly (Buffer | null)[])[];
}

/**
 * Columns and rows of a response to COM_QUERY, which is read as a whole: for short ones.
 * @param payloads of its packets
 * @param capabilities under which it was sent
 * @throws MalformedPacketError
 */
export function decodeTextResult(payloads: Iterable<Buffer>, capabilities: bigint): TextResult {
  const walk = new ResponseWalk({ command: CommandCode.COM_QUERY, encoding: capabilities });
  const rows: (Buffer | null)[][] = [];
  for (const payload of payloads) {
    if (walk.take(payload).kind === 'row') rows.push(decodeTextRow(payload, walk.columns.length));
  }
  return { columns: walk.columns, rows };
}
