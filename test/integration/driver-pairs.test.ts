// What one driver has recorded is replayed to each other one: all that it sees of the server itself, without a miss. The long
// form (MOCK_PAIRS=long, `npm run test:pairs`) asks each driver that Debian and npm carry, text and prepared, and prints a table.

import mysql2 from 'mysql2/promise';
import { describe, expect, test } from 'vitest';
import type { Miss } from '../../src/index.ts';
import { ask, type Driver, driversOf, isLong, label, SETUP, written } from '../pairs/drivers.ts';
import { accounts, describeWithServer, serverKinds } from '../servers/index.ts';
import { startRecord, startReplay, temporaryFolder } from '../support/serving.ts';

for (const kind of serverKinds) {
  describeWithServer(kind, (server) => {
    const account = kind === 'mysql' ? accounts.mysql.cachingSha2 : accounts.mariadb.native;

    describe.skipIf(!server.hasAccounts)('drivers', async () => {
      const asked = await driversOf(kind);

      test('see of each other’s recordings what they see of the server', { timeout: 3_000_000 }, async () => {
        await using folder = await temporaryFolder();
        const steps = await written(folder);
        const root = { host: server.host, port: server.port, user: server.user, password: server.password };
        await using admin = await mysql2.createConnection({ ...root, multipleStatements: true });
        const files = new Map<Driver, string>();
        const direct = new Map<Driver, string[]>();
        for (const driver of asked) {
          await admin.query(SETUP.join(';'));
          direct.set(driver, await ask(driver, server.port, account, steps));
          await admin.query(SETUP.join(';'));
          const upstream = `mysql://${account.user}:${account.password}@${server.host}:${server.port}`;
          const recorder = await startRecord(folder, { upstream });
          expect(await ask(driver, recorder.port, account, steps), `${label(driver)}, recorded`).toEqual(
            direct.get(driver),
          );
          await recorder.close();
          files.set(driver, recorder.file);
        }
        const table: string[] = [];
        const wrong: string[] = [];
        const missed: string[] = [];
        for (const [recorded, path] of files) {
          const cells: string[] = [];
          for (const driver of asked) {
            const misses: Miss[] = [];
            await using player = await startReplay(folder, path, { onMiss: (miss) => misses.push(miss) });
            const seen = await ask(driver, player.port, account, steps).catch((error: Error) => [error.message]);
            const expected = direct.get(driver) ?? [];
            const pair = `${label(recorded)} → ${label(driver)}`;
            const others = expected.flatMap((line, at) =>
              seen[at] === line || /mock: /.test(seen[at] ?? '') ? [] : [`${line} ≠ ${seen[at]}`],
            );
            if (misses.length === 0 && others.length > 0) wrong.push(`${pair}: ${others.join(' | ')}`);
            if (misses.length > 0)
              missed.push(
                `${pair}: ${misses.map(({ reason, sql, nearest }) => `${reason}: ${sql} (${nearest?.difference ?? ''})`).join(' | ')}`,
              );
            cells.push(misses.length > 0 ? String(misses.length) : others.length > 0 ? 'wrong' : '·');
          }
          table.push(`${label(recorded).padEnd(24)} ${cells.map((cell) => cell.padStart(6)).join('')}`);
        }
        const pairs = asked.length ** 2;
        if (isLong)
          console.log(
            [
              `${server.version}: ${pairs - missed.length - wrong.length} of ${pairs} pairs, wrong ${wrong.length}`,
              ...table,
              ...missed,
              ...wrong,
            ].join('\n'),
          );
        expect(wrong).toEqual([]);
        if (!isLong) expect(missed).toEqual([]);
      });
    });
  });
}
