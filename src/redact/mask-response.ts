// An answer with its rows and messages masked, packet by packet.

import { CommandCode } from '../classic/constants/commands.ts';
import { decodeBinaryRow, encodeBinaryRow } from '../classic/packets/binary-row.ts';
import { binaryTypeOf } from '../classic/packets/binary-value.ts';
import { type ColumnDefinition, decodeColumnDefinition } from '../classic/packets/column-definition.ts';
import { decodeErr, encodeErr } from '../classic/packets/err.ts';
import { decodeOk, encodeOk } from '../classic/packets/ok.ts';
import { decodeTextRow, encodeTextRow } from '../classic/packets/text-row.ts';
import type { AnswerContext } from '../text/answer-lines.ts';
import { joinResponse, type Packet, splitResponse } from '../text/packets.ts';
import type { Masker } from './masker.ts';

/** Tells the masker of the values in columns that rules are about; returns the columns that came last. */
export function learnResponse(bytes: Buffer, context: AnswerContext, masker: Masker): readonly ColumnDefinition[] {
  let columns = context.knownColumns;
  let definitions: ColumnDefinition[] = [];
  for (const { kind, payload } of splitResponse(bytes, context.command, context.encoding) ?? []) {
    if (kind === 'column_count') definitions = [];
    else if (kind === 'column') {
      definitions.push(decodeColumnDefinition(payload, context.encoding));
      columns = definitions;
    } else if (kind === 'row') learnRow(payload, columns, context, masker);
  }
  return columns;
}

function learnRow(
  payload: Buffer,
  columns: readonly ColumnDefinition[],
  { command }: AnswerContext,
  masker: Masker,
): void {
  if (!columns.some((column) => masker.ruleOf(column) !== null)) return;
  const texts = isText(command)
    ? decodeTextRow(payload, columns.length).map((value) => value?.toString('utf8') ?? null)
    : decodeBinaryRow(payload, columns.map(binaryTypeOf)).map((value) => textOf(value));
  texts.forEach((text, at) => {
    const column = columns[at];
    const rule = column === undefined ? null : masker.ruleOf(column);
    if (rule !== null && text !== null) masker.learn(rule, text);
  });
}

function textOf(value: ReturnType<typeof decodeBinaryRow>[number]): string | null {
  if (value.kind === 'null') return null;
  return Buffer.isBuffer(value.value) ? value.value.toString('utf8') : String(value.value);
}

/** Null where the bytes are no whole answer: what is in it cannot be told. */
export function maskResponse(bytes: Buffer, context: AnswerContext, masker: Masker): Buffer | null {
  const packets = splitResponse(bytes, context.command, context.encoding);
  if (packets === null) return null;
  let columns = context.knownColumns;
  let definitions: ColumnDefinition[] = [];
  const masked = packets.map((packet) => {
    const { kind, payload, sequenceId } = packet;
    if (kind === 'column_count') definitions = [];
    if (kind === 'column') {
      definitions.push(decodeColumnDefinition(payload, context.encoding));
      columns = definitions;
    }
    return { payload: maskPacket(packet, columns, context, masker), sequenceId };
  });
  return joinResponse(masked);
}

function maskPacket(
  { kind, payload }: Packet,
  columns: readonly ColumnDefinition[],
  context: AnswerContext,
  masker: Masker,
): Buffer {
  switch (kind) {
    case 'row':
      return maskRow(payload, columns, context, masker);
    case 'err': {
      const error = decodeErr(payload);
      return encodeErr({ ...error, message: maskMessage(error.message, masker) });
    }
    case 'ok': {
      const ok = decodeOk(payload, context.encoding);
      return ok.info === null ? payload : encodeOk({ ...ok, info: maskMessage(ok.info, masker) }, context.encoding);
    }
    default:
      return payload;
  }
}

function maskRow(
  payload: Buffer,
  columns: readonly ColumnDefinition[],
  { command }: AnswerContext,
  masker: Masker,
): Buffer {
  if (isText(command)) {
    const cells = decodeTextRow(payload, columns.length);
    return encodeTextRow(cells.map((value, at) => masker.textCell(value, columns[at] as ColumnDefinition)));
  }
  const types = columns.map(binaryTypeOf);
  const cells = decodeBinaryRow(payload, types).map((value, at) => {
    const column = columns[at] as ColumnDefinition;
    return masker.value(value, masker.ruleOf(column), column, 'cells');
  });
  return encodeBinaryRow(cells, types);
}

function maskMessage(message: Buffer, masker: Masker): Buffer {
  const text = message.toString('utf8');
  const cleaned = masker.cleaned(text, 'messages') ?? '';
  return cleaned === text ? message : Buffer.from(cleaned);
}

function isText(command: number): boolean {
  return command === CommandCode.COM_QUERY;
}
