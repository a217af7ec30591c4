// Fields are read as MySQL Router's mock server reads them, bounds and messages included.

import { expect, test } from 'vitest';
import {
  elements,
  milliseconds,
  object,
  requiredText,
  requiredUnsigned,
  text,
  UINT8,
  unsigned,
} from '../../../../src/script/fields/fields.ts';

test('numbers are cut to whole ones within their bounds', () => {
  expect([255, 254.9, 0, Number.NaN].map((n) => unsigned({ n }, 'n', UINT8))).toEqual([255, 254, 0, 0]);
  expect(unsigned({}, 'n', UINT8, 7)).toBe(7);
  for (const n of [256, -1, -0.5, Number.POSITIVE_INFINITY]) {
    expect(() => unsigned({ n }, 'n', UINT8)).toThrow('value out-of-range for field "n"');
  }
  for (const n of ['1', 1n, null]) {
    expect(() => unsigned({ n }, 'n', UINT8)).toThrow('wrong type for field "n", expected unsigned number');
  }
});

test('what is required is missed where it is undefined, not where it is empty', () => {
  expect(requiredText({ t: '' }, 't')).toBe('');
  expect(requiredUnsigned({ n: 0 }, 'n', UINT8)).toBe(0);
  for (const read of [() => requiredText({}, 'x'), () => requiredUnsigned({}, 'x', UINT8)]) {
    expect(read).toThrow('Wrong statements document structure: missing field "x"');
  }
});

test('text is whatever stands there, as JavaScript writes it', () => {
  expect([text({ t: null }, 't'), text({ t: 1.5 }, 't'), text({}, 't', 'def')]).toEqual(['null', '1.5', 'def']);
});

test('a wait is no negative number, and none where it is no number at all', () => {
  expect([0.25, Number.NaN, undefined].map((ms) => milliseconds({ ms }, 'ms', ''))).toEqual([0.25, 0, 0]);
  expect(() => milliseconds({ ms: -1 }, 'ms', '')).toThrow('ms must be a non-negative number');
  expect(() => milliseconds({ ms: '1' }, 'ms', ', got')).toThrow('ms must be a number, if set, got primitive, string');
});

test('elements are those that are there: holes are none, undefined is one', () => {
  const withHole = [1, undefined, 3, 4];
  delete withHole[2];
  expect(elements(object(withHole))).toEqual([1, undefined, 4]);
  expect(elements({ 1: 'b', 0: 'a', x: 'c', '-1': 'd' })).toEqual(['a', 'b']);
  expect(() => object('text')).toThrow('expect an object');
});
