// Scripts of MySQL Router's mock server get no way out of the realm that they run in: nothing that they are given, are told
// or catch leads to a Function that makes code outside of it.

import { expect, test } from 'vitest';
import { connectTo, startScriptText } from '../support/script.ts';

/** Tries to get at `process` by what an expression gives; says what came of it. */
const ESCAPE = `
function tryOut(get) {
  try {
    var value = get();
    var found = [value, Object.getPrototypeOf(Object(value))];
    for (var i = 0; i < found.length; i++) {
      if (found[i] === null || found[i] === undefined) continue;
      var maker = found[i].constructor;
      for (var n = 0; n < 3 && maker; n++) {
        if (typeof maker === 'function') {
          try {
            var out = maker('return process')();
            if (out && out.pid) return 'out';
          } catch (e) {
            try { if (e.constructor.constructor('return process')().pid) return 'out by error'; } catch (f) {}
          }
        }
        maker = maker.constructor;
      }
    }
    return 'in';
  } catch (e) {
    return tryOut(function () { return e; });
  }
}`;

const GIVEN = [
  ...['mysqld', 'mysqld.session', 'mysqld.global', 'process', 'process.env', 'process.argv', 'process.get_keys()'],
  ...['process.cwd', 'process.stdout.write', 'console', 'console.log', 'require', 'module', 'module.paths', 'exports'],
  ...[
    'Duktape',
    'Duktape.Thread',
    'new Duktape.Thread(function () {})',
    'clearTimeout',
    'this',
    'globalThis',
    'tryOut',
  ],
  ...[
    "require('events')",
    "new (require('events').EventEmitter)()",
    "require('util').inherits",
    "require('path').join",
  ],
  ...[
    "require('fs').readSync(__filename)",
    "require('fs').readSync('/nowhere')",
    "require('nothing')",
    '[].map',
    '/x/.exec',
  ],
  ...[
    "'a'.split",
    '[1].map(function (n) { return n; })',
    "/x/.exec('x')",
    'Array.from',
    'null.x',
    'undefined()',
    'JSON.parse("{")',
  ],
  ...[
    '(function f() { f(); })()',
    '(function f() { return console.log(f()); })()',
    '[1].forEach(function f() { [1].forEach(f); })',
  ],
  ...[
    'mysqld.global.x = function () {}',
    "Object.getOwnPropertyDescriptor(mysqld.global, 'keep')",
    'Object.keys(mysqld.global)',
  ],
  ...["Reflect.construct(Object, [], (require('util').inherits.prototype = 1, require('util').inherits))"],
  ...['(Array.prototype.map.prototype = 1, Reflect.construct(Object, [], Array.prototype.map))'],
  ...["(Error.prepareStackTrace = function (e, frames) { return frames; }, new Error('x').stack)"],
];

test.each([
  ['', ESCAPE],
  ['with coroutines', `var unused = Duktape; ${ESCAPE}`],
])('nothing leads out of a script %s', async (_, tryOut) => {
  const tries = GIVEN.map((expression) => `function () { return ${expression}; }`).join(',\n');
  const text = `${tryOut}
    mysqld.global.keep = { a: 1 };
    var self = this;
    var results = [${tries}].map(function (get) { return tryOut(get.bind(self)); });
    ({ stmts: function (stmt) { return { result: { columns: [{ name: 'r', type: 'STRING' }], rows: [[results.join()]] } }; } })`;
  const server = await startScriptText(text, 'escape.js');
  const client = await connectTo(server);
  const [rows] = (await client.query('SELECT 1')) as unknown as [{ r: string }[]];
  const found = (rows[0]?.r ?? '').split(',').map((what, at) => `${GIVEN[at]}: ${what}`);
  expect(found).toEqual(GIVEN.map((expression) => `${expression}: in`));
});

test.each([
  ['what compiled code sees only', '__mock_b.left = 1e9; ({})'],
  ['a pattern that takes an error apart', 'try { null.x } catch ({ constructor }) {} ({})'],
])('%s is refused', async (_, text) => {
  const server = await startScriptText(text, 'refused.js');
  await expect(connectTo(server)).rejects.toThrow(/parse error/);
});
