// The order of exchanges at its edges; plain cases are in ../pieces.test.ts.

import { expect, test } from 'vitest';
import { arrange, knownBefore } from '../../../../../src/tools/text/writing/order.ts';

const at = (text: string) => {
  const [session = 0, index = 0] = text.split('.').map(Number);
  return { session, index };
};
const behind = (names: Record<string, string[]>) => (session: number, index: number) =>
  (names[`${session}.${index}`] ?? []).map(at);

test('an exchange waits for all that it names, and for none of another’s', () => {
  const names = (order: ReturnType<typeof arrange>) => order?.map(({ session, index }) => `${session}.${index}`);
  expect(names(arrange([1, 1, 1], behind({ '0.0': ['1.0', '2.0'] })))).toEqual(['1.0', '2.0', '0.0']);
  expect(arrange([1, 1], behind({ '0.0': ['1.5'] }))).toBeNull();
  expect(arrange([1], behind({ '0.0': ['0.0'] }))).toBeNull();
  expect(arrange([0, 0], behind({}))).toEqual([]);
});

test('what is known of one that is named is known, too', () => {
  const order = ['0.0', '1.0', '2.0'].map(at);
  expect(knownBefore(order, 3, behind({ '1.0': ['0.0'], '2.0': ['1.0'] }))).toEqual([0, 1, 2]);
  expect(knownBefore(order, 3, behind({ '2.0': ['1.0'] }))).toEqual([0, 0, 0]);
});
