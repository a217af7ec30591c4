// The pictures of the documentation, taken of the page as it is: MOCK_PICTURES=1 writes them anew. Else it is only looked
// whether they are there, are small, and are shown.

import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createConnection } from 'mysql2/promise';
import { expect, test } from 'vitest';
import { replayPage } from '../../src/cli/report/html.ts';
import { replay } from '../../src/index.ts';
import { keysFolder, temporaryFolder } from '../support/serving.ts';
import { describeWithBrowser } from './browser.ts';
import { builtPage } from './built-page.ts';

const FOLDER = join(import.meta.dirname, '..', '..', 'docs', 'images');
const MOST_BYTES = 400_000;
const PICTURES = [
  { name: 'miss-light', scheme: 'light', hash: '#/miss/1' },
  { name: 'miss-dark', scheme: 'dark', hash: '#/miss/1' },
  { name: 'exchanges-light', scheme: 'light', hash: '#/exchanges?at=5' },
] as const;
const fileOf = (name: string) => join(FOLDER, `page-${name}.png`);

test('the pictures are there, small, and shown', () => {
  const bytes = PICTURES.reduce((sum, { name }) => sum + statSync(fileOf(name)).size, 0);
  expect(bytes).toBeLessThan(MOST_BYTES);
  const docs = readFileSync(join(FOLDER, '..', 'page.md'), 'utf8');
  for (const { name } of PICTURES) expect(docs).toContain(`images/page-${name}.png`);
});

if (process.env['MOCK_PICTURES'] === '1') {
  await describeWithBrowser((stage) => {
    test('takes them', async () => {
      await builtPage();
      await using folder = await temporaryFolder();
      await using run = await replay('recordings/sample-mysql-9.7.db', {
        port: 0,
        clientSslMode: 'DISABLED',
        dataDir: await keysFolder(),
      });
      const { host, port } = run;
      const client = await createConnection({ host, port, user: 'demo', password: 'x', database: 'shop' });
      await client.query('SELECT VERSION() AS version').catch(() => undefined);
      await client.query('SELECT name, price FROM products WHERE price < 50 ORDER BY name').catch(() => undefined);
      await client.query('SELECT COUNT(*) AS suppliers FROM suppliers').catch(() => undefined);
      await client.end();
      const report = folder.file('shop.html');
      writeFileSync(report, replayPage({ values: true, maxExchanges: 50_000 })(run.report()));
      for (const { name, scheme, hash } of PICTURES) {
        const page = await stage.page({ colorScheme: scheme, viewport: { width: 1120, height: 700 } });
        await page.goto(`${pathToFileURL(report).href}${hash}`);
        await page.waitForSelector('main :is(article, .detail)');
        await page.screenshot({ path: fileOf(name) });
        await page.context().close();
      }
    });
  });
}
