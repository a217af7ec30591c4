// What a list can do: it is sorted, gone through by session beyond what is loaded, grouped by statement, and copied from;
// with all exchanges at hand, and asked for.

import type { Page } from 'playwright-core';
import { expect, onTestFinished, test } from 'vitest';
import { openReading } from '../../src/page/reading/open-reading.ts';
import { servePage } from '../../src/page/serve-page.ts';
import { seriousFindings } from './axe.ts';
import { type BrowserStage, describeWithBrowser } from './browser.ts';
import { builtPage } from './built-page.ts';

const SAMPLE = 'recordings/sample-mysql-9.7.db';
const ALL = 50_000;
const FEW = 10;

/** @param maxExchanges a recording with more is asked for row by row */
async function open(stage: BrowserStage, hash: string, maxExchanges = ALL): Promise<Page> {
  await builtPage();
  const reading = openReading(SAMPLE);
  const data = () => reading.ask('data', { maxExchanges, hasValues: true });
  const content = { data, reading, live: null, path: SAMPLE };
  const server = await servePage(content, { host: '127.0.0.1', port: 0, names: [] });
  onTestFinished(() => server.close());
  const permissions = ['clipboard-read', 'clipboard-write'];
  const page = await stage.page({ viewport: { width: 1280, height: 800 }, permissions });
  const complaints: string[] = [];
  page.on('console', (message) => void complaints.push(message.text()));
  page.on('pageerror', (error) => void complaints.push(error.message));
  onTestFinished(async () => {
    await page.context().close();
    expect(complaints).toEqual([]);
  });
  await page.goto(`${server.url}${hash.replace(/^#/, '')}`);
  await page.waitForSelector('main');
  return page;
}

/** Ids of the rows that are seen, once there are some and all are there. */
async function idsOf(page: Page): Promise<number[]> {
  const cells = page.locator('.rows .row [role=gridcell]:first-child');
  await expect.poll(async () => (await cells.allTextContents()).join(' ')).toMatch(/^[\d ]+$/);
  return (await cells.allTextContents()).map(Number);
}

await describeWithBrowser((stage) => {
  test.each([ALL, FEW])('sorted by a head, by its address, and back: of %i exchanges', async (most) => {
    const page = await open(stage, '#/exchanges', most);
    const head = page.getByRole('columnheader', { name: 'ms' });
    await head.getByRole('button').click();
    await expect.poll(() => head.getAttribute('aria-sort')).toBe('descending');
    await expect.poll(async () => (await idsOf(page)).slice(0, 4)).not.toEqual([1, 2, 3, 4]);
    const slowest = (await idsOf(page))[0] ?? 0;
    await page.keyboard.press('g');
    await page.getByRole('complementary', { name: `exchange ${slowest}` }).waitFor();
    await head.getByRole('button').press('Enter');
    await expect.poll(() => head.getAttribute('aria-sort')).toBe('ascending');
    await expect.poll(async () => (await idsOf(page)).at(-1)).toBe(slowest);
    await expect.poll(() => page.url()).toMatch(/sort=ms/);
    await head.getByRole('button').click();
    await expect.poll(async () => (await idsOf(page)).slice(0, 4)).toEqual([1, 2, 3, 4]);
    const statement = page.getByRole('columnheader', { name: 'statement' }).getByRole('button');
    await statement.click();
    await expect.poll(() => page.locator('.rows .row').first().textContent()).toContain('UPDATE products');
    await statement.click();
    await expect.poll(() => page.locator('.rows .row').first().textContent()).toMatch(/COM_\w+/);
    expect(await seriousFindings(page)).toEqual([]);
  });

  test('] and [ go through a session, far beyond the rows that are loaded', async () => {
    const page = await open(stage, '#/exchange/16', FEW);
    const at = (id: number) => page.getByRole('complementary', { name: `exchange ${id}` }).waitFor();
    await at(16);
    // faster than any of them is answered
    await Promise.all(['[', '[', '[', ']'].map((key) => page.keyboard.press(key)));
    await at(14);
    await page.keyboard.press('k');
    await at(13);
  });

  test.each([ALL, FEW])('a statement has a page, with what its executions differ in: of %i exchanges', async (most) => {
    const page = await open(stage, '#/statements?sort=-count', most);
    const first = page.getByRole('row').nth(1);
    expect(await first.getByRole('cell').first().textContent()).toBe('3');
    await first.getByRole('link').click();
    await page.getByRole('heading', { name: '3 executions of one statement' }).waitFor();
    expect(await page.getByRole('row').count()).toBe(4);
    expect(await seriousFindings(page)).toEqual([]);
    await page.getByRole('row').nth(2).getByRole('link').click();
    await page.getByRole('complementary').waitFor();
    await page.goBack();
    await page.getByRole('link', { name: 'all statements' }).click();
    await expect.poll(() => page.url()).toMatch(/#\/statements$/);
    await page.goto(page.url().replace(/#.*/, '#/statement/999'));
    await page.getByText('There is no statement of an exchange 999').waitFor();
  });

  test.each([ALL, FEW])('c copies as SQL, JSON, text and curl: of %i exchanges', async (most) => {
    const page = await open(stage, '#/exchange/6/state', most);
    await page.getByRole('tab', { name: 'state', selected: true }).waitFor();
    const copied = () => page.evaluate('navigator.clipboard.readText()') as Promise<string>;
    const copy = async (name: string) => {
      await page.keyboard.press('c');
      await page.getByRole('dialog', { name: 'copy' }).waitFor();
      await page.keyboard.type(name);
      await page.keyboard.press('Enter');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
    };
    await copy('');
    await expect.poll(copied).toMatch(/^SELECT o\.id/);
    await copy('json');
    await expect.poll(async () => JSON.parse(await copied().catch(() => '{}'))).toMatchObject({ id: 6, results: [{}] });
    await copy('text');
    await expect.poll(copied).toMatch(/^-- exchange 6 of session 1, [\s\S]*\| id \| customer/);
    await copy('curl');
    await expect.poll(copied).toMatch(/^curl -H "authorization: Bearer \$TOKEN" 'http:\S+exchange\?ask=/);
    // by itself it is one that works
    const [, address = ''] = /'(http:\S+)'/.exec(await copied()) ?? [];
    const token = (await page.evaluate("sessionStorage.getItem('mock-token')")) as string;
    const reply = await fetch(address, { headers: { authorization: `Bearer ${token}` } });
    expect(await reply.json()).toMatchObject({ exchange: { id: 6 } });
  });

  test('rules of redaction are loaded and tried: value by value, by rule', async () => {
    const page = await open(stage, '#/redact');
    const rules = { rules: [{ column: 'shop.products.price', fixed: '9.99' }, { column: 'shop.nothing.at_all' }] };
    const file = { name: 'redact.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(rules)) };
    await page.getByLabel('rules from a file').setInputFiles(file);
    await page.getByRole('button', { name: 'try' }).click();
    const priced = page.getByRole('region', { name: /products\.price/ });
    await expect.poll(() => priced.locator('ins').first().textContent()).toBe('9.99');
    expect(await priced.textContent()).toMatch(/column price/);
    expect(await page.getByRole('region', { name: /at_all/ }).textContent()).toContain('touches nothing');
    expect(await seriousFindings(page)).toEqual([]);
  });

  test('the timeline says what was seen before and behind the COMMIT of another session', async () => {
    const page = await open(stage, '#/timeline');
    const said = page.getByRole('list', { name: 'seen before and behind what others wrote' });
    await expect.poll(() => said.textContent()).toMatch(/are one statement of session \d+: \d+ before, \d+ behind \d+/);
  });

  test('what an address asks is answered at once', async () => {
    const page = await open(stage, '#/match?sql=SHOW%20TABLES');
    await page.getByText('1 recorded answer').waitFor();
    await page.goto(page.url().replace(/#.*/, '#/exchanges?q=time%3A0..1%20is%3Aplayed'));
    await page.getByText('known in the report of a replay only').waitFor();
    await page.goto(page.url().replace(/#.*/, '#/exchanges?q=time%3A0'));
    await page.getByText('34 of 34').waitFor();
  });
});
