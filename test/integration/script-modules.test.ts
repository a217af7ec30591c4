// Scripts that are modules: the example, and what goes wrong in others.

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { expect, onTestFinished, test } from 'vitest';
import { type ScriptOptions, type ScriptServing, script } from '../../src/index.ts';
import { Budget } from '../../src/script/limits/budget.ts';
import { loadDefault } from '../../src/script/modern/load-module.ts';
import { connectTo, errorOf, startScriptText } from '../support/script.ts';
import { temporaryFolder } from '../support/serving.ts';

const EXAMPLE = join(import.meta.dirname, '..', '..', 'examples', 'script', 'shop.mjs');

async function startExample(): Promise<ScriptServing> {
  const server = await script(EXAMPLE, { clientSslMode: 'DISABLED' });
  onTestFinished(() => server.close());
  return server;
}

const connect = async () =>
  await connectTo(await startExample(), { user: 'shop', dateStrings: true, multipleStatements: true });

test('rows of objects, in text and in binary', async () => {
  const client = await connect();
  const lamp = { id: 1, name: 'Lamp', price: '39.90', added: '2026-01-02 03:04:05.678000' };
  const knife = { id: 2, name: "Sailor's knife", price: '12.00', added: null };
  expect((await client.query('SELECT * FROM products'))[0]).toEqual([lamp, knife]);
  expect((await client.execute('SELECT * FROM products'))[0]).toEqual([lamp, knife]);
});

test('prepared statements get their parameters', async () => {
  const client = await connect();
  const [rows] = await client.execute('SELECT id, name FROM products WHERE id = ?', [2]);
  expect(rows).toMatchObject([{ id: 2, name: "Sailor's knife", price: '12.00' }]);
  expect((await client.execute('SELECT id, name FROM products WHERE id = ?', [9]))[0]).toEqual([]);
});

test('several results, asynchronous rows, state of a connection, errors', async () => {
  const client = await connect();
  expect((await client.query('CALL report()'))[0]).toMatchObject([
    [{ id: 1 }, { id: 2 }],
    [{ total: 2 }],
    { affectedRows: 0 },
  ]);
  expect((await client.query('SELECT * FROM log'))[0]).toEqual([
    { line: 'begin' },
    { line: 'middle' },
    { line: 'end' },
  ]);
  expect((await client.query('INSERT INTO orders'))[0]).toMatchObject({ insertId: 1 });
  expect((await client.query('INSERT INTO orders'))[0]).toMatchObject({ insertId: 2, affectedRows: 1 });
  expect(await errorOf(client.query('DELETE FROM x'))).toBe('1451 Cannot delete or update a parent row');
  expect(await errorOf(client.query('nobody knows'))).toBe('1064 the script has no answer to: nobody knows');
});

test('LOCAL INFILE', async () => {
  const client = await connect();
  const infileStreamFactory = () => Readable.from([Buffer.from('a\nb\n'), Buffer.from('c\n')]);
  const [outcome] = await client.query({ sql: 'LOAD DATA LOCAL INFILE', infileStreamFactory });
  expect(outcome).toMatchObject({ affectedRows: 3 });
  expect(await errorOf(client.ping())).toBe('fine');
});

test('only who may log in', async () => {
  const server = await startExample();
  expect(await errorOf(connectTo(server, { user: 'other' }))).toBe("1045 Access Denied for user 'other'@'localhost'");
});

const start = (text: string, options: ScriptOptions = {}) =>
  startScriptText(`export default ${text};\n`, 'script.mjs', { callTimeoutMs: 60, ...options });

test.each([
  ['throws', `{ onQuery() { throw new TypeError('no'); } }`, /at .*script\.mjs:1: TypeError: no/],
  ['throws later', `{ async onQuery() { await null; throw new TypeError('no'); } }`, /script\.mjs:1: TypeError: no/],
  ['never answers', `{ onQuery: () => new Promise(() => {}) }`, /took more than 60 ms/],
  ['loops for ever', `{ onQuery() { for (;;); } }`, /took more than 60 ms/],
  ['loops for ever behind an await', `{ async onQuery() { await null; while (true) {} } }`, /took more than 60 ms/],
  ['returns nonsense', `{ onQuery: () => 7 }`, /an answer must be an object/],
  ['has rows that are nonsense', `{ onQuery: () => ({ columns: ['a'], rows: [7] }) }`, /a row must be a list/],
  [
    'has a column type that nobody knows',
    `{ onQuery: () => ({ columns: [{ name: 'a', type: 'X' }], rows: [] }) }`,
    /Unknown type: "X"/,
  ],
  [
    'has rows that stop coming',
    `{ onQuery: () => ({ columns: ['a'], rows: (async function* () { yield [1]; await new Promise(() => {}); })() }) }`,
    /took more than 60 ms/,
  ],
  [
    'has rows that fail',
    `{ onQuery: () => ({ columns: ['a'], rows: (function* () { yield [1]; throw new Error('half'); })() }) }`,
    /half/,
  ],
])('a script that %s', async (_, text, message) => {
  const client = await connectTo(await start(text));
  expect(await errorOf(client.query('x'))).toMatch(message);
  expect(await errorOf(client.ping())).toBe('fine');
});

test.each([
  [
    'does not parse',
    '{ onQuery( }',
    /script\.mjs cannot be loaded: at .*script\.mjs:1: SyntaxError: parse error \(line 1, column 27\)/,
  ],
  [
    'throws at once',
    "{ onQuery: (() => { throw new Error('oh'); })() }",
    /script\.mjs cannot be loaded: at .*script\.mjs:1: Error: oh$/,
  ],
  ['loops for ever', '{ onQuery: (() => { for (;;); })() }', /script\.mjs cannot be loaded: the script took more than/],
  ['exports a number', '7', /script\.mjs: the default export must be an object/],
  ['has a key that nobody knows', '{ onquery() {} }', /unknown key "onquery": expected onQuery/],
  ['has no function', '{ onQuery: 1 }', /onQuery must be a function/],
  [
    'has a fault that is none',
    `{ faults: [{ fault: 'x' }] }`,
    /script\.mjs, number 1\/fault must be equal to one of the allowed values: error, deadlock/,
  ],
])('a module that %s is refused', async (_, text, message) => {
  await expect(start(text)).rejects.toMatchObject({ code: 'USAGE', message: expect.stringMatching(message) });
});

test('a module that never comes to its end is refused', async () => {
  const folder = await temporaryFolder();
  onTestFinished(() => folder[Symbol.asyncDispose]());
  const path = folder.file('never.mjs');
  await writeFile(path, 'await new Promise(() => {});\nexport default {};\n');
  const refused = { code: 'USAGE', message: `${path} cannot be loaded: the script took more than 30 ms for one call` };
  await expect(loadDefault(path, new Budget(1000), 30)).rejects.toMatchObject(refused);
});

test.each([
  ['an empty file', 'empty.mjs', /empty\.mjs: the default export must be an object/],
  ['a folder', 'folder.mjs', /folder\.mjs cannot be loaded: Error: EISDIR/],
  ['a module without a default export', 'named.mjs', /named\.mjs: the default export must be an object/],
])('%s is refused', async (_, name, message) => {
  const folder = await temporaryFolder();
  onTestFinished(() => folder[Symbol.asyncDispose]());
  if (name === 'folder.mjs') await mkdir(folder.file(name));
  else await writeFile(folder.file(name), name === 'named.mjs' ? 'export const a = 1;\n' : '');
  await expect(script(folder.file(name))).rejects.toMatchObject({
    code: 'USAGE',
    message: expect.stringMatching(message),
  });
});

test('one connection that loops or fails does not end another', async () => {
  const text = `{ onQuery(statement, session) {
    if (statement === 'loop') for (;;);
    if (statement === 'throw') throw new Error('oh');
    return { rows: [{ id: session.connectionId }] };
  } }`;
  const server = await start(text);
  const [one, other] = [await connectTo(server), await connectTo(server)];
  const outcomes = await Promise.all([errorOf(one.query('loop')), other.query('who')]);
  expect([outcomes[0], outcomes[1][0]]).toEqual([expect.stringContaining('more than 60 ms'), [{ id: 2 }]]);
  expect(await errorOf(one.query('throw'))).toContain('Error: oh');
  expect((await one.query('who'))[0]).toEqual([{ id: 1 }]);
  expect((await other.query('who'))[0]).toEqual([{ id: 2 }]);
});

test('a module in a file that does not say so', async () => {
  const folder = await temporaryFolder();
  onTestFinished(() => folder[Symbol.asyncDispose]());
  await writeFile(folder.file('package.json'), '{ "type": "module" }');
  await writeFile(folder.file('script.js'), 'export default { onQuery: () => ({ message: "hello" }) };\n');
  const server = await script(folder.file('script.js'), { clientSslMode: 'DISABLED' });
  onTestFinished(() => server.close());
  expect((await (await connectTo(server)).query('x'))[0]).toMatchObject({ info: 'hello' });
});
