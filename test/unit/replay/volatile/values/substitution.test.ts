import { expect, test } from 'vitest';
import { shown } from '../../../../../src/replay/volatile/values/substitution.ts';

test('a value is told as text where it is one, else in hexadecimal digits, and a long one by its beginning', () => {
  expect(shown(Buffer.from('zoë').toString('latin1'))).toBe('zoë');
  expect(shown('\x01\xff')).toBe('0x01ff');
  expect(shown('a'.repeat(1000))).toHaveLength(200);
});
