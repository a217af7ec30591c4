// Both sides of the X Protocol with something wrong in them: clients at `record` and `replay`, and servers behind `record`.
// They end, die or fall silent; nothing of it touches anybody else, and nothing is left behind.
// MOCK_FUZZ_SEED and MOCK_FUZZ_SECONDS: see test/support/fuzz.ts.
import { expect, test } from 'vitest';
import { SHA256_MEMORY } from '../../src/mysqlx/auth/auth-data.ts';
import { frameMessage } from '../../src/mysqlx/codec/framing.ts';
import { statementOk } from '../../src/mysqlx/codec/statement-ok.ts';
import { fuzzParameters, fuzzTimeoutMs, type Mutation, mutatedPayload, mutations } from '../support/fuzz.ts';
import { within } from '../support/fuzz-stage.ts';
import fc from '../support/property.ts';
import { startRecord, startReplay, temporaryFolder } from '../support/serving.ts';
import { XClient } from '../support/x-client.ts';
import { XFakeServer, type XSpoil } from '../support/x-fake-server.ts';
import { xGoldenExchanges } from '../support/x-golden.ts';

const SECONDS = 10;
const CONNECT_TIMEOUT_MS = 30_000;
const PATIENCE_MS = 15_000;
const ENDINGS = ['end', 'die', 'stay'] as const;

const captured = ['statements', 'crud', 'prepared'].flatMap((name) => xGoldenExchanges(name));
const answers = new Map(captured.map(({ message, answer }) => [message.type, answer]));

/** A frame with the mutations applied; its length may lie. */
function wrong(type: number, payload: Buffer, changes: readonly Mutation[]): Buffer {
  const frame = frameMessage(type, mutatedPayload(payload, ...changes));
  for (const change of changes) {
    if (change.kind === 'length') frame.writeUInt32LE(Math.max(0, frame.length - 4 + change.by) >>> 0, 0);
    if (change.kind === 'sequence') frame[4] = change.by;
  }
  return frame;
}

const changes = fc.oneof(fc.constant([] as readonly Mutation[]), mutations);
const frames = fc
  .array(fc.tuple(fc.constantFrom(...captured), changes), { minLength: 1, maxLength: 5 })
  .map((all) => Buffer.concat(all.map(([{ message }, each]) => wrong(message.type, message.payload, each))));
const spoiled = fc.oneof(
  fc.array(fc.tuple(fc.constantFrom(...captured), fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 3 }).map((all) =>
    Buffer.concat(
      all.map(([{ answer }, at, byte]) => {
        const bytes = Buffer.from(answer);
        if (bytes.length > 0) bytes[at % bytes.length] = byte;
        return bytes;
      }),
    ),
  ),
  fc.uint8Array({ maxLength: 100 }).map((bytes) => Buffer.from(bytes)),
);

const stranger = fc.record({
  side: fc.constant('client' as const),
  target: fc.constantFrom('record' as const, 'replay' as const),
  isUser: fc.boolean(),
  bytes: fc.tuple(frames, fc.uint8Array({ maxLength: 20 })).map((parts) => Buffer.concat(parts)),
  ending: fc.constantFrom(...ENDINGS),
});
const server = fc.record({
  side: fc.constant('server' as const),
  /** What is spoilt: 0 the capabilities, 1 and 2 the login, then the answers. */
  turn: fc.nat(5),
  bytes: spoiled,
  ending: fc.constantFrom(...ENDINGS),
});

interface Stage {
  readonly ports: Readonly<Record<'record' | 'replay', number>>;
  readonly upstream: XFakeServer;
}

async function logIn(client: XClient): Promise<void> {
  await client.login({ mechanism: SHA256_MEMORY, user: 'app', password: 'any', schema: 'shop' });
}

/** Somebody who does nothing wrong is served. */
async function check({ ports }: Stage): Promise<void> {
  for (const port of Object.values(ports)) {
    await using client = await XClient.open({ host: '127.0.0.1', port });
    await logIn(client);
    expect(await client.sql('SELECT 42')).toEqual(statementOk());
  }
}

async function leave(client: XClient, ending: (typeof ENDINGS)[number]): Promise<void> {
  if (ending === 'end') client.connection.end();
  // who stays is waited for a little, and then goes too
  if (ending !== 'stay') return;
  await Promise.race([client.isClosed(), new Promise((resolve) => setTimeout(resolve, 20))]);
}

async function playClient(stage: Stage, one: typeof stranger extends fc.Arbitrary<infer T> ? T : never): Promise<void> {
  const client = await XClient.open({ host: '127.0.0.1', port: stage.ports[one.target] });
  if (one.isUser) await logIn(client);
  client.send(one.bytes);
  await leave(client, one.ending);
  client.connection.terminate();
}

async function playServer(stage: Stage, one: typeof server extends fc.Arbitrary<infer T> ? T : never): Promise<void> {
  const spoil: XSpoil = (turn, _meant, socket) => {
    if (turn !== one.turn) return null;
    if (one.ending === 'end') setImmediate(() => socket.end());
    if (one.ending === 'die') setImmediate(() => socket.resetAndDestroy());
    return one.bytes;
  };
  stage.upstream.spoils.push(spoil);
  const client = await XClient.open({ host: '127.0.0.1', port: stage.ports.record });
  const talk = logIn(client)
    .then(async () => {
      for (const { message } of captured.slice(0, 4)) await client.ask(message.type, message.payload);
    })
    .catch(() => undefined);
  await Promise.race([talk, new Promise((resolve) => setTimeout(resolve, 50))]);
  client.connection.terminate();
  await within(PATIENCE_MS, talk, 'the client');
}

test(
  'nobody but themselves comes to harm',
  async () => {
    await using folder = await temporaryFolder();
    await using upstream = await XFakeServer.start(answers);
    const upstreamX = `127.0.0.1:${upstream.port}`;
    const limits = { xPort: 0, connectTimeoutMs: CONNECT_TIMEOUT_MS };
    const record = () => startRecord(folder, { upstream: upstreamX, upstreamX, ...limits });
    const seed = await record();
    const seedStage = { ports: { record: seed.xPort, replay: seed.xPort }, upstream };
    await check(seedStage);
    await seed.close();
    await using player = await startReplay(folder, seed.file, { ...limits, exhausted: 'repeat-last' });
    await using recorder = await record();
    const stage = { ports: { record: recorder.xPort, replay: player.xPort }, upstream };
    await check(stage);
    const several = fc.asyncProperty(
      fc.array(fc.oneof(stranger, server), { minLength: 1, maxLength: 6 }),
      async (scenarios) => {
        upstream.spoils.length = 0;
        // whom a spoilt answer is for is decided by who connects first: servers go one by one
        for (const one of scenarios) if (one.side === 'server') await playServer(stage, one);
        await Promise.all(scenarios.flatMap((one) => (one.side === 'client' ? [playClient(stage, one)] : [])));
        await check(stage);
      },
    );
    await fc.assert(several, fuzzParameters(SECONDS));
    await within(PATIENCE_MS, recorder.close(), 'the recorder');
    await expect.poll(() => upstream.connectionCount, { timeout: PATIENCE_MS }).toBe(0);
  },
  fuzzTimeoutMs(SECONDS),
);
