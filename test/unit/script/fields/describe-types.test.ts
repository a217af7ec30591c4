import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { describeTypes, isError, isObject } from '../../../../src/script/fields/describe-types.ts';

test.each<[unknown, string]>([
  [null, 'null, primitive'],
  [undefined, 'primitive, undefined'],
  [true, 'boolean, primitive'],
  [Number.NaN, 'number, primitive'],
  ['', 'primitive, string'],
  [1n, 'primitive, bigint'],
  [() => 1, 'callable, function, ecmascript-function, object'],
  [[], 'array, object'],
  [new Uint8Array(1), 'buffer_data, object'],
  [new RangeError('x'), 'error, object'],
  [runInNewContext('new TypeError()'), 'error, object'],
  [{}, 'object'],
])('%s is "%s"', (value, words) => {
  expect(describeTypes(value)).toBe(words);
});

test('a coroutine is told by who makes them; a list is never one', () => {
  expect(describeTypes({}, () => true)).toBe('object, thread');
  expect(describeTypes([], () => true)).toBe('array, object');
});

test('errors are those of any realm; what only looks like one is none', () => {
  expect(isError(runInNewContext('new Error()'))).toBe(true);
  expect(isError({ name: 'Error', message: 'x' })).toBe(false);
});

test('functions have properties, null has none', () => {
  expect([isObject(() => 1), isObject([]), isObject(null), isObject('text')]).toEqual([true, true, false, false]);
});
