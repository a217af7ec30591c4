// Answers that are held back as long as the recorded server took, or as long as one says.
import { createConnection } from 'mysql2/promise';
import { expect, test } from 'vitest';
import type { Latency } from '../../src/replay/session/latency.ts';
import { accounts, describeWithServer, serverKinds } from '../servers/index.ts';
import { startRecord, startReplay, temporaryFolder } from '../support/serving.ts';

const SLOW = 'SELECT SLEEP(1)';

for (const kind of serverKinds) {
  describeWithServer(kind, (server) => {
    const { user, password } = accounts[kind].root;

    test('as recorded, some times as long, or not at all', async () => {
      await using folder = await temporaryFolder();
      const recorder = await startRecord(folder, { upstream: `${server.host}:${server.port}` });
      const recorded = await createConnection({ host: '127.0.0.1', port: recorder.port, user, password });
      await recorded.query(SLOW);
      await recorded.end();
      await recorder.close();

      const tookMs = async (latency: Latency) => {
        await using player = await startReplay(folder, recorder.file, { latency });
        const asked = await createConnection({ host: '127.0.0.1', port: player.port, user, password });
        const startedAt = performance.now();
        await asked.query(SLOW);
        const elapsed = performance.now() - startedAt;
        await asked.end();
        return elapsed;
      };
      expect(await tookMs({ kind: 'none' })).toBeLessThan(950);
      expect(await tookMs({ kind: 'recorded', factor: 1 })).toBeGreaterThan(990);
      expect(await tookMs({ kind: 'recorded', factor: 1.5 })).toBeGreaterThan(1490);
      expect(await tookMs({ kind: 'fixed', ms: 1200 })).toBeGreaterThan(1190);
    });

    test('a replay that holds an answer back ends all the same', async () => {
      await using folder = await temporaryFolder();
      const recorder = await startRecord(folder, { upstream: `${server.host}:${server.port}` });
      const recorded = await createConnection({ host: '127.0.0.1', port: recorder.port, user, password });
      await recorded.query('SELECT 1');
      await recorded.end();
      await recorder.close();

      const player = await startReplay(folder, recorder.file, { latency: { kind: 'fixed', ms: 3_600_000 } });
      const asked = await createConnection({ host: '127.0.0.1', port: player.port, user, password });
      const answer = asked.query('SELECT 1').catch(({ code }: { code: string }) => code);
      await player.close();
      expect(await answer).toMatch(/^(ER_SERVER_SHUTDOWN|PROTOCOL_CONNECTION_LOST|ECONNRESET)$/);
    });
  });
}
