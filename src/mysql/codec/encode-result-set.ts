// Whole answers of our own with columns in them, of the classic protocol: a result set, and what a prepare is told. Scripts
// send theirs row by row (script/encode-answer.ts).
// https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_com_query_response_text_resultset.html

import { Capability, hasCapability } from '../constants/capabilities.ts';
import { encodeColumnCount } from '../packets/column-count.ts';
import { type ColumnDefinition, encodeColumnDefinition } from '../packets/column-definition.ts';
import { encodeEof } from '../packets/eof.ts';
import { encodeOk, plainOk } from '../packets/ok.ts';
import { encodePrepareOk } from '../packets/prepare-ok.ts';
import { frameSmall } from './framing.ts';

/** Towards whom: what was negotiated, and the status flags that are said. */
export interface Facing {
  readonly capabilities: bigint;
  readonly status: number;
}

/** The whole response, headers included. @param rows payloads of rows, text or binary, each below 16 MiB */
export function encodeResultSet(
  columns: readonly ColumnDefinition[],
  rows: readonly Buffer[],
  { capabilities, status }: Facing,
): Buffer {
  return framePayloads([
    encodeColumnCount({ count: columns.length, hasDefinitions: true }, capabilities),
    ...definitions(columns, { capabilities, status }),
    ...rows,
    isModern(capabilities)
      ? encodeOk(plainOk(status, 0xfe), capabilities)
      : encodeEof({ warnings: 0, status }, capabilities),
  ]);
}

/** The whole answer to COM_STMT_PREPARE, headers included. @param parameters a definition for each */
export function encodePrepared(
  statementId: number,
  parameters: readonly ColumnDefinition[],
  columns: readonly ColumnDefinition[],
  facing: Facing,
): Buffer {
  const counts = { columnCount: columns.length, parameterCount: parameters.length };
  return framePayloads([
    encodePrepareOk({ statementId, ...counts, warnings: 0, hasDefinitions: true }, facing.capabilities),
    ...(parameters.length > 0 ? definitions(parameters, facing) : []),
    ...(columns.length > 0 ? definitions(columns, facing) : []),
  ]);
}

/** An answer's packets in their order: sequence ids from 1 on. */
export function framePayloads(payloads: readonly Buffer[]): Buffer {
  return Buffer.concat(payloads.map((payload, index) => frameSmall(payload, (index + 1) & 0xff)));
}

function definitions(columns: readonly ColumnDefinition[], { capabilities, status }: Facing): Buffer[] {
  const packets = columns.map((column) => encodeColumnDefinition(column, capabilities));
  return isModern(capabilities) ? packets : [...packets, encodeEof({ warnings: 0, status }, capabilities)];
}

function isModern(capabilities: bigint): boolean {
  return hasCapability(capabilities, Capability.DEPRECATE_EOF);
}
