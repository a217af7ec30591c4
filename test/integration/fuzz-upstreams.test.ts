// Servers that answer with something wrong: captured answers that are cut, longer or shorter than they say, out of
// order or garbage, in the greeting, in the login and behind commands; then they end, die or fall silent. The client
// hears of it or goes away, nothing is left behind, and every other connection goes on.
// MOCK_FUZZ_SEED and MOCK_FUZZ_SECONDS: see test/support/fuzz.ts.

import type { Socket } from 'node:net';
import { test } from 'vitest';
import { BareClient } from '../support/bare-client.ts';
import { fuzzParameters, fuzzTimeoutMs, goldenPayloads, mutated, mutations } from '../support/fuzz.ts';
import { ANYONE, CAPABILITIES, CONNECT_TIMEOUT_MS, FuzzStage, SLACK_MS, within } from '../support/fuzz-stage.ts';
import type { GoldenPacket } from '../support/golden.ts';
import { goldenExchanges } from '../support/golden-exchanges.ts';
import type { Spoil } from '../support/golden-upstream.ts';
import fc from '../support/property.ts';

const commands = goldenExchanges().map(({ command }) => command);
const said = goldenPayloads('server');

const SECONDS = 12;

const scenario = fc.record({
  /** What is spoilt: 0 the greeting, 1 the answer to the login, then the answers to commands. */
  turn: fc.nat(4),
  how: fc.oneof(
    /** The packets as meant, some of them wrong. */
    fc.record({ kind: fc.constant('mutated' as const), changes: fc.array(mutations, { minLength: 1, maxLength: 3 }) }),
    /** Other packets of servers, as they are or wrong, in an order that fits. */
    fc.record({
      kind: fc.constant('other' as const),
      payloads: fc.array(fc.tuple(fc.constantFrom(...said), fc.oneof(fc.constant([]), mutations)), {
        minLength: 1,
        maxLength: 6,
      }),
    }),
    fc.record({ kind: fc.constant('garbage' as const), bytes: fc.uint8Array({ maxLength: 300 }) }),
  ),
  next: fc.constantFrom('goOn' as const, 'end' as const, 'die' as const, 'fallSilent' as const),
  commands: fc.array(fc.constantFrom(...commands), { maxLength: 4 }),
  /** What the client says where the server asks in the login. */
  answer: fc.uint8Array({ maxLength: 40 }),
});
type Scenario = typeof scenario extends fc.Arbitrary<infer T> ? T : never;

test(
  'nobody but their own client comes to harm',
  async () => {
    await using stage = await FuzzStage.set();
    const several = fc.asyncProperty(fc.array(scenario, { minLength: 1, maxLength: 6 }), async (scenarios) => {
      const before = stage.upstream.connectionCount;
      await Promise.all(scenarios.map((one) => play(stage, one)));
      await stage.check();
      await stage.checkNothingIsLeft(before);
    });
    await fc.assert(several, fuzzParameters(SECONDS));
  },
  fuzzTimeoutMs(SECONDS),
);

async function play(stage: FuzzStage, one: Scenario): Promise<void> {
  stage.upstream.spoils.push(spoilOf(one));
  await using client = await BareClient.connect(stage.place('record'), false);
  const whole = converse(client, one).catch(() => undefined);
  // A server that falls silent behind a command is waited for, as by any client: this one loses its patience.
  const patience = new Promise<void>((resolve) => setTimeout(resolve, CONNECT_TIMEOUT_MS + 100));
  await Promise.race([whole, patience]);
  client.reset();
  await within(SLACK_MS, whole, 'the client');
}

/** Logs in, whatever is asked, and asks something; ends where the connection does. */
async function converse(client: BareClient, { commands: toAsk, answer }: Scenario): Promise<void> {
  const greeting = await client.packet();
  client.scramble = greeting.payload.subarray(0, 20);
  client.sendPacket(1, client.handshakeResponse(ANYONE, CAPABILITIES));
  for (;;) {
    const { payload, sequenceId } = await client.packet();
    if (payload[0] === 0x00) break;
    client.sendPacket((sequenceId + 1) & 0xff, Buffer.from(answer));
  }
  for (const command of toAsk) {
    client.sendPacket(0, command);
    await client.packet();
  }
  client.sendPacket(0, '\x01');
  await client.lines();
}

function spoilOf({ turn, how, next }: Scenario): Spoil {
  return (now, packets, socket) => {
    if (now !== turn) return null;
    afterwards(socket, next);
    if (how.kind === 'garbage') return Buffer.from(how.bytes);
    if (how.kind === 'mutated') {
      return Buffer.concat(packets.map((packet, n) => mutated(packet, how.changes[n] ?? [])));
    }
    return Buffer.concat(how.payloads.map(([payload, changes], n) => mutated(numbered(payload, packets, n), changes)));
  };
}

function numbered(payload: Buffer, packets: readonly GoldenPacket[], n: number): GoldenPacket {
  return { from: 'server', sequenceId: ((packets[0]?.sequenceId ?? 0) + n) & 0xff, payload };
}

function afterwards(socket: Socket, next: Scenario['next']): void {
  setImmediate(() => {
    if (next === 'end') socket.end();
    else if (next === 'die') socket.resetAndDestroy();
    else if (next === 'fallSilent') socket.removeAllListeners('data').resume();
  });
}
