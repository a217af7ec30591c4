// Where and in which words a script that does not parse is refused, and what is refused besides.

import { expect, test } from 'vitest';
import {
  childrenOf,
  type Placed,
  parseModule,
  parseScript,
  refuseBoundless,
  startOfCode,
  walk,
} from '../../../../src/script/limits/syntax.ts';

test.each([
  ['a b', 'at f.js:1: SyntaxError: parse error (line 1, column 3)'],
  ['({\n', 'at f.js:2: SyntaxError: parse error (line 2, end of input)'],
  ['x = "a\n"', 'at f.js:1: SyntaxError: unterminated string (line 1, column 5)'],
  ['\n/* a', 'at f.js:2: SyntaxError: unterminated comment (line 2, column 1)'],
  ['return 1', "at f.js:1: SyntaxError: parse error: 'return' outside of function (line 1, column 1)"],
])('%j', (text, message) => {
  expect(() => parseScript(text, 'f.js')).toThrow(message);
});

test('within a function it may return, and a module may import and wait', () => {
  expect(() => parseScript('return 1', 'f.js', 'function')).not.toThrow();
  expect(() => parseScript('#!/usr/bin/env node\n1', 'f.js')).not.toThrow();
  expect(() => parseModule('import a from "b"; await a', 'f.js')).not.toThrow();
  expect(() => parseScript('import a from "b"', 'f.js')).toThrow('SyntaxError');
});

test.each([
  'async function f() {}',
  'x = async () => 1',
  'x = { async f() {} }',
  'x = 1n',
  'x = __mock_b',
  'x = { __mock_b: 1 }',
  'try {} catch ({ message }) {}',
  'import("x")',
])('%s is refused with its place', (code) => {
  const text = `\n  ${code}`;
  expect(() => refuseBoundless(parseScript(text, 'f.js'), text, 'f.js')).toThrow(
    /^at f\.js:2: SyntaxError: parse error \(line 2, column \d+\)$/,
  );
});

test('what ends by itself is not', () => {
  const text = 'x = "__mock_b"; try { y(1) } catch (e) {} try {} catch {} function* g() { yield 1 }';
  expect(() => refuseBoundless(parseScript(text, 'f.js'), text, 'f.js')).not.toThrow();
});

test('every node is visited once, with those that it stands in', () => {
  const seen: string[] = [];
  walk(parseScript('f(/a/, [, 1])', 'f.js'), ({ type }, parents) => seen.push(`${parents.length} ${type}`));
  expect(seen).toEqual([
    ...['0 Program', '1 ExpressionStatement', '2 CallExpression', '3 Identifier', '3 Literal', '3 ArrayExpression'],
    '4 Literal',
  ]);
});

test('code begins behind the directives', () => {
  const text = 'function f() { "use strict"; "b"; c }';
  const [f] = childrenOf(parseScript(text, 'f.js'));
  const body = (f === undefined ? [] : childrenOf(f)).find(({ type }) => type === 'BlockStatement');
  expect(text.slice(startOfCode(body as Placed as never))).toBe(' c }');
});
