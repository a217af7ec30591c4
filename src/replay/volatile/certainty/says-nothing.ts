// Whether a recorded answer says that there is nothing: what it was asked for is nowhere.

import type { Command } from '../../../core/command.ts';
import type { RecordedResponse, RecordingReader } from '../../../core/recording.ts';
import { decodeRow, walkResponse } from '../../../mysql/codec/walk-response.ts';
import type { ColumnDefinition } from '../../../mysql/packets/column-definition.ts';
import { parameterContent } from '../../../sql/values/statement-values.ts';
import type { Found } from '../../matching/find-answer.ts';
import { knownColumns } from '../carrying/known-columns.ts';
import type { Slot } from '../values/masked-statement.ts';

/** What nobody has stored is nowhere; an answer that says else is of something else. */
export function isThere(
  command: Command,
  { exchange, response }: Found & { readonly kind: 'found' },
  live: readonly Pick<Slot, 'isAsked'>[],
  reader: RecordingReader,
): boolean {
  if (!live.some(({ isAsked }) => isAsked === true) || command.name === 'COM_STMT_PREPARE') return false;
  const given = response ?? (exchange.responseId === null ? null : reader.response(exchange.responseId));
  return given === null || !saysNothing(command, given, () => knownColumns(exchange, reader, given.encoding));
}

/**
 * No row, none changed, or one row of nothing but zeros and NULLs, as COUNT(*) and EXISTS have it.
 * @param knownColumns definitions of a prepared statement, where the answer brings none
 * @internal
 */
export function saysNothing(
  { code }: Command,
  { outcome, rows, affectedRows, encoding, chunks }: RecordedResponse,
  knownColumns: () => readonly ColumnDefinition[],
): boolean {
  if (outcome === 'ok') return affectedRows === 0n;
  if (outcome !== 'resultset' || rows === null || rows > 1) return false;
  if (rows === 0) return true;
  for (const walk of walkResponse(chunks(), { command: code, encoding, asksCursor: false, knownColumns })) {
    if (walk.kind === 'row') return decodeRow(code, walk.payload, walk.columns).every(isNone);
  }
  return false;
}

function isNone(cell: ReturnType<typeof decodeRow>[number]): boolean {
  if (cell === null) return true;
  const content = Buffer.isBuffer(cell) ? cell.toString('latin1') : cell.kind === 'null' ? '0' : parameterContent(cell);
  return content === '0';
}
