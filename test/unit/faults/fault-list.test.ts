import { expect, test } from 'vitest';
import type { StatementFault } from '../../../src/faults/fault.ts';
import { FaultList } from '../../../src/faults/fault-list.ts';

/** How often each of so many equal statements is befallen. */
const fired = (list: FaultList, times: number, statement = 'SELECT 1') =>
  Array.from({ length: times }, () => list.onStatement(statement) !== undefined);
const deadlock = (more: Partial<StatementFault> = {}) =>
  new FaultList([{ fault: 'deadlock', ...more } as StatementFault]);

test('a fault befalls each statement, or those that its pattern finds', () => {
  expect(fired(deadlock(), 3)).toEqual([true, true, true]);
  const list = deadlock({ statement: '^update' });
  expect([fired(list, 1), fired(list, 1, 'UPDATE t SET a = 1')]).toEqual([[false], [true]]);
  expect(fired(deadlock({ statement: /^update/ }), 1, 'UPDATE t')).toEqual([false]);
});

test('it counts what it matches: the nth only, so many times, or by a chance that its seed decides', () => {
  expect(fired(deadlock({ nth: 2 }), 4)).toEqual([false, true, false, false]);
  expect(fired(deadlock({ times: 2 }), 4)).toEqual([true, true, false, false]);
  const half = fired(deadlock({ probability: 0.5, seed: 7 }), 200);
  expect(fired(deadlock({ probability: 0.5, seed: 7 }), 200)).toEqual(half);
  expect(fired(deadlock({ probability: 0.5, seed: 8 }), 200)).not.toEqual(half);
  const count = half.filter(Boolean).length;
  expect(count).toBeGreaterThan(60);
  expect(count).toBeLessThan(140);
});

test('the first of several befalls, and one for connections is none for statements', () => {
  const list = new FaultList([{ fault: 'authFailure' }, { fault: 'killed', times: 1 }, { fault: 'deadlock' }]);
  expect([list.onStatement('a')?.fault, list.onStatement('a')?.fault]).toEqual(['killed', 'deadlock']);
  expect(list.onConnect('authFailure')?.fault).toBe('authFailure');
  expect(list.onConnect('tooManyConnections')).toBeUndefined();
  expect(new FaultList([{ fault: 'authFailure' }]).spareStatements).toBe(true);
});

test('reset begins anew, add keeps what there is, clear takes all, and what is no fault is refused', () => {
  const list = deadlock({ times: 1 });
  expect(fired(list, 2)).toEqual([true, false]);
  list.reset();
  expect(fired(list, 2)).toEqual([true, false]);
  list.add({ fault: 'killed' });
  expect(list.list()).toEqual([{ fault: 'deadlock', times: 1 }, { fault: 'killed' }]);
  expect(() => list.replace({ fault: 'nothing' })).toThrow('the faults, number 1');
  list.clear();
  expect(list.spareStatements).toBe(true);
});
