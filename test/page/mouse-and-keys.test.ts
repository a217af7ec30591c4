// Every view by mouse alone, and by keys alone: where it leads and what is done there. The page is that of a replay with a
// miss, beside what two recordings differ in.

import { gzipSync } from 'node:zlib';
import { createConnection } from 'mysql2/promise';
import type { Page } from 'playwright-core';
import { expect, onTestFinished, test } from 'vitest';
import { replay } from '../../src/index.ts';
import { collectPage } from '../../src/page/collect.ts';
import { LiveFeed } from '../../src/page/live/live-feed.ts';
import { openReading } from '../../src/page/reading/open-reading.ts';
import { servePage } from '../../src/page/serve-page.ts';
import { openRecording } from '../../src/store/reading/reader.ts';
import { keysFolder } from '../support/serving.ts';
import { seriousFindings } from './axe.ts';
import { type BrowserStage, describeWithBrowser } from './browser.ts';
import { builtPage } from './built-page.ts';

const SAMPLE = 'recordings/sample-mysql-9.7.db';
const CHANGES = {
  what: 'diff',
  summary: '2 differences',
  items: [
    { kind: 'changed', title: 'SELECT 1', exchanges: [5], lines: ['price [-39.90-]{+34.90+}'], tookUs: [470, 940] },
    { kind: 'gone', title: 'SELECT 2', exchanges: [6], lines: [] },
  ],
} as const;

async function open(stage: BrowserStage): Promise<Page> {
  await builtPage();
  const feed = new LiveFeed();
  const serving = { port: 0, clientSslMode: 'DISABLED', dataDir: await keysFolder() } as const;
  const run = await replay(SAMPLE, { ...serving, ...feed.ofReplay(), onMiss: (miss) => feed.miss(miss) });
  const { host, port } = run;
  const client = await createConnection({ host, port, user: 'demo', password: 'x', database: 'shop' });
  await client.query('SELECT VERSION() AS version');
  for (const column of ['name', 'id']) {
    await client.query(`SELECT name FROM products WHERE price < 50 ORDER BY ${column}`).catch(() => undefined);
  }
  const reader = openRecording(SAMPLE);
  const data = gzipSync(JSON.stringify(collectPage(reader, { changes: CHANGES })));
  reader.close();
  const live = { mode: 'replay', target: run.steering, feed, misses: run.misses } as const;
  const content = { data: async () => data, reading: openReading(SAMPLE), live, path: SAMPLE };
  const server = await servePage(content, { host: '127.0.0.1', port: 0, names: [] });
  onTestFinished(async () => {
    await server.close();
    client.destroy();
    await run.close();
  });
  const page = await stage.page({ viewport: { width: 1280, height: 800 } });
  const complaints: string[] = [];
  page.on('console', (message) => void complaints.push(message.text()));
  page.on('pageerror', (error) => void complaints.push(error.message));
  onTestFinished(async () => {
    await page.context().close();
    expect(complaints).toEqual([]);
  });
  await page.goto(server.url);
  await page.getByRole('grid', { name: 'commands' }).getByText('its turn').waitFor();
  return page;
}

const address = (page: Page) => expect.poll(() => new URL(page.url()).hash);

await describeWithBrowser((stage) => {
  test('by mouse', async () => {
    const page = await open(stage);
    const to = (name: string | RegExp) =>
      page.getByRole('navigation', { name: 'views' }).getByRole('link', { name }).click();
    await page.getByRole('grid', { name: 'commands' }).getByText('no recorded answer').first().click();
    await page.getByRole('article', { name: 'miss 1 of 2' }).waitFor();
    await page.getByRole('button', { name: 'next miss' }).click();
    await page.getByRole('article', { name: 'miss 2 of 2' }).waitFor();
    await page.getByRole('link', { name: /ORDER BY name/ }).click();
    await page.getByRole('article', { name: 'miss 1 of 2' }).waitFor();
    await to('Overview');
    await page.getByRole('link', { name: '4 errors' }).click();
    await page.getByText('4 of 34').waitFor();
    await page.getByRole('row').nth(2).click();
    await page.getByRole('tab', { name: 'state' }).click();
    await page.getByText('charset').first().waitFor();
    await page.getByRole('button', { name: 'close' }).click();
    await page.getByRole('complementary').waitFor({ state: 'detached' });
    await to('Statements');
    await page.getByRole('link', { name: 'SHOW TABLES' }).click();
    await page.getByRole('heading', { name: '1 execution of one statement' }).waitFor();
    await page.getByRole('row').nth(1).getByRole('link').click();
    await page.getByRole('complementary').waitFor();
    await to('Timeline');
    const lanes = page.getByRole('img', { name: /exchanges in \d+ lanes/ });
    await lanes.hover();
    await page.mouse.wheel(0, -100);
    await address(page).toMatch(/from=\d+&to=\d+/);
    await page.getByRole('button', { name: 'all' }).click();
    await address(page).toBe('#/timeline');
    await to('Scopes');
    await page.getByRole('link', { name: '(unnamed)' }).click();
    await page.getByText('34 of 34').waitFor();
    await to('Schema');
    await page
      .getByText(/described|shop\./)
      .first()
      .waitFor();
    await to('Match');
    await page.getByRole('textbox').fill('SHOW TABLES');
    await page.getByRole('button', { name: 'match', exact: true }).click();
    await page
      .getByRole('main')
      .getByRole('link', { name: /^exchange/ })
      .first()
      .waitFor();
    await to('SQL');
    await page.getByRole('button', { name: 'run' }).click();
    await page.getByRole('button', { name: 'copy as CSV' }).waitFor();
    await to('Redact');
    await page.getByRole('button', { name: 'try' }).click();
    await page.getByText('Seems to be a secret').waitFor();
    await to('Faults');
    await page.getByRole('button', { name: 'set' }).click();
    await page.getByRole('button', { name: 'remove' }).click();
    await page.getByRole('heading', { name: '0 faults' }).waitFor();
    await to('Diff 2');
    await page.getByRole('link', { name: /SELECT 2/ }).click();
    await page.getByRole('button', { name: 'seen' }).click();
    await page.getByText('1/2 seen').waitFor();
    await page.getByLabel('durations').check();
    await page.getByText('0.47 → 0.94 ms, +100 %').first().waitFor();
    await page.getByRole('link', { name: 'exchange 6' }).click();
    await page.getByRole('complementary', { name: 'exchange 6' }).waitFor();
    await to('Live');
    await page.getByRole('button', { name: 'pause' }).click();
    await page.getByRole('button', { name: 'go on' }).click();
    await page.getByRole('button', { name: 'set back' }).click();
    await page.getByText('set back', { exact: true }).waitFor();
  });

  test('by keys', async () => {
    const page = await open(stage);
    const { keyboard } = page;
    const press = async (...keys: string[]) => {
      for (const key of keys) await keyboard.press(key);
    };
    const to = async (name: string) => {
      await press('Control+k');
      await keyboard.type(name);
      await press('Enter');
    };
    await press('Space');
    await page.getByRole('button', { name: 'go on' }).waitFor();
    await press('Space', 'm');
    await page.getByRole('article', { name: 'miss 1 of 2' }).waitFor();
    await to('diff');
    await page.getByText('0/2 seen').waitFor();
    await press('n', 'v');
    await page.getByText('1/2 seen').waitFor();
    await address(page).toBe('#/diff/2');
    await press('v', 'N');
    await page.getByText('0/2 seen').waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await press('o');
    await page.getByRole('heading', { name: 'Slowest' }).waitFor();
    await page.getByRole('link', { name: '4 errors' }).press('Enter');
    await page.getByText('4 of 34').waitFor();
    await press('j', 'j', ']', 'k', 'G');
    await page.getByRole('complementary', { name: 'exchange 32' }).waitFor();
    await press('t');
    await page.getByRole('img', { name: /exchanges in \d+ lanes/ }).waitFor();
    const before = page.url();
    await press('-', 'ArrowLeft');
    await expect.poll(() => page.url()).not.toBe(before);
    await press('s');
    await page.getByRole('link', { name: 'SHOW TABLES' }).press('Enter');
    await page.getByRole('heading', { name: '1 execution of one statement' }).waitFor();
    await page.getByRole('row').nth(1).getByRole('link').press('Enter');
    await page.getByRole('complementary').waitFor();
    await press('Escape');
    await page.getByRole('complementary').waitFor({ state: 'detached' });
    for (const [view, typed, shown] of [
      ['match', 'SHOW TABLES', 'given in this order'],
      ['sql', 'SELECT 41 + 1', 'copy as CSV'],
      ['redact', '', 'Seems to be a secret'],
    ] as const) {
      await to(view);
      await page.getByRole('textbox').focus();
      await press('Control+a', 'Delete');
      await keyboard.type(typed);
      await press('Control+Enter');
      await page.getByText(shown).first().waitFor();
      await press('Escape');
    }
    await to('schema');
    await page
      .getByText(/described|shop\./)
      .first()
      .waitFor();
    await to('scopes');
    await page.getByRole('link', { name: '(unnamed)' }).press('Enter');
    await page.getByText('34 of 34').waitFor();
    await to('faults');
    await page.getByRole('button', { name: 'set' }).press('Enter');
    await page.getByRole('button', { name: 'remove' }).press('Enter');
    await page.getByRole('heading', { name: '0 faults' }).waitFor();
    // letters alone can be turned off, for who speaks to the computer
    await press('Escape', 'o', '?');
    await page.getByLabel('letters alone are keys').press('Space');
    await page.getByRole('button', { name: 'close' }).press('Enter');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await press('e', 's', 'Control+k');
    await page.getByRole('dialog').waitFor();
    await address(page).toBe('#/');
  });
});
