// The example projects of Node's test runners, as their own runners run them. `npm test` runs each runner once, with a changed
// query among the others; node:test, which starts at once, is put through everything.

import { cpSync, existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { startSampleServer } from '../../src/serve/sample/sample-server.ts';
import { describeWithServer } from '../servers/index.ts';
import { edit, exampleFolder, shopOn } from './support/example-project.ts';
import { longTest } from './support/long.ts';
import { copyOfRunner, RUNNERS, runTests } from './support/runners.ts';

const TESTS = 'shop.test.js';
const RECORDING = 'shop.db';
const OPTIONS = "{ file: new URL('shop.db', import.meta.url) }";

describe.each(RUNNERS)('$name', (runner) => {
  const fullTest = runner.name === 'node-test' ? test : longTest;

  longTest('replays the committed recording, with CI set', async () => {
    const { code, output } = await runTests(runner, exampleFolder(runner.name), { CI: 'true' });
    expect(code, output).toBe(0);
  });

  test('fails for a query that has changed, and its difference is shown, though the test swallows the error', async () => {
    const folder = copyOfRunner(runner);
    edit(
      join(folder, TESTS),
      'SELECT name, price FROM products ORDER BY id',
      'SELECT name, price FROM products ORDER BY name',
    );
    edit(join(folder, TESTS), "ORDER BY name');", "ORDER BY name').catch(() => [[{ name: 'Lamp', price: '39.90' }]]);");
    const { code, output } = await runTests(runner, folder, { CI: 'true' });
    expect(code, output).not.toBe(0);
    // the others are answered
    expect(output).toMatch(/Tests {2}1 failed \| 2 passed|Tests: +1 failed, 2 passed|^(?:# |ℹ )pass 2$/m);
    expect(output).toMatch(/miss: this was never recorded in shop/);
    expect(output).toContain('SELECT name, price FROM products ORDER BY [-id-]{+name+}');
    // each runner's last word on it is the page
    const page = fileURLToPath(/All that differs, and what to do: (file:\S+?html)#\/miss\/1/.exec(output)?.[1] ?? '');
    expect(readFileSync(page, 'utf8')).toContain('<div id="page">');
    rmSync(page);
  });

  fullTest('fails for what was never asked for, unless it was left out, and for too many statements', async () => {
    const folder = copyOfRunner(runner);
    const file = join(folder, TESTS);
    edit(file, OPTIONS, OPTIONS.replace(' }', ', failOnUnused: true, maxQueries: 5 }'));
    const budget = await runTests(runner, folder);
    expect(budget.code, budget.output).not.toBe(0);
    expect(budget.output).toMatch(/the test executed \d+ statements, and its budget is 5/);
    edit(file, 'maxQueries: 5', 'maxQueries: 50');
    const all = await runTests(runner, folder);
    expect(all.code, all.output).toBe(0);
    const one = await runTests(runner, folder, {}, runner.only('lists the products'));
    expect(one.code, one.output).toBe(0);
    edit(file, "test('takes an order, and back'", "((name, run) => name)('takes an order, and back'");
    const less = await runTests(runner, folder);
    expect(less.code, less.output).not.toBe(0);
    expect(less.output).toMatch(/never asked for:\n +exchange \d+ \('takes an order, and back'\): SELECT COUNT\(\*\)/);
  });

  fullTest('keeps no recording of tests that failed', async () => {
    const folder = copyOfRunner(runner);
    rmSync(join(folder, RECORDING));
    const server = await startSampleServer({ clientSslMode: 'DISABLED' });
    const { code } = await runTests(runner, folder, { MOCK_UPSTREAM: `127.0.0.1:${server.port}` });
    await server.close();
    expect(code).not.toBe(0);
    expect(readdirSync(folder).filter((name) => name.includes('.db'))).toEqual([]);
  });

  fullTest('runs files of tests at the same time, each with its recording', async () => {
    const folder = copyOfRunner(runner);
    cpSync(join(folder, TESTS), join(folder, 'other.test.js'));
    cpSync(join(folder, RECORDING), join(folder, 'other.db'));
    edit(join(folder, 'other.test.js'), 'shop.db', 'other.db');
    const { code, output } = await runTests(runner, folder, {}, runner.parallel);
    expect(code, output).toBe(0);
  });

  describeWithServer('mysql', (server) => {
    fullTest('records once, adds what is new, and records anew where it is told to', { timeout: 400_000 }, async () => {
      const folder = copyOfRunner(runner);
      const file = join(folder, RECORDING);
      rmSync(file);
      const { MOCK_UPSTREAM = '', ...shop } = await shopOn(server);
      const run = (env: Readonly<Record<string, string>>, more: readonly string[] = []) =>
        runTests(runner, folder, { ...shop, ...env }, more);

      const refused = await run({ CI: 'true', MOCK_UPSTREAM });
      expect(refused.code).not.toBe(0);
      expect(refused.output).toMatch(/with CI set none is made/);
      expect(existsSync(file)).toBe(false);
      const recorded = await run({ MOCK_UPSTREAM });
      expect(recorded.code, recorded.output).toBe(0);
      const first = readFileSync(file);

      edit(
        join(folder, TESTS),
        "test('lists the products'",
        "test('counts', () => connection.query('SELECT COUNT(*) FROM products'));\n\ntest('lists the products'",
      );
      const lacking = await run({ MOCK_UPSTREAM });
      expect(lacking.code, lacking.output).not.toBe(0);
      expect(lacking.output).toMatch(/the recording has no scope 'counts'/);
      expect(readFileSync(file).equals(first)).toBe(true);
      const added = await run({ MOCK_UPSTREAM, MOCK_RECORD: 'new' });
      expect(added.code, added.output).toBe(0);
      const second = readFileSync(file);
      expect(second.equals(first)).toBe(false);
      const replayed = await run({ MOCK_RECORD: 'none' });
      expect(replayed.code, replayed.output).toBe(0);

      const updated = await run(
        { MOCK_UPSTREAM, ...(runner.update === null && { MOCK_RECORD: 'all' }) },
        runner.update ?? [],
      );
      expect(updated.code, updated.output).toBe(0);
      expect(readFileSync(file).equals(second)).toBe(false);
      const again = await run({});
      expect(again.code, again.output).toBe(0);
    });
  });
});
