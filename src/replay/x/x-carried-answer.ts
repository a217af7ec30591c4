// A recorded answer of the X Protocol with the live values in the places of the recorded ones: in rows and in error messages.
// Messages are framed anew, since a value may have another length.
// https://dev.mysql.com/doc/dev/mysql-server/latest/mysqlx_protocol_messages.html

import type { RecordedResponse } from '../../core/recording.ts';
import { encodeBytes, encodeDatetime, encodeSigned, encodeUnsigned } from '../../mysqlx/codec/encode-field.ts';
import { frameMessage, framesOf } from '../../mysqlx/codec/framing.ts';
import { decodeField } from '../../mysqlx/codec/row-field.ts';
import { ServerMessage } from '../../mysqlx/constants/message-types.ts';
import { ColumnMetaData, ErrorMessage, Row } from '../../mysqlx/messages/messages.ts';
import {
  type ResultsetColumnMetaData,
  ResultsetColumnMetaDataFieldType as Type,
} from '../../mysqlx/messages/schema.ts';
import type { CarriedValues } from '../volatile/carrying/carried-values.ts';
import type { Carrier } from '../volatile/carrying/carrier.ts';
import type { ThereOf } from '../volatile/carrying/clock-note.ts';
import type { SaidReader } from '../volatile/carrying/said-rows.ts';
import { isServersTime } from '../volatile/carrying/servers-times.ts';

/** Longer fields are passed as they are. */
const MAX_FIELD_BYTES = 1024 * 1024;
const JSON_TEXT = 2;

/** Told once of each value that stands for another. */
export type TellCarried = (place: string, recorded: string, live: string) => void;

export interface XCarryOptions {
  readonly response: RecordedResponse;
  readonly values: CarriedValues;
  readonly tell: TellCarried;
  /** The one that the response is of. */
  readonly exchange: number;
  /** Recorded writes whose rows are there; null where that is not known. */
  readonly there: ThereOf | null;
  readonly reader: SaidReader;
  /** Told where a value may be one of several times. */
  readonly unclear?: () => void;
}

/** The response itself where nothing is to be carried. */
export function carriedXAnswer(options: XCarryOptions): RecordedResponse {
  const { response, values } = options;
  if (values.isEmpty) return response;
  const chunks = () => carriedFrames(options);
  if (response.whole === null) return { ...response, chunks };
  const whole = Buffer.concat([...chunks()]);
  return { ...response, bytes: whole.length, whole, chunks: () => [whole] };
}

function* carriedFrames(options: XCarryOptions): Generator<Buffer> {
  const { tell, values } = options;
  let columns: ResultsetColumnMetaData[] = [];
  let row = 0;
  for (const { type, payload } of framesOf(options.response.chunks())) {
    switch (type) {
      case ServerMessage.RESULTSET_COLUMN_META_DATA:
        // behind rows begins another result
        if (row > 0) [columns, row] = [[], 0];
        columns.push(ColumnMetaData.decode(payload));
        yield frameMessage(type, payload);
        break;
      case ServerMessage.RESULTSET_ROW:
        row++;
        yield frameMessage(
          type,
          carriedRow(payload, columns, options, (column, from, to) =>
            tell(`row ${row}, column ${column + 1}`, from, to),
          ),
        );
        break;
      case ServerMessage.ERROR:
        yield frameMessage(type, carriedError(payload, values.toLive, tell));
        break;
      default:
        yield frameMessage(type, payload);
    }
  }
}

function carriedRow(
  payload: Buffer,
  columns: readonly ResultsetColumnMetaData[],
  options: XCarryOptions,
  tell: (column: number, recorded: string, live: string) => void,
): Buffer {
  const { field } = Row.decode(payload);
  const cells = () =>
    field.flatMap((bytes, at) => {
      const contents = contentsOf(bytes, columns[at]);
      const of = (contents.length === 1 ? columns[at] : null) ?? null;
      return contents.map((content) => ({ content, of }));
    });
  let isChanged = false;
  const fields = field.map((bytes, at) => {
    const column = columns[at];
    if (column === undefined || bytes.length === 0 || bytes.length > MAX_FIELD_BYTES) return bytes;
    const carried = carriedField(bytes, column, carryingIn(options, column, cells), (recorded, live) =>
      tell(at, recorded, live),
    );
    isChanged ||= carried !== null;
    return carried ?? bytes;
  });
  return isChanged ? Row.encode({ field: fields }) : payload;
}

/** What a value of a cell is carried to: where its time is several by now, the one that the row's own statement said. */
type CarryIn = (content: string, digits?: number) => string | null;

/** Of a column of whatever type. https://dev.mysql.com/doc/dev/mysql-server/latest/structMysqlx_1_1Resultset_1_1ColumnMetaData.html */
const AUTO_INCREMENT = 0x100;

function carryingIn(
  { values, exchange, there, reader, unclear }: XCarryOptions,
  own: ResultsetColumnMetaData,
  cells: () => readonly XCell[],
): CarryIn {
  const lower = (name: Buffer | null | undefined) => name?.toString('latin1').toLowerCase() ?? '';
  const isBeside = ({ table }: ResultsetColumnMetaData) => lower(table) === lower(own.table);
  const row = () => {
    const all = cells();
    const numbered = all.find(({ of }) => of !== null && isBeside(of) && ((of.flags ?? 0) & AUTO_INCREMENT) !== 0);
    return {
      number: numbered?.content ?? null,
      ...{ cells: all.map(({ content }) => content), asked: exchange, there },
      ...{ column: lower(own.originalName), table: lower(own.originalTable) },
      columns: all.map(({ of }) => (of !== null && isBeside(of) ? lower(of.originalName) : '')),
    };
  };
  const isOwn =
    own.type === Type.DATETIME && isServersTime(lower(own.schema), () => reader.recordedStatement(exchange)?.sql);
  return (content, digits) => {
    if (isOwn) return null;
    const inRow = values.carryInRow(content, digits, row, reader);
    if (!inRow.isClear) unclear?.();
    return inRow.live ?? values.toLive.carry(content, digits) ?? values.toLive.name(content) ?? null;
  };
}

interface XCell {
  readonly content: string;
  /** Null of a part of a document. */
  readonly of: ResultsetColumnMetaData | null;
}

/** The texts and numbers of a cell: those of a document one by one. */
function contentsOf(bytes: Buffer, column: ResultsetColumnMetaData | undefined): readonly string[] {
  if (column === undefined || bytes.length === 0 || bytes.length > MAX_FIELD_BYTES) return [];
  if (column.type !== Type.BYTES && column.type !== Type.ENUM) return [textOf(bytes, column)];
  const content = bytes.toString('latin1', 0, bytes.length - 1);
  if (column.contentType !== JSON_TEXT) return [content.trimEnd()];
  return (content.match(JSON_VALUES) ?? []).map((token) => (token.startsWith('"') ? parsedText(token) : null) ?? token);
}

type Tell = (recorded: string, live: string) => void;

/** Null where nothing of it is to be carried. */
function carriedField(bytes: Buffer, column: ResultsetColumnMetaData, carry: CarryIn, tell: Tell): Buffer | null {
  switch (column.type) {
    case Type.BYTES:
    case Type.ENUM: {
      const content = bytes.toString('latin1', 0, bytes.length - 1);
      const live = column.contentType === JSON_TEXT ? carriedJson(content, carry, tell) : padded(content, carry, tell);
      return live === null ? null : encodeBytes(Buffer.from(live, 'latin1'));
    }
    case Type.SINT:
    case Type.UINT: {
      const live = told(textOf(bytes, column), carry, tell);
      if (live === null || !/^-?\d+$/.test(live)) return null;
      return column.type === Type.SINT ? encodeSigned(BigInt(live)) : encodeUnsigned(BigInt(live));
    }
    case Type.DATETIME: {
      const recorded = textOf(bytes, column);
      const live = carry(recorded, digitsOf(column));
      if (live === null || live === recorded) return null;
      tell(recorded, live);
      return encodeDatetime(live);
    }
    default:
      return null;
  }
}

/** Digits of a second's fraction: a server tells them of a DATETIME by the column's width alone (`2026-01-02 03:04:05.678`). */
function digitsOf({ fractionalDigits, length }: ResultsetColumnMetaData): number {
  return fractionalDigits || Math.max(0, (length ?? 0) - WHOLE_MOMENT);
}

const WHOLE_MOMENT = '2026-01-02 03:04:05.'.length;

function textOf(bytes: Buffer, column: ResultsetColumnMetaData): string {
  const field = decodeField(bytes, column);
  return field.kind === 'number' || field.kind === 'text' ? field.text : '';
}

function told(content: string, carry: CarryIn, tell: Tell): string | null {
  const live = carry(content);
  if (live === null || live === content) return null;
  tell(content, live);
  return live;
}

/** A CHAR comes with the spaces behind it that fill its column. */
function padded(content: string, carry: CarryIn, tell: Tell): string | null {
  const text = content.trimEnd();
  const live = told(text, carry, tell);
  return text === content ? live : (live?.padEnd(content.length) ?? told(content, carry, tell));
}

const JSON_VALUES = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?/g;

/** A document with its texts and whole numbers carried one by one. */
function carriedJson(content: string, carry: CarryIn, tell: Tell): string | null {
  let isChanged = false;
  const carried = content.replace(JSON_VALUES, (token) => {
    const live = carriedToken(token, carry, tell);
    isChanged ||= live !== null;
    return live ?? token;
  });
  return isChanged ? carried : null;
}

function carriedToken(token: string, carry: CarryIn, tell: Tell): string | null {
  if (!token.startsWith('"')) return told(token, carry, tell);
  const text = parsedText(token);
  const live = text === null ? null : told(text, carry, tell);
  return live === null ? null : utf8(JSON.stringify(utf16(live)));
}

/** A character per byte; null for what is no text of JSON. */
function parsedText(token: string): string | null {
  if (!token.includes('\\')) return token.slice(1, -1);
  try {
    return utf8(String(JSON.parse(utf16(token))));
  } catch {
    return null;
  }
}

function utf8(text: string): string {
  return Buffer.from(text).toString('latin1');
}

function utf16(bytes: string): string {
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

function carriedError(payload: Buffer, toLive: Carrier, tell: TellCarried): Buffer {
  const error = ErrorMessage.decode(payload);
  const recorded = utf8(error.msg);
  const carried = toLive.carry(recorded) ?? recorded;
  const live = toLive.carryNames(carried) ?? carried;
  if (live === recorded) return payload;
  tell('error message', recorded, live);
  return ErrorMessage.encode({ ...error, msg: utf16(live) });
}
