import { existsSync } from 'node:fs';
import { createConnection } from 'mysql2/promise';
import { expect, test } from 'vitest';
import { startSampleServer } from '../../../src/sample/sample-server.ts';
import { openTestRecording, type TestRecording, userInScope } from '../../../src/testing/test-recording.ts';
import { temporaryFile } from '../../support/edited-recording.ts';

async function ask({ host, port }: TestRecording, sql: string, scope = ''): Promise<void> {
  const connection = await createConnection({
    host,
    port,
    user: userInScope('demo', scope),
    password: 'x',
    database: 'shop',
  });
  await connection.query(sql).finally(() => connection.end());
}

async function recorded(): Promise<string> {
  const file = temporaryFile('shop.db');
  const server = await startSampleServer({ clientSslMode: 'DISABLED' });
  const recording = await openTestRecording({
    file,
    upstream: `127.0.0.1:${server.port}`,
    mode: 'once',
    clientSslMode: 'DISABLED',
  });
  expect(recording.mode).toBe('record');
  await ask(recording, 'SELECT VERSION()', 'one');
  await ask(recording, 'SELECT VERSION()', 'two');
  await recording.close();
  await server.close();
  return file;
}

test('records once, then replays each test in its scope', async () => {
  const file = await recorded();
  const recording = await openTestRecording({ file, mode: 'none', failOnUnused: true, clientSslMode: 'DISABLED' });
  expect(recording.mode).toBe('replay');
  await ask(recording, 'SELECT VERSION()', 'two');
  await ask(recording, 'SELECT VERSION()', 'one');
  expect(recording.takeMisses()).toEqual([]);
  await expect(ask(recording, 'SELECT * FROM orders', 'one')).rejects.toThrow(/no recorded answer/);
  expect(recording.takeMisses()).toMatchObject([{ reason: 'unknown', sql: 'SELECT * FROM orders' }]);
  await recording.close();
});

test('fails on what was never asked for, where that is wanted', async () => {
  const recording = await openTestRecording({ file: await recorded(), failOnUnused: true, clientSslMode: 'DISABLED' });
  await expect(recording.close()).rejects.toThrow(/recorded exchanges of .* were never asked for/);
});

test('keeps no recording of tests that failed, and makes none where that is forbidden', async () => {
  const file = temporaryFile('shop.db');
  const server = await startSampleServer({ clientSslMode: 'DISABLED' });
  const upstream = `127.0.0.1:${server.port}`;
  const recording = await openTestRecording({ file, upstream, mode: 'all', clientSslMode: 'DISABLED' });
  await ask(recording, 'SELECT VERSION()');
  await recording.close(false);
  await server.close();
  expect(existsSync(file)).toBe(false);
  await expect(openTestRecording({ file, upstream, mode: 'none' })).rejects.toThrow(/there is no recording/);
});
