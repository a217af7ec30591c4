// The page against its budgets, on a recording of a million exchanges: how soon rows, searches, places, counts and the
// overview are there, over HTTP as the browser asks and in the browser itself, what memory that takes, and what --ui costs
// the clients of a replay. Run after `npm run build`: node bench/page.js [exchanges]

import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import Database from 'better-sqlite3';
import { createConnection } from 'mysql2/promise';
import { writeDigests } from '../build/store/file/digests.js';
import { Statistics } from '../build/store/sealing/statistics.js';
import { writeRecording } from './lib/made-recording.js';

/** 0 measures --ui alone. */
const count = Number(process.argv[2] ?? 1_000_000);
const mock = join(import.meta.dirname, '..', 'bin', 'mock.js');
const folder = mkdtempSync(join(tmpdir(), 'mock-page-'));
const path = join(folder, 'page.db');
const TABLES = ['users', 'orders', 'products', 'carts'];
const statement = (n) =>
  n % 10 === 0
    ? `UPDATE ${TABLES[n % 4]} SET seen = ${n} WHERE id = ${n % 5000}`
    : `SELECT id, name, price FROM ${TABLES[n % 4]} WHERE id = ${n % 5000} AND kind = 'k${n % 50}' ORDER BY name`;
/** Writing them all takes minutes; the same again and again is as long to read. */
const COPIES = 10;
const running = new Set();
/** Process id of what is measured. */
let served = 0;

try {
  if (count > 0) {
    writeRecording(path, count / COPIES, statement);
    multiply(path, COPIES);
    await pageOfFile();
  }
  await costs();
} finally {
  for (const child of running) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
}

/** So many copies of the exchanges, one behind the other. */
function multiply(file, copies) {
  const db = new Database(file);
  const columns = db.pragma('table_info(exchange)').map(({ name }) => name);
  const { last } = db.prepare('SELECT max(id) AS last FROM exchange').get();
  const values = columns.map((name) => (name === 'id' || name === 'ordinal' ? `${name} + ?` : name));
  const copy = db.prepare(`INSERT INTO exchange (${columns}) SELECT ${values} FROM exchange WHERE id <= ?`);
  db.transaction(() => {
    for (let n = 1; n < copies; n++) copy.run(n * last, n * last, last);
    // as sealing does, without the minute that the versions of all the data take
    const statistics = new Statistics();
    writeDigests(db, (exchange) => statistics.add(exchange));
    statistics.write(db);
  })();
  db.close();
}

async function pageOfFile() {
  const { child, lines } = start('ui', path, '--json');
  const { url } = JSON.parse(await lines('"page"'));
  const [origin, token] = url.split('/#token=');
  const headers = { authorization: `Bearer ${token}` };
  const ask = async (name, question = {}) => {
    const reply = await fetch(`${origin}/api/v1/page/${name}?ask=${encodeURIComponent(JSON.stringify(question))}`, {
      headers,
    });
    if (!reply.ok) throw new Error(`${name}: ${reply.status} ${await reply.text()}`);
    return await reply.json();
  };
  const whole = async (name, question) => {
    for (;;) {
      const answer = await ask(name, question);
      if (answer.isDone) return answer;
    }
  };
  served = child.pid;
  const before = rss(child.pid);
  await timed('head of the data', 1000, () => ask('data'));
  await timed('first rows', 300, () => ask('find', { q: '', from: 0, most: 200 }));
  await timed('first rows, again', 300, () => ask('find', { q: '', from: 0, most: 200 }));
  const filter = { q: 'table:orders -is:write k7', from: 0, most: 200 };
  await timed('a filter, its first rows', 300, () => ask('find', filter));
  const found = await timed('a filter, complete', 1500, () => whole('find', filter));
  await timed('the same again', 50, () => ask('find', filter));
  await timed('the same, sorted by time', 1500, () => whole('find', { ...filter, sort: '-ms' }));
  await timed('all, sorted by time', 2500, () => whole('find', { ...filter, q: '', sort: '-ms' }));
  await timed('sorted, any place', 100, () => ask('find', { ...filter, q: '', sort: '-ms', from: count / 2 }));
  await timed('a filter on numbers, complete', 1500, () => whole('find', { ...filter, q: 'ms:>5 id:1..900000' }));
  await timed('any place', 100, () => ask('find', { q: '', from: Math.floor(count * 0.9), most: 200 }));
  await timed('any place among those found', 100, () =>
    ask('find', { ...filter, from: Math.max(0, found.total - 300) }),
  );
  await timed('overview', 1000, () => ask('overview'));
  await timed('statements', 2000, () => whole('statements', {}));
  await timed('one statement, its first rows', 1000, () => ask('statement', { id: 11 }));
  say('memory added to the process', `${Math.round((rss(child.pid) - before) / 1e6)} MB`, 'limit 150 MB');
  await inBrowser(url);
  await stop(child);
}

async function inBrowser(url) {
  const program = process.env.MOCK_CHROMIUM ?? '/usr/bin/chromium';
  if (!existsSync(program)) return;
  const { chromium } = await import('playwright-core');
  const browser = await chromium.launch({
    executablePath: program,
    args: ['--no-sandbox', '--enable-precise-memory-info'],
  });
  try {
    const page = await browser.newPage();
    await page.goto(url);
    await page.getByRole('heading', { name: 'Slowest' }).waitFor();
    await timed('in the browser: rows', 300, async () => {
      await page.keyboard.press('e');
      await page.getByRole('row').nth(5).waitFor();
    });
    await timed('in the browser: the last row', 100, async () => {
      await page.keyboard.press('G');
      await page.getByText(String(count), { exact: true }).first().waitFor();
    });
    const heap = await page.evaluate('performance.memory.usedJSHeapSize');
    say("the browser's heap", `${Math.round(heap / 1e6)} MB`, 'limit 64 MB');
  } finally {
    await browser.close();
  }
}

/**
 * CPU of the process per command, which other work on the machine does not change as it changes the time. Four replays are
 * asked in turn, a block each: what is beside them falls on all four. Two are without --ui: what they differ by is chance.
 */
async function costs() {
  const rounds = 30;
  const block = 2000;
  const all = [];
  for (const ui of [null, null, 'nobody', 'following']) all.push(await asked(ui));
  const taken = all.map(() => []);
  for (const { ask } of all) await ask(2 * block);
  for (let round = 0; round < rounds; round++) {
    // each is the first one as often as the others
    for (let n = 0; n < all.length; n++) {
      const at = (n + round) % all.length;
      const { child, ask } = all[at];
      const began = threadsUs(child.pid);
      await ask(block);
      taken[at].push((threadsUs(child.pid) - began) / block);
    }
  }
  const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
  for (const [at, { ui }] of all.entries()) {
    const mean = taken[at].reduce((sum, each) => sum + each, 0) / rounds;
    const ratio = median(taken[at].map((each, round) => each / taken[0][round]));
    const more = at === 0 ? '' : `median of ${rounds} pairs ${((ratio - 1) * 100).toFixed(1)} %`;
    say(`replay, ${ui === null ? 'without --ui' : `--ui, ${ui}`}`, `${mean.toFixed(1)} µs CPU`, more);
  }
  for (const { close } of all) await close();
}

async function asked(ui) {
  const sample = join(import.meta.dirname, '..', 'recordings', 'sample-mysql-9.7.db');
  const words = ['replay', sample, '--port', '0', '--exhausted', 'cycle', '--json'];
  const { child, lines } = start(...words, ...(ui === null ? [] : ['--ui']));
  const port = Number(/:(\d+)"/.exec(await lines('"listening"'))[1]);
  const stream = ui === 'following' ? await follow(JSON.parse(await lines('"page"')).url) : null;
  const client = await createConnection({ host: '127.0.0.1', port, user: 'demo', password: 'x', database: 'shop' });
  const ask = async (times) => {
    for (let n = 0; n < times; n++) await client.query('SELECT VERSION() AS version');
  };
  const close = async () => {
    await client.end();
    stream?.abort();
    await stop(child);
  };
  return { ui, child, ask, close };
}

async function follow(url) {
  const [origin, token] = url.split('/#token=');
  const controller = new AbortController();
  const headers = { authorization: `Bearer ${token}` };
  const reply = await fetch(`${origin}/api/v1/page/events`, { headers, signal: controller.signal });
  reply.text().catch(() => undefined);
  return controller;
}

function start(...words) {
  const child = spawn(process.execPath, [mock, ...words], { stdio: ['ignore', 'pipe', 'ignore'] });
  running.add(child);
  const seen = [];
  const wake = [];
  createInterface({ input: child.stdout }).on('line', (line) => {
    seen.push(line);
    for (const one of wake.splice(0)) one();
  });
  const lines = async (text) => {
    for (;;) {
      const line = seen.find((each) => each.includes(text));
      if (line !== undefined) return line;
      await new Promise((resolve) => wake.push(resolve));
    }
  };
  return { child, lines };
}

async function stop(child) {
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await gone;
  running.delete(child);
}

/** Beside the time, CPU of the process: on a busy machine it tells more. */
async function timed(what, limitMs, action) {
  const cpu = cpuMs(served);
  const began = performance.now();
  const answer = await action();
  const ms = performance.now() - began;
  const remark = `limit ${limitMs} ms${ms > limitMs ? ' EXCEEDED' : ''}`;
  say(what, `${ms.toFixed(ms < 10 ? 1 : 0)} ms`, `${`${cpuMs(served) - cpu} ms CPU`.padEnd(14)} ${remark}`);
  return answer;
}

function say(what, value, remark) {
  console.log(`${what.padEnd(34)} ${value.padStart(12)}   ${remark}`);
}

function rss(pid) {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024;
}

/** The same of its threads as the scheduler counts it, in microseconds: finer than ticks. */
function threadsUs(pid) {
  const ofThread = (id) => Number(readFileSync(`/proc/${pid}/task/${id}/schedstat`, 'utf8').split(' ')[0]);
  return readdirSync(`/proc/${pid}/task`).reduce((sum, id) => sum + ofThread(id), 0) / 1000;
}

/** User and system time of a process, in ms; a tick of Linux is 10 ms. */
function cpuMs(pid) {
  const [, fields] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ');
  const all = fields.split(' ');
  return (Number(all[11]) + Number(all[12])) * 10;
}
