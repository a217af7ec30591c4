// From a failing test to its cause in one click: a query of the example project is changed, its runner's last word is the
// page, and the page opens at what differs.

import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { edit } from '../e2e/support/example-project.ts';
import { copyOfRunner, RUNNERS, runTests } from '../e2e/support/runners.ts';
import { describeWithBrowser } from './browser.ts';

await describeWithBrowser((stage) => {
  test('ORDER BY price changed to ORDER BY name', async () => {
    const [runner] = RUNNERS;
    if (runner === undefined) throw new Error('there is no runner');
    const folder = copyOfRunner(runner);
    edit(join(folder, 'shop.test.js'), 'ORDER BY price', 'ORDER BY name');
    const { code, output } = await runTests(runner, folder);
    expect(code, output).not.toBe(0);
    const link = /All that differs, and what to do: (file:\S+?#\/miss\/\d+)/.exec(output)?.[1] ?? '';
    expect(link, output).toMatch(/#\/miss\/1$/);
    const page = await stage.page();
    await page.goto(link);
    const miss = page.getByRole('article', { name: /^miss 1 of/ });
    expect(await miss.locator('mark').allTextContents()).toEqual(['name', 'price']);
    expect(await miss.locator('.differences .real').first().textContent()).toContain('asked name, recorded price');
    await page.context().close();
    rmSync(fileURLToPath(link.replace(/#.*/, '')));
  });
});
