// The page of a process that serves (--ui), in a real browser: what it does comes as it is done; pages that close, are
// slow, or are too many; a process that ends.

import { writeFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, connect as connectTcp, createServer as createTcp, type Socket } from 'node:net';
import { pathToFileURL } from 'node:url';
import { createConnection } from 'mysql2/promise';
import { expect, onTestFinished, test } from 'vitest';
import { replayPage } from '../../src/cli/report/html.ts';
import { type ReplayOptions, record, replay } from '../../src/index.ts';
import { EventStream } from '../../src/page/live/event-stream.ts';
import { LiveFeed } from '../../src/page/live/live-feed.ts';
import { openLivePage } from '../../src/page/open-page.ts';
import type { PageServer } from '../../src/page/serve-page.ts';
import { startSampleServer } from '../../src/serve/sample/sample-server.ts';
import { script } from '../../src/serve/script.ts';
import { keysFolder, temporaryFolder } from '../support/serving.ts';
import { describeWithBrowser } from './browser.ts';
import { builtPage } from './built-page.ts';

const SAMPLE = 'recordings/sample-mysql-9.7.db';
const PAGE = { host: '127.0.0.1', port: 0, names: [] };
const serving = async () => ({ port: 0, clientSslMode: 'DISABLED', dataDir: await keysFolder() }) as const;

async function replaying(options: ReplayOptions = {}) {
  await builtPage();
  const feed = new LiveFeed();
  const run = await replay(SAMPLE, {
    ...(await serving()),
    ...options,
    ...feed.ofReplay(),
    onMiss: (miss) => feed.miss(miss),
  });
  const side = { mode: 'replay', target: run.steering, feed, misses: run.misses, carried: run.substituted } as const;
  const page = await openLivePage(SAMPLE, side, PAGE);
  onTestFinished(async () => {
    await page.close();
    await run.close();
  });
  return { run, page, feed };
}

async function recording() {
  await builtPage();
  const folder = await temporaryFolder();
  const sample = await startSampleServer({ clientSslMode: 'DISABLED' });
  const output = folder.file('live.db');
  let page: PageServer | null = null;
  const upstream = { kind: 'tcp', host: sample.host, port: sample.port } as const;
  const onSealing = async () => await page?.close();
  const run = await record({ ...(await serving()), upstream, output, isSteered: true, onSealing });
  const live = { mode: 'record', target: run.steering, feed: new LiveFeed(), misses: () => [] } as const;
  page = await openLivePage(output, live, PAGE);
  onTestFinished(async () => {
    await run.close();
    await sample.close();
    await folder[Symbol.asyncDispose]();
  });
  return { run, page, output, folder };
}

const connect = async ({ host, port }: { host: string; port: number }, user = 'demo') => {
  const client = await createConnection({ host, port, user, password: 'x', database: 'shop' });
  onTestFinished(() => client.destroy());
  return client;
};

const eventsOf = (url: string) => {
  const [origin = '', token = ''] = url.split('/#token=');
  return openEvents(`${origin}/api/v1/page/events`, token);
};

async function openEvents(url: string, token: string) {
  const request = httpRequest(url, { headers: { authorization: `Bearer ${token}` } });
  request.end();
  const reply = await new Promise<IncomingMessage>((resolve, reject) => {
    request.on('response', resolve);
    request.on('error', reject);
  });
  let text = '';
  reply.on('data', (bytes) => {
    text += String(bytes);
  });
  reply.on('error', () => undefined);
  request.on('error', () => undefined);
  onTestFinished(() => void request.destroy());
  return { status: reply.statusCode, text: () => text, close: () => request.destroy() };
}

test('events need the token; no more than eight readers; one that goes makes room', async () => {
  const { page } = await replaying();
  const [origin = ''] = page.url.split('/#');
  expect((await fetch(`${origin}/api/v1/page/events`)).status).toBe(401);
  expect((await fetch(`${origin}/api/v1/mock/faults`)).status).toBe(401);
  const readers = await Promise.all(Array.from({ length: 8 }, () => eventsOf(page.url)));
  expect(readers.map(({ status }) => status)).toEqual(new Array(8).fill(200));
  expect((await eventsOf(page.url)).status).toBe(503);
  readers[0]?.close();
  await expect.poll(async () => (await eventsOf(page.url)).status).toBe(200);
});

test('many commands are few events, and none is lost unsaid', async () => {
  const { page, feed } = await replaying();
  const reader = await eventsOf(page.url);
  for (let n = 0; n < 100_000; n++) feed.push(1, 1, 'next');
  await expect.poll(() => reader.text()).toContain('id: 100000');
  const data = /event: commands\ndata: (.*)/.exec(reader.text())?.[1] ?? '';
  expect(data.length).toBeLessThan(5000);
  const { items, skipped } = JSON.parse(data);
  expect(skipped + items.length).toBe(100_000);
});

test('a reader that does not read costs no memory, and hears of it when it does', async () => {
  const { run } = await replaying();
  const feed = new LiveFeed();
  const bounds = { gatheredMs: 2, behindBytes: 20_000 };
  const events = new EventStream({ mode: 'replay', target: run.steering, feed, misses: run.misses }, bounds);
  const responses: ServerResponse[] = [];
  const server = createServer((_, reply) => {
    responses.push(reply.writeHead(200));
    reply.write('\n', () => {
      // as one whose network takes nothing
      reply.cork();
      events.add(reply, 0);
    });
  }).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  const busy = setInterval(() => {
    for (let n = 0; n < 50; n++) feed.push(1, 1, 'next', 'x'.repeat(200));
  }, 1);
  onTestFinished(() => clearInterval(busy));
  await new Promise((resolve) => server.once('listening', resolve));
  const reader = await openEvents(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, '');
  await expect.poll(() => responses[0]?.writableLength).toBeGreaterThan(20_000);
  const before = feed.last;
  await expect.poll(() => feed.last).toBeGreaterThan(before + 5000);
  expect(responses[0]?.writableLength).toBeLessThan(30_000);
  responses[0]?.uncork();
  await expect.poll(() => reader.text()).toContain('event: reset');
  reader.close();
  await expect.poll(() => events.readers).toBe(0);
});

/** Passes connections on, until it is cut. */
async function openRelay() {
  let port = 0;
  const sockets = new Set<Socket>();
  const server = createTcp((socket) => {
    const to = connectTcp(port, '127.0.0.1');
    for (const one of [socket, to]) {
      sockets.add(one);
      one.on('error', () => undefined);
    }
    socket.pipe(to).pipe(socket);
    if (port === 0) socket.destroy();
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const cut = () => {
    port = 0;
    for (const socket of sockets) socket.destroy();
    sockets.clear();
  };
  onTestFinished(() => {
    cut();
    server.close();
  });
  const through = (url: string) => {
    const [, at = '', rest = ''] = /^http:\/\/127\.0\.0\.1:(\d+)(.*)$/.exec(url) ?? [];
    port = Number(at);
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}${rest}`;
  };
  return { cut, through };
}

await describeWithBrowser((stage) => {
  test('a value of this run stands beside the recorded one, live and in the report', async () => {
    const rule = { statement: '^INSERT INTO orders', positions: [1], kind: 'any' } as const;
    const { run, page } = await replaying({ volatile: [rule] });
    const client = await connect(run);
    await client.query('START TRANSACTION');
    await client.execute('INSERT INTO orders (customer, product_id, quantity) VALUES (?, ?, ?)', ['Bea', 3, 2]);
    const [carried] = run.substituted();
    expect(carried).toMatchObject({ recorded: 'Žofie 🍣', live: 'Bea' });
    const seen = await stage.page();
    const values = `#/exchanges?at=${carried?.exchange}&tab=values`;
    await seen.goto(`${page.url}${values.slice(1)}`);
    await seen.getByRole('row', { name: 'Žofie 🍣 Bea' }).waitFor();
    const folder = await temporaryFolder();
    onTestFinished(() => folder[Symbol.asyncDispose]());
    const file = folder.file('report.html');
    for (const isShown of [true, false]) {
      writeFileSync(file, replayPage({ values: isShown, maxExchanges: 50_000 })(run.report()));
      await seen.goto('about:blank');
      await seen.goto(`${pathToFileURL(file).href}${values}`);
      await seen.getByText('what was asked with comes from').waitFor();
      expect(await seen.getByRole('row', { name: 'Žofie 🍣 Bea' }).count()).toBe(isShown ? 1 : 0);
    }
    await seen.context().close();
  });

  test('a replay: each command with its exchange, a miss, and the end', async () => {
    const { run, page: served } = await replaying();
    const page = await stage.page();
    const complaints: string[] = [];
    page.on('pageerror', (error) => void complaints.push(error.message));
    await page.goto(served.url);
    await page.getByRole('heading', { name: /replay ● live/ }).waitFor();
    await expect.poll(() => page.url()).toMatch(/#\/live$/);
    const client = await connect(run);
    await client.query('SELECT VERSION() AS version');
    await client.query('SELECT name FROM products WHERE price < 50 ORDER BY name').catch(() => undefined);
    const grid = page.getByRole('grid', { name: 'commands' });
    await grid.getByText('no recorded answer').waitFor();
    await expect.poll(() => grid.textContent()).toContain('SELECT VERSION() AS version');
    await page.getByRole('link', { name: 'Misses 1' }).click();
    const miss = page.getByRole('article', { name: 'miss 1 of 1' });
    await miss.waitFor();
    await expect.poll(() => miss.locator('mark').allTextContents()).toEqual(['name', 'price']);
    await page.keyboard.press('l');
    await page.keyboard.press('Space');
    await page.getByRole('button', { name: 'go on' }).waitFor();
    // those that are answered the quick way are told of too
    for (let n = 0; n < 4; n++) await client.query('SELECT VERSION() AS version');
    await page.keyboard.press('Space');
    await expect.poll(() => grid.getByText('VERSION()').count()).toBe(5);
    await page.getByRole('button', { name: 'end', exact: true }).click();
    await expect.poll(() => page.locator('.live').textContent()).toContain('no connection is open');
    await served.close();
    await page.getByText('the process has ended').waitFor();
    await page.keyboard.press('e');
    await page.getByRole('grid', { name: 'exchanges' }).waitFor();
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test('a recording: exchanges as they come, on two pages; sealing leaves one file', async () => {
    const { run, page: served, folder } = await recording();
    const context = await stage.context();
    const pages = [await context.newPage(), await context.newPage()] as const;
    for (const page of pages) await page.goto(served.url);
    const client = await connect(run);
    await client.query('SELECT VERSION()');
    for (const page of pages) {
      await page.getByRole('grid', { name: 'recorded exchanges' }).getByText('VERSION()').waitFor();
    }
    // in mid stream
    await pages[0].close();
    await client.query('SELECT COUNT(*) FROM orders');
    await pages[1].getByText('COUNT(').first().waitFor();
    await client.end();
    await run.close();
    await pages[1].getByText('the process has ended').waitFor();
    expect(await readdir(folder.path)).toEqual(['live.db']);
    await context.close();
  });

  test('a script: its connections', async () => {
    await builtPage();
    const run = await script('examples/script/shop.json', await serving());
    const live = { mode: 'script', target: run.steering, feed: new LiveFeed(), misses: () => [] } as const;
    const served = await openLivePage('examples/script/shop.json', live, PAGE);
    onTestFinished(async () => {
      await served.close();
      await run.close();
    });
    const page = await stage.page();
    await page.goto(served.url);
    const client = await connect(run, 'shop');
    await client.ping();
    await page.getByRole('region', { name: 'open connections' }).getByText('shop').waitFor();
    expect(await page.getByRole('link', { name: 'Exchanges' }).count()).toBe(0);
    await page.context().close();
  });

  test('a page left open over night takes up where it was; behind another process it stops', async () => {
    const { page: served, feed } = await replaying();
    const relay = await openRelay();
    const page = await stage.page();
    await page.goto(relay.through(served.url));
    await page.getByText('● live').waitFor();
    relay.cut();
    await page.getByText('connection lost').waitFor();
    feed.push(7, 5, 'next');
    relay.through(served.url);
    await page.getByText('● live').waitFor();
    await page.getByRole('grid', { name: 'commands' }).getByText('its turn').waitFor();
    const { page: another } = await replaying();
    relay.cut();
    relay.through(another.url);
    await page.getByText('the process has ended').waitFor();
    await page.context().close();
  });
});
