// A trace that is wrong is told where.

import { expect, test } from 'vitest';
import { parseTrace } from '../../../../src/script/trace/parse-trace.ts';

test('what is right is what was written, with a byte order mark or without', () => {
  const text = '{"stmts": [{"stmt": "SELECT 1", "ok": {}}]}';
  expect(parseTrace(text, 'x.json')).toEqual({ stmts: [{ stmt: 'SELECT 1', ok: {} }] });
  expect(parseTrace(`\uFEFF${text}`, 'x.json').stmts).toHaveLength(1);
});

const entry = (text: string) => `{\n "stmts": [\n  ${text}\n ]\n}`;

test.each([
  ['', 'x.json:1:1: the file is empty'],
  ['{"stmts": [}', /^x\.json:1:\d+: value expected/],
  ['{"stmts": [],}', /^x\.json:1:14: property name expected/],
  ['{}', /^x\.json:1:1: the trace .*stmts/],
  ['{"stmts": [], "stmt": 1}', /^x\.json:1:\d+: the trace has an unknown key "stmt"/],
  [entry('{"stmt": "a"}'), 'x.json:3:3: stmts/0 must have one of result, ok, error, results'],
  [
    entry('{"stmt": "a", "ok": {}, "error": {"code": 1, "message": "m"}}'),
    'x.json:3:3: stmts/0 must have exactly one of result, ok, error, results, not ok and error',
  ],
  [entry('{"stmt": 5, "ok": {}}'), /^x\.json:3:12: stmts\/0\/stmt /],
  [entry('{"stmt.regex": "(", "ok": {}}'), /^x\.json:3:18: Invalid regular expression/],
  [entry('{"stmt": "a", "result": {"columns": [{"name": "a", "type": "NONE"}]}}'), /^x\.json:3:\d+: .*NONE/],
])('%j is refused', (text, message) => {
  expect(() => parseTrace(text, 'x.json')).toThrow(message);
});
