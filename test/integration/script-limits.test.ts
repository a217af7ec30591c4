// No script takes for ever: whatever a call does, it ends in its time, its client is told, and others go on.
import { describe, expect, test } from 'vitest';
import { connectTo, errorOf, startScriptText } from '../support/script.ts';

const LIMIT = { callTimeoutMs: 50 };
const TOO_LONG = 'the script took more than 50 ms for one call';
const AT_STATEMENT = `1064 executing statement failed: ${TOO_LONG}`;
const EVIL = `/^(a+)+$/.test(new Array(60).join('a') + 'b')`;

/** What a statement hears of a function with this body, and whether another connection goes on. */
async function heardOf(body: string, limit = LIMIT): Promise<string> {
  const text = `({ stmts: function (stmt) { if (stmt === 'fine') return { ok: {} }; ${body}; return { ok: {} }; } })`;
  const server = await startScriptText(text, 'limits.js', limit);
  const [one, other] = [await connectTo(server), await connectTo(server)];
  const heard = await errorOf(one.query('x'));
  expect(await errorOf(other.query('fine'))).toBe('fine');
  expect(await errorOf(one.query('fine'))).toBe('fine');
  return heard;
}

describe('what a script calls', () => {
  test.each([
    ['test', EVIL],
    ['exec', `/^(a|a)*$/.exec(new Array(60).join('a') + 'b')`],
    ['match with a text', `(new Array(60).join('a') + 'b').match('^(a+)+$')`],
    ['replace', `(new Array(60).join('a') + 'b').replace(/^(a+)+$/g, '')`],
    ['split', `(new Array(60).join('a') + 'b').split(/(?:a+)+$/)`],
    ['search, caught', `try { (new Array(60).join('a') + 'b').search(/^(a+)+$/); } catch (e) { for (;;); }`],
    ['a list of holes', `var a = []; a.length = 4e9; a.indexOf(1)`],
    ['a list of holes, called', `Array.prototype.forEach.call({ length: 1e15 }, function () {})`],
    ['a copy of one', `Array.from({ length: 1e9 })`],
    ['one text in another', `var s = new Array(1e6).join('a'); s.lastIndexOf(s + 'b'); (s + s).indexOf(s + 'b')`],
  ])('%s', async (_, body) => {
    expect(await heardOf(body)).toBe(AT_STATEMENT);
  });

  test('searches that are quick are done, with what they find', async () => {
    const checks = [
      `'UPDATE a SET b'.match('^UPDATE (.*) SET (.*)$')[2] === 'b'`,
      `/^(a+)+$/.test('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa')`,
      `'a-b-c'.replace(/-/g, '+') === 'a+b+c'`,
      `'a1b22'.split(/[0-9]+/).join() === 'a,b,'`,
      `/x/g.exec('yx').index === 1`,
      `'' + [1, [2, 3]].concat([4]).map(function (n) { return n; }) === '1,2,3,4'`,
    ];
    const body = `for (var i = 0; i < 3; i++) if (!(${checks.join(' && ')})) throw new Error('wrong')`;
    // a busy machine may take its time to watch even what is quick
    expect(await heardOf(body, { callTimeoutMs: 10_000 })).toBe('fine');
  });
});

describe('what is called of a script', () => {
  test.each([
    ['a getter', `return { get ok() { for (;;); } }`],
    ['a getter that searches', `return { get ok() { return ${EVIL}; } }`],
    ['a text that is made', `return { error: { code: 1, message: { toString: function () { for (;;); } } } }`],
    ['a proxy', `return new Proxy({}, { get: function () { for (;;); } })`],
    ['what is stored', `mysqld.global.x = { toJSON: function () { for (;;); } }`],
    ['what is thrown', `throw { toString: function () { for (;;); } }`],
    ['a comparison', `[2, 1].sort(function () { for (;;); })`],
  ])('%s', async (_, body) => {
    expect(await heardOf(body)).toBe(AT_STATEMENT);
  });

  test.each([
    ['at its top', `for (;;); ({ stmts: [] })`],
    ['in a search', `${EVIL}; ({ stmts: [] })`],
    ['in a getter of what it is', `({ get stmts() { for (;;); } })`],
    ['in its handshake', `({ handshake: function () { ${EVIL}; return {}; }, stmts: [] })`],
    ['in a notice', `({ stmts: [], notices: [{ get type() { for (;;); } }] })`],
  ])('a script that takes too long before the greeting is told in its place: %s', async (_, text) => {
    const server = await startScriptText(text, 'limits.js', LIMIT);
    expect(await errorOf(connectTo(server))).toBe(`1064 ${TOO_LONG}`);
  });
});

test.each([
  ['when the script is loaded', `require('endless.js'); ({ stmts: [] })`, `1064 ${TOO_LONG}`],
  ['when a statement comes', `({ stmts: function () { require('endless.js'); } })`, AT_STATEMENT],
  ['one that searches', `require('searching.js'); ({ stmts: [] })`, `1064 ${TOO_LONG}`],
])('a module that never ends, required %s', async (_, text, message) => {
  const server = await startScriptText(text, 'limits.js', LIMIT);
  expect(await errorOf(connectTo(server).then((client) => client.query('x')))).toBe(message);
});

test.each([
  ['a promise', `Promise.reject(new Error('nobody hears'))`, "identifier 'Promise' undefined"],
  ['a wait', `Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)`, "identifier 'Atomics' undefined"],
])('what goes on behind a call, or waits, is not there, as in the old interpreter: %s', async (_, body, message) => {
  expect(await heardOf(body)).toContain(message);
});

test.each(['(async function () {})', 'import("x")', '10n'])('nor does it parse %s', async (expression) => {
  const server = await startScriptText(`var a = 1;\nvar b = ${expression};\n({ stmts: [] })`, 'limits.js');
  expect(await errorOf(connectTo(server))).toMatch(/^1064 at .*limits\.js:2: SyntaxError: parse error/);
});

test("a trace's expressions are bounded as well", async () => {
  const trace = {
    stmts: [
      { 'stmt.regex': '^(a+)+$', ok: {} },
      { stmt: 'fine', ok: {} },
    ],
  };
  const server = await startScriptText(JSON.stringify(trace), 'limits.json', LIMIT);
  const client = await connectTo(server);
  expect(await errorOf(client.query(`${'a'.repeat(60)}b`))).toBe(AT_STATEMENT);
  expect(await errorOf(client.query('aaaa'))).toBe('fine');
  expect(await errorOf(client.query('fine'))).toBe('fine');
});
