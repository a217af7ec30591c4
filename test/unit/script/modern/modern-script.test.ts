// A module's functions as a connection's run asks them.

import { expect, test } from 'vitest';
import { Budget } from '../../../../src/script/limits/budget.ts';
import type { Script } from '../../../../src/script/modern/define-script.ts';
import { defineScript } from '../../../../src/script/modern/define-script.ts';
import { ModernScript } from '../../../../src/script/modern/modern-script.ts';
import type { ScriptOperation } from '../../../../src/script/operation.ts';

function run(definition: Script) {
  const limits = { path: import.meta.filename, callTimeoutMs: 1000, budget: new Budget(1000) };
  const script = new ModernScript(defineScript(definition), { file: 'x.mjs', ...limits });
  return script.open({ protocol: 'classic', connectionId: 7, port: 3306, tlsResumptions: 0 });
}
const LOGIN = { user: 'ada', database: 'shop', tlsCipher: null };
const operation = (kind: string) =>
  ({ kind, text: `shop.t.${kind}()`, schema: 'shop', name: 't' }) as unknown as ScriptOperation;

test('a greeting with what is usual, or as the script gives it, or an error', async () => {
  expect(await run({}).greet()).toMatchObject({
    kind: 'greeting',
    connectionId: 7,
    status: 2,
    charset: 255,
    delayMs: 0,
  });
  const own = run({ greeting: ({ port }) => ({ serverVersion: `9.0-${port}`, delayMs: 5, capabilities: 1 }) });
  expect(await own.greet()).toMatchObject({ serverVersion: '9.0-3306', delayMs: 5, capabilities: 1n });
  expect(await run({ greeting: () => ({ error: { code: 1040, message: 'full' } }) }).greet()).toMatchObject({
    kind: 'error',
    code: 1040,
  });
});

test('who may enter: anybody, whom the script names, or whom it asks for', async () => {
  expect(await run({}).authenticate(LOGIN)).toEqual({
    ...{ kind: 'auth', username: null, password: null, method: null },
    certificate: null,
  });
  const asked = run({ auth: ({ user, database }) => ({ user, password: database, plugin: 'p' }) });
  expect(await asked.authenticate(LOGIN)).toMatchObject({ username: 'ada', password: 'shop', method: 'p' });
  expect(await run({ auth: () => ({ error: { code: 1, message: 'no' } }) }).authenticate(LOGIN)).toMatchObject({
    kind: 'error',
  });
});

test('a text goes to onQuery, a prepared one to onExecute with its values, or to onQuery where there is none', async () => {
  const both = run({
    onQuery: (sql) => ({ message: `query ${sql}` }),
    onExecute: (sql, parameters) => ({ message: `execute ${sql} ${parameters.join(',')}` }),
  });
  const said = async (one: ReturnType<typeof run>, parameters: readonly [] | null | never) =>
    (await one.answer('S', parameters)).results.map((result) =>
      result.kind === 'ok' ? result.completion.message : result.kind,
    );
  expect(await said(both, null)).toEqual(['query S']);
  const values = [{ kind: 'int', value: 5n }, { kind: 'null' }] as const;
  expect((await both.answer('S', values)).results).toMatchObject([{ completion: { message: 'execute S 5,' } }]);
  expect(await said(run({ onQuery: () => ({ message: 'only' }) }), [])).toEqual(['only']);
});

test('what it says nothing to is unknown, told by its beginning', async () => {
  const [result] = (await run({}).answer('x'.repeat(300), null)).results;
  expect(result).toMatchObject({
    kind: 'error',
    code: 1064,
    message: `the script has no answer to: ${'x'.repeat(200)}…`,
  });
});

test('operations go to their own function, else to onCrud, commands to onCommand; else it is what servers say', async () => {
  const told = run({
    onFind: () => ({ message: 'find' }),
    onCrud: ({ kind }) => ({ message: `crud ${kind}` }),
    onCommand: () => ({ message: 'command' }),
  });
  const messages = await Promise.all(
    ['find', 'insert', 'update', 'delete', 'command'].map(async (kind) => {
      const [result] = (await told.operate(operation(kind))).results;
      return result?.kind === 'ok' ? result.completion.message : result?.kind;
    }),
  );
  expect(messages).toEqual(['find', 'crud insert', 'crud update', 'crud delete', 'command']);
  expect((await run({}).operate(operation('find'))).results).toHaveLength(1);
});

test('what is known of a prepared statement', async () => {
  expect(await run({}).prepare('S')).toEqual({ parameterCount: null, columns: [] });
  const one = run({ onPrepare: () => ({ parameters: 2, columns: ['a'] }) });
  expect(await one.prepare('S')).toMatchObject({ parameterCount: 2, columns: [{ name: 'a' }] });
  expect(await run({ onPrepare: () => ({ error: { code: 9, message: 'no' } }) }).prepare('S')).toMatchObject({
    kind: 'error',
    code: 9,
  });
});

test('each connection has its own state, and is told of its end', async () => {
  const ended: unknown[] = [];
  const definition: Script = {
    onQuery: (_sql, { state }) => {
      state['n'] = Number(state['n'] ?? 0) + 1;
      return undefined;
    },
    onClose: ({ state }) => void ended.push(state['n']),
  };
  const one = run(definition);
  for (let time = 0; time < 2; time++) await one.answer('S', null);
  run(definition).close();
  one.close();
  expect(ended).toEqual([undefined, 2]);
});

test('what a function throws is a failure of the script, with its place', async () => {
  const failing = run({
    onQuery: () => {
      throw new RangeError('odd');
    },
  });
  expect(() => failing.answer('S', null)).toThrow(/RangeError: odd/);
});
