import { expect, test } from 'vitest';
import type { ParameterValue } from '../../../src/core/command.ts';
import { kindCode, valueBytes } from '../../../src/identity/parameter-encoding.ts';

const hex = (parameter: ParameterValue) => `${kindCode(parameter)} ${valueBytes(parameter).toString('hex')}`;

test('bytes that stand for one value, which no new version of ours may change', () => {
  const values: ParameterValue[] = [
    { kind: 'null' },
    { kind: 'int', value: -1n },
    { kind: 'float', value: 1 },
    { kind: 'double', value: -0 },
    { kind: 'decimal', value: '1.0' },
    { kind: 'text', value: Buffer.from('a') },
    { kind: 'blob', value: Buffer.from('a') },
    { kind: 'temporal', value: '1' },
    { kind: 'instead', value: 'default' },
  ];
  expect(values.map(hex)).toEqual([
    '0 ',
    '1 2d31',
    '2 3f800000',
    '3 8000000000000000',
    '4 312e30',
    '5 61',
    '6 61',
    '7 31',
    '8 64656661756c74',
  ]);
});
