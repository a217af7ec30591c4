// Messages of clients as lines, and lines as the same messages.

import { expect, test } from 'vitest';
import { ClientMessage, clientMessageName } from '../../../../../src/mysqlx/constants/message-types.ts';
import { ExpectOpen, StmtExecute } from '../../../../../src/mysqlx/messages/messages.ts';
import { formatXRequest, parseXRequest } from '../../../../../src/tools/text/lines/x-request-lines.ts';
import { Line, Lines } from '../../../../../src/tools/text/reading/scanner.ts';
import { textValue } from '../../../../support/x-client.ts';
import { readXGolden, xGoldenNames } from '../../../../support/x-golden.ts';

const read = (name: string, lines: readonly string[]) =>
  parseXRequest(name, new Lines(lines.join('\n')), new Line(name, 1));

test('every message that was captured has lines of its own, which are read as its bytes', () => {
  const seen = new Set<string>();
  for (const { from, type, payload } of xGoldenNames.flatMap(readXGolden)) {
    const name = clientMessageName(type);
    if (from !== 'client') continue;
    const lines = formatXRequest(name, payload);
    expect(read(name, lines).toString('hex')).toBe(payload.toString('hex'));
    expect(lines.filter((line) => line.startsWith('argument'))).toEqual([]);
    seen.add(name);
  }
  expect(seen.size).toBeGreaterThan(10);
});

test('a statement is a block, its arguments are JSON, in the order in which they stand', () => {
  const payload = StmtExecute.encode({ stmt: Buffer.from('SELECT ?\nFROM t'), args: [textValue('a')] });
  const lines = ['| SELECT ?', '| FROM t', 'args: {"text":"a"}'];
  expect(formatXRequest('Sql.StmtExecute', payload)).toEqual(lines);
  expect(read('Sql.StmtExecute', lines)).toEqual(payload);
});

test('what the fields do not say byte for byte stands as bytes', () => {
  const payload = ExpectOpen.encode({ cond: [] });
  const withUnknown = Buffer.concat([payload, Buffer.of(0x78, 0x01)]);
  for (const [name, bytes] of [
    ['Expect.Open', withUnknown],
    ['Sql.StmtExecute', Buffer.of(0xff)],
    ['99', Buffer.of(1, 2)],
  ] as const) {
    const lines = [`argument 0x${bytes.toString('hex')}`];
    expect(formatXRequest(name, bytes)).toEqual(lines);
    expect(read(name, lines)).toEqual(bytes);
  }
});

test('the lines behind the message are left', () => {
  const lines = new Lines('| SELECT 1\n=>');
  parseXRequest(clientMessageName(ClientMessage.SQL_STMT_EXECUTE), lines, new Line('Sql.StmtExecute', 1));
  expect(lines.peek()?.text).toBe('=>');
});

test.each([
  ['Sql.StmtExecute', ['stmts: "a"'], 'has no field stmts'],
  ['Sql.StmtExecute', ['args: 5'], '5 is no Mysqlx'],
  ['Sql.StmtExecute', ['args: {'], 'expected a value as JSON, found {'],
  ['Sql.StmtExecute', ["argument 'a' b"], 'expected the end of the line, found b'],
  ['Sql.StmtExecute', ['argument a'], "expected the message's payload in quotes, or 0x…"],
  ['Sql.Nonsense', [], '1:1: Sql.Nonsense is no message of a client'],
])('%s with %j is refused', (name, lines, message) => {
  expect(() => read(name, lines)).toThrow(message);
});
