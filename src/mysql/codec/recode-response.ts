// A recorded response as a client in another character set gets it: names, texts and messages converted, and column
// definitions with the collation and the width that the server would tell.
// https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_com_query_response_text_resultset_column_definition.html

import type { ParameterValue } from '../../core/command.ts';
import { MalformedPacketError } from '../../core/errors.ts';
import { charsetOfCollation } from '../constants/collations.ts';
import { ColumnType } from '../constants/column-types.ts';
import { hasTrait, Trait } from '../constants/commands.ts';
import { decodeBinaryRow, encodeBinaryRow } from '../packets/binary-row.ts';
import { binaryTypeOf } from '../packets/binary-value.ts';
import { type ColumnDefinition, decodeColumnDefinition, encodeColumnDefinition } from '../packets/column-definition.ts';
import { decodeErr, encodeErr } from '../packets/err.ts';
import { decodeOk } from '../packets/ok.ts';
import { encodeSessionState } from '../packets/session-state.ts';
import { decodeTextRow, encodeTextRow } from '../packets/text-row.ts';
import { charsetWidth, isAscii, recodeText } from './recode-text.ts';
import { type ResponseShape, type WalkedPacket, walkResponse } from './walk-response.ts';

/** Collation `binary`: what is not text. */
const BINARY = 63;
/** The width of a column that is as wide as can be told. */
const WIDEST = 0xffffffff;
/** Shorter than any OK packet that tells more than numbers. */
const LONGEST_EOF = 7;

export interface Recoding {
  /** Names of character sets, as MySQL has them. */
  readonly from: string;
  readonly to: string;
  /** Collation id that the client's texts are said to have. */
  readonly collation: number;
}

/**
 * Payloads of the response for the other client; null where it is not certain what the server would say, `same` where it would
 * say the same.
 */
export function recodedPackets(
  chunks: Iterable<Buffer>,
  shape: ResponseShape,
  recoding: Recoding,
): readonly Buffer[] | 'same' | null {
  const packets: Buffer[] = [];
  let isSame = true;
  try {
    for (const walk of walkResponse(chunks, shape)) {
      const packet = recodedPacket(walk, shape, recoding);
      if (packet === null) return null;
      isSame &&= packet === walk.payload;
      packets.push(packet);
    }
  } catch (error) {
    // a packet that nobody can read is converted by nobody
    if (error instanceof MalformedPacketError || error instanceof TypeError) return null;
    throw error;
  }
  return isSame ? 'same' : packets;
}

function recodedPacket(walk: WalkedPacket, { command, encoding }: ResponseShape, recoding: Recoding): Buffer | null {
  const { kind, payload } = walk;
  // of another collation: nothing but definitions tells of it
  if (recoding.from === recoding.to && kind !== 'column') return payload;
  switch (kind) {
    case 'column': {
      const column = decodeColumnDefinition(payload, encoding);
      const recoded = recodedDefinition(column, recoding);
      return recoded === null || recoded === column ? recoded && payload : encodeColumnDefinition(recoded, encoding);
    }
    case 'row':
      return hasTrait(command, Trait.GIVES_PREPARED)
        ? recodedBinary(payload, walk.columns, recoding)
        : recodedText(payload, walk.columns, recoding);
    case 'err': {
      const err = decodeErr(payload);
      const message = recodeText(err.message, recoding.from, recoding.to, 'answered');
      return message === null ? null : message === err.message ? payload : encodeErr({ ...err, message });
    }
    // the text, and what the server tells of its session's state, stand in these
    case 'ok':
    case 'rows_eof':
      return isOfAscii(payload, encoding) ? payload : null;
    case 'local_infile':
    case 'progress':
    case 'text':
      return null;
    default:
      return payload;
  }
}

/** Whether no letter that it tells is another in another character set. EOF packets have none. */
function isOfAscii(payload: Buffer, encoding: bigint): boolean {
  if (payload.length <= LONGEST_EOF) return true;
  const { info, sessionState } = decodeOk(payload, encoding);
  return (info === null || isAscii(info)) && (sessionState === null || isAscii(encodeSessionState(sessionState)));
}

/** The very definition where nothing of it is another; null where its width cannot be told. */
function recodedDefinition(column: ColumnDefinition, recoding: Recoding): ColumnDefinition | null {
  const { from, to, collation } = recoding;
  const isOf = column.charset === BINARY || column.charset === collation;
  if (from === to && isOf) return column;
  const names = ['schema', 'table', 'originalTable', 'name', 'originalName'] as const;
  const recoded = names.map((name) => recodeText(column[name], from, to, 'answered'));
  const [schema, table, originalTable, name, originalName] = recoded;
  if (!schema || !table || !originalTable || !name || !originalName) return null;
  const { defaultValue } = column;
  const texts = { ...column, schema, table, originalTable, name, originalName };
  if (defaultValue !== undefined && defaultValue !== null && !isAscii(defaultValue)) return null;
  if (column.charset === BINARY) return texts;
  const before = charsetWidth(charsetOfCollation(column.charset)?.name ?? '');
  const after = charsetWidth(to);
  if (before === undefined || after === undefined) return null;
  const { displayLength: length } = column;
  const width = length === WIDEST ? length : Math.min(Math.floor(length / before) * after, WIDEST);
  return { ...texts, charset: collation, displayLength: width };
}

function isTextColumn({ charset, type }: ColumnDefinition): boolean {
  return charset !== BINARY || type === ColumnType.JSON;
}

function recodedText(payload: Buffer, columns: readonly ColumnDefinition[], { from, to }: Recoding): Buffer | null {
  let isOther = false;
  const row: (Buffer | null)[] = [];
  for (const [index, cell] of decodeTextRow(payload, columns.length).entries()) {
    const isText = cell !== null && isTextColumn(columns[index] as ColumnDefinition);
    const recoded = isText ? recodeText(cell, from, to, 'answered') : cell;
    if (isText && recoded === null) return null;
    isOther ||= recoded !== cell;
    row.push(recoded);
  }
  return isOther ? encodeTextRow(row) : payload;
}

function recodedBinary(payload: Buffer, columns: readonly ColumnDefinition[], { from, to }: Recoding): Buffer | null {
  const types = columns.map(binaryTypeOf);
  let isOther = false;
  const row: ParameterValue[] = [];
  for (const [index, value] of decodeBinaryRow(payload, types).entries()) {
    const isText = (value.kind === 'text' || value.kind === 'blob') && isTextColumn(columns[index] as ColumnDefinition);
    const recoded = isText ? recodeText(value.value, from, to, 'answered') : null;
    if (isText && recoded === null) return null;
    const isSame = !isText || recoded === value.value;
    isOther ||= !isSame;
    row.push(isSame || recoded === null ? value : { ...value, value: recoded });
  }
  return isOther ? encodeBinaryRow(row, types) : payload;
}
