// KILL on replay: it is about the replay's own connections, and is answered as the recorded server's kind does.

import { expect, test } from 'vitest';
import { flavourOf } from '../../../../src/mysql/constants/flavour.ts';
import { decodeErr } from '../../../../src/mysql/packets/err.ts';
import { ClientView } from '../../../../src/replay/session/client-view.ts';
import { KillDesk } from '../../../../src/replay/session/kill-desk.ts';
import { LiveConnections } from '../../../../src/replay/session/live-connections.ts';
import type { ReplayContext } from '../../../../src/replay/session/replay-context.ts';
import { commandOf, queryOf } from '../../../support/decoded-command.ts';

function desk(version = '9.7.0') {
  const connections = new LiveConnections();
  const killed: string[] = [];
  const own = connections.connected(() => void killed.push('own'));
  const other = connections.connected(() => void killed.push('other'));
  connections.busy(other, () => void killed.push('statement of other'));
  const view = new ClientView();
  view.flavour = flavourOf(version);
  const kills = new KillDesk({ connections } as Partial<ReplayContext> as ReplayContext, view);
  const ask = async (connectionId: number, isQuery: boolean) => {
    const sent: Buffer[] = [];
    const reply = { write: (bytes: Buffer) => void sent.push(bytes), readClientPacket: () => Promise.reject() };
    const { closes } = await kills.answer({ connectionId, isQuery }, own, reply);
    const payload = Buffer.concat(sent).subarray(4);
    return [payload[0] === 0xff ? decodeErr(payload).code : 'ok', closes];
  };
  return { kills, killed, own, other, ask };
}

test('another connection is ended, or only what it does', async () => {
  const { killed, other, ask } = desk();
  expect(await ask(other, true)).toEqual(['ok', false]);
  expect(await ask(other, false)).toEqual(['ok', false]);
  expect(killed).toEqual(['statement of other', 'other']);
});

test('who kills himself hears an error, and is gone where it was not his statement alone', async () => {
  const { killed, own, ask } = desk();
  expect(await ask(own, false)).toEqual([1317, true]);
  expect((await ask(own, true))[1]).toBe(false);
  expect(killed).toEqual([]);
});

test('nobody has this id', async () => {
  expect(await desk().ask(99, false)).toEqual([1094, false]);
});

test('only a KILL is one; the command is MariaDB’s alone', () => {
  const process = commandOf(Buffer.from('0c05000000', 'hex'));
  expect(desk().kills.read(process)).toBeNull();
  expect(desk('10.11.6-MariaDB').kills.read(process)).toEqual({ connectionId: 5, isQuery: false });
  const { kills } = desk();
  expect(kills.read(queryOf('kill 5'))).toEqual({ connectionId: 5, isQuery: false });
  expect(kills.read(queryOf('KILLER 5'))).toBeNull();
});
