// Commands that are too short to be read: MySQL answers even those that else have no answer, MariaDB does not. Through record and
// on replay it is the same, and what comes behind stands behind its own command.

import { expect, test } from 'vitest';
import { accounts, describeWithServer, serverKinds } from '../servers/index.ts';
import { BareClient } from '../support/bare-client.ts';
import { startRecord, startReplay, temporaryFolder } from '../support/serving.ts';

const COM_PING = Buffer.of(0x0e);
/** COM_STMT_CLOSE and COM_STMT_SEND_LONG_DATA, cut and just long enough; COM_STMT_RESET, _FETCH, _EXECUTE; COM_SET_OPTION. */
const CUT = ['19', '190100', '1901000000', '1801000000', '18010000000000', '1a01', '1c0100', '1701', '1b', '1b00'];

for (const kind of serverKinds) {
  describeWithServer(kind, (server) => {
    const { user, password, plugin } = accounts[kind].empty;

    async function answersOf(port: number): Promise<string[]> {
      const answers: string[] = [];
      for (const bytes of CUT) {
        await using client = await BareClient.connect({ host: '127.0.0.1', port });
        await client.login({ user, password, plugin });
        client.sendPacket(0, Buffer.from(bytes, 'hex')).sendPacket(0, COM_PING);
        const first = await client.line();
        // what has an answer of its own is followed by the ping's
        answers.push(`${bytes} ${first}${first === '1 OK' ? '' : ` ${await client.line()}`}`);
      }
      return answers;
    }

    test.skipIf(!server.hasAccounts)('are answered as the server does', async () => {
      await using folder = await temporaryFolder();
      const direct = await answersOf(server.port);
      const recorder = await startRecord(folder, { upstream: `${server.host}:${server.port}` });
      expect(await answersOf(recorder.port)).toEqual(direct);
      await recorder.close();
      await using player = await startReplay(folder, recorder.file);
      expect(await answersOf(player.port)).toEqual(direct);
    });
  });
}
