// `mock ui` in a real browser: with its token, without, under other names, and from other origins.

import { gzipSync } from 'node:zlib';
import { expect, onTestFinished, test } from 'vitest';
import { collectPage } from '../../src/page/collect.ts';
import { servePage } from '../../src/page/serve-page.ts';
import { openRecording } from '../../src/store/reading/reader.ts';
import { describeWithBrowser } from './browser.ts';
import { builtPage } from './built-page.ts';

const DATA = '/api/v1/page/data';

async function start() {
  await builtPage();
  const reader = openRecording('recordings/sample-mysql-9.7.db');
  const data = collectPage(reader);
  reader.close();
  const packed = gzipSync(JSON.stringify(data));
  const content = { data: () => Promise.resolve(packed), reading: null, live: null, path: 'x' };
  const server = await servePage(content, { host: '127.0.0.1', port: 0, names: [] });
  onTestFinished(() => server.close());
  const [origin = '', token = ''] = server.url.split('/#token=');
  return { ...server, origin, token };
}

test('nothing is answered without the token, and none of it is for others', async () => {
  const { origin, token } = await start();
  const ask = async (path: string, headers: Record<string, string> = {}) => await fetch(origin + path, { headers });
  const right = { authorization: `Bearer ${token}` };
  expect((await ask(DATA)).status).toBe(401);
  expect((await ask(DATA, { authorization: 'Bearer guessed' })).status).toBe(401);
  expect((await ask('/nothing')).status).toBe(401);
  expect((await ask('/nothing', right)).status).toBe(404);
  expect((await ask(DATA, { ...right, origin: 'http://evil.test' })).status).toBe(403);
  const reply = await ask(DATA, right);
  expect([reply.status, await reply.json()]).toMatchObject([200, { title: 'sample-mysql-9.7.db' }]);
  const shell = await ask('/');
  expect(shell.headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(shell.headers.get('cache-control')).toBe('no-store');
  expect(await shell.text()).not.toContain('sample');
});

await describeWithBrowser((stage) => {
  test('the page opens, the token leaves the address, and a reload keeps it', async () => {
    const { url, origin } = await start();
    const page = await stage.page();
    const complaints: string[] = [];
    page.on('console', (message) => void complaints.push(message.text()));
    page.on('pageerror', (error) => void complaints.push(error.message));
    await page.goto(url);
    await page.getByRole('heading', { name: 'sample-mysql-9.7.db' }).waitFor();
    await expect.poll(() => page.url()).toBe(`${origin}/#/`);
    await page.getByRole('navigation').getByRole('link', { name: 'Exchanges' }).click();
    await page.getByRole('grid').waitFor();
    await page.reload();
    await page.getByRole('grid').waitFor();
    await page.goBack();
    await page.getByRole('heading', { name: 'Slowest' }).waitFor();
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test('without a token it says what to do', async () => {
    const { origin } = await start();
    const page = await stage.page();
    await page.goto(origin);
    await expect.poll(() => page.textContent('body')).toContain('needs its token');
    await page.goto(`${origin}/#token=guessed`);
    await page.reload();
    await expect.poll(() => page.textContent('body')).toContain('not the one of this mock');
    await page.context().close();
  });
});
