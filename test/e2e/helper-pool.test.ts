// The helpers with one pool for a file of tests: each test in its scope, options from mock.config.json, and one error, in the
// user's file.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createPool } from 'mysql2/promise';
import { expect, test, vi } from 'vitest';
import { prepare } from '../../bin/prepare.js';
import { startSampleServer } from '../../src/serve/sample/sample-server.ts';
import { openTestRecording } from '../../src/testing/open-test-recording.ts';
import { copyOfRunner, RUNNERS, runTests } from './support/runners.ts';

const IMPORTS = {
  vitest:
    "import { afterAll, beforeEach, expect, test } from 'vitest';\nimport { useRecording } from 'mysql-replay/vitest';",
  jest: "import { useRecording } from 'mysql-replay/jest';",
  'node-test':
    "import { after as afterAll, beforeEach, test } from 'node:test';\nimport { useRecording } from 'mysql-replay/node-test';",
};
const testsFor = (name: keyof typeof IMPORTS) => `${IMPORTS[name]}
import { createPool } from 'mysql2/promise';
const mock = useRecording({ file: new URL('pool.db', import.meta.url) });
let pool;
beforeEach(() => {
  pool ??= createPool({ host: mock.host, port: mock.port, user: 'demo', password: 'x', database: 'shop' });
});
afterAll(() => pool.end());
test('orders', async () => {
  await pool.query('SELECT COUNT(*) FROM orders');
  await pool.query('SELECT COUNT(*) FROM orders');
});
test('products', async () => {
  await pool.query('SELECT * FROM products');
});
test('passes it on', async () => {
  await pool.query('SELECT 1 FROM nowhere');
});
test('swallows it', async () => {
  await pool.query('SELECT 2 FROM nowhere').catch(() => undefined);
});
`;

/** Recorded as the helpers do it, over one pool. */
async function record(file: string): Promise<void> {
  const server = await startSampleServer({ clientSslMode: 'DISABLED' });
  const recording = await openTestRecording({ file, upstream: `127.0.0.1:${server.port}`, mode: 'all' });
  const { host, port } = recording.targetOf('');
  const pool = createPool({ host, port, user: 'demo', password: 'x', database: 'shop' });
  const asked = { products: 'SELECT * FROM products', orders: 'SELECT COUNT(*) FROM orders' };
  for (const [name, sql] of Object.entries(asked)) {
    recording.begin(name);
    await pool.query(sql);
    await pool.query(sql);
    recording.begin('');
  }
  await pool.end();
  await recording.close();
  await server.close();
}

test.each(RUNNERS)('$name: a pool per file', async (runner) => {
  await prepare();
  vi.stubEnv('CI', '');
  const folder = copyOfRunner(runner);
  await record(join(folder, 'pool.db'));
  writeFileSync(join(folder, 'shop.test.js'), testsFor(runner.name));
  writeFileSync(join(folder, 'mock.config.json'), '{ "run": { "max-queries": 1 } }');
  const { code, output } = await runTests(runner, folder);
  expect(code).not.toBe(0);
  // each statement was found in its test's scope, in another order than recorded
  expect(output).not.toMatch(/FROM \[-products-\]\{\+orders/);
  expect(output).toContain('the test executed 2 statements, and its budget is 1');
  expect(output.match(/the recording has no scope/g) ?? []).toHaveLength(0);
  // Node 20 tells node:test's hooks of no error: what the driver was told stands alone there
  expect(output).toContain('mock: no recorded answer to: SELECT 1 FROM nowhere');
  if (runner.name !== 'node-test') expect(output).toMatch(/was never recorded in shop:\s+SELECT 1 FROM nowhere/);
  expect(output).toMatch(/was never recorded in shop:\s+SELECT 2 FROM nowhere/);
  expect(output).toContain('shop.test.js:');
  expect(output).not.toMatch(/dist\/(mock-|vitest|jest|node-test)/);
});
