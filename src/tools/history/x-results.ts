// What an answer of the X Protocol says, part by part, decoded for people and for comparison.

import { type AnswerPart, decodeAnswer } from '../../mysqlx/codec/decode-answer.ts';
import { type ResultsetColumnMetaData, ResultsetColumnMetaDataFieldType } from '../../mysqlx/messages/schema.ts';
import type { ListedExchange } from '../../store/reading/listing.ts';
import type { RecordingFileReader } from '../../store/reading/reader.ts';
import type { Cell } from './cell.ts';
import { columnsFetched } from './cursor-columns.ts';

/** Rows of one result set, as many as were wanted; `rowCount` is all of them. */
export interface XResultRows {
  readonly kind: 'rows';
  readonly columns: readonly ResultsetColumnMetaData[];
  readonly rows: Cell[][];
  rowCount: number;
}

/** One thing that the server said. */
export type XResult = XResultRows | Exclude<AnswerPart, { kind: 'columns' | 'row' }>;

/** What a recorded exchange was answered; at most `limit` rows of each result set are decoded and kept. */
export function xResultsOf(reader: RecordingFileReader, exchange: ListedExchange, limit: number): XResult[] {
  if (exchange.responseId === null) return [];
  const results: XResult[] = [];
  const chunks = reader.response(exchange.responseId).chunks();
  for (const part of decodeAnswer(chunks, columnsFetched(reader, exchange))) {
    if (part.kind === 'columns') results.push({ ...part, kind: 'rows', rows: [], rowCount: 0 });
    else if (part.kind === 'row') {
      const last = results.findLast((each) => each.kind === 'rows');
      if (last === undefined) continue;
      last.rowCount++;
      if (last.rows.length < limit) last.rows.push([...part.decode()]);
    } else results.push(part);
  }
  return results;
}

/** With compact metadata columns have no names. @param index from 0 */
export function xColumnName({ name }: ResultsetColumnMetaData, index: number): string {
  return name?.toString('utf8') || `column ${index + 1}`;
}

/** As proto/ names it. */
export function xColumnType({ type }: ResultsetColumnMetaData): string {
  return Object.entries(ResultsetColumnMetaDataFieldType).find(([, value]) => value === type)?.[0] ?? String(type);
}
