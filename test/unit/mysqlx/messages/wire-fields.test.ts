// What the X plugin of MySQL 9.7 makes of each is compared in integration/x-bad-input.
import { describe, expect, test } from 'vitest';
import { malformationOf } from '../../../../src/mysqlx/messages/client-messages.ts';
import { Reset, StmtExecute } from '../../../../src/mysqlx/messages/messages.ts';
import { wireFieldsOf } from '../../../../src/mysqlx/messages/wire-fields.ts';

const bytes = (hex: string) => Buffer.from(hex.replaceAll(' ', ''), 'hex');
const SELECT = '0a 03 444f31';

describe('fields on the wire', () => {
  test.each([
    ['all', `${SELECT} 10 01`, `${SELECT} 10 01`, 0],
    ['none', '', '', 0],
    ['a tag of 0 at the end', `${SELECT} 00`, SELECT, 0],
    ['a tag of 0 in two bytes', `${SELECT} 80 00`, SELECT, 0],
    ['a tag of 0 and more', `${SELECT} 00 10 01`, SELECT, 2],
    ['the end of no group', `${SELECT} 0c`, SELECT, 0],
    ['the end of no group and more', `${SELECT} 64 ff`, SELECT, 1],
    ['a group', `0b 08 01 0c ${SELECT}`, SELECT, 0],
  ])('%s', (_name, given, fields, bytesBehind) => {
    expect(wireFieldsOf(bytes(given))).toEqual({ fields: bytes(fields), bytesBehind });
  });

  test.each(['0a 05 44', '0b 08 01', '02', '0f', '80', 'ff'])('%s is none', (given) => {
    expect(wireFieldsOf(bytes(given))).toBeNull();
  });
});

test('a message that ends with a tag of 0 is read, and one with bytes behind it ends too early', () => {
  expect(StmtExecute.decode(bytes(`${SELECT} 00`)).stmt).toEqual(bytes('444f31'));
  expect(Reset.decode(bytes('08 01 0c')).keepOpen).toBe(true);
  expect(malformationOf(12, bytes(`${SELECT} 00`))).toBeNull();
  expect(malformationOf(12, bytes(`${SELECT} 00 01`))?.endsEarly).toBe(true);
  expect(malformationOf(12, bytes('00 01'))?.endsEarly, 'without its statement').toBe(false);
  expect(malformationOf(12, bytes('12 02 00 00'))?.endsEarly, 'within a field').toBe(false);
  expect(malformationOf(25, bytes('0b 0c'))).toBeNull();
});
