// Which answers of a script of MySQL Router's mock server hold until something changes, so that the script need not be asked again.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { RouterScript } from '../../../../src/router-mock/script/router-script.ts';
import type { StatementAnswer } from '../../../../src/script/answer.ts';
import { GlobalStore } from '../../../../src/script/global-store.ts';
import type { ScriptRun } from '../../../../src/script/script.ts';

const FACTS = { protocol: 'classic', connectionId: 1, port: 3306, tlsResumptions: 0 } as const;

function opened(text: string, modules: Readonly<Record<string, string>> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'mock-effects-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'script.js');
  writeFileSync(file, text);
  for (const [name, source] of Object.entries(modules)) writeFileSync(join(folder, name), source);
  let shared = 0;
  const script = new RouterScript({
    ...{ file, modulePrefix: folder, globals: new GlobalStore(), callTimeoutMs: 1000 },
    ...{ print: () => undefined, onTrouble: () => undefined, onShared: () => shared++ },
  });
  const open = () => script.open(FACTS);
  return { open, shared: () => shared };
}

const asked = (run: ScriptRun, statement = 'x') => run.answer(statement, null) as StatementAnswer;
const stmts = (body: string, before = '') =>
  `${before}; ({ stmts: function (stmt) { ${body}; return { result: { columns: [{ name: 'a', type: 'STRING' }], rows: [[String(typeof v === 'undefined' ? stmt : v)]] } }; } })`;

test.each([
  ['nothing but the statement', ''],
  ['own variables', 'var v = 1; v = v + 1; v++; for (var i = 0; i < 3; i++) v += i; let w; [w, v] = [1, 2]'],
  ['a table of answers', 'var v = table[stmt] || (table.hasOwnProperty(stmt) ? 1 : 2)', 'var table = { x: 5 }'],
  ['a search', 'var v = /^(x)$/.test(stmt) && stmt.match("x")[0] && stmt.split(",")[0]'],
  ['what was loaded', 'var v = list.map(function (n) { return n * 2; }).join()', 'var list = [1, 2]; list.push(3)'],
  ['functions that read', 'function f(a) { return a + outer; } var v = f(1)', 'var outer = 1'],
  ['the session', 'var v = mysqld.session.port'],
  ['texts and JSON', 'var v = JSON.stringify({ a: [stmt.toUpperCase()] }) + Math.floor(1.5) + Object.keys({ b: 1 })'],
])('an answer by %s lasts', (_, body, before = '') => {
  const { open } = opened(stmts(body, before));
  const run = open();
  const first = asked(run);
  expect(first.lasting).toBe('run');
  expect(asked(run)).toEqual(first);
});

test.each([
  ['a variable outside', 'n++; var v = n', 'var n = 0'],
  ['a name without a declaration', 'v = (typeof v === "undefined" ? 0 : v) + 1'],
  ['a field', 'o.n += 1; var v = o.n', 'var o = { n: 0 }'],
  ['a field by pattern', '[o.n] = [o.n + 1]; var v = o.n', 'var o = { n: 0 }'],
  ['a field in a loop', 'for (o.n of [o.n + 1]); var v = o.n', 'var o = { n: 0 }'],
  ['a field that goes', 'var v = "n" in o; delete o.n', 'var o = { n: 0 }'],
  ['a list', 'list.push(1); var v = list.length', 'var list = []'],
  ['a list by another name', 'p.call(list, 1); var v = list.length', 'var list = [], p = list.push'],
  ['a list by a computed name', 'list["pu" + "sh"](1); var v = list.length', 'var list = []'],
  ['Object.assign', 'Object.assign(o, { n: o.n + 1 }); var v = o.n', 'var o = { n: 0 }'],
  ['a prototype', 'o.__proto__ = { n: o.n + 1 }; var v = o.n', 'var o = { n: 0 }'],
  ['where a search goes on', 'var v = re.test("aa")', 'var re = /a/g'],
  ['the last search', 'var v = RegExp.$1; /(b|x)/.test(stmt === "x" ? "b" : stmt)'],
  ['an iterator', 'var v = it.next().value', 'var it = [1, 2, 3].values()'],
  ['an iterator in a loop', 'var v; for (v of it) break', 'var it = [1, 2, 3].entries()'],
  ['a generator', 'var v = it.next().value', 'function* g() { yield 1; yield 2; } var it = g()'],
  ['a set', 's.add({}); var v = s.size', 'var s = new Set()'],
  ['chance', 'var v = Math.random()'],
  ['chance by another name', 'var v = r()', 'var r = Math.random'],
  ['the time', 'var v = Date.now()'],
  ['the time, from the global object', 'var v = new (this["Da" + "te"])().getTime()'],
  ['the time, from what it inherits', 'var v = new (__proto__.Date)().getTime()'],
  ['what is printed', 'console.log(stmt)'],
  ['what all share', 'mysqld.global.n = 1'],
  ['what all share, read by its keys and written', 'delete mysqld.global.n'],
  ['the session', 'mysqld.session.port++; var v = mysqld.session.port'],
  [
    'a coroutine',
    'var v = Duktape.Thread.resume(t)',
    'var t = new Duktape.Thread(function () { for (;;) Duktape.Thread.yield(1); })',
  ],
  ['a getter that counts', 'var v = o.n', 'var n = 0, o = { get n() { return n++; } }'],
  ['a closure', 'var v = next()', 'var next = (function () { var n = 0; return function () { return n++; }; })()'],
  ['a file', 'var v = require("fs").readSync(__filename)'],
])('an answer that changes, or depends on, %s does not', (_, body, before = '') => {
  const { open } = opened(stmts(body, before));
  const run = open();
  for (let n = 0; n < 3; n++) expect(asked(run).lasting).toBeUndefined();
});

test('what reads the values that all connections share lasts as long as they do', () => {
  const { open } = opened(stmts('var v = mysqld.global.n || Object.keys(mysqld.global).length'));
  expect(asked(open()).lasting).toBe('globals');
});

test('a module counts as the script does', () => {
  const script = `var m = require('./m'); ${stmts('var v = stmt === "n" ? m.next() : m.table[stmt]')}`;
  const { open } = opened(script, {
    'm.js': 'var n = 0; exports.next = function () { return n++; }; exports.table = { x: 1 };',
  });
  const run = open();
  expect([asked(run).lasting, asked(run, 'n').lasting]).toEqual(['run', undefined]);
});

test('a change of what all runs see is told', () => {
  const { open, shared } = opened(stmts('if (stmt === "y") Array.prototype.extra = 7; var v = [].extra'));
  const [one, other] = [open(), open()];
  expect([asked(one).lasting, shared()]).toEqual(['run', 0]);
  expect([asked(other, 'y').lasting, shared()]).toEqual([undefined, 1]);
  expect(asked(one)).toMatchObject({ results: [{ rows: [['7']] }] });
});

test('opening a script changes nothing for the others', () => {
  const { open, shared } = opened(`var m = require('./m'); ${stmts('')}`, {
    'm.js': 'module.exports = { a: [1] }; exports.b = 2;',
  });
  for (let n = 0; n < 3; n++) open();
  expect(shared()).toBe(0);
});
