// Lines of answers as bytes: what is edited by hand. That any answer is read as it was written is tested in
// ../lines/answer-lines.test.ts.

import { expect, onTestFinished, test } from 'vitest';
import { splitResponse } from '../../../../../src/mysql/codec/response-packets.ts';
import { Capability } from '../../../../../src/mysql/constants/capabilities.ts';
import { ColumnType } from '../../../../../src/mysql/constants/column-types.ts';
import { CommandCode } from '../../../../../src/mysql/constants/commands.ts';
import type { ColumnDefinition } from '../../../../../src/mysql/packets/column-definition.ts';
import { decodeErr } from '../../../../../src/mysql/packets/err.ts';
import { decodeOk } from '../../../../../src/mysql/packets/ok.ts';
import { decodeTextRow } from '../../../../../src/mysql/packets/text-row.ts';
import { formatColumns } from '../../../../../src/tools/text/lines/column-lines.ts';
import type { AnswerContext } from '../../../../../src/tools/text/reading/answer-context.ts';
import { readAnswer } from '../../../../../src/tools/text/reading/answer-reader.ts';
import { Lines } from '../../../../../src/tools/text/reading/scanner.ts';
import { AppendixWriter } from '../../../../../src/tools/text/writing/appendix.ts';

const EOFS = Capability.PROTOCOL_41;
const NO_EOFS = EOFS | Capability.DEPRECATE_EOF;
const COLUMNS: ColumnDefinition[] = (['LONG', 'VAR_STRING'] as const).map((type, at) => ({
  ...{ catalog: Buffer.from('def'), schema: Buffer.alloc(0), table: Buffer.alloc(0), originalTable: Buffer.alloc(0) },
  ...{ name: Buffer.from('ab'[at] ?? ''), originalName: Buffer.alloc(0), charset: 255, displayLength: 4, decimals: 0 },
  ...{ type: ColumnType[type], flags: 0, extendedMetadata: [] },
}));

const context = (changes: Partial<AnswerContext> = {}): AnswerContext => ({
  ...{ command: CommandCode.COM_QUERY, encoding: NO_EOFS, knownColumns: [] },
  ...changes,
});

/** With two columns under the name of `$`, and the bytes `ff` under that of `%`. */
function read(text: string, changes: Partial<AnswerContext> = {}) {
  const appendix = new AppendixWriter();
  onTestFinished(() => appendix.close());
  const [columns, bytes] = [appendix.add('columns', formatColumns(COLUMNS)), appendix.addBytes(Buffer.of(0xff))];
  const lines = new Lines(text.replace('$', columns).replace('%', bytes));
  const answer = readAnswer(lines, context(changes), appendix.reader());
  return { ...answer, rest: lines.peek()?.text };
}

const packets = (text: string, changes: Partial<AnswerContext> = {}) => {
  const { command, encoding } = context(changes);
  const all = splitResponse(read(text, changes).bytes, command, encoding) ?? [];
  return all.map(({ kind, payload }) => ({ kind, payload }));
};
const kinds = (text: string, changes: Partial<AnswerContext> = {}) => packets(text, changes).map(({ kind }) => kind);

test('an OK and an error', () => {
  const [ok] = packets("ok affected 3 insert_id 9 status 0x0022 warnings 1 info 'a'");
  expect(decodeOk(ok?.payload ?? Buffer.alloc(0), NO_EOFS)).toMatchObject({
    ...{ affectedRows: 3n, lastInsertId: 9n, status: 0x22, warnings: 1, info: Buffer.from('a') },
  });
  const [error] = packets("error 1064 '42000' 'oh'");
  expect(decodeErr(error?.payload ?? Buffer.alloc(0))).toMatchObject({ code: 1064, sqlState: '42000' });
});

const TABLE = "columns $\n| a | b |\n| 1 | 'x' |\n| NULL | '' |\nend status 0x0002";

test('a result: its columns, its rows, and the end as the client’s capabilities have it', () => {
  const shape = ['column_count', 'column', 'column', 'row', 'row', 'rows_eof'];
  expect(kinds(TABLE)).toEqual(shape);
  const withEof = TABLE.replace('$', '$ eof 0x0002');
  expect(kinds(withEof, { encoding: EOFS })).toEqual([...shape.slice(0, 3), 'columns_eof', ...shape.slice(3)]);
  const rows = packets(TABLE).filter(({ kind }) => kind === 'row');
  expect(rows.map(({ payload }) => decodeTextRow(payload, 2).map((cell) => cell?.toString() ?? null))).toEqual([
    ['1', 'x'],
    [null, ''],
  ]);
});

test('a column may be called by its name in quotes', () => {
  expect(read(TABLE.replace('| a |', "| 'a' |")).bytes).toEqual(read(TABLE).bytes);
});

test('rows of prepared statements are binary, by the types of their columns', () => {
  const [row] = packets(TABLE, { command: CommandCode.COM_STMT_EXECUTE }).filter(({ kind }) => kind === 'row');
  expect(row?.payload.toString('hex')).toBe('0000010000000178');
});

test('columns that the client has from before are not told again', () => {
  const changes = { encoding: NO_EOFS | Capability.OPTIONAL_RESULTSET_METADATA, knownColumns: COLUMNS };
  const { bytes, columns } = read("columns known 2\n| a | b |\n| 1 | 'x' |\nend status 0x0002", changes);
  expect(columns).toBe(COLUMNS);
  expect(bytes.subarray(0, 6).toString('hex')).toBe('020000010200');
});

test('a prepare gives columns to those who execute it; those of its parameters are none', () => {
  const changes = { command: CommandCode.COM_STMT_PREPARE };
  const { columns } = read('prepared 1 parameters 2 columns 0\nparameters $', changes);
  expect(columns).toEqual([]);
  expect(read('prepared 1 parameters 0 columns 2\ncolumns $', changes).columns).toEqual(COLUMNS);
});

test('packets and whole answers as bytes, in the line or in the appendix', () => {
  expect(read('packet 0x0102\npacket %').bytes.toString('hex')).toBe('02000001010201000002ff');
  expect(read('seq 7\npacket 0x01').bytes.toString('hex')).toBe('0100000701');
  expect(read('bytes %\n').bytes.toString('hex')).toBe('ff');
});

test('the first line that is no answer is left', () => {
  expect(read('ok status 0x0002\nCOM_QUERY').rest).toBe('COM_QUERY');
  expect(read('okay').rest).toBe('okay');
  expect(read('okay').bytes).toHaveLength(0);
});

test.each([
  ['ok', 'expected status'],
  ['ok status 0x10000', 'status flags of 65535 at the most'],
  ['ok affected 18446744073709551616 status 0x2', 'a number of rows of 18446744073709551615 at the most'],
  ['ok status 0x2 state 0xff', '1:25: session state: change at offset 1'],
  ['ok status 0x2 now', 'expected the end of the line, found now'],
  ["error 1064 '4200' 'a'", 'a SQLSTATE has five characters'],
  ['columns columns-1', 'the text has no "define columns-1"'],
  ['columns bytes-1', 'the text has no "define columns-…"'],
  ['columns known 65536', 'a number of columns of 65535 at the most'],
  ['packet bytes-1', 'the text has no "define bytes-1"'],
  ['packet 0x0', '0x0 is not a whole number of bytes'],
  ['seq 256', 'a sequence id of 255 at the most'],
  ['seq 1', '1:6: expected a packet behind its sequence id, the line ends here'],
  ['| 1 |', 'this row has more than 0 values'],
  ['columns $\n| a | c |', '2:8: expected b, which is what the definition calls this column, before here'],
  ['columns $\n| a |', 'this row has 1 values, and the result 2 columns'],
  ['columns $\n| a | b |\n| 1 |', '3:6: this row has 1 values, and the result 2 columns'],
  ["columns $\n| a | b |\n| 1 | 'x' | 2 |", 'this row has more than 2 values'],
  ['columns $\n| a | b |\n| 1 | 2', 'expected |, the line ends here'],
])('%j is refused', (text, message) => {
  expect(() => read(text)).toThrow(message);
});

test('a value of a binary row fits its type', () => {
  const changes = { command: CommandCode.COM_STMT_EXECUTE };
  const row = (cell: string) => () => read(`columns $\n| a | b |\n| ${cell} | 'x' |`, changes);
  expect(row('2147483648')).toThrow('expected a number that LONG can hold before here');
  expect(row("'1'")).toThrow('expected a whole number before here');
});
