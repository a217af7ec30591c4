// Scripts that get past every guard: the command does not stay behind, and says why it ended.

import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createConnection } from 'mysql2/promise';
import { expect, onTestFinished, test } from 'vitest';
import { startMock, temporaryFolder } from './mock-process.ts';

test.each([
  [
    'a loop in what it imports',
    'export const work = () => { for (;;); };',
    'more than 200 ms for one call and could not be stopped',
  ],
  ['a search', "export const work = () => /^(a+)+$/.test('a'.repeat(60) + 'b');", 'more than 200 ms for one call'],
  [
    'memory',
    'export const work = () => { const all = []; for (;;) all.push(Buffer.alloc(1e7, 1)); };',
    'more than 1024 MiB',
  ],
])('%s: the command ends, SIGTERM or not', async (name, module, told) => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'held.mjs'), module);
  const file = join(folder, 'script.mjs');
  const begun = join(folder, 'begun');
  writeFileSync(
    file,
    `import { writeFileSync } from 'node:fs';
     import { work } from './held.mjs';
     export default {
       onQuery(sql) {
         if (sql !== 'x') return {};
         writeFileSync(${JSON.stringify(begun)}, '');
         work();
       },
     };`,
  );
  const run = await startMock(['script', file, '--port', '0', '--call-timeout', name === 'memory' ? '60000' : '200']);
  const client = await createConnection({ host: '127.0.0.1', port: run.port, user: 'u', password: 'p' });
  client.on('error', () => undefined);
  onTestFinished(() => client.destroy());
  await client.query('fine');
  const heard = client.query('x').then(
    () => 'fine',
    () => 'lost',
  );
  await expect.poll(() => existsSync(begun)).toBe(true);
  const { signal, stderr } = await run.stop('SIGTERM');
  expect(await heard).toBe('lost');
  expect(signal).toBe('SIGKILL');
  expect(stderr).toContain(`${file}: the script took`);
  expect(stderr).toContain(told);
});
