// What an answer says, part by part, decoded for people and for comparison.

import { decodeResponse, type ResponseContext, type ResponsePart } from '../../mysql/codec/decode-response.ts';
import { CommandCode, commandCode } from '../../mysql/constants/commands.ts';
import type { ColumnDefinition } from '../../mysql/packets/column-definition.ts';
import type { ListedExchange } from '../../store/reading/listing.ts';
import type { RecordingFileReader } from '../../store/reading/reader.ts';
import { type Cell, cellOf } from './cell.ts';

/** Rows of one result set, as many as were wanted; `rowCount` is all of them. */
export interface ResultRows {
  readonly kind: 'rows';
  readonly columns: readonly ColumnDefinition[];
  readonly rows: Cell[][];
  rowCount: number;
}

/** One thing that the server said. */
export type Result = ResultRows | Exclude<ResponsePart, { kind: 'columns' | 'row' | 'end' }>;

/** What a recorded exchange was answered; at most `limit` rows of each result set are decoded and kept. */
export function resultsOf(
  reader: RecordingFileReader,
  exchange: Pick<ListedExchange, 'id' | 'command' | 'responseId' | 'prepareExchange'>,
  limit: number,
): Result[] {
  if (exchange.responseId === null) return [];
  const response = reader.response(exchange.responseId);
  const context: ResponseContext = { ...resultContext(reader, exchange), encoding: response.encoding };
  return decodeResults(response.chunks(), context, limit);
}

/** What an answer is read by, beside the capabilities that it was sent under. */
export function resultContext(
  reader: RecordingFileReader,
  exchange: Pick<ListedExchange, 'id' | 'command' | 'prepareExchange'>,
): Omit<ResponseContext, 'encoding'> {
  return {
    command: commandCode(exchange.command),
    knownColumns: () => cursorColumns(reader, exchange) ?? preparedColumns(reader, exchange),
  };
}

/** @param chunks of the response as it was on the wire, headers included */
function decodeResults(chunks: Iterable<Buffer>, context: ResponseContext, limit: number): Result[] {
  const collector = new ResultCollector(limit);
  for (const part of decodeResponse(chunks, context)) collector.add(part);
  return collector.results;
}

/** Puts the parts of an answer together; of each result set the first `limit` rows are decoded and kept. */
export class ResultCollector {
  readonly results: Result[] = [];
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  add(part: ResponsePart): void {
    const last = this.results.at(-1);
    switch (part.kind) {
      case 'columns':
        this.results.push({ kind: 'rows', columns: part.columns, rows: [], rowCount: 0 });
        break;
      case 'row':
        if (last?.kind !== 'rows') break;
        last.rowCount++;
        if (last.rows.length < this.#limit) {
          last.rows.push(part.decode().map((value, index) => cellOf(value, last.columns[index] as ColumnDefinition)));
        }
        break;
      case 'end':
        break;
      default:
        this.results.push(part);
    }
  }
}

/** Of the rows that a cursor gives, as the answer to the execute that opened it has them; null where there is none. */
function cursorColumns(
  reader: RecordingFileReader,
  exchange: Pick<ListedExchange, 'id' | 'command' | 'prepareExchange'>,
): readonly ColumnDefinition[] | null {
  if (exchange.command !== 'COM_STMT_FETCH') return null;
  const responseId = reader.executeBefore(exchange)?.responseId ?? null;
  if (responseId === null) return null;
  const { encoding, chunks } = reader.response(responseId);
  const context = { command: CommandCode.COM_STMT_EXECUTE, encoding, knownColumns: () => [] };
  for (const part of decodeResponse(chunks(), context)) if (part.kind === 'columns') return part.columns;
  return null;
}

/** Of a statement's result, as the answer to its prepare has them. */
export function preparedColumns(
  reader: RecordingFileReader,
  { prepareExchange }: Pick<ListedExchange, 'prepareExchange'>,
): readonly ColumnDefinition[] {
  const responseId = prepareExchange === null ? null : (reader.exchange(prepareExchange)?.responseId ?? null);
  if (responseId === null) return [];
  const { encoding, chunks } = reader.response(responseId);
  const context = { command: CommandCode.COM_STMT_PREPARE, encoding, knownColumns: () => [] };
  for (const part of decodeResponse(chunks(), context)) {
    if (part.kind === 'definitions' && part.of === 'columns') return part.columns;
  }
  return [];
}
