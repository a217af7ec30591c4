// Scripts that get past every guard: their thread is ended and begun anew, their client is told, others go on, and a signal is
// heard meanwhile.

import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createConnection } from 'mysql2/promise';
import { expect, onTestFinished, test } from 'vitest';
import { errorOf } from '../support/script.ts';
import { startMock, temporaryFolder } from './mock-process.ts';

/** A module that does `work`, in a module of its own, where a client says `x`. */
function scriptThat(work: string) {
  const folder = temporaryFolder();
  const [file, begun] = [join(folder, 'script.mjs'), join(folder, 'begun')];
  writeFileSync(join(folder, 'held.mjs'), `export const work = () => { ${work} };`);
  writeFileSync(
    file,
    `import { writeFileSync } from 'node:fs';
     import { work } from './held.mjs';
     export default {
       onQuery(sql, session) {
         session.state.asked = (session.state.asked ?? 0) + 1;
         if (sql !== 'x') return { rows: [{ user: session.user, asked: session.state.asked }] };
         writeFileSync(${JSON.stringify(begun)}, '');
         work();
       },
     };`,
  );
  return { file, begun: () => existsSync(begun) };
}

async function connect(port: number) {
  const client = await createConnection({ host: '127.0.0.1', port, user: 'u', password: 'p' });
  client.on('error', () => undefined);
  onTestFinished(() => client.destroy());
  return client;
}

const FIRST = [{ user: 'u', asked: 1 }];

test.each([
  ['a loop in what it imports', 'for (;;);', 'took more than 200 ms for one call and could not be stopped'],
  ['a search', "/^(a+)+$/.test('a'.repeat(60) + 'b')", 'took more than 200 ms for one call'],
  ['bytes', 'const all = []; for (;;) all.push(Buffer.alloc(1e7, 1));', 'took more than 1024 MiB of memory'],
  ['objects', 'const all = []; for (;;) all.push(new Array(1e6).fill(0.5));', 'took more than 1024 MiB of memory'],
  ['its end', 'process.exit(3);', 'ended its thread (process.exit, 3)'],
])('%s: the client is told, the others are answered', async (name, work, told) => {
  const { file, begun } = scriptThat(work);
  const timeout = ['bytes', 'objects'].includes(name) ? '60000' : '200';
  const run = await startMock(['script', file, '--port', '0', '--call-timeout', timeout]);
  const [one, other] = [await connect(run.port), await connect(run.port)];
  expect((await other.query('before'))[0]).toEqual(FIRST);
  const heard = errorOf(one.query('x'));
  await expect.poll(begun).toBe(true);
  // asked while the thread is held: what had not begun is asked again
  expect((await other.query('meanwhile'))[0]).toEqual(FIRST);
  expect(await heard).toContain(`1064 executing statement failed: ${file}: the script ${told}`);
  expect((await one.query('after'))[0]).toEqual([{ user: 'u', asked: expect.any(Number) }]);
  const { exitCode, stderr } = await run.stop();
  expect(exitCode).toBe(0);
  expect(stderr).toContain('its thread was ended and begins anew, without what it remembered');
});

/** A script of MySQL Router's mock server that does `work` where a client says `x`. */
function routerScript(work: string): string {
  const file = join(temporaryFolder(), 'script.js');
  writeFileSync(
    file,
    `({ stmts: function (stmt) {
      if (stmt === 'set') mysqld.global.n = 7;
      if (stmt === 'x') { console.log('begun'); ${work} }
      return { result: { columns: [{ name: 'n', type: 'LONG' }], rows: [[mysqld.global.n]] } };
    } })`,
  );
  return file;
}

/** Exponential within one built-in function. */
const NESTED = 'for (var list = [1], i = 0; i < 60; i++) list = [list, list]; return String(list);';

test.each([
  ['that can be ended', NESTED, 1000, 0],
  ['that nothing ends', "[].indexOf.call({ length: '1e15' }, 1);", 3000, null],
])(
  'a built-in function %s, in a script of MySQL Router: others go on, and what all share stays',
  async (_, work, ms, exitCode) => {
    const file = routerScript(work);
    const run = await startMock(['script', file, '--port', '0', '--call-timeout', `${ms}`, '--http-port', '0']);
    const http = /http:\/\/[^\s"]*/.exec(run.output().stdout)?.[0] ?? '';
    const globals = new URL('/api/v1/mock_server/globals/', http);
    const [one, other] = [await connect(run.port), await connect(run.port)];
    expect((await other.query('set'))[0]).toEqual([{ n: 7 }]);
    const heard = errorOf(one.query('x'));
    await expect.poll(() => run.output().stderr).toContain('begun');
    expect(await (await fetch(globals)).json()).toEqual({ n: 7 });
    await fetch(globals, { method: 'PUT', body: '{"n":8}', headers: { 'content-type': 'application/json' } });
    expect((await other.query('meanwhile'))[0]).toEqual([{ n: 8 }]);
    expect(await heard).toContain(`the script took more than ${ms} ms for one call and could not be stopped`);
    expect((await run.stop()).exitCode).toBe(exitCode);
  },
);

test("a signal ends it at once while a script of MySQL Router's has a long time", async () => {
  const run = await startMock(['script', routerScript('for (;;);'), '--port', '0', '--call-timeout', '600000']);
  const heard = errorOf((await connect(run.port)).query('x'));
  await expect.poll(() => run.output().stderr).toContain('begun');
  expect(await run.stop()).toMatchObject({ exitCode: 0, signal: null });
  expect(await heard).not.toBe('fine');
});

test('script() of a program has the same limits', async () => {
  const { script } = (await import(
    join(import.meta.dirname, '../../dist/index.js')
  )) as typeof import('../../src/index.ts');
  const server = await script(routerScript(NESTED), { port: 0, callTimeoutMs: 1000 });
  onTestFinished(() => server.close());
  const heard = errorOf((await connect(server.port)).query('x'));
  expect(await heard).toContain('the script took more than 1000 ms for one call and could not be stopped');
});

test('a signal is heard while a script loops', async () => {
  const { file, begun } = scriptThat('for (;;);');
  const run = await startMock(['script', file, '--port', '0', '--call-timeout', '60000']);
  const heard = errorOf((await connect(run.port)).query('x'));
  await expect.poll(begun).toBe(true);
  const { exitCode, signal } = await run.stop();
  expect({ exitCode, signal }).toEqual({ exitCode: 0, signal: null });
  expect(await heard).not.toBe('fine');
});
