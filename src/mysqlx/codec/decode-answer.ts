// What a whole answer says, part by part, for people: nothing here is on the way between a client and a server.
// Messages whose content makes no sense are said to be so, not thrown.

import { ServerMessage } from '../constants/message-types.ts';
import { MalformedMessageError } from '../messages/message-type.ts';
import { ColumnMetaData, ErrorMessage, Ok, Row } from '../messages/messages.ts';
import type { MysqlxError, ResultsetColumnMetaData } from '../messages/schema.ts';
import { formatNotice } from './format-notice.ts';
import { framesOf } from './framing.ts';
import { decodeField, type FieldValue } from './row-field.ts';

export type AnswerPart =
  /** A result set begins; `row` parts follow. */
  | { readonly kind: 'columns'; readonly columns: readonly ResultsetColumnMetaData[] }
  /** `decode` is called for the rows that are wanted. */
  | { readonly kind: 'row'; readonly decode: () => readonly FieldValue[] }
  /** A cursor has more rows; what else ends a result set says nothing. */
  | { readonly kind: 'suspended' }
  | { readonly kind: 'notice'; readonly text: string }
  | { readonly kind: 'ok'; readonly message: string }
  | { readonly kind: 'error'; readonly error: MysqlxError }
  | { readonly kind: 'undecodable'; readonly reason: string };

/**
 * @param chunks of the answer as it was on the wire, frames' headers included
 * @param known the columns of rows that come without them, as those of a cursor do
 */
export function* decodeAnswer(
  chunks: Iterable<Buffer>,
  known: readonly ResultsetColumnMetaData[] = [],
): Generator<AnswerPart> {
  let columns = known;
  let isDefining = false;
  let hasBegun = false;
  try {
    for (const { type, payload } of framesOf(chunks)) {
      switch (type) {
        case ServerMessage.RESULTSET_COLUMN_META_DATA:
          columns = [...(isDefining ? columns : []), ColumnMetaData.decode(payload)];
          isDefining = true;
          hasBegun = false;
          continue;
        case ServerMessage.RESULTSET_ROW: {
          if (!hasBegun) yield { kind: 'columns', columns };
          hasBegun = true;
          const ofRow = columns;
          yield { kind: 'row', decode: () => decodeRow(payload, ofRow) };
          break;
        }
        case ServerMessage.RESULTSET_FETCH_DONE:
        case ServerMessage.RESULTSET_FETCH_SUSPENDED:
        case ServerMessage.RESULTSET_FETCH_DONE_MORE_RESULTSETS:
        case ServerMessage.RESULTSET_FETCH_DONE_MORE_OUT_PARAMS:
          if (!hasBegun && columns.length > 0) yield { kind: 'columns', columns };
          hasBegun = true;
          if (type === ServerMessage.RESULTSET_FETCH_SUSPENDED) yield { kind: 'suspended' };
          break;
        case ServerMessage.NOTICE:
          yield { kind: 'notice', text: formatNotice(payload) };
          break;
        case ServerMessage.OK:
          yield { kind: 'ok', message: Ok.decode(payload).msg ?? '' };
          break;
        case ServerMessage.ERROR:
          yield { kind: 'error', error: ErrorMessage.decode(payload) };
          break;
      }
      isDefining = false;
    }
  } catch (error) {
    if (!(error instanceof MalformedMessageError)) throw error;
    yield { kind: 'undecodable', reason: error.message };
  }
}

/** Without columns, as a cursor's later rows are, fields are shown as they are. */
function decodeRow(payload: Buffer, columns: readonly ResultsetColumnMetaData[]): FieldValue[] {
  return Row.decode(payload).field.map((bytes, index) => {
    const column = columns[index];
    return column === undefined ? { kind: 'hex', bytes } : decodeField(bytes, column);
  });
}
