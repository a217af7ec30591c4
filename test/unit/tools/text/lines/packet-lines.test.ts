// Packets that are one line of an answer.

import { expect, test } from 'vitest';
import { END_LINE, ERROR_LINE, OK_LINE, PREPARED_LINE } from '../../../../../src/tools/text/lines/packet-lines.ts';
import { Line } from '../../../../../src/tools/text/reading/scanner.ts';

const OK = { affectedRows: 0n, lastInsertId: 0n, status: 2, warnings: 0, info: null, sessionState: null };

test.each([
  [OK, 'status 0x0002'],
  [
    { ...OK, affectedRows: 2n ** 64n - 1n, lastInsertId: 7n, warnings: 1 },
    'affected 18446744073709551615 insert_id 7 status 0x0002 warnings 1',
  ],
  [{ ...OK, info: Buffer.alloc(0) }, "status 0x0002 info ''"],
])('%#: an OK', (packet, text) => {
  expect(OK_LINE.write(packet)).toBe(text);
  expect(OK_LINE.read(new Line(text, 1))).toEqual(packet);
});

test('an error has a SQLSTATE of five characters, or none at all', () => {
  const error = { code: 1064, sqlState: '42000', message: Buffer.from("You've") };
  expect(ERROR_LINE.write(error)).toBe("1064 '42000' 'You\\'ve'");
  expect(ERROR_LINE.read(new Line("1064 '42000' 'You\\'ve'", 1))).toEqual(error);
  expect(ERROR_LINE.write({ ...error, sqlState: null })).toBe("1064 NULL 'You\\'ve'");
  expect(ERROR_LINE.read(new Line("1064 NULL ''", 1))).toMatchObject({ sqlState: null });
  expect(() => ERROR_LINE.read(new Line("1064 '4200' ''", 1))).toThrow('a SQLSTATE has five characters');
  expect(() => ERROR_LINE.read(new Line("65536 NULL ''", 1))).toThrow('expected an error code of 65535 at the most');
});

test('the end of rows and the answer to a prepare', () => {
  expect(END_LINE.write({ status: 0x22, warnings: 0 })).toBe('status 0x0022');
  const prepared = { statementId: 1, parameterCount: 2, columnCount: 0, warnings: null, isUndefined: true };
  expect(PREPARED_LINE.write(prepared)).toBe('1 parameters 2 columns 0 undefined');
  expect(PREPARED_LINE.read(new Line('1 parameters 2 columns 0 undefined', 1))).toEqual(prepared);
  // no warnings counted is other than none
  expect(PREPARED_LINE.read(new Line('1 parameters 2 columns 0 warnings 0', 1))).toMatchObject({ warnings: 0 });
});
