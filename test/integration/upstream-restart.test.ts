// A real MySQL that is killed, comes back at its place, and stands still: what clients of both protocols hear who are idle, who
// wait for an answer, and who come meanwhile; and that what was recorded is whole. It starts two servers of its own.

import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createConnection } from 'mysql2/promise';
import { expect, onTestFinished, test } from 'vitest';
import { openRecording } from '../../src/store/reading/reader.ts';
import { startMysql, type TestServer } from '../servers/start.ts';
import { startRecord, startReplay, temporaryFolder } from '../support/serving.ts';
import { XClient } from '../support/x-client.ts';

const SILENCE_MS = 1500;
/** What is told at once, and not after a limit, on a busy machine. */
const SOON_MS = 20_000;

test.runIf(process.env['MOCK_TORTURE_UPSTREAM'] !== undefined)(
  'killed, back, frozen, back',
  async () => {
    await using folder = await temporaryFolder();
    const server = await startMysql();
    onTestFinished(() => server.stop());
    const { host, port, xPort = 0 } = server;
    const upstream = `${host}:${port}`;
    const options = { upstream, upstreamX: `${host}:${xPort}`, xPort: 0 };
    const recorder = await startRecord(folder, options);
    const account = { user: server.user, password: server.password };
    const connect = async (to = recorder) => {
      const client = await createConnection({ host: to.host, port: to.port, ...account });
      client.on('error', () => undefined);
      onTestFinished(() => client.destroy());
      return client;
    };
    const connectX = async (to = recorder) => {
      const client = await XClient.open({ host: to.host, port: to.xPort ?? 0 });
      await client.secure();
      await client.login({ mechanism: 'PLAIN', ...account });
      onTestFinished(() => client.connection.terminate());
      return { client };
    };
    const works = async () => {
      const client = await connect();
      const [rows] = await client.query('SELECT 1 AS one');
      await client.end();
      const { client: x } = await connectX();
      const answer = await x.sql('SELECT 1 AS one');
      x.connection.terminate();
      return { rows, x: answer.includes('one') };
    };
    const fine = { rows: [{ one: 1 }], x: true };
    expect(await works()).toEqual(fine);

    const [idle, busy] = [await connect(), await connect()];
    const [{ client: idleX }, { client: busyX }] = [await connectX(), await connectX()];
    await idle.query('SELECT 2');
    const cut = new Promise((resolve) => idle.on('error', resolve).on('end', resolve));
    const asked = busy.query('SELECT 3, SLEEP(60)').then(
      () => 'answered',
      (error: Error) => error.message,
    );
    const askedX = busyX.sql('SELECT 3, SLEEP(60)');
    const watcher = await connect();
    await expect
      .poll(async () => JSON.stringify((await watcher.query('SHOW PROCESSLIST'))[0]).split('SLEEP(60)').length, {
        timeout: SOON_MS,
      })
      .toBeGreaterThanOrEqual(3);
    const killed = performance.now();
    await server.crash();
    expect(await asked).toMatch(/lost|closed|\[2013\]|server has gone/i);
    await askedX;
    await cut;
    expect(await idleX.isClosed()).toBe(true);
    for (let n = 0; n < 3; n++) await expect(connect()).rejects.toThrow(/\[2003\] cannot connect to .*ECONNREFUSED/);
    const refused = await XClient.open({ host: recorder.host, port: recorder.xPort ?? 0 }).then(
      async (client) => await client.isClosed(),
      () => true,
    );
    expect(refused).toBe(true);
    expect(performance.now() - killed).toBeLessThan(SOON_MS);
    const again: TestServer = await startMysql({ ports: [port, xPort] });
    onTestFinished(() => again.stop());
    expect(await works()).toEqual(fine);

    const pid = Number(readFileSync(join(dirname(again.socket ?? ''), 'server.pid'), 'utf8'));
    const impatient = await startRecord(folder, { ...options, upstreamTimeoutMs: SILENCE_MS });
    const [waiting, { client: waitingX }] = [await connect(impatient), await connectX(impatient)];
    process.kill(pid, 'SIGSTOP');
    const frozen = performance.now();
    try {
      await expect(waiting.query('SELECT 4')).rejects.toThrow(/\[2013\]/);
      expect((await waitingX.sql('SELECT 4')).toString('latin1')).toContain('[2013]');
      // who comes meanwhile waits no longer
      await expect(connect(impatient)).rejects.toThrow(/\[2003\] .*has said nothing for 1500 ms/);
    } finally {
      process.kill(pid, 'SIGCONT');
    }
    expect(performance.now() - frozen).toBeLessThan(SOON_MS);
    expect(await works()).toEqual(fine);
    await recorder.close();
    await impatient.close();

    const reader = openRecording(recorder.file);
    const kept = [...reader.listExchanges()].map(({ sql, gap }) => ({ sql, gap }));
    reader.close();
    expect(kept.filter(({ sql }) => sql === 'SELECT 1 AS one').map(({ gap }) => gap)).toEqual(Array(6).fill(null));
    expect(kept.filter(({ sql }) => sql?.includes('SLEEP')).map(({ gap }) => gap)).toEqual(['truncated', 'truncated']);
    await using player = await startReplay(folder, recorder.file);
    const client = await createConnection({ host: player.host, port: player.port, ...account });
    expect((await client.query('SELECT 1 AS one'))[0]).toEqual(fine.rows);
    await client.end();
  },
  240_000,
);
