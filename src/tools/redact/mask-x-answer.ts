// An answer of the X Protocol with its rows and messages masked, frame by frame.

import { isUtf8 } from 'node:buffer';
import { encodeField } from '../../mysqlx/codec/encode-text-field.ts';
import { frameMessage, framesOf } from '../../mysqlx/codec/framing.ts';
import { decodeField } from '../../mysqlx/codec/row-field.ts';
import { infoNotice } from '../../mysqlx/codec/state-notice.ts';
import { ServerMessage } from '../../mysqlx/constants/message-types.ts';
import {
  ColumnMetaData,
  ErrorMessage,
  NoticeFrame,
  Row,
  SessionStateChanged,
  Warning,
} from '../../mysqlx/messages/messages.ts';
import {
  NoticeFrameType,
  NoticeSessionStateChangedParameter,
  type ResultsetColumnMetaData,
  ResultsetColumnMetaDataFieldType as Type,
} from '../../mysqlx/messages/schema.ts';
import type { DerivedRule } from './derived-columns.ts';
import { maskJson } from './mask-json.ts';
import type { Masker } from './masker.ts';
import type { Rule } from './rules.ts';

const JSON_TEXT = 2;
const NULL = Buffer.alloc(0);
type Column = ResultsetColumnMetaData;

/** Tells the masker of the values in columns and fields that rules are about. */
export function learnXAnswer(bytes: Buffer, known: readonly Column[], masker: Masker, derived: DerivedRule): void {
  for (const { payload, columns } of rowsOf(bytes, known)) {
    Row.decode(payload).field.forEach((field, at) => {
      const column = columns[at];
      const text = column === undefined ? null : textOf(field, column);
      if (column === undefined || text === null) return;
      const origin = ruleOf(column, masker);
      const rule = origin ?? derivedRule(columns, at, derived);
      // a count that comes of it is no value of it
      if (rule !== null && (origin !== null || !/^-?[\d.]*$/.test(text))) masker.learn(rule, text);
      else if (rule === null && column.contentType === JSON_TEXT) learnDocument(text, column, masker);
    });
  }
}

/** Null where the bytes are no whole answer: what is in it cannot be told. */
export function maskXAnswer(
  bytes: Buffer,
  known: readonly Column[],
  masker: Masker,
  derived: DerivedRule,
): Buffer | null {
  let columns = known;
  let isDefining = false;
  const frames: Buffer[] = [];
  let length = 0;
  for (const { type, payload } of framesOf([bytes])) {
    const isColumn = type === ServerMessage.RESULTSET_COLUMN_META_DATA;
    if (isColumn) columns = [...(isDefining ? columns : []), ColumnMetaData.decode(payload)];
    isDefining = isColumn;
    const frame = frameMessage(type, payload);
    length += frame.length;
    frames.push(maskFrame(type, payload, columns, { masker, derived }) ?? frame);
  }
  return length === bytes.length ? Buffer.concat(frames) : null;
}

/** Null where nothing is masked: the frame stays as it is. */
function maskFrame(
  type: number,
  payload: Buffer,
  columns: readonly Column[],
  { masker, derived }: { readonly masker: Masker; readonly derived: DerivedRule },
): Buffer | null {
  switch (type) {
    case ServerMessage.RESULTSET_COLUMN_META_DATA:
      return maskDefinition(payload, masker);
    case ServerMessage.RESULTSET_ROW: {
      const { field } = Row.decode(payload);
      const masked = field.map((bytes, at) => {
        const column = columns[at];
        return maskField(bytes, column, masker, derivedRule(columns, at, derived));
      });
      return masked.every((bytes, at) => bytes === field[at])
        ? null
        : frameMessage(type, Row.encode({ field: masked }));
    }
    case ServerMessage.ERROR: {
      const error = ErrorMessage.decode(payload);
      const msg = masker.cleaned(error.msg, 'messages') ?? '';
      return msg === error.msg ? null : frameMessage(type, ErrorMessage.encode({ ...error, msg }));
    }
    case ServerMessage.NOTICE: {
      const masked = maskNotice(payload, masker);
      return masked === null ? null : frameMessage(type, masked);
    }
    default:
      return null;
  }
}

/** The same bytes where nothing is masked. */
function maskField(bytes: Buffer, column: Column | undefined, masker: Masker, derived: Rule | null): Buffer {
  if (column === undefined || bytes.length === 0) return bytes;
  const rule = ruleOf(column, masker) ?? derived;
  if (rule === null && column.contentType === JSON_TEXT) return maskDocument(bytes, column, masker);
  return isBytes(column) ? maskBytes(bytes, rule, masker) : maskNumber(bytes, column, rule, masker);
}

/** A zero byte stands behind the content. */
function maskBytes(bytes: Buffer, rule: Rule | null, masker: Masker): Buffer {
  const content = bytes.subarray(0, -1);
  const masked = masker.value({ kind: 'blob', value: content }, rule, null, 'cells');
  if (masked.kind !== 'blob') return NULL;
  return masked.value.equals(content) ? bytes : Buffer.concat([masked.value, Buffer.of(0)]);
}

/** Numbers, dates and times, sets: what is no value of the type is NULL, so that nothing is told. */
function maskNumber(bytes: Buffer, column: Column, rule: Rule | null, masker: Masker): Buffer {
  const text = textOf(bytes, column);
  if (text === null) return bytes;
  if (rule !== null) masker.count(rule.name, 'cells');
  const masked = rule === null ? masker.cleaned(text, 'cells') : masker.masked(rule, text);
  if (masked === null) return NULL;
  if (masked === text) return bytes;
  try {
    return encodeField(masked, column);
  } catch (error) {
    if (error instanceof RangeError) return NULL;
    throw error;
  }
}

function maskDocument(bytes: Buffer, column: Column, masker: Masker): Buffer {
  const text = bytes.toString('utf8', 0, bytes.length - 1);
  const masked = maskJson(text, (value, path) => {
    const rule = fieldRule(column, path, masker);
    if (rule === null) return masker.cleaned(value, 'cells');
    masker.count(rule.name, 'cells');
    return masker.masked(rule, value);
  });
  return masked === text ? bytes : Buffer.concat([Buffer.from(masked), Buffer.of(0)]);
}

function learnDocument(text: string, column: Column, masker: Masker): void {
  maskJson(text, (value, path) => {
    const rule = fieldRule(column, path, masker);
    if (rule !== null) masker.learn(rule, value);
    return value;
  });
}

function fieldRule({ schema, originalTable, table }: Column, path: string, masker: Masker): Rule | null {
  return masker.ruleOfField(textOfName(schema), textOfName(originalTable) || textOfName(table), path);
}

function ruleOf({ schema, originalTable, originalName }: Column, masker: Masker): Rule | null {
  return masker.ruleOfField(textOfName(schema), textOfName(originalTable), textOfName(originalName));
}

/** Of a column that no table has. */
function derivedRule(columns: readonly Column[], at: number, derived: DerivedRule): Rule | null {
  const { schema, originalTable, originalName } = columns[at] ?? {};
  const hasOrigin = [schema, originalTable, originalName].every((name) => textOfName(name) !== '');
  return hasOrigin ? null : derived(at, columns.length);
}

/** Null where nothing is masked. */
function maskDefinition(payload: Buffer, masker: Masker): Buffer | null {
  const column = ColumnMetaData.decode(payload);
  const [name, original] = [textOfName(column.name), textOfName(column.originalName)];
  const masked = masker.name(name, name !== original);
  if (masked === name) return null;
  const bytes = Buffer.from(masked);
  const names = { name: bytes, ...(name === original && { originalName: bytes }) };
  return frameMessage(ServerMessage.RESULTSET_COLUMN_META_DATA, ColumnMetaData.encode({ ...column, ...names }));
}

function textOfName(name: Buffer | null | undefined): string {
  return name?.toString('utf8') ?? '';
}

function isBytes({ type }: Column): boolean {
  return type === Type.BYTES || type === Type.ENUM;
}

/** Null for NULL, and for what is no text. */
function textOf(bytes: Buffer, column: Column): string | null {
  const value = decodeField(bytes, column);
  if (value.kind === 'hex') return isUtf8(value.bytes) ? value.bytes.toString('utf8') : null;
  return value.kind === 'null' ? null : value.text;
}

/** Null where nothing is masked. */
function maskNotice(payload: Buffer, masker: Masker): Buffer | null {
  const notice = NoticeFrame.decode(payload);
  if (!notice.payload) return null;
  if (notice.type === NoticeFrameType.WARNING) {
    const warning = Warning.decode(notice.payload);
    const msg = masker.cleaned(warning.msg, 'messages') ?? '';
    return msg === warning.msg ? null : NoticeFrame.encode({ ...notice, payload: Warning.encode({ ...warning, msg }) });
  }
  if (notice.type !== NoticeFrameType.SESSION_STATE_CHANGED) return null;
  const { param, value } = SessionStateChanged.decode(notice.payload);
  if (param !== NoticeSessionStateChangedParameter.PRODUCED_MESSAGE) return null;
  const text = value[0]?.vString?.value.toString('utf8') ?? '';
  const cleaned = masker.cleaned(text, 'messages') ?? '';
  return cleaned === text ? null : infoNotice(cleaned);
}

function* rowsOf(bytes: Buffer, known: readonly Column[]): Generator<{ payload: Buffer; columns: readonly Column[] }> {
  let columns = known;
  let isDefining = false;
  for (const { type, payload } of framesOf([bytes])) {
    const isColumn = type === ServerMessage.RESULTSET_COLUMN_META_DATA;
    if (isColumn) columns = [...(isDefining ? columns : []), ColumnMetaData.decode(payload)];
    isDefining = isColumn;
    if (type === ServerMessage.RESULTSET_ROW) yield { payload, columns };
  }
}
