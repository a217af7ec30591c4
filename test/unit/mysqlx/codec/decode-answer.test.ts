import { expect, test } from 'vitest';
import { decodeAnswer } from '../../../../src/mysqlx/codec/decode-answer.ts';
import { frameMessage } from '../../../../src/mysqlx/codec/framing.ts';
import { clientMessageName } from '../../../../src/mysqlx/constants/message-types.ts';
import fc from '../../../support/property.ts';
import { xGoldenExchanges } from '../../../support/x-golden.ts';

function rowsOf(name: string, index: number) {
  const answer = xGoldenExchanges(name)[index]?.answer ?? Buffer.alloc(0);
  return [...decodeAnswer([answer])].flatMap((part) => (part.kind === 'row' ? [part.decode()] : []));
}

test('reads a value of every type', () => {
  const values = rowsOf('column-types', 0)[0]?.map((value) =>
    value.kind === 'hex' ? `0x${value.bytes.toString('hex')}` : value.kind === 'null' ? null : value.text,
  );
  expect(values).toEqual([
    '-1.50',
    '2020-01-02 03:04:05.000006',
    '2020-01-02',
    '-26:00:01.500000',
    '1.5',
    '1.25',
    '0x05',
    '0x00ff',
    null,
    '{"a": 1}',
    '18446744073709551615',
    '0x000000000101000000000000000000f03f0000000000000040',
    '2020',
    '',
    '-5',
  ]);
});

test('reads enumerations, sets and bits', () => {
  const rows = rowsOf('column-types', 1).map((row) =>
    row.map((value) => (value.kind === 'hex' ? value.bytes.toString() : value.kind === 'null' ? null : value.text)),
  );
  expect(rows[0]).toEqual(['b', 'x,y', '341', '2024', 'ab', 'text', 'blob', '2024-02-03 04:05:06.789000']);
  expect(rows[1]).toEqual(['a', '', '0', '0', '', '', '', null]);
});

test('tells notices and errors in words', () => {
  const [, , warning, , , several] = xGoldenExchanges('statements').map(({ answer }) => [...decodeAnswer([answer])]);
  expect(warning).toContainEqual({ kind: 'notice', text: "note 1051: Unknown table 'xprobe.nothing'" });
  expect(warning).toContainEqual({ kind: 'notice', text: 'rows affected: 0' });
  expect(several?.filter(({ kind }) => kind === 'columns')).toHaveLength(2);
});

test('says so where it cannot read', () => {
  expect([...decodeAnswer([frameMessage(12, Buffer.from([0xff]))])]).toMatchObject([{ kind: 'undecodable' }]);
});

test('takes any bytes', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(20), fc.uint8Array({ maxLength: 30 }))), (frames) => {
      const bytes = Buffer.concat(frames.map(([type, payload]) => frameMessage(type, payload)));
      for (const part of decodeAnswer([bytes])) if (part.kind === 'row') tryOut(part.decode);
    }),
  );
});

/** A row that is none is told by its error. */
function tryOut(decode: () => unknown): void {
  try {
    decode();
  } catch (error) {
    expect(error).toMatchObject({ code: 'MALFORMED_PACKET' });
  }
}

test('reads the rows of a cursor with the columns that are known of it', () => {
  const [opened, fetched] = ['Cursor.Open', 'Cursor.Fetch'].map((name) =>
    xGoldenExchanges('prepared').find(({ message }) => clientMessageName(message.type) === name),
  );
  const [columns] = [...decodeAnswer([opened?.answer ?? Buffer.alloc(0)])].flatMap((part) =>
    part.kind === 'columns' ? [part.columns] : [],
  );
  const cells = (known: typeof columns) =>
    [...decodeAnswer([fetched?.answer ?? Buffer.alloc(0)], known)].flatMap((part) =>
      part.kind === 'row' ? part.decode() : [],
    );
  expect(cells(columns)).toEqual([{ kind: 'number', text: '3' }]);
  expect(cells([])).toEqual([{ kind: 'hex', bytes: Buffer.of(6) }]);
});
