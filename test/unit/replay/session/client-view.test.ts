// What an answer leaves behind shows in the packets that a replay makes by itself.

import { expect, test } from 'vitest';
import type { RecordedResponse } from '../../../../src/core/recording.ts';
import type { Reply } from '../../../../src/core/responder.ts';
import { Capability } from '../../../../src/mysql/constants/capabilities.ts';
import { flavourOf } from '../../../../src/mysql/constants/flavour.ts';
import { Status } from '../../../../src/mysql/constants/status.ts';
import { decodeOk } from '../../../../src/mysql/packets/ok.ts';
import { ClientView, FAILED } from '../../../../src/replay/session/client-view.ts';

function view(version = '9.7.0'): ClientView {
  const one = new ClientView();
  one.capabilities = Capability.PROTOCOL_41;
  one.flavour = flavourOf(version);
  return one;
}

function replyInto(sent: Buffer[]): Reply {
  return {
    write: (bytes) => void sent.push(bytes),
    readClientPacket: () => Promise.reject(new Error('nothing is asked of the client')),
  };
}

function answered(changes: Partial<RecordedResponse>): RecordedResponse {
  return { status: null, outcome: 'ok', warnings: 0, ...changes } as RecordedResponse;
}

test('flags that are an answer’s own do not last, the session’s do', () => {
  const one = view();
  one.note(answered({ status: Status.IN_TRANS | Status.MORE_RESULTS_EXISTS | Status.SESSION_STATE_CHANGED }));
  expect(one.status).toBe(Status.IN_TRANS);
  one.note(answered({ status: null, warnings: 4 }));
  expect([one.status, one.warnings]).toEqual([Status.IN_TRANS, 4]);
  one.note(answered({ outcome: 'error', warnings: null }));
  expect(one.warnings).toBe(1);
  one.begin(Status.AUTOCOMMIT | Status.SESSION_STATE_CHANGED);
  expect(one.status).toBe(Status.AUTOCOMMIT);
});

test('MySQL repeats a number of warnings, MariaDB does not', async () => {
  for (const [version, warnings] of [
    ['9.7.0', 3],
    ['10.11.6-MariaDB', 0],
  ] as const) {
    const sent: Buffer[] = [];
    const answer = await view(version).sendOk(replyInto(sent), 3);
    expect(answer).toMatchObject({ facts: { outcome: 'ok', status: Status.AUTOCOMMIT }, closes: false });
    const packet = Buffer.concat(sent);
    expect(packet.subarray(0, 4).toString('hex')).toBe('07000001');
    expect(decodeOk(packet.subarray(4), Capability.PROTOCOL_41)).toMatchObject({ warnings, status: Status.AUTOCOMMIT });
  }
});

test('an error is one warning for who asks next', async () => {
  const [one, sent]: [ClientView, Buffer[]] = [view(), []];
  const err = { code: 1317, sqlState: '70100', message: Buffer.from('x') };
  expect(await one.sendErr(replyInto(sent), err, 3)).toEqual(FAILED);
  expect([Buffer.concat(sent)[3], one.warnings]).toEqual([3, 1]);
  expect(decodeOk(one.ok(), Capability.PROTOCOL_41).warnings).toBe(1);
});
