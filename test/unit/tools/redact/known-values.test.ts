import { expect, test } from 'vitest';
import { KnownValues } from '../../../../src/tools/redact/known-values.ts';

function known(...texts: string[]): KnownValues {
  const values = new KnownValues();
  for (const [at, text] of texts.entries())
    values.add(text, { method: { kind: 'pseudonym' }, rule: 'r', exchange: at });
  return values;
}

test('the longest value that begins at a place is taken, and what stands for it is not looked at again', () => {
  const values = known('ann@example.org', 'ann@example', 'joann@example.org', 'masked');
  const replace = (text: string) => values.replace(text, (found) => `<masked ${found.length}>`);
  expect(replace('to ann@example.org, joann@example.org!')).toBe('to <masked 15>, <masked 17>!');
  expect(replace('ann@example.com')).toBe('<masked 11>.com');
  expect(replace('nobody')).toBe('nobody');
});

test('short values and whole numbers are known as a whole only', () => {
  const values = known('abcd', '1234567', 'abc');
  expect(values.replace('abcd 1234567', () => 'x')).toBe('abcd 1234567');
  expect(values.get('abcd')?.exchange).toBe(0);
  expect(values.get('1234567')?.exchange).toBe(1);
  expect(values.get('abc')).toBeUndefined();
});

test('what is not to be replaced stays', () => {
  const values = known('secret-one', 'secret-two');
  expect(values.replace('secret-one secret-two', (_found, { exchange }) => (exchange > 0 ? '*' : null))).toBe(
    'secret-one *',
  );
});
