// What a server said over the X Protocol, for `mock inspect --exchange N`.

import pc from 'picocolors';
import { type Cell, cellJson } from '../../conversation/cell.ts';
import { columnsFetched } from '../../conversation/cursor-columns.ts';
import type { ListedExchange } from '../../recording/listing.ts';
import type { RecordingFileReader } from '../../recording/reader.ts';
import { type AnswerPart, decodeAnswer } from '../../x/codec/decode-answer.ts';
import { type ResultsetColumnMetaData, ResultsetColumnMetaDataFieldType } from '../../x/messages/schema.ts';
import { plural } from '../format.ts';
import { renderTable } from './table.ts';

type Shown =
  | {
      readonly kind: 'rows';
      readonly columns: readonly ResultsetColumnMetaData[];
      readonly rows: Cell[][];
      rowCount: number;
    }
  | Exclude<AnswerPart, { kind: 'columns' | 'row' }>;

/** At most `limit` rows of each result set are decoded and kept. */
export function xAnswersOf(reader: RecordingFileReader, exchange: ListedExchange, limit: number): Shown[] {
  if (exchange.responseId === null) return [];
  const shown: Shown[] = [];
  const chunks = reader.response(exchange.responseId).chunks();
  for (const part of decodeAnswer(chunks, columnsFetched(reader, exchange))) {
    if (part.kind === 'columns') shown.push({ ...part, kind: 'rows', rows: [], rowCount: 0 });
    else if (part.kind === 'row') {
      const last = shown.findLast((each) => each.kind === 'rows');
      if (last === undefined) continue;
      last.rowCount++;
      if (last.rows.length < limit) last.rows.push([...part.decode()]);
    } else shown.push(part);
  }
  return shown;
}

export function xAnswerLines(answer: Shown): string[] {
  switch (answer.kind) {
    case 'rows': {
      const { columns, rows, rowCount } = answer;
      const rest = rowCount - rows.length;
      const names = columns.length > 0 ? columns.map(nameOf) : (rows[0] ?? []).map((_, index) => `field ${index + 1}`);
      const count = `${plural(rowCount, 'row')}${rest === 0 ? '' : `, ${rest} of them not shown (--rows)`}`;
      return ['', renderTable(names, rows), count];
    }
    case 'suspended':
      return ['the cursor has more'];
    case 'notice':
      return [`notice: ${answer.text}`];
    case 'ok':
      return ['', `OK${answer.message === '' ? '' : `: ${answer.message}`}`];
    case 'error': {
      const { code, sqlState, msg } = answer.error;
      return ['', `ERROR ${code} (${sqlState}): ${msg}`];
    }
    case 'undecodable':
      return ['', pc.yellow(`what follows cannot be decoded: ${answer.reason}`)];
  }
}

export function xAnswerJson(answer: Shown): Record<string, unknown> {
  switch (answer.kind) {
    case 'rows':
      return {
        columns: answer.columns.map(columnJson),
        rowCount: answer.rowCount,
        rows: answer.rows.map((row) => row.map(cellJson)),
      };
    case 'suspended':
      return { suspended: true };
    case 'notice':
      return { notice: answer.text };
    case 'ok':
      return { ok: { message: answer.message } };
    case 'error': {
      const { code, sqlState, msg } = answer.error;
      return { error: { code, sqlState, message: msg } };
    }
    case 'undecodable':
      return { undecodable: answer.reason };
  }
}

/** With compact metadata columns have no names. */
function nameOf(column: ResultsetColumnMetaData, index: number): string {
  return column.name?.toString('utf8') || `column ${index + 1}`;
}

function columnJson(column: ResultsetColumnMetaData, index: number): Record<string, unknown> {
  const type = Object.entries(ResultsetColumnMetaDataFieldType).find(([, value]) => value === column.type)?.[0];
  return {
    name: nameOf(column, index),
    type: type ?? String(column.type),
    table: column.originalTable?.toString('utf8') ?? '',
  };
}
