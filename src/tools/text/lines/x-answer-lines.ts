// An answer of the X Protocol in a text twin: one line per message, rows as a table. A message that its form cannot show
// exactly is written as a frame's bytes, an answer that is no sequence of whole messages as its bytes.

import { encodeColumn } from '../../../mysqlx/codec/column-metadata.ts';
import { frameMessage, framesOf } from '../../../mysqlx/codec/framing.ts';
import { ServerMessage } from '../../../mysqlx/constants/message-types.ts';
import { MalformedMessageError } from '../../../mysqlx/messages/message-type.ts';
import { ColumnMetaData, Row } from '../../../mysqlx/messages/messages.ts';
import type { ResultsetColumnMetaData } from '../../../mysqlx/messages/schema.ts';
import type { Lines } from '../reading/scanner.ts';
import { formatName } from '../writing/answer-writer.ts';
import type { AppendixReader, AppendixWriter } from '../writing/appendix.ts';
import { formatTable, parseRow, takeRows } from './table.ts';
import { formatHex } from './tokens.ts';
import { formatXCell, formatXColumns, parseXCell, parseXColumns, throughJson } from './x-columns.ts';
import { formatFrame, formatXMessage, parseXMessage } from './x-message-lines.ts';

type Columns = readonly ResultsetColumnMetaData[];

/** Longer answers stand in the appendix. */
const MOST_BYTES = 32 * 1024;
const MOST_ROWS = 100;

/** @param known the columns of a cursor's rows @returns lines without indentation */
export function formatXAnswer(bytes: Buffer, known: Columns, appendix: AppendixWriter): string[] {
  if (bytes.length === 0) return [];
  const asBytes = () => `bytes ${appendix.addBytes(bytes)}`;
  const frames = [...framesOf([bytes])];
  const rows = frames.filter(({ type }) => type === ServerMessage.RESULTSET_ROW).length;
  if (bytes.length > MOST_BYTES || rows > MOST_ROWS) return [asBytes(), `# ${rows} rows, ${bytes.length} bytes`];
  const isWhole = Buffer.concat(frames.map(({ type, payload }) => frameMessage(type, payload))).equals(bytes);
  return isWhole ? new XAnswerWriter(known, appendix).write(frames) : [asBytes()];
}

class XAnswerWriter {
  readonly #appendix: AppendixWriter;
  readonly #lines: string[] = [];
  #columns: Columns;
  #definitions: Buffer[] = [];
  #rows: string[][] = [];

  constructor(known: Columns, appendix: AppendixWriter) {
    this.#columns = known;
    this.#appendix = appendix;
  }

  write(frames: readonly { readonly type: number; readonly payload: Buffer }[]): string[] {
    for (const { type, payload } of frames) {
      if (type === ServerMessage.RESULTSET_COLUMN_META_DATA) {
        this.#endRows();
        this.#definitions.push(payload);
        continue;
      }
      this.#endDefinitions();
      if (type === ServerMessage.RESULTSET_ROW) this.#row(payload);
      else {
        this.#endRows();
        this.#lines.push(formatXMessage(type, payload));
      }
    }
    this.#endDefinitions();
    this.#endRows();
    return this.#lines;
  }

  #endDefinitions(): void {
    const definitions = this.#definitions;
    if (definitions.length === 0) return;
    this.#definitions = [];
    const columns = definitions.map(exactColumn);
    if (columns.includes(null)) {
      this.#lines.push(...definitions.map((payload) => formatFrame(ServerMessage.RESULTSET_COLUMN_META_DATA, payload)));
      return;
    }
    this.#columns = columns as Columns;
    this.#lines.push(`columns ${this.#appendix.add('xcolumns', formatXColumns(this.#columns))}`);
  }

  #row(payload: Buffer): void {
    const field = exactFields(payload);
    if (field === null || field.length === 0 || field.length !== this.#columns.length) {
      this.#endRows();
      this.#lines.push(`row ${formatHex(payload)}`);
      return;
    }
    this.#rows.push(field.map((bytes, index) => formatXCell(bytes, this.#columns[index])));
  }

  #endRows(): void {
    if (this.#rows.length === 0) return;
    const head = this.#columns.map(({ name }, index) => (name?.length ? formatName(name) : `column_${index + 1}`));
    this.#lines.push(...formatTable([head, ...this.#rows]));
    this.#rows = [];
  }
}

/** Null where the column does not come to the same bytes. */
function exactColumn(payload: Buffer): ResultsetColumnMetaData | null {
  return orNull(() => {
    const column = ColumnMetaData.decode(payload);
    return encodeColumn(throughJson(column)).equals(payload) ? column : null;
  });
}

function exactFields(payload: Buffer): readonly Buffer[] | null {
  return orNull(() => {
    const { field } = Row.decode(payload);
    return Row.encode({ field }).equals(payload) ? field : null;
  });
}

function orNull<T>(read: () => T | null): T | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof MalformedMessageError || error instanceof RangeError) return null;
    throw error;
  }
}

/** The bytes that the next lines stand for. @throws TextError */
export function parseXAnswer(lines: Lines, known: Columns, appendix: AppendixReader): Buffer {
  const frames: Buffer[] = [];
  let columns = known;
  for (let line = lines.peek(); line !== null; line = lines.peek()) {
    if (line.text.startsWith('|')) {
      frames.push(...parseTable(lines, columns));
      continue;
    }
    if (line.takes('bytes')) frames.push(appendix.bytes(line.word('a name from the appendix'), line));
    else if (line.takes('columns')) {
      columns = appendix.get(line.word('the name of columns'), 'xcolumns', line, parseXColumns);
      frames.push(
        ...columns.map((column) => frameMessage(ServerMessage.RESULTSET_COLUMN_META_DATA, encodeColumn(column))),
      );
    } else if (line.takes('row')) frames.push(frameMessage(ServerMessage.RESULTSET_ROW, line.bytes('a row')));
    else {
      const frame = parseXMessage(line);
      if (frame === null) break;
      frames.push(frame);
    }
    line.end();
    lines.take();
  }
  return Buffer.concat(frames);
}

function parseTable(lines: Lines, columns: Columns): Buffer[] {
  const frames: Buffer[] = [];
  let isHead = true;
  for (const line of takeRows(lines)) {
    if (isHead) parseRow(line, (cell) => cell.value('the name of a column'));
    else {
      const field = parseRow(line, (cell, index) => parseXCell(cell, columns[index]));
      if (field.length !== columns.length) throw line.error(`expected ${columns.length} cells before here`);
      frames.push(frameMessage(ServerMessage.RESULTSET_ROW, Row.encode({ field })));
    }
    isHead = false;
  }
  return frames;
}
