// Commands that are too short to be read: MySQL answers even those that else have no answer, MariaDB does not. Through record and
// on replay it is the same, and what comes behind stands behind its own command.

import { expect, test } from 'vitest';
import { accounts, describeWithServer, serverKinds } from '../servers/index.ts';
import { BareClient } from '../support/bare-client.ts';
import { startRecord, startReplay, temporaryFolder } from '../support/serving.ts';

const COM_PING = Buffer.of(0x0e);
/** COM_STMT_CLOSE and COM_STMT_SEND_LONG_DATA, cut and just long enough; COM_STMT_RESET, _FETCH, _EXECUTE; COM_SET_OPTION. */
const CUT = ['19', '190100', '1901000000', '1801000000', '18010000000000', '1a01', '1c0100', '1701', '1b', '1b00'];

/** COM_CHANGE_USER: cut in its user, its database, its charset, its plugin; with attributes that are missing or run over. */
function cutChanges(plugin: string): readonly Buffer[] {
  const change = Buffer.from(`\x11empty\0\0test\0\x2d\0${plugin}\0`, 'latin1');
  const cuts = [2, 6, 7, 12, 13, 15, change.length - 1].map((length) => change.subarray(0, length));
  return [...cuts, change, ...['00', '03', '0803616263', '080361626303646566'].map((hex) => withHex(change, hex))];
}

function withHex(bytes: Buffer, hex: string): Buffer {
  return Buffer.concat([bytes, Buffer.from(hex, 'hex')]);
}

const CONNECT_ATTRS = 0x100000;
const QUERY_ATTRIBUTES = 0x8000000;
const LOGIN = 0x1 | 0x200 | 0x2000 | 0x8000 | 0x20000 | 0x80000;

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

    /** What is said to each, without what is drawn by chance, and whether the connection goes on. */
    async function changesOf(port: number, flags: number): Promise<string[]> {
      const ask = async (bytes: Buffer): Promise<string> => {
        await using client = await BareClient.connect({ host: '127.0.0.1', port });
        const response = client.handshakeResponse({ user, password, plugin }, LOGIN | flags);
        await client.loginWith(flags === 0 ? response : withHex(response, '00'));
        client.sendPacket(0, bytes);
        // the plugin that is asked for, without what it has to answer
        const said = [(await client.line()).replace(/^(\d+ fe.{44}).*/, '$1')];
        if (/^\d+ fe/.test(said[0] ?? '')) said.push(await client.sendPacket(2, '').line());
        return [bytes.toString('hex'), ...said, await client.sendPacket(0, COM_PING).line()].join(' ');
      };
      return await Promise.all(cutChanges(plugin).map(ask));
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

    test.skipIf(!server.hasAccounts || kind === 'mariadb')(
      'a query that lacks the attributes which were agreed on is another than its text says',
      async () => {
        const ask = async (port: number, flags: number): Promise<string> => {
          await using client = await BareClient.connect({ host: '127.0.0.1', port });
          await client.login({ user, password, plugin }, flags);
          return [await client.sendPacket(0, '\x03DO 1').line(), await client.sendPacket(0, COM_PING).line()].join(' ');
        };
        await using folder = await temporaryFolder();
        const asked = [QUERY_ATTRIBUTES, 0];
        const all = async (port: number, order: readonly number[]) => {
          const said = new Map<number, string>();
          for (const flags of order) said.set(flags, await ask(port, flags));
          return asked.map((flags) => said.get(flags));
        };
        const direct = await all(server.port, asked);
        expect(direct).toEqual([expect.stringContaining('ERR 1835'), '1 OK 1 OK']);
        const recorder = await startRecord(folder, { upstream: `${server.host}:${server.port}` });
        expect(await all(recorder.port, asked)).toEqual(direct);
        await recorder.close();
        await using player = await startReplay(folder, recorder.file);
        expect(await all(player.port, [...asked].reverse())).toEqual(direct);
      },
    );

    test.skipIf(!server.hasAccounts)(
      'changes of user are refused, and the connection ends or goes on, as by it',
      async () => {
        await using folder = await temporaryFolder();
        const all = async (port: number) => [await changesOf(port, 0), await changesOf(port, CONNECT_ATTRS)];
        const direct = await all(server.port);
        expect(direct.flat().filter((line) => line.includes('ERR 1047')).length).toBeGreaterThan(4);
        const recorder = await startRecord(folder, { upstream: `${server.host}:${server.port}` });
        expect(await all(recorder.port)).toEqual(direct);
        await recorder.close();
        await using player = await startReplay(folder, recorder.file);
        expect(await all(player.port)).toEqual(direct);
        expect(player.counts().misses).toBe(0);
      },
    );
  });
}
