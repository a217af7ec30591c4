// Every view of a page that is served, by mouse and by keys, in both schemes; with all exchanges at hand, and asked for.

import { copyFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { expect, onTestFinished, test } from 'vitest';
import { replay } from '../../src/index.ts';
import { LiveFeed } from '../../src/page/live/live-feed.ts';
import { openLivePage } from '../../src/page/open-page.ts';
import { openReading } from '../../src/page/reading/open-reading.ts';
import { servePage } from '../../src/page/serve-page.ts';
import { openDatabase } from '../../src/store/file/open-database.ts';
import { keysFolder, temporaryFolder } from '../support/serving.ts';
import { seriousFindings } from './axe.ts';
import { type BrowserStage, describeWithBrowser } from './browser.ts';
import { builtPage } from './built-page.ts';

const SAMPLE = 'recordings/sample-mysql-9.7.db';
const PAGE = { host: '127.0.0.1', port: 0, names: [] };
const VIEWS = [
  '#/',
  '#/exchanges?at=5&tab=packets',
  '#/exchanges?at=24&tab=values',
  '#/timeline',
  '#/statements',
  '#/statement/5',
];
const MORE = ['#/schema', '#/scopes', '#/match?sql=SELECT%201', '#/sql', '#/redact'];

/** @param maxExchanges a recording with more is asked for row by row */
async function serve(maxExchanges = 50_000, path = SAMPLE): Promise<string> {
  await builtPage();
  const reading = openReading(path);
  const data = () => reading.ask('data', { maxExchanges, hasValues: true });
  const server = await servePage({ data, reading, live: null, path }, PAGE);
  onTestFinished(() => server.close());
  return server.url;
}

async function open(stage: BrowserStage, url: string, colorScheme: 'light' | 'dark' = 'light'): Promise<Page> {
  const page = await stage.page({ colorScheme, viewport: { width: 1280, height: 800 } });
  const complaints: string[] = [];
  page.on('console', (message) => void complaints.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => void complaints.push(error.message));
  page.on('request', (request) => {
    if (new URL(request.url()).origin !== new URL(url).origin) complaints.push(request.url());
  });
  onTestFinished(async () => {
    await page.context().close();
    // what SQLite does not take is answered with 422, which Chromium notes
    expect(complaints.filter((text) => !text.includes('422'))).toEqual([]);
  });
  await page.goto(url);
  await page.waitForSelector('main');
  return page;
}

const to = async (page: Page, hash: string) => {
  // the page has heard of it before we do
  await page.evaluate(`new Promise((resolve) => {
    if (location.hash === ${JSON.stringify(hash)}) return resolve();
    addEventListener('hashchange', resolve, { once: true });
    location.hash = ${JSON.stringify(hash)};
  })`);
  await expect.poll(() => page.textContent('main')).not.toMatch(/(reading|counting|looking)…/);
};

await describeWithBrowser((stage) => {
  test.each(['light', 'dark'] as const)('axe finds nothing serious in any view: %s', async (scheme) => {
    const page = await open(stage, await serve(), scheme);
    for (const hash of [...VIEWS, ...MORE]) {
      await to(page, hash);
      expect(await seriousFindings(page)).toEqual([]);
    }
  });

  test('packets: a field that is pointed at, or has the focus, is marked among the bytes', async () => {
    const page = await open(stage, await serve());
    await to(page, '#/exchanges?at=5');
    await page.getByRole('tab', { name: 'packets' }).click();
    const field = page.locator('.packet button', { hasText: 'Lamp' }).first();
    await page.mouse.move(0, 0);
    await field.focus();
    const marked = page.locator('.packet pre .marked');
    await expect.poll(async () => (await marked.allTextContents()).join('')).toBe('04 4c 61 6d 70 ');
    await page.locator('.packet pre [data-at="0"]').first().hover();
    await expect.poll(() => page.locator('.packet').first().locator('button.marked').count()).toBe(1);
  });

  test('values, the timeline and its keys', async () => {
    const page = await open(stage, await serve());
    await to(page, '#/exchanges?at=9&tab=values');
    await page.getByText('what was answered goes to').waitFor();
    await page.keyboard.press('t');
    await page.getByRole('img', { name: /exchanges in \d+ lanes/ }).waitFor();
    const before = page.url();
    await page.keyboard.press('+');
    await expect.poll(() => page.url()).not.toBe(before);
    await page.keyboard.press('ArrowRight');
    await page.getByRole('button', { name: 'all' }).click();
    await page.getByText('34 exchanges of 3 connections').waitFor();
  });

  test('match, SQL and redact answer what is typed; a mistake is said', async () => {
    const page = await open(stage, await serve());
    await to(page, '#/match');
    const box = page.getByRole('textbox');
    await box.fill('SELECT VERSION() AS version');
    await box.press('Control+Enter');
    await page.getByText('given in this order').waitFor();
    await box.fill('SELECT name FROM products WHERE price < 50 ORDER BY name');
    await page.getByRole('button', { name: 'match', exact: true }).click();
    await page.locator('mark').first().waitFor();
    await to(page, '#/sql');
    await page.getByRole('textbox').fill('SELECT count(*) AS n FROM exchange');
    // it ends after five seconds, of which a busy machine may take all to start it
    await expect
      .poll(async () => {
        await page.getByRole('button', { name: 'run' }).click();
        await page.getByRole('button', { name: 'run' }).waitFor();
        return await page.getByRole('cell', { name: '34', exact: true }).count();
      })
      .toBe(1);
    await page.getByRole('textbox').fill('DELETE FROM exchange');
    await page.getByRole('button', { name: 'run' }).click();
    await page.getByRole('alert').waitFor();
    await to(page, '#/redact');
    await page.getByRole('button', { name: 'try' }).click();
    await page.getByText('Seems to be a secret').waitFor();
    await page.getByRole('textbox').fill('no rules');
    await page.getByRole('button', { name: 'try' }).click();
    await page.getByRole('alert').waitFor();
  });

  test('rows that are asked for: the list, a filter, the last one, a detail, statements', async () => {
    const page = await open(stage, await serve(10));
    await page.keyboard.press('e');
    await page.getByText('34 of 34').waitFor();
    await page.keyboard.press('G');
    await page.getByRole('complementary', { name: 'exchange 34' }).waitFor();
    await page.keyboard.press('k');
    await page.getByRole('complementary', { name: 'exchange 33' }).waitFor();
    await page.getByRole('combobox', { name: 'filter' }).fill('table:orders is:read');
    await page.getByText(/^\d of 34$/).waitFor();
    await page.getByRole('row').nth(1).click();
    await expect.poll(() => page.getByRole('complementary').textContent()).toContain('orders');
    const found = await page.getByText(/^\d of 34$/).textContent();
    await page.getByRole('combobox', { name: 'filter' }).fill('table:orders is:read nonsense:1');
    await page.getByText('there is no field nonsense').waitFor();
    // what was found before stays, and is said to be that
    await page.getByText('found by table:orders is:read').waitFor();
    expect(await page.getByText(/^\d of 34$/).textContent()).toBe(found);
    expect(await page.locator('#filter-wrong mark').textContent()).toBe('nonsense:1');
    await to(page, '#/');
    await page.getByRole('link', { name: '4', exact: true }).first().waitFor();
    await page.keyboard.press('s');
    await page.getByText(/· \d+ executions/).waitFor();
    await to(page, '#/timeline');
    await page.getByText(/ exchanges of 3 connections/).waitFor();
  });

  test('the filter is completed by keys and by mouse; what it finds is counted, also where it is asked for', async () => {
    const page = await open(stage, await serve(10));
    await to(page, '#/exchanges');
    await page.getByRole('button', { name: 'command:QUERY 23' }).waitFor();
    await page.keyboard.press('/');
    const filter = page.getByRole('combobox', { name: 'filter' });
    await filter.pressSequentially('comm');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect.poll(() => filter.inputValue()).toBe('command:');
    await page.getByRole('option', { name: 'command:QUERY' }).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await page.getByRole('option', { name: 'command:STMT_EXECUTE' }).click();
    await expect.poll(() => filter.inputValue()).toMatch(/^command:STMT_EXECUTE $|^command:EXECUTE $/);
    await page.getByText(/^\d of 34$/).waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Escape');
    await page.getByRole('option').first().waitFor({ state: 'detached' });
  });

  test('Ctrl-K goes to a view, to an exchange, to what is found; Esc closes it where one was', async () => {
    const page = await open(stage, await serve());
    await page.keyboard.press('Control+k');
    await page.getByRole('option', { name: 'Statements' }).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await page.keyboard.type('timel');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    await page.getByRole('img', { name: /exchanges in \d+ lanes/ }).waitFor();
    await page.keyboard.press('Control+k');
    await page.keyboard.type('24');
    await page.keyboard.press('Enter');
    await page.getByRole('complementary', { name: 'exchange 24' }).waitFor();
    await page.keyboard.press('Control+k');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.getByRole('complementary', { name: 'exchange 24' }).waitFor();
  });

  test('the strip above the timeline: a part is drawn, and moved by a click', async () => {
    const page = await open(stage, await serve());
    await to(page, '#/timeline');
    const strip = page.getByRole('img', { name: /^shown: 0.00 to/ });
    await page.getByText('34 exchanges of 3 connections').waitFor();
    const box = await strip.boundingBox();
    if (box === null) throw new Error('there is no strip');
    const at = (part: number) => [box.x + box.width * part, box.y + 10] as const;
    await page.mouse.move(...at(0.25));
    await page.mouse.down();
    await page.mouse.move(...at(0.5), { steps: 3 });
    await page.mouse.up();
    await expect.poll(() => page.url()).toMatch(/from=\d+&to=\d+/);
    const part = () => {
      const { from = 0, to: end = 0 } = /from=(?<from>\d+)&to=(?<to>\d+)/.exec(page.url())?.groups ?? {};
      return [Number(from), Number(end)] as const;
    };
    const [from, end] = part();
    expect(from / end).toBeCloseTo(0.5, 1);
    await page.mouse.click(...at(0.75));
    await expect.poll(() => part()[0]).toBeGreaterThan(from);
    expect(part()[1] - part()[0]).toBeCloseTo(end - from, -1);
  });

  test('a hostile recording is text in every view, read whole or asked for', async () => {
    await using folder = await temporaryFolder();
    const file = folder.file('hostile.db');
    copyFileSync(SAMPLE, file);
    const evil = `</script><img src=x onerror=alert(1)>\u202e\u0000'"<!--{{7*7}}`;
    const db = openDatabase(file);
    db.prepare('UPDATE exchange SET sql = ?, parameters = ?, database = ? WHERE id > 20').run(evil, evil, evil);
    db.prepare('UPDATE exchange SET sql = ? WHERE id = 3').run(`SELECT ${'x'.repeat(20_000_000)}`);
    db.prepare('UPDATE response SET error_message = ?').run(evil);
    db.prepare('UPDATE session SET user = ?, database = ?, server_version = ?').run(evil, evil, evil);
    db.prepare('UPDATE scope SET name = ?').run(evil);
    db.close();
    for (const most of [50_000, 10]) {
      const page = await open(stage, await serve(most, file));
      for (const hash of [
        '#/',
        '#/exchanges?at=24',
        '#/exchanges?at=24&tab=state',
        '#/statements',
        '#/timeline',
        '#/scopes',
      ]) {
        await to(page, hash);
        expect(await page.locator('img, iframe, script:not([src="/page.js"])').count()).toBe(0);
        expect(await page.textContent('main')).not.toContain('\u202e');
      }
      await to(page, '#/exchanges?at=3');
      await page.getByText('(20000007 characters)').waitFor();
      await to(page, `#/exchanges?q=${encodeURIComponent('<img')}`);
      await page.getByText('\\u{202e}').first().waitFor();
    }
  });

  test('faults of a replay are set and removed, by keys alone', async () => {
    await builtPage();
    const feed = new LiveFeed();
    const run = await replay(SAMPLE, { port: 0, clientSslMode: 'DISABLED', dataDir: await keysFolder() });
    const side = { mode: 'replay', target: run.steering, feed, misses: run.misses } as const;
    const served = await openLivePage(SAMPLE, side, PAGE);
    onTestFinished(async () => {
      await served.close();
      await run.close();
    });
    const page = await open(stage, served.url);
    await to(page, '#/faults');
    await page.getByLabel('what').focus();
    await page.keyboard.press('Tab');
    await page.keyboard.type('orders');
    await page.keyboard.press('Enter');
    await page.getByText('"deadlock"').waitFor();
    expect(run.steering.faults?.list()).toMatchObject([{ fault: 'deadlock', statement: 'orders' }]);
    await page.getByRole('link', { name: 'Faults 1' }).waitFor();
    expect(await seriousFindings(page)).toEqual([]);
    await page.getByRole('button', { name: 'remove' }).press('Enter');
    await page.getByRole('heading', { name: '0 faults' }).waitFor();
    await to(page, '#/live');
    expect(await seriousFindings(page)).toEqual([]);
  });
});
