// Packets of answers as lines: what each is written as, and which have no line of their own. That they are read as the same
// bytes is tested in ../lines/answer-lines.test.ts.

import { expect, onTestFinished, test } from 'vitest';
import type { Packet } from '../../../../../src/mysql/codec/response-packets.ts';
import { Capability } from '../../../../../src/mysql/constants/capabilities.ts';
import { ColumnType } from '../../../../../src/mysql/constants/column-types.ts';
import { CommandCode } from '../../../../../src/mysql/constants/commands.ts';
import { encodeColumnCount } from '../../../../../src/mysql/packets/column-count.ts';
import { type ColumnDefinition, encodeColumnDefinition } from '../../../../../src/mysql/packets/column-definition.ts';
import { encodeEof } from '../../../../../src/mysql/packets/eof.ts';
import { encodeErr } from '../../../../../src/mysql/packets/err.ts';
import { encodeOk, plainOk } from '../../../../../src/mysql/packets/ok.ts';
import { encodePrepareOk } from '../../../../../src/mysql/packets/prepare-ok.ts';
import { encodeTextRow } from '../../../../../src/mysql/packets/text-row.ts';
import type { AnswerContext } from '../../../../../src/tools/text/reading/answer-context.ts';
import { formatName, formatPackets } from '../../../../../src/tools/text/writing/answer-writer.ts';
import { AppendixWriter } from '../../../../../src/tools/text/writing/appendix.ts';

const EOFS = Capability.PROTOCOL_41;
const NO_EOFS = EOFS | Capability.DEPRECATE_EOF;
const column = (name: string, type: keyof typeof ColumnType): ColumnDefinition => ({
  ...{ catalog: Buffer.from('def'), schema: Buffer.alloc(0), table: Buffer.alloc(0), originalTable: Buffer.alloc(0) },
  ...{ name: Buffer.from(name), originalName: Buffer.alloc(0), charset: 255, displayLength: 4, decimals: 0 },
  ...{ type: ColumnType[type], flags: 0, extendedMetadata: [] },
});
const COLUMNS = [column('a', 'LONG'), column('b c', 'VAR_STRING')];

const packet = (kind: Packet['kind'], payload: Buffer, sequenceId: number | null = null): Packet =>
  ({ kind, payload, sequenceId }) as Packet;
const count = (of = COLUMNS.length, encoding = NO_EOFS, hasDefinitions = true) =>
  packet('column_count', encodeColumnCount({ count: of, hasDefinitions }, encoding));
const definitions = (columns = COLUMNS, encoding = NO_EOFS) =>
  columns.map((each) => packet('column', encodeColumnDefinition(each, encoding)));
const row = (...cells: (string | null)[]) =>
  packet('row', encodeTextRow(cells.map((cell) => (cell === null ? null : Buffer.from(cell)))));
const end = packet('rows_eof', encodeOk(plainOk(2, 0xfe), NO_EOFS));
const eof = (kind: 'columns_eof' | 'rows_eof', status = 2) => packet(kind, encodeEof({ warnings: 0, status }, EOFS));

function lines(packets: readonly Packet[], changes: Partial<AnswerContext> = {}): string[] | null {
  const appendix = new AppendixWriter();
  onTestFinished(() => appendix.close());
  const context = { command: CommandCode.COM_QUERY, encoding: NO_EOFS, knownColumns: [], ...changes };
  const all = formatPackets(packets, context, appendix);
  return all?.map((line) => line.replace(/columns-[0-9a-f]{12}/, '$')) ?? null;
}

test('a result is the name of its columns, a table, and its end', () => {
  expect(lines([count(), ...definitions(), row('1', '1'), row(null, "it's"), end])).toEqual([
    'columns $',
    "| a    | 'b c'   |",
    "| 1    | '1'     |",
    "| NULL | 'it\\'s' |",
    'end status 0x0002',
  ]);
});

test('with EOF packets, the first of which stands in the line of the columns', () => {
  const all = [count(2, EOFS), ...definitions(COLUMNS, EOFS), eof('columns_eof', 0x22), row('1', 'x'), eof('rows_eof')];
  const written = lines(all, { encoding: EOFS });
  expect([written?.[0], written?.at(-1)]).toEqual(['columns $ eof 0x0022', 'end status 0x0002']);
});

test('an error in place of the end stands below the rows that came before', () => {
  const error = packet('err', encodeErr({ code: 1317, sqlState: '70100', message: Buffer.from('stopped') }));
  expect(lines([count(), ...definitions(), row('1', 'x'), error])?.slice(-2)).toEqual([
    "| 1 | 'x'   |",
    "error 1317 '70100' 'stopped'",
  ]);
});

test('a prepare: parameters, then columns', () => {
  const encoding = EOFS;
  const prepared = { statementId: 1, parameterCount: 1, columnCount: 2, warnings: 0, hasDefinitions: true };
  const first = packet('prepare_ok', encodePrepareOk(prepared, encoding));
  const parameter = definitions([column('?', 'VAR_STRING')], encoding);
  const all = [first, ...parameter, eof('columns_eof'), ...definitions(COLUMNS, encoding), eof('columns_eof')];
  expect(lines(all, { command: CommandCode.COM_STMT_PREPARE, encoding })).toEqual([
    'prepared 1 parameters 1 columns 2 warnings 0',
    'parameters $ eof 0x0002',
    'columns $ eof 0x0002',
  ]);
});

test('columns that the client knows are told by their number, if we know them too', () => {
  const encoding = NO_EOFS | Capability.OPTIONAL_RESULTSET_METADATA;
  const all = [count(2, encoding, false), row('1', 'x'), end];
  const known = lines(all, { encoding, knownColumns: COLUMNS });
  expect(known?.slice(0, 2)).toEqual(['columns known 2', "| a | 'b c' |"]);
  expect(lines(all, { encoding })).toBeNull();
  expect(lines(all, { encoding, knownColumns: COLUMNS.slice(1) })).toBeNull();
});

test('a sequence id that is not the next one stands before its line', () => {
  const ok = encodeOk(plainOk(2), NO_EOFS);
  expect(lines([packet('ok', ok, 7)])).toEqual(['seq 7', 'ok status 0x0002']);
  // in the middle of definitions or rows there is no line that it could stand before
  const [first, second] = definitions();
  expect(lines([count(), first ?? end, { ...(second ?? end), sequenceId: 9 }, end])).toBeNull();
  expect(lines([count(), ...definitions(), row('1', 'x'), { ...row('2', 'x'), sequenceId: 9 }, end])).toBeNull();
});

test.each<[string, Packet[]]>([
  ['an OK with bytes behind it', [packet('ok', Buffer.concat([encodeOk(plainOk(2), EOFS), Buffer.of(0xfb)]))]],
  ['a packet cut off', [packet('ok', Buffer.of(0))]],
  ['a count without definitions', [count(), end]],
  ['fewer definitions than the count says', [count(3), ...definitions(), end]],
  ['a row without columns', [row('1')]],
  ['a row with too few cells', [count(), ...definitions(), row('1'), end]],
  ['a packet of a kind that has no line', [packet('local_infile', Buffer.from('fb61', 'hex'))]],
])('%s has no lines', (_what, packets) => {
  expect(lines(packets)).toBeNull();
});

test.each([
  ['id', 'id'],
  ['COUNT(*)', "'COUNT(*)'"],
  ['NULL', "'NULL'"],
  ['', "''"],
  ['a b', "'a b'"],
  ['1a', "'1a'"],
  ["o'c", "'o\\'c'"],
])('a column %j is called %s', (name, written) => {
  expect(formatName(Buffer.from(name))).toBe(written);
});

test('a name in no readable encoding is its bytes', () => {
  expect(formatName(Buffer.of(0xe9))).toBe('0xe9');
});
