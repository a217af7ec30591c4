import { afterEach, expect, test, vi } from 'vitest';
import { brokenInvariants } from '../../../src/core/invariant.ts';
import { checkOrder } from '../../../src/store/exchange-order.ts';

const ID = 7;
const EXCHANGE = { ordinal: 2, begunAfter: 6, prepareExchange: 3, transaction: 4 };
const WRONG = [
  ['begun after itself', { begunAfter: 7 }, 'begins after'],
  ['executed before it was prepared', { prepareExchange: 8 }, 'prepared before'],
  ['in a transaction that was begun later', { transaction: 9 }, 'begun before'],
  ['without a place', { ordinal: 0 }, 'begin with 1'],
] as const;

afterEach(() => void vi.unstubAllEnvs());

test('an exchange that refers to earlier ones only is in order', () => {
  checkOrder(ID, EXCHANGE, 1);
  checkOrder(ID, { ...EXCHANGE, begunAfter: null, prepareExchange: null, transaction: null }, null);
});

test.each(WRONG)('one that is %s throws in a test', (_what, change, message) => {
  expect(() => checkOrder(ID, { ...EXCHANGE, ...change }, 1)).toThrow(message);
});

test('an answer that no writer has numbered throws as well', () => {
  expect(() => checkOrder(ID, EXCHANGE, 0)).toThrow('answers are numbered from 1');
});

test('and is counted in production', () => {
  vi.stubEnv('VITEST', undefined);
  const [[, change, message]] = WRONG;
  // files of unit tests share a process: another one breaks some of its own
  const before = new Set(brokenInvariants().keys());
  checkOrder(ID, { ...EXCHANGE, ...change }, 1);
  checkOrder(ID, { ...EXCHANGE, ...change }, 1);
  expect([...brokenInvariants()].filter(([what]) => !before.has(what))).toEqual([
    [expect.stringContaining(message), 2],
  ]);
});
