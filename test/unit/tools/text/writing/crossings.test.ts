import { expect, test } from 'vitest';
import type { DataUse } from '../../../../../src/core/data-use.ts';
import { crossings, type OrderedExchange } from '../../../../../src/tools/text/writing/crossings.ts';

const plain = (id: number, fingerprint: string, responseId: number): OrderedExchange => {
  return { id, scope: '', fingerprint, responseId, use: null };
};
const using = (id: number, use: DataUse, scope = ''): OrderedExchange => {
  return { id, scope, fingerprint: `${id}`, responseId: id, use };
};
const table = (name: string) => ({ table: `shop.${name}` });
const reads = (name: string, isOpen = false): DataUse => ({
  reads: [table(name)],
  writes: [],
  ...(isOpen && { isOpen }),
});
const writes = (name: string, isOpen = false): DataUse => {
  return { reads: [], writes: [{ ...table(name), effect: 'change' }], ...(isOpen && { isOpen }) };
};
const control = (kind: 'begin' | 'commit'): DataUse => {
  return { reads: [], writes: [], control: { kind, name: '' }, ...(kind === 'commit' && { isOpen: true }) };
};

test('the same command with different answers in two sessions', () => {
  const first = [plain(1, 'count', 7), plain(4, 'count', 8), plain(6, 'same', 1)];
  const second = [plain(2, 'same', 1), plain(3, 'count', 8)];
  expect([...crossings([first, second])]).toEqual([
    [3, [1]],
    [4, [3]],
  ]);
});

test('a write and a read of one table, whichever came first; reads among themselves, other tables and scopes may swap', () => {
  const first = [using(1, writes('t')), using(4, writes('t'))];
  const second = [using(2, reads('t')), using(3, reads('t')), using(5, reads('u'))];
  const third = [using(6, reads('t')), using(7, reads('t'), 'other')];
  expect([...crossings([first, second, third])]).toEqual([
    [2, [1]],
    [4, [3]],
    [6, [4]],
  ]);
});

test('what follows from other lines is not said again; what does not, is', () => {
  const first = [using(1, writes('t')), using(2, writes('u'))];
  const second = [using(3, writes('t'))];
  const third = [using(4, { reads: [table('t'), table('u')], writes: [] })];
  // 4 comes behind 1 as 3 does, yet nothing says of 3 that it came behind 2
  expect([...crossings([first, second, third])]).toEqual([
    [3, [1]],
    [4, [2, 3]],
  ]);
});

test('a transaction is seen from its end on, and a snapshot sees what was there at its first read', () => {
  const first = [using(1, control('begin')), using(2, writes('t', true)), using(5, control('commit'))];
  const second = [using(3, control('begin')), using(4, reads('u', true)), using(6, reads('t', true))];
  const third = [using(7, writes('v'))];
  expect([...crossings([first, second, third])]).toEqual([
    [4, [2]],
    [5, [4]],
    [6, [5]],
    [7, [4]],
  ]);
});

test('what is unknown touches all tables', () => {
  const first = [using(1, writes('t')), using(2, reads('u'))];
  const second = [using(3, { reads: 'all', writes: 'all' })];
  const third = [using(4, reads('w'))];
  expect([...crossings([first, second, third])]).toEqual([
    [3, [2]],
    [4, [3]],
  ]);
});
