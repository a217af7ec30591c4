// A page left open over a night, in time-lapse: a replay answers and misses at a high rate, its page is told of it a hundred
// times as often as it would be, and what browser and process hold is looked at each 15 seconds. It is to stay what it was.
// Run after `npm run build`: node --expose-gc bench/page-soak.js [minutes]

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createConnection } from 'mysql2/promise';
import { chromium } from 'playwright-core';
import { replay } from '../build/index.js';
import { LiveFeed } from '../build/page/live/live-feed.js';
import { openLivePage } from '../build/page/open-page.js';

const minutes = Number(process.argv[2] ?? 4);
const sample = join(import.meta.dirname, '..', 'recordings', 'sample-mysql-9.7.db');
const program = process.env.MOCK_CHROMIUM ?? '/usr/bin/chromium';
if (!existsSync(program)) throw new Error(`needs a browser: ${program} is not there, MOCK_CHROMIUM names another`);

/** As a page is told: four times a second. */
const USUAL_MS = 250;
const GATHERED_MS = 2;
const LOOK_MS = 15_000;

const feed = new LiveFeed();
const hooks = { ...feed.ofReplay(), onMiss: (miss) => feed.miss(miss) };
const run = await replay(sample, {
  port: 0,
  clientSslMode: 'DISABLED',
  exhausted: 'cycle',
  logLevel: 'silent',
  ...hooks,
});
const side = { mode: 'replay', target: run.steering, feed, misses: run.misses };
const options = { host: '127.0.0.1', port: 0, names: [], events: { gatheredMs: GATHERED_MS } };
const served = await openLivePage(sample, side, options);
const browser = await chromium.launch({ executablePath: program, args: ['--no-sandbox'] });
try {
  const page = await browser.newPage();
  await page.goto(served.url);
  await page.getByText('● live').waitFor();
  const debug = await page.context().newCDPSession(page);
  const client = await createConnection({
    host: run.host,
    port: run.port,
    user: 'demo',
    password: 'x',
    database: 'shop',
  });
  const until = performance.now() + minutes * 60_000;
  let asked = 0;
  const asking = (async () => {
    while (performance.now() < until) {
      for (let n = 0; n < 20; n++) await client.query('SELECT VERSION() AS version');
      await client
        .query(`SELECT name FROM products WHERE price < ${asked % 5000} ORDER BY name`)
        .catch(() => undefined);
      asked += 21;
    }
  })();
  console.log('seconds   commands   in the page   browser heap   nodes   process heap');
  const began = performance.now();
  while (performance.now() < until) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    await debug.send('HeapProfiler.collectGarbage');
    const { usedSize } = await debug.send('Runtime.getHeapUsage');
    const { nodes } = await debug.send('Memory.getDOMCounters');
    globalThis.gc?.();
    const shown = await page.getByRole('grid', { name: 'commands' }).getAttribute('aria-rowcount');
    const seconds = Math.round((performance.now() - began) / 1000);
    const mb = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`;
    const { heapUsed } = process.memoryUsage();
    console.log(
      `${String(seconds).padStart(7)} ${String(asked).padStart(10)} ${String(shown).padStart(13)} ` +
        `${mb(usedSize).padStart(14)} ${String(nodes).padStart(7)} ${mb(heapUsed).padStart(14)}`,
    );
  }
  await asking;
  await client.end();
  const hours = (minutes * 60_000 * (USUAL_MS / GATHERED_MS)) / 3_600_000;
  console.log(`told at most ${Math.round(hours)} hours' worth of times`);
} finally {
  await browser.close();
  await served.close();
  await run.close();
}
