// Capabilities that no driver of ours does without, or only with: asked for by bare packets, directly, through record and
// from replay.

import { expect, test } from 'vitest';
import { frameSmall } from '../../src/mysql/codec/framing.ts';
import { Capability } from '../../src/mysql/constants/capabilities.ts';
import { accounts, describeWithServer, serverKinds } from '../servers/index.ts';
import { BareClient } from '../support/bare-client.ts';
import { payloadsOf } from '../support/compressed-client.ts';
import { type FakeUpstream, fakeOk, startFakeUpstream } from '../support/fake-upstream.ts';
import { goldenFrom } from '../support/golden.ts';
import { goldenExchanges, wireOf } from '../support/golden-exchanges.ts';
import { isProgressReport } from '../support/progress-report.ts';
import { PLAIN, RawClient } from '../support/raw-client.ts';
import { startRecord, startReplay, temporaryFolder } from '../support/serving.ts';

interface Place {
  readonly host: string;
  readonly port: number;
}

const PROGRESS = 'mariadb-10.11.18/mariadb-progress';

/** Two bytes of flags, three of the longest packet, then the name and the old scramble, each with a NUL behind it. */
const LOGINS_BEFORE_41 = {
  whole: '8520ffffff' + '656d70747900' + '00',
  'with a scramble of 4.1': `85a0ffffff656d70747900${'14'.padEnd(42, '7')}`,
  'without a scramble': '8520ffffff656d70747900',
  'without an end': '8520ffffff656d707479',
  'cut short': '8520ffff',
};

for (const kind of serverKinds) {
  describeWithServer(kind, (server) => {
    test.each(Object.entries(LOGINS_BEFORE_41))('a client without PROTOCOL_41 is refused: %s', async (_name, hex) => {
      await using folder = await temporaryFolder();
      const recorder = await startRecord(folder, { upstream: `${server.host}:${server.port}` });
      await using known = await BareClient.connect({ host: recorder.host, port: recorder.port });
      await known.login(accounts[kind].empty);
      const say = async ({ host, port }: Place): Promise<string[]> => {
        await using client = await BareClient.connect({ host, port });
        return await client.sendPacket(1, Buffer.from(hex, 'hex')).lines();
      };
      const recorded = await say(recorder);
      expect(recorded[0]).toMatch(/ERR (1251|1043) /);
      // MariaDB still lets in who says enough
      if (kind === 'mysql') expect(recorded).toEqual(await say(server));
      await recorder.close();
      await using replayer = await startReplay(folder, recorder.file);
      expect(await say(replayer)).toEqual(recorded);
    });
  });
}

/** MariaDB's own greeting, and its own answer to a statement that it took a while for. */
async function startSlowMariadb(): Promise<FakeUpstream & { readonly statement: Buffer; readonly answer: Buffer }> {
  const [greeting] = goldenFrom('server', PROGRESS);
  const exchange = goldenExchanges().find(({ name, answer }) => {
    return name.startsWith(PROGRESS) && answer.some(({ payload }) => isProgressReport(payload));
  });
  if (greeting === undefined || exchange === undefined) throw new Error('the capture holds no progress report');
  const answer = wireOf(exchange.answer);
  const upstream = await startFakeUpstream((_side, socket) => {
    socket.write(frameSmall(greeting, 0));
    let hasLoggedIn = false;
    socket.on('data', () => {
      socket.write(hasLoggedIn ? answer : fakeOk(2));
      hasLoggedIn = true;
    });
  });
  return { ...upstream, statement: exchange.command, answer };
}

test('progress reports come to the client that knows them, and to no other', async () => {
  await using folder = await temporaryFolder();
  await using server = await startSlowMariadb();
  const ask = async ({ host, port }: Place, capabilities: bigint): Promise<Buffer[]> => {
    await using client = await RawClient.login({ host, port, user: 'empty', capabilities });
    return payloadsOf(await client.command(server.statement));
  };
  const knowing = PLAIN | Capability.MARIADB_PROGRESS;
  const recorder = await startRecord(folder, { upstream: server.address });
  const recorded = await ask(recorder, knowing).finally(() => recorder.close());
  expect(recorded).toEqual(payloadsOf(server.answer));
  await using replayer = await startReplay(folder, recorder.file);
  expect(await ask(replayer, knowing)).toEqual(recorded);
  await using other = await startReplay(folder, recorder.file);
  expect(await ask(other, PLAIN)).toEqual(recorded.filter((payload) => !isProgressReport(payload)));
  expect(replayer.counts().misses + other.counts().misses).toBe(0);
});
