// Keys of constants: what a server may take for the same value has one.

import { expect, test } from 'vitest';
import { constantKey, parameterKey } from '../../../../src/sql/access/constant-key.ts';

test('what a server may take for the same value has one key', () => {
  const same = [
    ['5', '05', '+5'],
    ['jon', 'JON', 'Jon ', 'jon!'],
    ['a.b@x', 'ab@X'],
  ];
  for (const values of same) {
    const keys = values.map((value) => constantKey(value, 'string'));
    expect(new Set(keys).size).toBe(1);
    expect(keys[0]).not.toBeNull();
  }
  expect(constantKey('5', 'integer')).toBe(constantKey('5', 'string'));
});

test('other values have others', () => {
  const keys = ['5', '50', '-5', 'a', 'b', '5f0b9d5e-0000-4000-8000-000000000001'].map((value) =>
    constantKey(value, 'string'),
  );
  expect(new Set(keys).size).toBe(keys.length);
});

test.each(['0', '', '5a', '1.5', '2020-01-01', ' a', 'ä', '00'])('nothing certain of %j', (value) => {
  expect(constantKey(value, 'string')).toBeNull();
});

test('bound values have the keys of spelled ones', () => {
  expect(parameterKey({ kind: 'int', value: 5n })).toBe('#5');
  expect(parameterKey({ kind: 'double', value: 5 })).toBe('#5');
  expect(parameterKey({ kind: 'text', value: Buffer.from('Jon') })).toBe("'ion");
  expect(parameterKey({ kind: 'double', value: 5.5 })).toBeNull();
  expect(parameterKey({ kind: 'null' })).toBeNull();
  expect(parameterKey({ kind: 'temporal', value: '2020-01-01' })).toBeNull();
  expect(parameterKey(undefined)).toBeNull();
});
