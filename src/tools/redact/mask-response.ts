// An answer with its rows and messages masked, packet by packet.

import { MalformedPacketError } from '../../core/errors.ts';
import {
  framePackets,
  NoResponse,
  type Packet,
  type ReadPacket,
  readPackets,
} from '../../mysql/codec/response-packets.ts';
import type { ResponseShape } from '../../mysql/codec/walk-response.ts';
import { CommandCode } from '../../mysql/constants/commands.ts';
import { decodeBinaryRow, encodeBinaryRow } from '../../mysql/packets/binary-row.ts';
import { binaryTypeOf } from '../../mysql/packets/binary-value.ts';
import {
  type ColumnDefinition,
  decodeColumnDefinition,
  encodeColumnDefinition,
} from '../../mysql/packets/column-definition.ts';
import { decodeErr, encodeErr } from '../../mysql/packets/err.ts';
import { decodeOk, encodeOk } from '../../mysql/packets/ok.ts';
import { decodeTextRow, encodeTextRow } from '../../mysql/packets/text-row.ts';
import type { AnswerContext } from '../text/reading/answer-context.ts';
import type { DerivedRule } from './derived-columns.ts';
import type { Masker } from './masker.ts';
import type { Rule } from './rules.ts';

/** How an answer's bytes are read, and what is known of its columns beside their definitions. */
export interface MaskedContext extends AnswerContext {
  readonly derived: DerivedRule;
}

/** The rules of a result's columns: by their origin, or by what the statement makes them of. */
function rulesOf(columns: readonly ColumnDefinition[], { derived }: MaskedContext, masker: Masker): (Rule | null)[] {
  return columns.map((column, at) => masker.ruleOf(column) ?? (hasOrigin(column) ? null : derived(at, columns.length)));
}

/** Tables that a statement makes for itself have no schema. */
function hasOrigin({ schema, originalTable, originalName }: ColumnDefinition): boolean {
  return schema.length > 0 && originalTable.length > 0 && originalName.length > 0;
}

/** Tells the masker of the values in columns that rules are about; returns the columns that came last. */
export function learnResponse(
  chunks: Iterable<Buffer>,
  context: MaskedContext,
  masker: Masker,
): readonly ColumnDefinition[] {
  let last = context.knownColumns;
  try {
    for (const { kind, payload, walk } of readPackets(chunks, shapeOf(context))) {
      if (kind === 'column' && walk.before !== 'prepareParameters') last = walk.columns;
      if (kind === 'row') learnRow(payload, walk.columns, context, masker);
    }
  } catch (error) {
    if (!isUnreadable(error)) throw error;
  }
  return last;
}

function shapeOf({ command, encoding, knownColumns }: MaskedContext): ResponseShape {
  return { command, encoding, knownColumns: () => knownColumns };
}

function isUnreadable(error: unknown): boolean {
  return error instanceof NoResponse || error instanceof MalformedPacketError;
}

function learnRow(payload: Buffer, columns: readonly ColumnDefinition[], context: MaskedContext, masker: Masker): void {
  const rules = rulesOf(columns, context, masker);
  if (rules.every((rule) => rule === null)) return;
  const texts = isText(context.command)
    ? decodeTextRow(payload, columns.length).map((value) => value?.toString('utf8') ?? null)
    : decodeBinaryRow(payload, columns.map(binaryTypeOf)).map((value) => textOf(value));
  texts.forEach((text, at) => {
    const column = columns[at];
    const rule = rules[at] ?? null;
    if (rule === null || column === undefined || text === null) return;
    // a count that comes of it is no value of it
    if (hasOrigin(column) || !/^-?[\d.]*$/.test(text)) masker.learn(rule, text);
  });
}

function textOf(value: ReturnType<typeof decodeBinaryRow>[number]): string | null {
  if (value.kind === 'null') return null;
  return Buffer.isBuffer(value.value) ? value.value.toString('utf8') : String(value.value);
}

/**
 * Writes the answer masked, packet by packet.
 * @returns false where the bytes are no whole answer: what is in it cannot be told, and what was written is to be dropped
 */
export function maskResponse(
  chunks: Iterable<Buffer>,
  context: MaskedContext,
  masker: Masker,
  write: (bytes: Buffer) => void,
): boolean {
  try {
    for (const piece of framePackets(maskedPackets(chunks, context, masker))) write(piece);
    return true;
  } catch (error) {
    if (isUnreadable(error)) return false;
    throw error;
  }
}

function* maskedPackets(
  chunks: Iterable<Buffer>,
  context: MaskedContext,
  masker: Masker,
): Generator<Omit<Packet, 'kind'>> {
  for (const packet of readPackets(chunks, shapeOf(context))) {
    yield { payload: maskPacket(packet, context, masker), sequenceId: packet.sequenceId };
  }
}

function maskPacket({ kind, payload, walk }: ReadPacket, context: MaskedContext, masker: Masker): Buffer {
  switch (kind) {
    case 'column':
      return maskDefinition(payload, context, masker);
    case 'row':
      return maskRow(payload, walk.columns, context, masker);
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
  context: MaskedContext,
  masker: Masker,
): Buffer {
  const rules = rulesOf(columns, context, masker);
  if (isText(context.command)) {
    const cells = decodeTextRow(payload, columns.length);
    return encodeTextRow(
      cells.map((value, at) => masker.textCell(value, columns[at] as ColumnDefinition, rules[at] ?? null)),
    );
  }
  const types = columns.map(binaryTypeOf);
  const cells = decodeBinaryRow(payload, types).map((value, at) => {
    return masker.value(value, rules[at] ?? null, columns[at] as ColumnDefinition, 'cells');
  });
  return encodeBinaryRow(cells, types);
}

/** A name that the server makes of an expression's text has its literals in it. */
function maskDefinition(payload: Buffer, { encoding }: MaskedContext, masker: Masker): Buffer {
  const column = decodeColumnDefinition(payload, encoding);
  const name = column.name.toString('utf8');
  const masked = masker.name(name, !column.name.equals(column.originalName));
  if (masked === name) return payload;
  const isBoth = column.name.equals(column.originalName);
  const bytes = Buffer.from(masked);
  return encodeColumnDefinition({ ...column, name: bytes, ...(isBoth && { originalName: bytes }) }, encoding);
}

function maskMessage(message: Buffer, masker: Masker): Buffer {
  const text = message.toString('utf8');
  const cleaned = masker.cleaned(text, 'messages') ?? '';
  return cleaned === text ? message : Buffer.from(cleaned);
}

function isText(command: number): boolean {
  return command === CommandCode.COM_QUERY;
}
