// The columns of rows that come without them: what a cursor fetches has the columns that came when it was opened.

import { framesOf } from '../../mysqlx/codec/framing.ts';
import { ServerMessage } from '../../mysqlx/constants/message-types.ts';
import { MalformedMessageError } from '../../mysqlx/messages/message-type.ts';
import { ColumnMetaData, CursorFetch, CursorOpen } from '../../mysqlx/messages/messages.ts';
import type { ResultsetColumnMetaData } from '../../mysqlx/messages/schema.ts';
import type { ListedExchange } from '../../store/reading/listing.ts';
import type { RecordingFileReader } from '../../store/reading/reader.ts';

/** Columns by cursor, as far as a session has come. */
export class CursorColumns {
  readonly #columns = new Map<number, readonly ResultsetColumnMetaData[]>();

  /** Of the rows that a message asks for; empty where it is no fetch. @param name as in `Cursor.Fetch` */
  of(name: string, payload: Buffer | null): readonly ResultsetColumnMetaData[] {
    const id = name === 'Cursor.Fetch' && payload !== null ? idOf(() => CursorFetch.decode(payload)) : null;
    return (id === null ? undefined : this.#columns.get(id)) ?? [];
  }

  /** Takes note of the answer to a message. @param chunks of the answer, frames' headers included */
  note(name: string, payload: Buffer | null, chunks: Iterable<Buffer>): void {
    const id = name === 'Cursor.Open' && payload !== null ? idOf(() => CursorOpen.decode(payload)) : null;
    if (id !== null) this.#columns.set(id, lastColumns(chunks));
  }
}

function idOf(decode: () => { readonly cursorId: number }): number | null {
  try {
    return decode().cursorId;
  } catch (error) {
    if (error instanceof MalformedMessageError) return null;
    throw error;
  }
}

function lastColumns(chunks: Iterable<Buffer>): ResultsetColumnMetaData[] {
  let columns: ResultsetColumnMetaData[] = [];
  let isBetween = true;
  for (const { type, payload } of framesOf(chunks)) {
    const isColumn = type === ServerMessage.RESULTSET_COLUMN_META_DATA;
    if (isColumn && isBetween) columns = [];
    if (isColumn) columns.push(ColumnMetaData.decode(payload));
    isBetween = !isColumn;
  }
  return columns;
}

/** The same for one exchange of a recording: its session is read up to it. */
export function columnsFetched(
  reader: RecordingFileReader,
  exchange: Pick<ListedExchange, 'id' | 'session' | 'command' | 'request'>,
): readonly ResultsetColumnMetaData[] {
  if (exchange.command !== 'Cursor.Fetch') return [];
  const columns = new CursorColumns();
  for (const { id, command, request, responseId } of reader.listExchanges({ session: exchange.session })) {
    if (id >= exchange.id) break;
    if (command === 'Cursor.Open' && responseId !== null)
      columns.note(command, request, reader.response(responseId).chunks());
  }
  return columns.of(exchange.command, exchange.request);
}
