// What `--trace` tells of a session, recorded from a real server and replayed: the same packets, and no secret.
import { createConnection } from 'mysql2/promise';
import { expect, test } from 'vitest';
import { accounts, describeWithServer, serverKinds } from '../servers/index.ts';
import { startRecord, startReplay, temporaryFolder } from '../support/serving.ts';

async function talk(port: number, user: string, password: string): Promise<void> {
  const connection = await createConnection({ host: '127.0.0.1', port, user, password });
  await connection.query("SELECT 'a value' AS word");
  await connection.execute('SELECT ? AS given', ['another value']);
  await connection.query('SELECT nowhere').catch(() => undefined);
  await connection.query("CREATE USER traced IDENTIFIED BY 'hunter2'").catch(() => undefined);
  await connection.query('DROP USER IF EXISTS traced').catch(() => undefined);
  await connection.end();
}

/** Without times, and without what a login is made of. */
const told = (lines: readonly string[]) =>
  lines
    .map((line) => line.trim().replace(/^\S+ /, ''))
    .filter((line) => !/authentication,|connected|ended|login|greeting/.test(line));

for (const kind of serverKinds) {
  describeWithServer(kind, (server) => {
    const { user, password } = accounts[kind].root;

    test('each packet is a line, the same while recording and from the recording', async () => {
      await using folder = await temporaryFolder();
      const recorded: string[] = [];
      const upstream = `${server.host}:${server.port}`;
      const recorder = await startRecord(folder, { upstream, trace: (line) => void recorded.push(line) });
      await talk(recorder.port, user, password);
      await recorder.close();
      const replayed: string[] = [];
      await using player = await startReplay(folder, recorder.file, { trace: (line) => void replayed.push(line) });
      await talk(player.port, user, password);

      const lines = told(recorded);
      expect(lines).toContain(`#1 > COM_QUERY "SELECT 'a value' AS word"`);
      expect(lines).toContain('#1 < seq 1 column count 1');
      expect(lines.some((line) => line.startsWith('#1 > COM_STMT_EXECUTE statement '))).toBe(true);
      expect(lines.some((line) => line.includes('ERR 1054 (42S22)'))).toBe(true);
      for (const secret of ['hunter2', 'another value', password]) {
        if (secret !== '') expect([...recorded, ...replayed].join('\n')).not.toContain(secret);
      }
      const withoutIds = (all: readonly string[]) => all.map((line) => line.replace(/statement \d+/, 'statement'));
      expect(withoutIds(told(replayed))).toEqual(withoutIds(lines));
    });
  });
}
