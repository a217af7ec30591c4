// What each view is to whoever hears it: its roles, names and states, as Chromium tells them to a screen reader.
// `npx vitest run --project page aria -u` writes them anew.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createConnection } from 'mysql2/promise';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { replay } from '../../src/index.ts';
import { collectPage } from '../../src/page/collect.ts';
import { pageFile } from '../../src/page/page-file.ts';
import { openRecording } from '../../src/store/reading/reader.ts';
import { type Folder, keysFolder, temporaryFolder } from '../support/serving.ts';
import { describeWithBrowser } from './browser.ts';
import { builtPage } from './built-page.ts';

const SAMPLE = 'recordings/sample-mysql-9.7.db';
const VIEWS: Readonly<Record<string, string>> = {
  miss: '#/miss/1',
  overview: '#/',
  exchange: '#/exchanges?q=id:4..8&at=5',
  statements: '#/statements?sort=-count',
  statement: '#/statement/5',
  timeline: '#/timeline?from=0&to=60000',
  diff: '#/diff/1',
};

let folder: Folder;
let file: string;

beforeAll(async () => {
  await builtPage();
  folder = await temporaryFolder();
  file = folder.file('report.html');
  await using run = await replay(SAMPLE, { port: 0, clientSslMode: 'DISABLED', dataDir: await keysFolder() });
  const { host, port } = run;
  const client = await createConnection({ host, port, user: 'demo', password: 'x', database: 'shop' });
  await client.query('SELECT name, price FROM products WHERE price < 50 ORDER BY name').catch(() => undefined);
  await client.end();
  const reader = openRecording(SAMPLE);
  const cells = [{ result: 1, row: 1, column: 'price', from: '39.90', to: '34.90' }];
  const item = {
    kind: 'changed',
    title: 'SELECT name, price FROM products',
    exchanges: [5],
    lines: [],
    cells,
  } as const;
  const changes = { what: 'diff', summary: '1 difference', items: [{ ...item, tookUs: [470, 900] }] } as const;
  writeFileSync(file, pageFile(collectPage(reader, { replay: run.report(), changes })));
  reader.close();
});
afterAll(() => folder?.[Symbol.asyncDispose]());

await describeWithBrowser((stage) => {
  test('each view says the same as before', async () => {
    const page = await stage.page({ viewport: { width: 1280, height: 800 } });
    for (const [name, hash] of Object.entries(VIEWS)) {
      await page.goto('about:blank');
      await page.goto(`${pathToFileURL(file).href}${hash}`);
      await page.locator('main > *').first().waitFor();
      const told = await page.locator('main').ariaSnapshot();
      // when it was asked, and in which folder this is
      const same = told.replace(/\d\d:\d\d:\d\d\.\d{3}/g, 'TIME').replaceAll(join(import.meta.dirname, '..', '..'), '');
      await expect(`${same}\n`).toMatchFileSnapshot(`./aria/${name}.yml`);
    }
    await page.context().close();
  });
});
