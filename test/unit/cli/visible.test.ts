// What would act on a terminal.

import { expect, test } from 'vitest';
import { oneLine, visible, visibleJson } from '../../../src/cli/visible.ts';

test('a control character cannot act', () => {
  expect(oneLine('a\n\r\t\u001b[31m\u0000\u009b\u202e')).toBe('a\\n\\r\\t\\x1b[31m\\x00\\x9b\\u202e');
});

test('lines of ours stay, and colours where there are any: here are none', () => {
  expect(visible('a\n\tb\r\u001b[31m\u001b]0;x\u0007\n')).toBe('a\n\tb\\r\\x1b[31m\\x1b]0;x\\x07\n');
});

test('JSON says the same', () => {
  const value = { a: 'x\u009b\u007f\u2066\n' };
  const json = visibleJson(JSON.stringify(value, null, 2));
  expect(JSON.parse(json)).toEqual(value);
  expect(json).toBe('{\n  "a": "x\\u009b\\u007f\\u2066\\n"\n}');
});
