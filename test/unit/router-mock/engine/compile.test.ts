import { expect, test } from 'vitest';
import { compile, PARAMETERS } from '../../../../src/router-mock/engine/compile.ts';
import { Coroutines } from '../../../../src/router-mock/engine/coroutines.ts';
import { Realm } from '../../../../src/router-mock/engine/realm.ts';
import { Budget } from '../../../../src/script/limits/budget.ts';

const realm = new Realm();

/** The value of a script, run with globals of its own. */
function run(source: string, globals: object = Object.create(realm.global)): unknown {
  const hasCoroutines = source.includes('Duktape');
  const { code } = compile(source, { file: 'test.js', kind: 'script', hasCoroutines, builtins: realm.builtins });
  const coroutines = new Coroutines(realm.intrinsics.TypeError, realm.makeFunction);
  const missing = (name: string) => {
    throw new realm.intrinsics.ReferenceError(name);
  };
  const self = (value: unknown) => (value === realm.global ? globals : value);
  const { functionOf, call, method, duktape } = coroutines;
  const given: Record<string, unknown> = { Duktape: duktape };
  const runtime = [
    globals,
    missing,
    self,
    new Budget(50),
    functionOf,
    call,
    method,
    realm.caught,
    <T>(target: T) => target,
  ];
  return realm.load(code, 'test.js')(...runtime, ...PARAMETERS.slice(runtime.length).map((name) => given[name]));
}

test.each([
  ['the last expression', '1; var a = 2; a + 1', 3],
  ['of a branch', 'if (true) { 7 } else { 8 }', 7],
  ['without semicolons', 'var a = 1\n++a\na', 2],
  ['of an object', '({ a: 1 }).a', 1],
  ['hoisted functions', 'f(2); function f(n) { return n * 2 }', 4],
  ['const that changes', 'const a = 1; a = 2; a', 2],
  ['shorthand properties', 'x = 3; ({ x }).x', 3],
  ['names in loops', 'for (k in { a: 1 }) ; k', 'a'],
  ['a loop without a block', 'var n = 0; for (var i = 0; i < 3; i++) n += i; n', 3],
  ['this of a call', '(function () { return this === globalThis })()', true],
  ['this of a method', 'var o = { a: 5, b: function () { return this.a } }; o.b()', 5],
  ['a hash bang', '#!/usr/bin/node\n4', 4],
  ['the type of what is not there', 'typeof nobody', 'undefined'],
  ['arrow functions', '[1, 2].map((n) => n * 2).join()', '2,4'],
])('the value of a script: %s', (_, source, value) => {
  expect(run(source)).toBe(value);
});

test('globals belong to a run', () => {
  const [one, other] = [Object.create(realm.global), Object.create(realm.global)];
  run('n = 1', one);
  expect(run('typeof n', other)).toBe('undefined');
  expect(run('n + 1', one)).toBe(2);
});

test.each([
  ['in nested calls', 'function a(n) { return b(n) + 1 } function b(n) { return Duktape.Thread.yield(n) }', 'a'],
  [
    'through methods',
    'var o = { "b-c": function (n) { return Duktape.Thread.yield(n) } }; function a(n) { return o["b-c"](n) + 1 }',
    'a',
  ],
  [
    'through a call of a call',
    'function f() { return function (n) { return Duktape.Thread.yield(n) } } function a(n) { return f()(n) + 1 }',
    'a',
  ],
  ['under another name', 'var yield = Duktape.Thread.yield; var a = function self(n) { return (yield)(n) + 1 }', 'a'],
])('coroutines yield %s', (_, source, name) => {
  const text = `${source}; var t = new Duktape.Thread(${name}); var first = Duktape.Thread.resume(t, 5);
    first + ':' + Duktape.Thread.resume(t, 10)`;
  expect(run(text)).toBe('5:11');
});

test('a coroutine runs another one, and an error ends it', () => {
  const source = `
    var inner = new Duktape.Thread(function (n) { while (true) n = Duktape.Thread.yield(n + 1) });
    var outer = new Duktape.Thread(function (n) { return Duktape.Thread.yield(Duktape.Thread.resume(inner, n)) });
    var first = Duktape.Thread.resume(outer, 1);
    var after = Duktape.Thread.resume(outer, 9);
    var end; try { Duktape.Thread.resume(outer) } catch (e) { end = e.message }
    [first, after, Duktape.Thread.resume(inner, 20), end].join()`;
  expect(run(source)).toBe('2,9,21,invalid state');
});

test.each([
  'for (;;);',
  'while (true) try { while (true); } catch (e) {}',
  '(function f() { f(); f() })()',
  'var f = (n) => f(n) || f(n); try { f(1) } catch (e) { for (;;); }',
])('it is stopped: %s', (source) => {
  expect(() => run(source)).toThrow(/more than 50 ms|call stack/);
});

test('an error is told with the line that it had', () => {
  const source = 'var a = function () {\n  for (;;) {\n    nobody.there();\n  }\n};\na();';
  expect(() => run(source)).toThrow(expect.objectContaining({ stack: expect.stringMatching(/test\.js:3:/) }));
});

test.each([
  ['({ stmts: [', /^at test\.js:1: SyntaxError: parse error \(line 1, end of input\)$/],
  ['var a =\n\n;', /^at test\.js:3: SyntaxError: parse error \(line 3, column 1\)$/],
  ['"abc', /unterminated string/],
])('%s does not parse', (source, message) => {
  expect(() => run(source)).toThrow(message);
});
