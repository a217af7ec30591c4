// A short result of the text protocol, read as a whole.

import { CommandCode } from '../constants/commands.ts';
import { type ColumnDefinition, decodeColumnDefinition } from '../packets/column-definition.ts';
import { decodeTextRow } from '../packets/text-row.ts';
import { ResponseMachine } from './response-machine.ts';

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
  const machine = new ResponseMachine();
  machine.begin(CommandCode.COM_QUERY, capabilities);
  const columns: ColumnDefinition[] = [];
  const rows: (Buffer | null)[][] = [];
  for (const payload of payloads) {
    const kind = machine.next(payload, 0, payload.length);
    if (kind === 'column') columns.push(decodeColumnDefinition(payload, capabilities));
    if (kind === 'row') rows.push(decodeTextRow(payload, columns.length));
  }
  return { columns, rows };
}
