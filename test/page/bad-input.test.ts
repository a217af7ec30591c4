// What befalls a page that is open: its recording is replaced, written over, removed, or is none any more; a browser that
// goes in mid answer; questions that nobody waits for.

import { spawn } from 'node:child_process';
import { copyFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { createConnection } from 'mysql2/promise';
import { expect, onTestFinished, test } from 'vitest';
import { openReading } from '../../src/page/reading/open-reading.ts';
import { servePage } from '../../src/page/serve-page.ts';
import { openDatabase } from '../../src/store/file/open-database.ts';
import { type Folder, keysFolder, temporaryFolder } from '../support/serving.ts';
import { describeWithBrowser } from './browser.ts';
import { builtPage } from './built-page.ts';

const SAMPLE = 'recordings/sample-mysql-9.7.db';
const BASE = '/api/v1/page';

interface Served {
  readonly url: string;
  readonly file: string;
  readonly folder: Folder;
  ask(path: string): Promise<{ status: number; recording: string | null; body: unknown }>;
}

async function serve(): Promise<Served> {
  await builtPage();
  const folder = await temporaryFolder();
  const file = folder.file('shop.db');
  copyFileSync(SAMPLE, file);
  const reading = openReading(file);
  const data = () => reading.ask('data', { maxExchanges: 50_000, hasValues: true });
  const { url, close } = await servePage(
    { data, reading, live: null, path: file },
    { host: '127.0.0.1', port: 0, names: [] },
  );
  onTestFinished(async () => {
    await close();
    await folder[Symbol.asyncDispose]();
  });
  const [origin = '', token = ''] = url.split('/#token=');
  const ask = async (path: string) => {
    const reply = await fetch(`${origin}${BASE}/${path}`, { headers: { authorization: `Bearer ${token}` } });
    return { status: reply.status, recording: reply.headers.get('x-mock-recording'), body: await reply.json() };
  };
  return { url, file, folder, ask };
}

/** Another recording, where the fifth exchange asks something else. */
function another(path: string): void {
  copyFileSync(SAMPLE, path);
  const db = openDatabase(path);
  db.prepare('UPDATE exchange SET sql = ? WHERE id = 5').run('SELECT another_one');
  db.close();
}

const fifth = `exchange?ask=${encodeURIComponent('{"id":5}')}`;

test('every answer says which recording it is of: replaced, written over in place, removed, none any more', async () => {
  const { file, folder, ask } = await serve();
  expect(await ask(fifth)).toMatchObject({ status: 200, recording: '1' });
  another(folder.file('new.db'));
  renameSync(folder.file('new.db'), file);
  const replaced = await ask(fifth);
  expect(replaced.recording).toBe('2');
  expect(JSON.stringify(replaced.body)).toContain('another_one');
  copyFileSync(SAMPLE, file);
  expect((await ask(fifth)).recording).toBe('3');
  rmSync(file);
  expect(await ask(fifth)).toMatchObject({ status: 200, recording: '3 gone' });
  writeFileSync(file, 'no recording');
  const none = await ask(fifth);
  expect(none.status).toBe(500);
  expect(JSON.stringify(none.body)).toContain(file);
  another(file);
  expect(await ask(fifth)).toMatchObject({ status: 200, recording: '4' });
});

test('browsers that go before they are answered leave nothing behind', async () => {
  const { url, ask } = await serve();
  const [origin = '', token = ''] = url.split('/#token=');
  const headers = { authorization: `Bearer ${token}` };
  await Promise.all(
    Array.from({ length: 200 }, async (_, n) => {
      const asked = request(`${origin}${BASE}/find?ask=${encodeURIComponent(`{"q":"a${n}"}`)}`, { headers });
      asked.on('error', () => undefined);
      asked.end();
      await new Promise((resolve) => asked.once('socket', resolve));
      asked.destroy();
    }),
  );
  expect((await ask(fifth)).status).toBe(200);
});

test('a writer that is killed under the page: what it wrote is read on', async () => {
  await builtPage();
  const folder = await temporaryFolder();
  const file = folder.file('killed.db');
  const words = ['bin/mock.js', 'record', '--port', '0', '--json', '--data-dir', await keysFolder(), '-o', file];
  const writer = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'ignore'] });
  onTestFinished(async () => {
    writer.kill('SIGKILL');
    await folder[Symbol.asyncDispose]();
  });
  let told = '';
  writer.stdout.on('data', (bytes) => {
    told += String(bytes);
  });
  const portOf = () => /"mysql:\/\/127\.0\.0\.1:(\d+)"/.exec(told)?.[1];
  await expect.poll(portOf).toBeDefined();
  const login = { host: '127.0.0.1', port: Number(portOf()), user: 'demo', password: 'x' };
  const client = await createConnection(login);
  client.on('error', () => undefined);
  await client.query('SELECT VERSION()');
  const reading = openReading(file);
  onTestFinished(() => reading.close());
  const found = async () => (await reading.ask('find', { q: 'version', from: 0, most: 10 })).total;
  await expect.poll(found).toBe(1);
  const gone = new Promise((resolve) => writer.once('exit', resolve));
  writer.kill('SIGKILL');
  await gone;
  client.destroy();
  expect(await found()).toBe(1);
  expect(await reading.ask('exchange', { id: 1 })).not.toBeNull();
});

await describeWithBrowser((stage) => {
  test('a page whose file is replaced begins anew and says so; removed, it says so and reads on', async () => {
    const { url, file, folder } = await serve();
    const page = await stage.page();
    await page.goto(url);
    await page.keyboard.press('e');
    await page.getByRole('row').nth(5).click();
    await page.getByRole('complementary', { name: 'exchange 5' }).waitFor();
    another(folder.file('new.db'));
    renameSync(folder.file('new.db'), file);
    await page.getByRole('tab', { name: 'packets' }).click();
    await page.getByText(`the file ${file} was replaced: this is the new one`).waitFor();
    const detail = page.getByRole('complementary', { name: 'exchange 5' });
    await detail.getByText('another_one').waitFor();
    rmSync(file);
    await page.getByRole('tab', { name: 'values' }).click();
    await page.getByText(`the file ${file} was removed`).waitFor();
    await detail.getByText('what was answered goes to').waitFor();
    writeFileSync(file, 'no recording');
    await page.getByRole('tab', { name: 'packets' }).click();
    await detail.getByText(/no recording|not a recording|is no/).waitFor();
    await page.context().close();
  });
});
