import { expect, test } from 'vitest';
import { joinResponse, splitResponse } from '../../../../src/mysql/codec/response-packets.ts';
import { formatStatement, parseStatement } from '../../../../src/tools/text/lines/statement-block.ts';
import { formatTable, parseRow } from '../../../../src/tools/text/lines/table.ts';
import { formatBytes, formatNumberBytes } from '../../../../src/tools/text/lines/tokens.ts';
import { Line, Lines } from '../../../../src/tools/text/reading/scanner.ts';
import { arrange, knownBefore } from '../../../../src/tools/text/writing/order.ts';
import fc from '../../../support/property.ts';

const bytes = fc.oneof(
  fc.uint8Array().map((array) => Buffer.from(array)),
  fc.string({ unit: 'binary' }).map((text) => Buffer.from(text)),
  fc.string({ unit: fc.constantFrom(..."a'\\|#\n\r\t 0x-.5\u202e") }).map((text) => Buffer.from(text)),
);

test('any bytes are written in one line and read as they were', () => {
  fc.assert(
    fc.property(bytes, (value) => {
      for (const text of [formatBytes(value), formatNumberBytes(value)]) {
        expect(text).not.toMatch(/[\r\n]/);
        const read = new Line(text, 1).value('a value');
        expect(typeof read === 'string' ? Buffer.from(read) : read).toEqual(value);
      }
    }),
  );
});

test('any statement is read as it was written, whatever lines it takes', () => {
  const words = fc.constantFrom(
    'SELECT',
    'FROM',
    "'a FROM b'",
    ' ',
    '  ',
    '\n',
    't',
    'WHERE',
    '|',
    '\\',
    '#',
    'AND',
    '-- x\n',
    '(',
    ')',
  );
  const statement = fc.oneof(
    bytes,
    fc.array(words, { maxLength: 60 }).map((all) => Buffer.from(all.join(' '))),
  );
  fc.assert(
    fc.property(statement, (sql) => {
      const lines = new Lines(formatStatement(sql, '    ').join('\n'));
      expect(parseStatement(lines)?.sql).toEqual(sql);
      expect(lines.peek()).toBeNull();
    }),
  );
});

test('breaks long statements at their clauses and keeps their own lines', () => {
  const sql = "SELECT a, b FROM t LEFT JOIN u ON u.id = t.id AND u.x BETWEEN 1 AND 2 WHERE a = 'x FROM y' ORDER BY a";
  expect(formatStatement(Buffer.from(sql), '').join('\n')).toMatchInlineSnapshot(`
    "| SELECT a, b
    \\ FROM t
    \\ LEFT JOIN u
    \\ ON u.id = t.id
    \\ AND u.x BETWEEN 1 AND 2
    \\ WHERE a = 'x FROM y'
    \\ ORDER BY a"
  `);
});

test('tables of any cells are read as they were', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(bytes, bytes), { minLength: 1 }), (rows) => {
      const lines = formatTable(rows.map((row) => row.map(formatBytes)));
      const read = lines.map((line) => parseRow(new Line(line, 1), (cell) => cell.bytes('a cell')));
      expect(read).toEqual(rows);
    }),
  );
});

test('bytes that are no response are said to be none, others are put together again', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.constantFrom(0x03, 0x16, 0x17), (array, command) => {
      const whole = Buffer.from(array);
      const packets = splitResponse(whole, command, 0n);
      if (packets !== null) expect(joinResponse(packets)).toEqual(whole);
    }),
  );
});

test('arranges exchanges behind what they name, and sees a circle', () => {
  const behind = (pairs: Record<string, string>) => (session: number, index: number) => {
    const [to, at] = (pairs[`${session}.${index}`] ?? '').split('.').map(Number);
    return at === undefined ? [] : [{ session: to ?? 0, index: at }];
  };
  const order = arrange([2, 2], behind({ '0.1': '1.0' }))?.map(({ session, index }) => `${session}.${index}`);
  expect(order).toEqual(['0.0', '1.0', '0.1', '1.1']);
  expect(arrange([1, 1], behind({ '0.0': '1.0', '1.0': '0.0' }))).toBeNull();
});

test('knows to be complete what came before in the session, and behind what was named', () => {
  const order = ['0.0', '0.1', '1.0', '0.2', '1.1'].map((each) => {
    const [session = 0, index = 0] = each.split('.').map(Number);
    return { session, index };
  });
  const behind = (session: number, index: number) => (session === 1 && index === 1 ? [{ session: 0, index: 1 }] : []);
  expect(knownBefore(order, 2, behind)).toEqual([0, 1, 0, 2, 3]);
});
