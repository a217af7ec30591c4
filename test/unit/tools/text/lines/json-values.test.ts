import { expect, test } from 'vitest';
import { formatJson, parseJson, reading } from '../../../../../src/tools/text/lines/json-values.ts';
import { Line } from '../../../../../src/tools/text/reading/scanner.ts';

test.each([
  [{ text: 'a\nb' }, '{"text":"a\\nb"}'],
  ['\u202e\u00a0\u2028\u007f', '"\\u202e\\u00a0\\u2028\\u007f"'],
  // one character, two units
  ['\u{e0041}', '"\\udb40\\udc41"'],
  [[null, 'é🦭', 0.1], '[null,"é🦭",0.1]'],
])('%j', (value, written) => {
  expect(formatJson(value)).toBe(written);
  expect(parseJson(new Line(written, 1))).toEqual(value);
});

test('what is no JSON is told with where it begins', () => {
  const line = new Line('  args {"a":', 7);
  line.expect('args');
  expect(() => parseJson(line)).toThrow('7:8: expected a value as JSON, found {"a":');
});

test('a value that makes no sense is told with its place, a mistake of ours as it is', () => {
  const failing = (error: Error) => () =>
    reading(new Line('x', 7), () => {
      throw error;
    });
  expect(failing(new RangeError('too large'))).toThrow('7:1: too large; before here');
  expect(failing(new TypeError('ours'))).toThrow(TypeError);
  expect(reading(new Line('x', 7), () => 1)).toBe(1);
});
