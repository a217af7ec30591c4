// A replay that is started and stopped leaves nothing in its process: a test suite does it for every file of its.

import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { replay } from '../../../src/index.ts';

const TIMES = Number(process.env['MOCK_TORTURE_STARTS'] ?? 100);
const WARM_UP = 20;
/** What heaps differ by from one collection to the next. */
const MOST_BYTES = 3 * 1024 * 1024;
const file = join(import.meta.dirname, '../../../recordings/sample-mysql-9.7.db');
const SIGNALS = [
  'SIGINT',
  'SIGTERM',
  'SIGHUP',
  'exit',
  'beforeExit',
  'uncaughtException',
  'unhandledRejection',
  'warning',
];

/** With a client that has been greeted and is still there when it ends. */
async function startAndStop(): Promise<void> {
  const run = await replay(file);
  const client = connect(run.port, '127.0.0.1').on('error', () => undefined);
  await once(client, 'data');
  const closed = once(client, 'close');
  await run.close();
  await closed;
}

function held() {
  return {
    descriptors: process.platform === 'linux' ? readdirSync('/proc/self/fd').length : 0,
    resources: process
      .getActiveResourcesInfo()
      .filter((kind) => !/Immediate|Timeout|MessagePort|Pipe/.test(kind))
      .sort(),
    listeners: SIGNALS.map((name) => process.listenerCount(name)),
  };
}

function heapBytes(): number {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  if (typeof collect === 'function') collect();
  return process.memoryUsage().heapUsed;
}

test(`${TIMES} starts and stops leave no descriptor, handle, listener or memory`, async () => {
  for (let n = 0; n < WARM_UP; n++) await startAndStop();
  const before = held();
  const heapBefore = heapBytes();
  for (let n = 0; n < TIMES; n++) await startAndStop();
  const grown = heapBytes() - heapBefore;
  expect(held()).toEqual(before);
  expect(grown).toBeLessThan(MOST_BYTES);
  if (TIMES > 100) console.log(`${TIMES} starts and stops: heap ${grown} bytes more, RSS ${process.memoryUsage.rss()}`);
});
