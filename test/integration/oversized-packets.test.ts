// A command that is longer than max_allowed_packet: the server's refusal comes through `record`, and replay, which has a
// limit of its own, refuses in the same words. The connection ends, others go on.

import { createConnection } from 'mysql2/promise';
import { expect, test } from 'vitest';
import { accounts, describeWithServer, startMariadb, startMysql } from '../servers/index.ts';
import { startRecord, startReplay, temporaryFolder } from '../support/serving.ts';

const START = { mysql: startMysql, mariadb: startMariadb } as const;
const LIMIT_BYTES = 1024 * 1024;
const LOST = 'PROTOCOL_CONNECTION_LOST';

interface Place {
  readonly host: string;
  readonly port: number;
}

for (const kind of ['mysql', 'mariadb'] as const) {
  const { user, password } = accounts[kind].root;

  /** What a query of so many bytes comes to; another connection must be served afterwards. */
  const ask = async ({ host, port }: Place, bytes: number): Promise<string> => {
    const other = await createConnection({ host, port, user, password });
    const client = await createConnection({ host, port, user, password });
    client.on('error', () => undefined);
    try {
      const result = await client.query(`DO LENGTH('${'x'.repeat(bytes)}')`).then(
        () => 'done',
        (error: { code: string; message: string }) =>
          error.code.startsWith('ER_') ? `${error.code} ${error.message}` : LOST,
      );
      await other.ping();
      return result;
    } finally {
      client.destroy();
      await other.end();
    }
  };

  /** A server that closes with unread input resets the connection, which may cost a client the answer: ask again. */
  const hear = async (place: Place, bytes: number): Promise<string> => {
    let answer = LOST;
    for (let attempt = 1; answer === LOST && attempt <= 20; attempt++) answer = await ask(place, bytes);
    return answer;
  };

  describeWithServer(kind, () => {
    test('a command that is too long is refused as the server refuses it', { timeout: 60_000 }, async () => {
      await using server = await START[kind]({ args: ['--max-allowed-packet=1M'] });
      await using folder = await temporaryFolder();
      const tooLong = LIMIT_BYTES + 100_000;
      const refusal = "ER_NET_PACKET_TOO_LARGE Got a packet bigger than 'max_allowed_packet' bytes";
      expect([refusal, LOST]).toContain(await hear(server, tooLong));

      const recorder = await startRecord(folder, { upstream: `${server.host}:${server.port}` });
      expect(await hear(recorder, tooLong)).toBe(refusal);
      expect(await hear(recorder, LIMIT_BYTES / 2)).toBe('done');
      await recorder.close();

      const player = await startReplay(folder, recorder.file, { maxAllowedPacket: LIMIT_BYTES });
      expect(await hear(player, tooLong)).toBe(refusal);
      expect(await hear(player, LIMIT_BYTES / 2)).toBe('done');
      await player.close();
    });
  });
}
