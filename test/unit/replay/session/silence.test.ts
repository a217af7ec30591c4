// A statement that was never answered says nothing here either, until somebody ends it.

import { expect, test } from 'vitest';
import type { Command } from '../../../../src/core/command.ts';
import type { RecordedExchange, RecordedResponse, RecordingReader } from '../../../../src/core/recording.ts';
import { decodeErr } from '../../../../src/mysql/packets/err.ts';
import { ClientView, FAILED } from '../../../../src/replay/session/client-view.ts';
import { LiveConnections } from '../../../../src/replay/session/live-connections.ts';
import type { ReplayContext } from '../../../../src/replay/session/replay-context.ts';
import { Silence } from '../../../../src/replay/session/silence.ts';
import { queryOf } from '../../../support/decoded-command.ts';
import { responseOf } from '../../../support/recorded-response.ts';

const COMMAND = queryOf('SELECT 9');

function clientThat(left: Promise<void>) {
  return { closed: left, left, hasMore: () => false };
}

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
  silence.client = clientThat(new Promise(() => undefined));
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
  silence.client = clientThat(Promise.resolve());
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

const SLEEPING: Command = queryOf('select /* a */ SLEEP(30)');
/** One row, as text or binary. */
const slept = (row: string) => {
  const payload = Buffer.from(row, 'hex');
  const whole = Buffer.concat([Buffer.of(payload.length, 0, 0, 3), payload]);
  return { rows: 1, bytes: whole.length, whole, errorCode: null } as Partial<RecordedResponse> as RecordedResponse;
};

test('how long a statement went on is told only of one that was killed, and of a SLEEP that was cut', () => {
  const { silence } = silent(1_499_600);
  const exchange = { id: 1 } as RecordedExchange;
  const after = (command: Command, recorded: Partial<RecordedResponse>) =>
    silence.killedAfterMs(command, exchange, recorded as RecordedResponse);
  expect([1317, 1064, null].map((errorCode) => after(COMMAND, { errorCode, rows: 0 }))).toEqual([1500, 0, 0]);
  const rows = ['0131', '000001000000', '0130', '000000000000'].map(slept);
  expect(rows.map((recorded) => after(SLEEPING, recorded))).toEqual([1500, 1500, 0, 0]);
  expect(after(COMMAND, slept('0131'))).toBe(0);
});

test('nobody can interrupt what is over', async () => {
  const { silence, connections } = silent();
  expect(await silence.await(1, 1)).toBe(false);
  expect(() => connections.interrupt(1)).not.toThrow();
});
