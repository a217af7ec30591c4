import { expect, test } from 'vitest';
import type { ParameterValue } from '../../../src/core/command.ts';
import { readShownParameters } from '../../../src/core/recorded-parameters.ts';
import { formatParameters } from '../../../src/identity/format-parameters.ts';

const VALUES: readonly ParameterValue[] = [
  { kind: 'null' },
  { kind: 'int', value: 18446744073709551615n },
  { kind: 'int', value: -9223372036854775808n },
  { kind: 'double', value: -0 },
  { kind: 'double', value: 0.1 },
  { kind: 'decimal', value: '1.10' },
  { kind: 'temporal', value: '2026-01-02 03:04:05' },
  { kind: 'text', value: Buffer.from('{"int":1} "é"') },
  { kind: 'blob', value: Buffer.from([0, 255]) },
];

test('what the recorder wrote is read again, whole numbers of 64 bits too', () => {
  expect(readShownParameters(formatParameters(VALUES))).toEqual(VALUES);
  expect(readShownParameters(null)).toEqual([]);
});

test('what is shown in part only, or is unknown, is not guessed', () => {
  expect(readShownParameters(formatParameters([{ kind: 'text', value: Buffer.alloc(300, 'x') }]))).toBeNull();
  expect(readShownParameters('[{"point":"1 2"}]')).toBeNull();
  expect(readShownParameters('[1]')).toBeNull();
});

test('no list of parameters: what LOCAL INFILE was sent, or damage', () => {
  expect(readShownParameters('{"file":"a.csv"}')).toEqual([]);
  expect(readShownParameters('[{"int"')).toEqual([]);
});
