// Scripts of MySQL Router's mock server: what its own tests observe of them, with scripts of our own.

import * as mariadb from 'mariadb';
import { describe, expect, test } from 'vitest';
import { Capability } from '../../src/mysql/constants/capabilities.ts';
import { decodeOk } from '../../src/mysql/packets/ok.ts';
import { PLAIN, RawClient } from '../support/raw-client.ts';
import { connectTo, errorOf, firstValue, startScript, startScriptText } from '../support/script.ts';

const ASK = 'select @@port';

describe('scripts that work', () => {
  test.each([
    ['a list', `({ stmts: [{ ok: {} }] })`],
    ['a function', `({ stmts: function (stmt) { return { ok: {} }; } })`],
    ['a coroutine', `({ stmts: new Duktape.Thread(function (stmt) { Duktape.Thread.yield({ ok: {} }); }) })`],
    ['an empty handshake', `({ handshake: {}, stmts: [{ ok: {} }] })`],
    ['an empty greeting', `({ handshake: { greeting: {} }, stmts: [{ ok: {} }] })`],
    ['a greeting that takes a while', `({ handshake: { greeting: { exec_time: 20.5 } }, stmts: [{ ok: {} }] })`],
    ['plain JSON', `{ "stmts": [{ "ok": {} }] }`],
  ])('%s', async (_, text) => {
    const server = await startScriptText(text);
    const client = await connectTo(server);
    expect(await errorOf(client.query(ASK))).toBe('fine');
  });

  test('80 connections at once each get the port', async () => {
    const server = await startScript('select-port.js');
    const clients = [];
    for (let count = 0; count < 80; count++) clients.push(await connectTo(server));
    expect(await Promise.all(clients.map((client) => firstValue(client, ASK)))).toEqual(Array(80).fill(server.port));
  });

  test('the port of a Unix socket is 0', async () => {
    const socket = `/tmp/mock-test-script-${process.pid}.sock`;
    await startScript('select-port.js', { port: null, socket });
    const client = await connectTo({ host: '', port: 0 }, { socketPath: socket });
    expect(await firstValue(client, ASK)).toBe(0);
  });

  test('the same values go out as text and in binary, to more than one driver', async () => {
    const server = await startScript('select-port.js');
    const client = await connectTo(server);
    expect(await client.execute(ASK)).toMatchObject([[{ '@@port': server.port }], {}]);
    const other = await mariadb.createConnection({ host: server.host, port: server.port, user: 'u', password: 'p' });
    other.on('error', () => undefined);
    expect(await other.execute(ASK)).toMatchObject([{ '@@port': server.port }]);
    expect(await other.query(ASK)).toMatchObject([{ '@@port': server.port }]);
    await other.end();
  });
});

describe('scripts that fail at connect', () => {
  test.each([
    ['does not parse', `({ stmts: [`, 'parse error'],
    [
      'stmts is a string',
      `({ stmts: 'x' })`,
      "expected 'stmts' to be one of callable, thread or array, got primitive, string",
    ],
    ['nothing in it', '', 'expected statement handler to return an object, got primitive, undefined'],
    [
      'exec_time is no number',
      `({ handshake: { greeting: { exec_time: {} } }, stmts: [] })`,
      'exec_time must be a number, if set. Is object',
    ],
    [
      'handshake is a string',
      `({ handshake: 'x', stmts: [] })`,
      'handshake must be an object, if set. Is primitive, string',
    ],
    [
      'greeting is a string',
      `({ handshake: { greeting: 'x' }, stmts: [] })`,
      'handshake.greeting must be an object, if set. Is primitive, string',
    ],
    [
      'notices is a number',
      `({ stmts: [], notices: 1 })`,
      "expected 'notices' to be one of callable, thread or array, got number, primitive",
    ],
    ['it throws', `var a = 1;\nthrow new TypeError('no');`, 'script.js:2: TypeError: no'],
    ['it throws a string', `throw 'nothing';`, 'nothing'],
    [
      'the handshake function returns nothing',
      `({ handshake: function () {}, stmts: [] })`,
      '2013 handshake-function must return an object, if set',
    ],
    [
      'the handshake function throws',
      `({ handshake: function () { throw new Error('oh'); }, stmts: [] })`,
      'script.js:1: Error: oh',
    ],
    ['auth is of a wrong type', `({ handshake: { auth: { username: 1 } }, stmts: [] })`, '2013 Invalid argument'],
    ['a module is missing', `require('nobody'); ({})`, 'Error: Cannot find module: nobody'],
  ])('%s', async (_, text, message) => {
    const server = await startScriptText(text);
    const refusal = await errorOf(connectTo(server));
    expect(refusal).toContain(message);
    expect(refusal).toMatch(/^(1064|2013) /);
  });

  test('a module that does not parse is named, with its line', async () => {
    const server = await startScript('nesting.js');
    expect(await errorOf(connectTo(server))).toContain('nesting-5.js:5: SyntaxError: parse error');
  });

  test('no such file', async () => {
    const server = await startScript('nobody.js');
    const refusal = await errorOf(connectTo(server));
    expect(refusal).toMatch(
      /^1064 at .*nobody\.js:1: TypeError: cannot open file .* errno 2: No such file or directory$/,
    );
  });

  test('a folder', async () => {
    const server = await startScript('local_modules');
    expect(await errorOf(connectTo(server))).toContain('errno 21: Is a directory');
  });
});

describe('scripts that fail at a statement', () => {
  const column = (fields: string) => `({ stmts: [{ result: { columns: [{ name: 'a', type: 'LONG', ${fields} }] } }] })`;
  test.each([
    ['a negative number', column('decimals: -1'), 'value out-of-range for field "decimals"'],
    ['infinity', column('decimals: Infinity'), 'value out-of-range for field "decimals"'],
    ['a string for a number', column('decimals: "1"'), 'wrong type for field "decimals", expected unsigned number'],
    ['repeat', column('repeat: 1'), 'repeat is not supported'],
    ['an empty list', '({ stmts: [] })', 'Unknown statement. (end of stmts)'],
    [
      'an unknown type',
      `({ stmts: [{ result: { columns: [{ name: 'a', type: 'LONGG' }] } }] })`,
      'Unknown type: "LONGG"',
    ],
    ['no name', `({ stmts: [{ result: { columns: [{ type: 3 }] } }] })`, 'missing field "name"'],
    ['nothing', '({ stmts: [{}] })', "expected 'error', 'ok' or 'result'"],
    [
      'a number',
      '({ stmts: function () { return 1; } })',
      "expected 'stmts' to return an 'object', got number, primitive",
    ],
    ['null', '({ stmts: [{ ok: null }] })', 'expect an object'],
    [
      'rows of numbers',
      `({ stmts: [{ result: { columns: [{ name: 'a', type: 3 }], rows: [1] } }] })`,
      'rows: expected each row',
    ],
    ['an exception', `({ stmts: function () { throw new RangeError('far'); } })`, 'executing statement failed: at '],
    ['a wrong delay', '({ stmts: [{ exec_time: -1, ok: {} }] })', 'exec_time must be a non-negative number'],
    [
      'a yield below a native call',
      `({ stmts: new Duktape.Thread(function () { [1].forEach(function () { Duktape.Thread.yield({}); }); }) })`,
      'TypeError: invalid state',
    ],
  ])('%s', async (_, text, message) => {
    const server = await startScriptText(text);
    const client = await connectTo(server);
    expect(await errorOf(client.query(ASK))).toContain(message);
    // where the original would end, or talk nonsense from then on
    expect(await errorOf(client.query(ASK))).toMatch(/^1064 /);
    expect(await errorOf(client.ping())).toBe('fine');
  });

  test('a coroutine that is done cannot be resumed', async () => {
    const server = await startScriptText('({ stmts: new Duktape.Thread(function () { return { ok: {} }; }) })');
    const client = await connectTo(server);
    await client.query('first');
    expect(await errorOf(client.query('second'))).toContain('TypeError: invalid state');
  });

  test('a script that loops for ever is stopped, and others go on', async () => {
    const text = `({ stmts: function (stmt) {
      if (stmt === 'loop') for (;;) { try { for (;;); } catch (e) {} }
      if (stmt === 'recurse') (function f(n) { return n < 2 ? n : f(n - 1) + f(n - 2); })(100);
      return { ok: {} };
    } })`;
    const server = await startScriptText(text, 'loop.js', { callTimeoutMs: 50 });
    const [one, other] = [await connectTo(server), await connectTo(server)];
    expect(await errorOf(one.query('loop'))).toBe(
      '1064 executing statement failed: the script took more than 50 ms for one call',
    );
    expect(await errorOf(one.query('recurse'))).toContain('more than 50 ms');
    expect(await errorOf(other.query('fine'))).toBe('fine');
    expect(await errorOf(one.query('fine'))).toBe('fine');
  });
});

test.each([
  ['the script itself', 'for (;;); ({ stmts: [] })'],
  ['the handshake function', '({ handshake: function () { for (;;); }, stmts: [] })'],
])('what loops for ever at connect is stopped: %s', async (_, text) => {
  const server = await startScriptText(text, 'loop.js', { callTimeoutMs: 50 });
  expect(await errorOf(connectTo(server))).toMatch(/^1064 .*the script took more than 50 ms for one call/);
  expect(await errorOf(connectTo(server))).toMatch(/^1064 /);
});

test.each([
  ['an empty file', 'empty.json', '', 'expected statement handler to return an object, got primitive, undefined'],
  ['an empty file', 'empty.js', '', 'expected statement handler to return an object, got primitive, undefined'],
])('%s is noticed by its first client: %s', async (_, name, text, message) => {
  expect(await errorOf(connectTo(await startScriptText(text, name)))).toContain(message);
});

describe('the dialect of the old interpreter', () => {
  test.each([
    ['const', '4'],
    ['implicit', 'two'],
    ['self', 'global'],
    ['missing', 'undefined:ReferenceError'],
  ])('%s', async (sql, expected) => {
    const client = await connectTo(await startScript('dialect.js'));
    expect(await firstValue(client, sql)).toBe(expected);
  });

  test('connections do not see each other, but one after another shares a heap', async () => {
    const server = await startScript('dialect.js');
    const [one, other] = [await connectTo(server), await connectTo(server)];
    expect(await firstValue(one, 'counter')).toBe('1');
    expect(await firstValue(one, 'counter')).toBe('2');
    expect(await firstValue(other, 'counter')).toBe('1');
    await one.end();
    const next = await connectTo(server);
    expect(await firstValue(next, 'counter')).toBe('3');
  });

  test('coroutines yield in nested calls', async () => {
    const client = await connectTo(await startScript('coroutine.js'));
    expect(await firstValue(client, 'a')).toBe(1);
    expect(await firstValue(client, 'four')).toBe(4);
    expect(await firstValue(client, 'b')).toBe(2);
    expect(await firstValue(client, 'seventy')).toBe(7);
    const [done] = await client.query('the end');
    expect(done).toMatchObject({ info: 'the end' });
  });
});

test.each(['counter', 'folder-with-index', 'folder-with-manifest'])('require(%s)', async (id) => {
  const client = await connectTo(await startScript('require.js'));
  const names: Record<string, string> = {
    counter: 'file',
    'folder-with-index': 'index.js',
    'folder-with-manifest': 'main.js',
  };
  expect(await firstValue(client, id)).toBe(names[id]);
});

test('a module is loaded once', async () => {
  const client = await connectTo(await startScript('require.js'));
  expect([await firstValue(client, 'again-0'), await firstValue(client, 'again-1')]).toEqual([0, 1]);
});

test.each([
  ['use shop', [{ type: 'schema', name: 'shop' }]],
  [
    'set a=1, b=2',
    [
      { type: 'system_variables', variables: [{ name: 'a', value: '1' }] },
      { type: 'system_variables', variables: [{ name: 'b', value: '2' }] },
    ],
  ],
  ['insert 1', [{ type: 'gtids', gtids: '3e11fa47-71ca-11e1-9e33-c80aa9429562:1' }]],
  [
    'insert @x',
    [
      { type: 'gtids' },
      { type: 'transaction_state', state: '________' },
      { type: 'transaction_characteristics', sql: '' },
      { type: 'state_change', flag: '1' },
    ],
  ],
])('session trackers of: %s', async (sql, expected) => {
  const server = await startScript('trackers.js');
  const capabilities = PLAIN | Capability.SESSION_TRACK;
  await using client = await RawClient.login({ host: server.host, port: server.port, user: 'u', capabilities });
  const response = await client.command(Buffer.from(`\x03${sql}`));
  const { sessionState } = decodeOk(response.subarray(4), client.capabilities);
  const readable = JSON.parse(JSON.stringify(sessionState), (_, value) =>
    value?.type === 'Buffer' ? Buffer.from(value.data).toString() : value,
  );
  expect(readable).toMatchObject(expected);
});
