// Live values in recorded answers, where they are no cell of a row: that those are carried is tested in carried-values.test.ts.

import { expect, test } from 'vitest';
import type { RecordedExchange, RecordedResponse, RecordingReader } from '../../../../../src/core/recording.ts';
import { packetsOf } from '../../../../../src/mysql/codec/framing.ts';
import { Capability } from '../../../../../src/mysql/constants/capabilities.ts';
import { ColumnType } from '../../../../../src/mysql/constants/column-types.ts';
import { encodeColumnCount } from '../../../../../src/mysql/packets/column-count.ts';
import { decodeColumnDefinition, encodeColumnDefinition } from '../../../../../src/mysql/packets/column-definition.ts';
import { decodeErr, encodeErr } from '../../../../../src/mysql/packets/err.ts';
import { decodeOk, encodeOk, plainOk } from '../../../../../src/mysql/packets/ok.ts';
import { decodeTextRow, encodeTextRow } from '../../../../../src/mysql/packets/text-row.ts';
import { carriedAnswer } from '../../../../../src/replay/volatile/carrying/carried-answer.ts';
import { CarriedValues } from '../../../../../src/replay/volatile/carrying/carried-values.ts';
import { commandOf, queryOf } from '../../../../support/decoded-command.ts';
import { responseOf } from '../../../../support/recorded-response.ts';

const encoding = Capability.PROTOCOL_41 | Capability.DEPRECATE_EOF;
const A = '11111111-1111-4111-8111-111111111111';
const X = 'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa';
const COMMAND = queryOf('SELECT 1');

function carry(response: RecordedResponse, values: CarriedValues, command = COMMAND) {
  const told: string[] = [];
  const answer = carriedAnswer({
    ...{ command, response, values, reader: {} as RecordingReader },
    exchange: { id: 1, prepareExchange: null } as RecordedExchange,
    tell: (place, recorded, live) => void told.push(`${place}: ${recorded} is ${live}`),
  });
  const packets = () => [...packetsOf(answer.chunks())].map(({ payload }) => Buffer.from(payload));
  return { answer, packets, told };
}

function values(bind: (values: CarriedValues) => void): CarriedValues {
  const one = new CarriedValues(true);
  bind(one);
  return one;
}

const error = (message: string) =>
  responseOf([encodeErr({ code: 1062, sqlState: '23000', message: Buffer.from(message) })], { outcome: 'error' });
const text = (packet: Buffer | undefined) => String(decodeErr(packet ?? Buffer.alloc(0)).message);

test('an error tells the live value', () => {
  const known = values((one) => one.bind('uuid', A, X));
  const { packets, told } = carry(error(`Duplicate entry '${A}' for key 't.PRIMARY'`), known);
  expect(text(packets()[0])).toBe(`Duplicate entry '${X}' for key 't.PRIMARY'`);
  expect(told).toHaveLength(1);
  expect(told[0]).toMatch(/^error message: /);
});

test('an error tells the live name of a table', () => {
  const known = values((one) => one.bindName('tmp_41', 'tmp_7000'));
  const { packets } = carry(error("Table 'shop.tmp_41' doesn't exist"), known);
  expect(text(packets()[0])).toBe("Table 'shop.tmp_7000' doesn't exist");
});

test('an original is told to the client and to nobody else', () => {
  const known = values((one) => one.bindOriginal('user1@example.com', 'ada@x.org'));
  const { packets, told } = carry(error("Duplicate entry 'user1@example.com'"), known);
  expect(text(packets()[0])).toBe("Duplicate entry 'ada@x.org'");
  expect(told).toEqual([]);
});

test('what holds nothing of it is the very same response', () => {
  const known = values((one) => one.bind('uuid', A, X));
  const response = error('Deadlock found');
  expect(carry(response, known).answer).toBe(response);
});

const ok = (lastInsertId: bigint) =>
  responseOf([encodeOk({ ...plainOk(2), affectedRows: 1n, lastInsertId }, encoding)]);

test('the number of a new row is the one that stands for it', () => {
  const known = values((one) => one.bind('any', '4711471147', '9000000000'));
  const { packets, told } = carry(ok(4711471147n), known);
  expect(decodeOk(packets()[0] ?? Buffer.alloc(0), encoding).lastInsertId).toBe(9000000000n);
  expect(told).toEqual(['last insert id: 4711471147 is 9000000000']);
  const other = ok(1n);
  expect(carry(other, known).answer).toBe(other);
});

test('what is no number cannot be a row’s number', () => {
  const known = values((one) => one.bind('any', '4711471147', 'not a number'));
  const response = ok(4711471147n);
  expect(carry(response, known).answer).toBe(response);
});

test('columns tell the live names of their tables', () => {
  const none = Buffer.alloc(0);
  const column = encodeColumnDefinition(
    {
      ...{ catalog: Buffer.from('def'), schema: Buffer.from('shop'), table: Buffer.from('tmp_41') },
      ...{ originalTable: Buffer.from('tmp_41'), name: Buffer.from('a'), originalName: none, charset: 255 },
      ...{ displayLength: 80, type: ColumnType.VAR_STRING, flags: 0, decimals: 0, extendedMetadata: [] },
    },
    encoding,
  );
  const rows = [encodeTextRow([Buffer.from(A)]), encodeOk(plainOk(2, 0xfe), encoding)];
  const response = responseOf([encodeColumnCount({ count: 1, hasDefinitions: true }, encoding), column, ...rows], {
    outcome: 'resultset',
  });
  const known = values((one) => {
    one.bindName('tmp_41', 'tmp_7000');
    one.bind('uuid', A, X);
  });
  const { packets, told, answer } = carry(response, known);
  const [, definition, row] = packets();
  const { table, originalTable, schema } = decodeColumnDefinition(definition ?? none, encoding);
  expect([table, originalTable, schema].map(String)).toEqual(['tmp_7000', 'tmp_7000', 'shop']);
  expect(String(decodeTextRow(row ?? none, 1)[0])).toBe(X);
  expect(told).toEqual([`row 1, column 1: ${A} is ${X}`]);
  expect(answer.bytes).toBe(answer.whole?.length);
});

test('a long answer is carried while it is read, and told of once, however often it is read', () => {
  const known = values((one) => one.bind('uuid', A, X));
  const short = error(`Duplicate entry '${A}'`);
  const { packets, told } = carry({ ...short, whole: null }, known);
  expect(text(packets()[0])).toContain(X);
  expect(text(packets()[0])).toContain(X);
  expect(told).toHaveLength(1);
});

test('the answer to a prepare holds no data', () => {
  const known = values((one) => one.bind('uuid', A, X));
  const response = error(`near '${A}'`);
  expect(carry(response, known, commandOf(Buffer.from('\x16SELECT 1'))).answer).toBe(response);
});
