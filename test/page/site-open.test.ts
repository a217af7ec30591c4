// A recording dropped onto the documentation's site, in a real browser: what is shown is what `mock ui -o` would show, to the last
// byte of its data; what cannot be read says so in one line; nothing leaves the browser.

import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename, extname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { build } from 'vite';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { collectPage } from '../../src/page/collect.ts';
import type { PageData } from '../../src/page/page-data.ts';
import { openDatabase } from '../../src/store/file/open-database.ts';
import { openRecording } from '../../src/store/reading/reader.ts';
import { type Folder, temporaryFolder } from '../support/serving.ts';
import { seriousFindings } from './axe.ts';
import { type BrowserStage, describeWithBrowser } from './browser.ts';
import { builtPage } from './built-page.ts';

const SAMPLE = 'recordings/sample-mysql-9.7.db';
const RECORDINGS = [SAMPLE, 'examples/vitest/shop.db'];
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.wasm': 'application/wasm',
};

let folder: Folder;
let origin: string;
let stop: () => Promise<void>;

beforeAll(async () => {
  await builtPage();
  folder = await temporaryFolder();
  const site = folder.file('site');
  const configFile = join(import.meta.dirname, '..', '..', 'site', 'open', 'vite.config.js');
  await build({ configFile, build: { outDir: site }, logLevel: 'error' });
  const server = createServer(({ url = '/' }, reply) => {
    const path = join(site, url === '/' ? 'index.html' : url);
    reply.setHeader('content-type', TYPES[extname(path)] ?? 'text/plain').end(readFileSync(path));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  stop = () => new Promise((resolve) => server.close(() => resolve()).closeAllConnections());
});
afterAll(async () => {
  await stop?.();
  await folder?.[Symbol.asyncDispose]();
});

/** A page that may fetch what it is made of, and nothing else. */
async function openSite(stage: BrowserStage, colorScheme: 'light' | 'dark' = 'light'): Promise<Page> {
  const page = await stage.page({ colorScheme });
  const complaints: string[] = [];
  page.on('console', (message) => void complaints.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => void complaints.push(error.message));
  page.on('request', (request) => {
    const isOwn = request.url().startsWith(origin) || request.url().startsWith('blob:');
    if (!isOwn || request.method() !== 'GET') complaints.push(`${request.method()} ${request.url()}`);
  });
  onTestFinished(async () => {
    await page.context().close();
    expect(complaints).toEqual([]);
  });
  await page.goto(origin);
  return page;
}

/** The data of the page that is shown. */
async function shownData(page: Page): Promise<PageData> {
  await page.waitForSelector('iframe');
  const block = page.frameLocator('iframe').locator('#data');
  const text = await block.evaluate((element) => element.textContent ?? '');
  return JSON.parse(gunzipSync(Buffer.from(text, 'base64')).toString());
}

function expectedData(path: string): PageData {
  const reader = openRecording(path);
  try {
    return JSON.parse(JSON.stringify(collectPage(reader)));
  } finally {
    reader.close();
  }
}

await describeWithBrowser((stage) => {
  test.each(RECORDINGS)('%s is read as mock itself reads it', async (path) => {
    const page = await openSite(stage);
    await page.setInputFiles('#file', path);
    const expected = expectedData(path);
    const shown = await shownData(page);
    expect({ ...shown, made: '', path: '' }).toEqual({ ...expected, made: '', path: '' });
    const inside = page.frameLocator('iframe');
    await inside.getByText(`${expected.counts.exchanges}`, { exact: true }).first().waitFor();
    await inside
      .getByRole('link', { name: /^Exchanges/ })
      .first()
      .click();
    await inside.getByRole('grid').waitFor();
    expect(await page.textContent('#name')).toBe(basename(path));
  });

  test('a file may be dropped, another opened behind it, and what is shown kept as a file', async () => {
    const page = await openSite(stage);
    const bytes = readFileSync(SAMPLE).toString('base64');
    await page.evaluate(`{
      const transfer = new DataTransfer();
      transfer.items.add(new File([Uint8Array.from(atob('${bytes}'), (char) => char.charCodeAt(0))], 'dropped.db'));
      document.body.dispatchEvent(new DragEvent('drop', { bubbles: true, dataTransfer: transfer }));
    }`);
    expect((await shownData(page)).title).toBe('dropped.db');
    const [download] = await Promise.all([page.waitForEvent('download'), page.click('#save')]);
    expect(download.suggestedFilename()).toBe('dropped.html');
    await page.click('#another');
    await page.setInputFiles('#file', SAMPLE);
    expect((await shownData(page)).title).toBe('sample-mysql-9.7.db');
  });

  test('what cannot be read says what it is and what to do', async () => {
    const file = (name: string) => folder.file(name);
    writeFileSync(file('notes.db'), 'no database at all, but long enough for a header of one hundred bytes '.repeat(9));
    writeFileSync(file('empty.db'), '');
    copyFileSync(SAMPLE, file('open.db'));
    openDatabase(file('open.db')).pragma('journal_mode = WAL');
    const database = openDatabase(file('other.db'));
    database.exec('CREATE TABLE t (a)');
    database.close();
    const whole = readFileSync(SAMPLE);
    writeFileSync(file('cut.db'), whole.subarray(0, whole.length / 2));
    const page = await openSite(stage);
    const said = async (name: string) => {
      await page.setInputFiles('#file', file(name));
      await page.locator('#problem', { hasText: name }).waitFor();
      return await page.textContent('#problem');
    };
    expect(await said('notes.db')).toBe('notes.db is not a recording: no SQLite file; name another file');
    expect(await said('empty.db')).toBe('empty.db is empty; record it again');
    expect(await said('open.db')).toMatch(/^open\.db is still being written, or its writer was killed: end it/);
    expect(await said('other.db')).toMatch(/^other\.db is a SQLite database but no recording of mock/);
    expect(await said('cut.db')).toMatch(/^cut\.db is damaged/);
    await page.setInputFiles('#file', SAMPLE);
    expect((await shownData(page)).counts.exchanges).toBeGreaterThan(0);
  });

  test.each(['light', 'dark'] as const)('axe finds nothing serious (%s)', async (scheme) => {
    expect(await seriousFindings(await openSite(stage, scheme))).toEqual([]);
  });
});
