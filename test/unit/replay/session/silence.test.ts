// A statement that was never answered says nothing here either, until somebody ends it.

import { expect, test } from 'vitest';
import type { RecordedExchange, RecordingReader } from '../../../../src/core/recording.ts';
import { decodeErr } from '../../../../src/mysql/packets/err.ts';
import { ClientView, FAILED } from '../../../../src/replay/session/client-view.ts';
import { LiveConnections } from '../../../../src/replay/session/live-connections.ts';
import type { ReplayContext } from '../../../../src/replay/session/replay-context.ts';
import { Silence } from '../../../../src/replay/session/silence.ts';
import { queryOf } from '../../../support/decoded-command.ts';
import { responseOf } from '../../../support/recorded-response.ts';

const COMMAND = queryOf('SELECT SLEEP(9)');

function silent(firstByteUs = 0, bytes = 0) {
  const connections = new LiveConnections();
  const reader: Partial<RecordingReader> = {
    timesOf: () => ({ startedAtUs: 0, firstByteUs, lastByteUs: firstByteUs }),
    response: () => responseOf([], { bytes }),
  };
  const run = {
    connections,
    reader: reader as RecordingReader,
    waitTimeoutMs: () => 60_000,
  };
  const silence = new Silence(run as Partial<ReplayContext> as ReplayContext, new ClientView());
  silence.clientGone = new Promise(() => undefined);
  const sent: Buffer[] = [];
  const reply = { write: (packet: Buffer) => void sent.push(packet), readClientPacket: () => Promise.reject() };
  return { silence, connections, reply, code: () => decodeErr(Buffer.concat(sent).subarray(4)).code, sent };
}

test('who is killed hears so, and the connection goes on', async () => {
  const { silence, connections, reply, code } = silent();
  const kept = silence.keep(COMMAND, 1, reply);
  connections.interrupt(1);
  expect(await kept).toEqual(FAILED);
  expect(code()).toBe(1317);
});

test('a client that leaves hears nothing; neither does one without a connection of its own', async () => {
  const { silence, reply, sent } = silent();
  silence.clientGone = Promise.resolve();
  expect(await silence.keep(COMMAND, 1, reply)).toMatchObject({ closes: true });
  expect(await silent().silence.keep(COMMAND, null, reply)).toMatchObject({ closes: true });
  expect(sent).toEqual([]);
});

test('what the server said late is said after the same time, unless somebody kills it before', async () => {
  const exchange = { id: 1, responseId: 1 } as RecordedExchange;
  const late = silent(5_000, 9);
  const said = { ...FAILED, exchange: 1 };
  expect(await late.silence.play(COMMAND, exchange, 1, late.reply, () => said)).toBe(said);
  const killed = silent(60_000_000, 9);
  const playing = killed.silence.play(COMMAND, exchange, 1, killed.reply, () => said);
  killed.connections.interrupt(1);
  expect(await playing).toBe(FAILED);
  expect(killed.code()).toBe(1317);
});

test('how long a statement went on is told only of one that was killed', () => {
  const { silence } = silent(1_499_600);
  const exchange = { id: 1 } as RecordedExchange;
  expect([1317, 1064, null].map((code) => silence.killedAfterMs(exchange, code))).toEqual([1500, 0, 0]);
});

test('nobody can interrupt what is over', async () => {
  const { silence, connections } = silent();
  expect(await silence.await(1, 1)).toBe(false);
  expect(() => connections.interrupt(1)).not.toThrow();
});
