// `--report x.html` in a real browser, from file://: the first miss, by mouse and by key, in both schemes, and a hostile
// recording. A request, an error on the console or a refusal of the policy fails it.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { createConnection } from 'mysql2/promise';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { replayPage } from '../../src/cli/report/html.ts';
import { replay } from '../../src/index.ts';
import { collectPage } from '../../src/page/collect.ts';
import type { PageData } from '../../src/page/page-data.ts';
import { pageAssets, pageFile } from '../../src/page/page-file.ts';
import { openRecording } from '../../src/store/reading/reader.ts';
import { type Folder, keysFolder, temporaryFolder } from '../support/serving.ts';
import { seriousFindings } from './axe.ts';
import { type BrowserStage, describeWithBrowser } from './browser.ts';
import { builtPage } from './built-page.ts';

const SAMPLE = 'recordings/sample-mysql-9.7.db';
const VIEWS = [
  '#/miss/1',
  '#/',
  '#/exchanges?at=24',
  '#/exchanges?at=24&tab=values',
  '#/statements',
  '#/statement/5',
  '#/timeline',
  '#/scopes',
];

let folder: Folder;
let report: string;
let withoutValues: string;

/** A statement of the recording, asked with another ORDER BY. */
beforeAll(async () => {
  await builtPage();
  folder = await temporaryFolder();
  await using run = await replay(SAMPLE, { port: 0, clientSslMode: 'DISABLED', dataDir: await keysFolder() });
  const { host, port } = run;
  const client = await createConnection({ host, port, user: 'demo', password: 'x', database: 'shop' });
  await client.query('SELECT VERSION() AS version');
  await client.query('SELECT name FROM products WHERE price < 50 ORDER BY name').catch(() => undefined);
  await client.query("SELECT customer FROM orders WHERE id = 'secret-value'").catch(() => undefined);
  await client.end();
  const result = run.report();
  report = folder.file('report.html');
  withoutValues = folder.file('plain.html');
  writeFileSync(report, replayPage({ values: true, maxExchanges: 50_000 })(result));
  writeFileSync(withoutValues, replayPage({ values: false, maxExchanges: 50_000 })(result));
});
afterAll(() => folder?.[Symbol.asyncDispose]());

const urlOf = (file: string, hash = '') => `${pathToFileURL(file).href}${hash}`;

/** A page that must ask for nothing and complain of nothing. */
async function quietPage(stage: BrowserStage, colorScheme: 'light' | 'dark' = 'light'): Promise<Page> {
  const page = await stage.page({ colorScheme, viewport: { width: 1280, height: 800 } });
  const complaints: string[] = [];
  page.on('console', (message) => void complaints.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => void complaints.push(error.message));
  page.on('dialog', (dialog) => void complaints.push(dialog.message()));
  page.on('request', (request) => {
    if (!request.url().startsWith('file:')) complaints.push(request.url());
  });
  onTestFinished(async () => {
    await page.context().close();
    expect(complaints).toEqual([]);
  });
  return page;
}

async function open(page: Page, file: string, hash = ''): Promise<void> {
  await page.goto('about:blank');
  await page.goto(urlOf(file, hash));
  await page.waitForSelector('main');
}

test('script and style stay small', () => {
  const { script, style } = pageAssets();
  expect(gzipSync(script).length).toBeLessThan(60_000);
  expect(gzipSync(style).length).toBeLessThan(12_000);
});

await describeWithBrowser((stage) => {
  test('it opens at the first miss, with its cause and what to do', async () => {
    const page = await quietPage(stage);
    await open(page, report);
    const miss = page.getByRole('article', { name: 'miss 1 of 2' });
    await miss.waitFor();
    await expect.poll(() => page.url()).toContain('#/miss/1');
    await expect.poll(() => page.title()).toBe('sample-mysql-9.7.db · miss · mock');
    expect(await miss.locator('mark').allTextContents()).toEqual(['name', 'price']);
    expect(await miss.locator('.bound').allTextContents()).toEqual(['50', '? = 50']);
    expect(await miss.textContent()).toContain('was never recorded');
    expect(await miss.locator('pre').first().textContent()).toMatch(/^mock run recordings\/.* -u -- COMMAND$/);
    expect(await miss.locator('.before').textContent()).toContain('SELECT VERSION()');
    await page.screenshot({ path: join(folder.path, 'miss.png') });
  });

  test('by key: the next miss, the list, a filter, an exchange and back', async () => {
    const page = await quietPage(stage);
    await open(page, report);
    await page.keyboard.press('n');
    await page.getByRole('article', { name: 'miss 2 of 2' }).waitFor();
    await page.keyboard.press('/');
    const filter = page.getByRole('combobox', { name: 'filter' });
    await filter.waitFor();
    await expect.poll(() => filter.evaluate((element) => element === element.ownerDocument.activeElement)).toBe(true);
    await page.keyboard.type('table:orders -is:error select');
    await expect.poll(() => page.locator('#filter-says').textContent()).toMatch(/^\d+ of 34$/);
    await page.keyboard.press('Escape');
    await page.keyboard.press('G');
    const detail = page.getByRole('complementary');
    await detail.waitFor();
    await expect.poll(() => detail.textContent()).toContain('orders');
    await expect.poll(() => page.url()).toMatch(/at=\d+/);
    const last = page.url();
    await page.keyboard.press('k');
    await expect.poll(() => page.url()).not.toBe(last);
    await page.keyboard.press('Escape');
    await detail.waitFor({ state: 'detached' });
    await page.keyboard.press('m');
    await page.getByRole('article').waitFor();
    await page.keyboard.press('?');
    await page.getByRole('dialog').waitFor();
  });

  test('by mouse: a mistake in a filter is said, a facet and a row are chosen', async () => {
    const page = await quietPage(stage);
    await open(page, report, '#/exchanges?q=nonsense:1');
    await expect.poll(() => page.locator('#filter-wrong').textContent()).toContain('there is no field nonsense');
    await page.getByRole('button', { name: 'clear the filter' }).click();
    await page.getByRole('button', { name: /^is:error/ }).click();
    await expect.poll(() => page.locator('#filter-says').textContent()).toBe('4 of 34');
    await page.getByRole('row').nth(2).click();
    await expect.poll(() => page.getByRole('complementary').textContent()).toContain('✗');
    await page.getByRole('tab', { name: 'state' }).click();
    await expect.poll(() => page.getByRole('complementary').textContent()).toContain('autocommit');
  });

  test.each(['light', 'dark'] as const)('axe finds nothing serious: %s', async (scheme) => {
    const page = await quietPage(stage, scheme);
    for (const hash of VIEWS) {
      await open(page, report, hash);
      expect(await seriousFindings(page)).toEqual([]);
    }
  });

  test('narrow, and a page that is none', async () => {
    const page = await quietPage(stage);
    await page.setViewportSize({ width: 400, height: 800 });
    for (const hash of VIEWS) {
      await open(page, report, hash);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(400);
      // nor does a view reach beyond it, where it is scrolled by itself
      expect(await page.evaluate("document.querySelector('main').scrollWidth")).toBeLessThanOrEqual(400);
    }
    await open(page, report, '#/nothing/at/all');
    await expect.poll(() => page.locator('main').textContent()).toContain('There is no such page');
    await open(page, report, '#/miss/99');
    await page.getByRole('article', { name: 'miss 2 of 2' }).waitFor();
  });

  test('without values nothing of them is in the file', async () => {
    const page = await quietPage(stage);
    await open(page, withoutValues);
    const read = await page.evaluate<string>(`(async () => {
      const bytes = Uint8Array.from(atob(document.getElementById('data').textContent), (c) => c.charCodeAt(0));
      return await new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'))).text();
    })()`);
    for (const value of ['secret-value', 'Sailor', 'Lamp', '39.90', 'Ada']) expect(read).not.toContain(value);
    await expect.poll(() => page.locator('.banner').textContent()).toContain('--no-values');
  });

  test('a hostile recording is text', async () => {
    const page = await quietPage(stage);
    const evil = `</script><img src=x onerror=alert(1)>\u202e\u0000'"<!--`;
    const data = hostile(evil);
    const file = folder.file('hostile.html');
    writeFileSync(file, pageFile(data));
    for (const hash of [...VIEWS.slice(1), '#/exchanges?at=1&tab=state', '#/exchanges?q=%3Cimg%3E', '#/diff/1']) {
      await open(page, file, hash);
      expect(await page.locator('img, script[src], iframe').count()).toBe(0);
    }
    await expect.poll(() => page.locator('main').textContent()).toContain('\\u{202e}\\u{0}');
    expect(await page.locator('main').textContent()).not.toContain('\u202e');
    await open(page, file, '#/statements');
    await page.getByRole('link', { name: '2 exchanges' }).click();
    await page.getByText('2 of 34').waitFor();
  });

  test('a script that gets into the file is refused', async () => {
    const page = await stage.page();
    const refused: string[] = [];
    page.on('console', (message) => void refused.push(message.text()));
    const file = folder.file('injected.html');
    writeFileSync(
      file,
      readFileSync(report, 'utf8').replace('<div id="page">', '<script>globalThis.isIn = 1</script>$&'),
    );
    await page.goto(urlOf(file));
    await page.waitForSelector('main');
    expect(await page.evaluate('globalThis.isIn')).toBeUndefined();
    expect(refused.join()).toContain('Content Security Policy');
  });
});

/** Every text that comes from a recording is `evil`. */
function hostile(evil: string): PageData {
  const reader = openRecording(SAMPLE);
  try {
    const data = collectPage(reader);
    return {
      ...data,
      title: evil,
      server: evil,
      sessions: data.sessions.map((session) => ({ ...session, user: evil, database: evil })),
      exchanges: data.exchanges.map((exchange) => ({
        ...exchange,
        sql: evil,
        scope: evil,
        database: evil,
        state: `a=${evil}`,
        errorMessage: evil,
        parameters: evil,
      })),
      results: Object.fromEntries(
        data.exchanges.map(({ id }) => [id, [{ columns: [evil], rows: [[evil]], total: 1 }]]),
      ),
      findings: [{ kind: 'n+1', scope: evil, text: evil, message: evil, exchanges: [1, 2] }],
      changes: {
        what: 'diff',
        summary: evil,
        items: [{ kind: 'changed', title: evil, exchanges: [1], lines: [`[-${evil}-]{+${evil}+}`] }],
      },
    };
  } finally {
    reader.close();
  }
}
