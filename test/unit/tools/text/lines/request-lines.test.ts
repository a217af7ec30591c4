// Commands as lines, and lines as the same commands.

import { expect, test } from 'vitest';
import { NO_FACTS } from '../../../../../src/core/command.ts';
import { Capability } from '../../../../../src/mysql/constants/capabilities.ts';
import { ColumnType } from '../../../../../src/mysql/constants/column-types.ts';
import { CommandCode } from '../../../../../src/mysql/constants/commands.ts';
import { encodeComQuery } from '../../../../../src/mysql/packets/com-query.ts';
import { encodeComStmtExecute } from '../../../../../src/mysql/packets/com-stmt-execute.ts';
import { encodeComStmtSendLongData } from '../../../../../src/mysql/packets/com-stmt-send-long-data.ts';
import type { Parameter } from '../../../../../src/mysql/packets/parameters.ts';
import { formatRequest, PreparedStatements, parseRequest } from '../../../../../src/tools/text/lines/request-lines.ts';
import { Lines } from '../../../../../src/tools/text/reading/scanner.ts';
import { commandOf } from '../../../../support/decoded-command.ts';

const PLAIN = Capability.PROTOCOL_41;
const NAMED = PLAIN | Capability.QUERY_ATTRIBUTES;

const parameter = (changes: Partial<Parameter> = {}): Parameter => ({
  ...{ type: ColumnType.LONG, isUnsigned: false, name: null, isLongData: false, value: { kind: 'int', value: 1n } },
  ...changes,
});

/** Statement 1 with so many parameters. */
function prepared(parameters: number): PreparedStatements {
  const statements = new PreparedStatements();
  const facts = { ...NO_FACTS, prepared: { id: 1, parameters, columns: 0 } };
  statements.note(commandOf(Buffer.from('\x16SELECT 1')), facts);
  return statements;
}

const execute = (parameters: readonly Parameter[], capabilities = PLAIN, hasTypes = parameters.length > 0) =>
  encodeComStmtExecute({ statementId: 1, flags: 0, iterationCount: 1, hasTypes, parameters }, capabilities);

function expectSame(payload: Buffer, lines: readonly string[], capabilities = PLAIN, statements = prepared(0)): void {
  expect(formatRequest(payload, capabilities, statements)).toEqual(lines);
  const read = parseRequest(new Lines(lines.join('\n')), payload[0] ?? -1, capabilities);
  expect(read.toString('hex')).toBe(payload.toString('hex'));
}

test.each<[string, Buffer, string[], bigint]>([
  ['a query', Buffer.from('\x03SELECT 1'), ['| SELECT 1'], PLAIN],
  [
    'a query of a client that may send attributes',
    encodeComQuery({ sql: Buffer.from('a'), attributes: [] }, NAMED),
    ['| a'],
    NAMED,
  ],
  ['a prepare', Buffer.from('\x16SELECT ?'), ['| SELECT ?'], PLAIN],
  ['a ping', Buffer.of(CommandCode.COM_PING), [], PLAIN],
  ['a database', Buffer.from('\x02shop'), ["argument 'shop'"], PLAIN],
  ['bytes', Buffer.of(CommandCode.COM_STMT_CLOSE, 1, 0, 0, 0), ['argument 0x01000000'], PLAIN],
  ['an empty packet', Buffer.alloc(0), [], PLAIN],
])('%s', (_what, payload, lines, capabilities) => expectSame(payload, lines, capabilities));

test('attributes of a query stand as bytes, below the statement as a comment', () => {
  const attributes = [parameter({ name: Buffer.from('id') })];
  const payload = encodeComQuery({ sql: Buffer.from('SELECT 1'), attributes }, NAMED);
  expectSame(payload, ['# | SELECT 1', `argument 0x${payload.subarray(1).toString('hex')}`], NAMED);
});

test('parameters with their types', () => {
  const parameters = [
    parameter({ value: { kind: 'int', value: -5n } }),
    parameter({ type: ColumnType.LONGLONG, isUnsigned: true, value: { kind: 'int', value: 2n ** 64n - 1n } }),
    parameter({ type: ColumnType.VAR_STRING, value: { kind: 'text', value: Buffer.from("it's") } }),
    parameter({ type: ColumnType.NULL, value: { kind: 'null' } }),
    parameter({ type: ColumnType.NEWDECIMAL, value: { kind: 'decimal', value: '1.50' } }),
  ];
  const lines = ['statement 1', 'parameter LONG -5', 'parameter LONGLONG unsigned 18446744073709551615'];
  const rest = ["parameter VAR_STRING 'it\\'s'", 'parameter NULL NULL', 'parameter NEWDECIMAL 1.50'];
  expectSame(execute(parameters), [...lines, ...rest], PLAIN, prepared(5));
});

test.each(['e9', 'c3a9', '00ff'])('a decimal of the bytes %s, which a client may send, stays these', (hex) => {
  const value = { kind: 'decimal', value: Buffer.from(hex, 'hex').toString('latin1') } as const;
  const payload = execute([parameter({ type: ColumnType.NEWDECIMAL, value })]);
  expectSame(payload, formatRequest(payload, PLAIN, prepared(1)), PLAIN, prepared(1));
});

test('names are told where they are sent, and an empty one is none', () => {
  const parameters = [parameter({ name: Buffer.alloc(0) }), parameter({ name: Buffer.from('x') })];
  const lines = ['statement 1', 'parameter LONG 1', "parameter LONG name 'x' 1"];
  expectSame(execute(parameters, NAMED), lines, NAMED, prepared(2));
});

test('flags and iterations are told where they are not the usual ones', () => {
  const odd = { statementId: 1, flags: 1, iterationCount: 7, hasTypes: false, parameters: [] };
  expectSame(encodeComStmtExecute(odd, PLAIN), ['statement 1 flags 1 iterations 7']);
});

test('types that were sent before are known: the second execute says that it has none', () => {
  const statements = prepared(1);
  expectSame(execute([parameter()]), ['statement 1', 'parameter LONG 1'], PLAIN, statements);
  expectSame(execute([parameter()], PLAIN, false), ['statement 1 untyped', 'parameter LONG 1'], PLAIN, statements);
});

test('long data came before: its parameter has a type and no value, until the statement was executed', () => {
  const statements = prepared(1);
  const data = encodeComStmtSendLongData({ statementId: 1, parameter: 0, data: Buffer.from('abc') });
  statements.note(commandOf(data), NO_FACTS);
  const long = { isLongData: true, value: { kind: 'blob', value: Buffer.alloc(0) } } as const;
  const payload = execute([parameter({ type: ColumnType.BLOB, ...long })]);
  expectSame(payload, ['statement 1', 'parameter BLOB long'], PLAIN, statements);
  statements.note(commandOf(payload), NO_FACTS);
  expect(formatRequest(payload, PLAIN, statements)).toEqual([`argument 0x${payload.subarray(1).toString('hex')}`]);
});

test('an execute that makes no sense stands as bytes: of an unknown statement, or cut off', () => {
  const payload = execute([parameter()]);
  for (const each of [payload, payload.subarray(0, 3), payload.subarray(0, -1)]) {
    const statements = each === payload ? new PreparedStatements() : prepared(1);
    expectSame(each, [`argument 0x${each.subarray(1).toString('hex')}`], PLAIN, statements);
  }
});

test.each([
  ['statement', "expected the statement's id, a number"],
  ['statement 4294967296', 'of 4294967295 at the most'],
  ['statement 1 flags 256', 'expected flags of 255 at the most'],
  ['statement 1 typed', 'expected the end of the line, found typed'],
  ['statement 1\nparameter', 'expected a column type'],
  ['statement 1\nparameter LONG', 'expected a value'],
  ['statement 1\nparameter TINY 128', 'expected a number that TINY can hold'],
  ['statement 1\nparameter LONG unsigned -1', 'expected a number that LONG can hold'],
  ["statement 1\nparameter DATE 'today'", "'today' is no date or datetime"],
  ['statement 1\nparameter LONG long 5', 'expected the end of the line, found 5'],
  ['argument abc', "expected the command's argument in quotes, or 0x…"],
  ["argument 'a' b", 'expected the end of the line, found b'],
])('%j is refused', (text, message) => {
  expect(() => parseRequest(new Lines(text), CommandCode.COM_STMT_EXECUTE, PLAIN)).toThrow(message);
});

test('a statement id is of an execute only', () => {
  const lines = new Lines('statement 1');
  expect(parseRequest(lines, CommandCode.COM_PING, PLAIN)).toEqual(Buffer.of(CommandCode.COM_PING));
  expect(lines.peek()?.text).toBe('statement 1');
});
