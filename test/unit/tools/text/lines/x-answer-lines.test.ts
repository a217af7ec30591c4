// Answers of the X Protocol as lines. That any bytes come through is tested in x-lines.test.ts.

import { expect, onTestFinished, test } from 'vitest';
import { encodeColumn } from '../../../../../src/mysqlx/codec/column-metadata.ts';
import { encodeField } from '../../../../../src/mysqlx/codec/encode-text-field.ts';
import { frameMessage } from '../../../../../src/mysqlx/codec/framing.ts';
import { ServerMessage } from '../../../../../src/mysqlx/constants/message-types.ts';
import { Row } from '../../../../../src/mysqlx/messages/messages.ts';
import {
  type ResultsetColumnMetaData,
  ResultsetColumnMetaDataFieldType as Type,
} from '../../../../../src/mysqlx/messages/schema.ts';
import { formatXAnswer, parseXAnswer } from '../../../../../src/tools/text/lines/x-answer-lines.ts';
import { Lines } from '../../../../../src/tools/text/reading/scanner.ts';
import { AppendixWriter } from '../../../../../src/tools/text/writing/appendix.ts';

const COLUMNS: ResultsetColumnMetaData[] = ['id', '', 'two words'].map((name) => {
  return { type: Type.SINT, name: Buffer.from(name) };
});
const DEFINITIONS = COLUMNS.map((each) => frameMessage(ServerMessage.RESULTSET_COLUMN_META_DATA, encodeColumn(each)));
const DONE = frameMessage(ServerMessage.RESULTSET_FETCH_DONE);
const row = (...values: (string | null)[]) => {
  const field = values.map((value) => (value === null ? Buffer.alloc(0) : encodeField(value, { type: Type.SINT })));
  return frameMessage(ServerMessage.RESULTSET_ROW, Row.encode({ field }));
};

function writing(): AppendixWriter {
  const appendix = new AppendixWriter();
  onTestFinished(() => appendix.close());
  return appendix;
}

/** The lines of these messages, which are read as the same bytes. */
function linesOf(frames: readonly Buffer[], known: readonly ResultsetColumnMetaData[] = []): string[] {
  const appendix = writing();
  const bytes = Buffer.concat(frames);
  const lines = formatXAnswer(bytes, known, appendix);
  expect(parseXAnswer(new Lines(lines.join('\n')), known, appendix.reader())).toEqual(bytes);
  return lines;
}

test('rows are a table below the names of its columns', () => {
  const lines = linesOf([...DEFINITIONS, row('1', null, '3'), row('20', '2', '-3'), DONE]);
  expect(lines[0]).toMatch(/^columns xcolumns-[0-9a-f]{12}$/);
  expect(lines.slice(1)).toEqual([
    "| id | column_2 | 'two words' |",
    '| 1  | NULL     | 3           |',
    '| 20 | 2        | -3          |',
    'done',
  ]);
});

test('rows that a cursor gives stand below the columns that it was opened with', () => {
  expect(linesOf([row('1', '2', '3'), DONE], COLUMNS)).toEqual([
    "| id | column_2 | 'two words' |",
    '| 1  | 2        | 3           |',
    'done',
  ]);
});

test('rows that do not fit their columns stand as bytes', () => {
  expect(linesOf([...DEFINITIONS, row('1'), DONE])[1]).toMatch(/^row 0x0a01/);
  expect(linesOf([row('1')])).toEqual(['row 0x0a0102']);
});

test('columns that JSON does not say stand as frames, and the rows behind them as bytes', () => {
  const odd = frameMessage(ServerMessage.RESULTSET_COLUMN_META_DATA, Buffer.of(0x08, 0x01, 0xf8, 0x06, 0x01));
  const lines = linesOf([odd, row('1'), DONE]);
  expect(lines).toEqual(['frame 12 0x0801f80601', 'row 0x0a0102', 'done']);
});

test('several results, each with its own table', () => {
  const more = frameMessage(ServerMessage.RESULTSET_FETCH_DONE_MORE_RESULTSETS);
  const lines = linesOf([...DEFINITIONS, row('1', '2', '3'), more, ...DEFINITIONS.slice(0, 1), row('7'), DONE]);
  expect(lines.filter((line) => line.startsWith('|'))).toHaveLength(4);
  expect(lines.slice(-3)).toEqual(['| id |', '| 7  |', 'done']);
});

test('what is long stands in the appendix, with how long it is', () => {
  const rows = Array.from({ length: 101 }, () => row('1', '2', '3'));
  const lines = linesOf([...DEFINITIONS, ...rows, DONE]);
  expect(lines[0]).toMatch(/^bytes bytes-[0-9a-f]{12}$/);
  expect(lines[1]).toMatch(/^# 101 rows, \d+ bytes$/);
  expect(linesOf([...DEFINITIONS, ...rows.slice(1), DONE])[0]).toMatch(/^columns/);
});

test('what is no whole messages stands as bytes, and nothing as nothing', () => {
  expect(linesOf([DONE, Buffer.of(5, 0)])).toEqual([expect.stringMatching(/^bytes bytes-/)]);
  expect(linesOf([])).toEqual([]);
});

test.each([
  ['columns xcolumns-0', 'the text has no "define xcolumns-0"'],
  ['columns columns-0', 'the text has no "define xcolumns-…"'],
  ['columns', 'expected the name of columns'],
  ['bytes bytes-0', 'the text has no "define bytes-0"'],
  ['row 5', 'expected a row in quotes, or 0x…'],
  ['done now', 'expected the end of the line, found now'],
  ['| id |\n| 1 |', 'there is no such column'],
])('%j is refused', (text, message) => {
  expect(() => parseXAnswer(new Lines(text), [], writing().reader())).toThrow(message);
});

test('a row has as many cells as there are columns', () => {
  const read = (text: string) => parseXAnswer(new Lines(`| a |\n${text}`), COLUMNS, writing().reader());
  expect(() => read('| 1 | 2 |')).toThrow('2:10: expected 3 cells before here');
  expect(() => read('| 1 | 2 | 3 | 4 |')).toThrow('there is no such column');
});
