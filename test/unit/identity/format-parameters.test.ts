import { expect, test } from 'vitest';
import { formatParameters } from '../../../src/identity/format-parameters.ts';

test('one line of JSON, numbers as they are', () => {
  expect(
    formatParameters([
      { kind: 'int', value: 18446744073709551615n },
      { kind: 'null' },
      { kind: 'double', value: -0 },
      { kind: 'float', value: Number.NaN },
      { kind: 'text', value: Buffer.from('a "b"\n') },
      { kind: 'blob', value: Buffer.from([0, 255]) },
    ]),
  ).toBe('[{"int":18446744073709551615},null,{"double":"-0"},{"float":"NaN"},{"text":"a \\"b\\"\\n"},{"blob":"00ff"}]');
  expect(formatParameters([])).toBe('[]');
});

test('of what is long, the beginning, the length, and a hash that tells it from what begins alike', () => {
  const shown = (end: string) => formatParameters([{ kind: 'text', value: Buffer.from(`${'x'.repeat(300)}${end}`) }]);
  expect(JSON.parse(shown('a'))).toEqual([
    { text: 'x'.repeat(256), bytes: 301, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) },
  ]);
  expect(shown('a')).not.toBe(shown('b'));
});
