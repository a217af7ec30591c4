// Guarded code does what it did, and counts every turn of a loop and every call.

import MagicString from 'magic-string';
import { expect, test } from 'vitest';
import { editGuards } from '../../../../src/script/limits/guards.ts';
import { parseScript } from '../../../../src/script/limits/syntax.ts';

function guarded(source: string): string {
  const edits = new MagicString(source);
  editGuards(parseScript(source, 'f.js', 'function'), edits);
  return edits.toString();
}

/** What the code returns, and how many steps it took. */
function run(source: string): [unknown, number] {
  let steps = 0;
  const budget = {
    get left() {
      return 0;
    },
    set left(_: number) {
      steps++;
    },
    spend: () => undefined,
  };
  const caught = (error: unknown) => `caught ${error}`;
  const result: unknown = new Function('__mock_b', '__mock_e', guarded(source))(budget, caught);
  return [result, steps];
}

test.each<[string, unknown, number]>([
  ['let n = 0; for (let i = 0; i < 3; i++) n += i; return n', 3, 3],
  ['let n = 0; for (const x of [1, 2]) { n += x } return n', 3, 2],
  ['let n = ""; for (const x in { a: 1, b: 2 }) n += x; return n', 'ab', 2],
  ['let n = 0; while (n < 4) n++; return n', 4, 4],
  ['let n = 0; do n++; while (n < 2); return n', 2, 2],
  ['let n = 0; for (let i = 0; i < 2; i++) for (let j = 0; j < 2; j++) n++; return n', 4, 6],
  ['let n = 0; for (let i = 0; i < 2; i++) if (i) n = 1; else n = 2; return n', 1, 2],
  ['for (let i = 0; i < 3; i++); return 1', 1, 3],
  ['function f(n) { return n === 0 ? 0 : f(n - 1) } return f(2)', 0, 3],
  ['return [1, 2].map(x => x + 1).join()', '2,3', 2],
  ['return (() => ({ a: 1 }))().a', 1, 1],
  ['return (x => y => x + y)(1)(2)', 3, 2],
  ['return [1].map((a, b) => (a, b))[0]', 0, 1],
  ['class A { get x() { return 1 } } return new A().x', 1, 1],
  ['a: for (;;) { for (;;) break a } return 1', 1, 2],
])('%s', (source, result, steps) => {
  expect(run(source)).toEqual([result, steps]);
});

test('directives stay the first of a function', () => {
  const [result] = run('function f() { "use strict"; return this === undefined } return f()');
  expect(result).toBe(true);
});

test('what is caught is made the script’s own', () => {
  expect(run('try { throw "x" } catch (e) { return e }')[0]).toBe('caught x');
  expect(run('try { throw 1 } catch { return 2 }')[0]).toBe(2);
});

test('lines stay where they are', () => {
  const source = 'for (;;)\n  for (;;)\n    x();\nconst f = () =>\n  1;';
  expect(guarded(source).split('\n')).toHaveLength(5);
});
