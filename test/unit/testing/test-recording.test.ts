import { existsSync } from 'node:fs';
import { createConnection } from 'mysql2/promise';
import { beforeEach, expect, test, vi } from 'vitest';
import { startSampleServer } from '../../../src/serve/sample/sample-server.ts';
import { openTestRecording, type TestRecordingOptions } from '../../../src/testing/open-test-recording.ts';
import { missError, type TestRecording, userInScope } from '../../../src/testing/test-recording.ts';
import { temporaryFile } from '../../support/edited-recording.ts';

// these tests record, wherever they are run
beforeEach(() => {
  vi.stubEnv('CI', '');
});

async function ask(recording: TestRecording, sql: string, scope = ''): Promise<void> {
  const { host, port } = recording.targetOf(scope);
  const user = userInScope('demo', scope);
  const connection = await createConnection({ host, port, user, password: 'x', database: 'shop' });
  await connection.query(sql).finally(() => connection.end());
}

function open(options: TestRecordingOptions): Promise<TestRecording> {
  return openTestRecording({ clientSslMode: 'DISABLED', ...options });
}

async function withServer<T>(work: (upstream: string) => Promise<T>): Promise<T> {
  const server = await startSampleServer({ clientSslMode: 'DISABLED' });
  return await work(`127.0.0.1:${server.port}`).finally(() => server.close());
}

function recorded(): Promise<string> {
  return withServer(async (upstream) => {
    const file = temporaryFile('shop.db');
    const recording = await open({ file, upstream, mode: 'once' });
    expect(recording.targetOf('').mode).toBe('record');
    await ask(recording, 'SELECT VERSION()', 'one');
    await ask(recording, 'SELECT VERSION()', 'two');
    await recording.close();
    return file;
  });
}

test('records once, then replays each test in its scope', async () => {
  const file = await recorded();
  const recording = await open({ file, mode: 'none', failOnUnused: true });
  expect(recording.targetOf('two').mode).toBe('replay');
  await ask(recording, 'SELECT VERSION()', 'two');
  await ask(recording, 'SELECT VERSION()', 'one');
  expect(recording.takeMisses()).toEqual([]);
  await expect(ask(recording, 'SELECT * FROM orders', 'one')).rejects.toThrow(/no recorded answer/);
  const misses = recording.takeMisses();
  expect(misses).toMatchObject([{ reason: 'unknown', sql: 'SELECT * FROM orders' }]);
  expect(missError(misses).message).toMatch(
    /miss: this was never recorded in shop:\n {4}SELECT .*\n[\s\S]*record anew/,
  );
  expect(recording.takeMisses()).toEqual([]);
  await recording.close();
});

test('a plus in the name of a test does not end the name of the user', () => {
  expect(userInScope('app', 'adds 1+1')).toBe('app+adds 1 plus 1');
  expect(userInScope('app', '')).toBe('app');
});

test('counts the statements of each test', async () => {
  const recording = await open({ file: await recorded() });
  await ask(recording, 'SELECT VERSION()', 'two');
  await expect(ask(recording, 'SELECT 1 FROM nowhere', 'two')).rejects.toThrow(/no recorded answer/);
  expect([recording.statementsOf('two'), recording.statementsOf('one')]).toEqual([2, 0]);
  await recording.close();
});

test('names what was never asked for, where that is to fail', async () => {
  const file = await recorded();
  const failing = await open({ file, failOnUnused: true });
  await ask(failing, 'SELECT VERSION()', 'two');
  await expect(failing.close()).rejects.toThrow(
    /1 recorded exchange was never asked for:\n {4}exchange \d+ \('one'\): SELECT VERSION\(\)$/,
  );
  const partial = await open({ file, failOnUnused: true });
  await ask(partial, 'SELECT VERSION()', 'two');
  await partial.close({ tests: new Set(['two']) });
  const failed = await open({ file, failOnUnused: true });
  await failed.close({ isPassed: false });
});

test('keeps no recording of tests that failed', () =>
  withServer(async (upstream) => {
    const file = temporaryFile('shop.db');
    const recording = await open({ file, upstream, mode: 'all' });
    await ask(recording, 'SELECT VERSION()');
    await recording.close({ isPassed: false });
    expect(existsSync(file)).toBe(false);
  }));

test('mode new replays the tests that are recorded, and adds the others', async () => {
  const file = await recorded();
  await withServer(async (upstream) => {
    for (const isPassed of [false, true]) {
      const adding = await open({ file, upstream, mode: 'new', failOnUnused: true });
      expect(['one', 'three'].map((name) => adding.targetOf(name).mode)).toEqual(['replay', 'record']);
      for (const name of ['one', 'two', 'three']) await ask(adding, 'SELECT VERSION()', name);
      expect(adding.takeMisses()).toEqual([]);
      await adding.close({ isPassed });
    }
  });
  const replaying = await open({ file, mode: 'none', failOnUnused: true });
  for (const name of ['three', 'one', 'two']) await ask(replaying, 'SELECT VERSION()', name);
  await replaying.close();
});
