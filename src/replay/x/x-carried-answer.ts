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
import type { CarriedValues, Carrier } from '../volatile/carrying/carried-values.ts';

/** Longer fields are passed as they are. */
const MAX_FIELD_BYTES = 1024 * 1024;
const JSON_TEXT = 2;

/** Told once of each value that stands for another. */
export type TellCarried = (place: string, recorded: string, live: string) => void;

/** The response itself where nothing is to be carried. */
export function carriedXAnswer(response: RecordedResponse, values: CarriedValues, tell: TellCarried): RecordedResponse {
  if (values.isEmpty) return response;
  const chunks = () => carriedFrames(response.chunks(), values.toLive, tell);
  if (response.whole === null) return { ...response, chunks };
  const whole = Buffer.concat([...chunks()]);
  return { ...response, bytes: whole.length, whole, chunks: () => [whole] };
}

function* carriedFrames(chunks: Iterable<Buffer>, toLive: Carrier, tell: TellCarried): Generator<Buffer> {
  let columns: ResultsetColumnMetaData[] = [];
  let row = 0;
  for (const { type, payload } of framesOf(chunks)) {
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
          carriedRow(payload, columns, toLive, (column, from, to) =>
            tell(`row ${row}, column ${column + 1}`, from, to),
          ),
        );
        break;
      case ServerMessage.ERROR:
        yield frameMessage(type, carriedError(payload, toLive, tell));
        break;
      default:
        yield frameMessage(type, payload);
    }
  }
}

function carriedRow(
  payload: Buffer,
  columns: readonly ResultsetColumnMetaData[],
  toLive: Carrier,
  tell: (column: number, recorded: string, live: string) => void,
): Buffer {
  const { field } = Row.decode(payload);
  let isChanged = false;
  const fields = field.map((bytes, at) => {
    const column = columns[at];
    if (column === undefined || bytes.length === 0 || bytes.length > MAX_FIELD_BYTES) return bytes;
    const carried = carriedField(bytes, column, toLive, (recorded, live) => tell(at, recorded, live));
    isChanged ||= carried !== null;
    return carried ?? bytes;
  });
  return isChanged ? Row.encode({ field: fields }) : payload;
}

type Tell = (recorded: string, live: string) => void;

/** Null where nothing of it is to be carried. */
function carriedField(bytes: Buffer, column: ResultsetColumnMetaData, toLive: Carrier, tell: Tell): Buffer | null {
  switch (column.type) {
    case Type.BYTES:
    case Type.ENUM: {
      const content = bytes.toString('latin1', 0, bytes.length - 1);
      const live =
        column.contentType === JSON_TEXT ? carriedJson(content, toLive, tell) : padded(content, toLive, tell);
      return live === null ? null : encodeBytes(Buffer.from(live, 'latin1'));
    }
    case Type.SINT:
    case Type.UINT: {
      const live = told(textOf(bytes, column), toLive, tell);
      if (live === null || !/^-?\d+$/.test(live)) return null;
      return column.type === Type.SINT ? encodeSigned(BigInt(live)) : encodeUnsigned(BigInt(live));
    }
    case Type.DATETIME: {
      const recorded = textOf(bytes, column);
      const live = toLive.carry(recorded, digitsOf(column));
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

function told(content: string, toLive: Carrier, tell: Tell): string | null {
  const live = toLive.carry(content) ?? toLive.name(content) ?? null;
  if (live === null || live === content) return null;
  tell(content, live);
  return live;
}

/** A CHAR comes with the spaces behind it that fill its column. */
function padded(content: string, toLive: Carrier, tell: Tell): string | null {
  const text = content.trimEnd();
  const live = told(text, toLive, tell);
  return text === content ? live : (live?.padEnd(content.length) ?? told(content, toLive, tell));
}

const JSON_VALUES = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?/g;

/** A document with its texts and whole numbers carried one by one. */
function carriedJson(content: string, toLive: Carrier, tell: Tell): string | null {
  let isChanged = false;
  const carried = content.replace(JSON_VALUES, (token) => {
    const live = carriedToken(token, toLive, tell);
    isChanged ||= live !== null;
    return live ?? token;
  });
  return isChanged ? carried : null;
}

function carriedToken(token: string, toLive: Carrier, tell: Tell): string | null {
  if (!token.startsWith('"')) return told(token, toLive, tell);
  const text = parsedText(token);
  const live = text === null ? null : told(text, toLive, tell);
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
