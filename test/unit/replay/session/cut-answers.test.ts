// What was cut in the middle of its rows is given as far as it goes, to a client that leaves as the recorded one did.

import { expect, test } from 'vitest';
import type { RecordedExchange, RecordingReader } from '../../../../src/core/recording.ts';
import { ClientView, FAILED } from '../../../../src/replay/session/client-view.ts';
import { CutAnswers } from '../../../../src/replay/session/cut-answers.ts';
import type { RecordedLogins } from '../../../../src/replay/session/recorded-logins.ts';
import type { ReplayContext } from '../../../../src/replay/session/replay-context.ts';
import type { Silence } from '../../../../src/replay/session/silence.ts';
import { queryOf } from '../../../support/decoded-command.ts';
import { responseOf } from '../../../support/recorded-response.ts';

const COMMAND = queryOf('SELECT a FROM t');
const CUT = { id: 3, session: 1, gap: 'truncated', responseId: 1 } as RecordedExchange;
/** The number of columns, and the beginning of the packet behind it. */
const PART = Buffer.from('01000001011700000203', 'hex');

function cut({ isLeft = true, how = 'left' as 'left' | 'killed' | 'waited', closesAt = 0 } = {}) {
  const response = responseOf([], { bytes: PART.length, chunks: () => [PART] });
  const reader: Partial<RecordingReader> = {
    timesOf: () => ({ startedAtUs: 0, firstByteUs: 1000, lastByteUs: 2000 }),
    response: () => response,
  };
  const run = {
    reader: reader as RecordingReader,
    logins: { isLeft: () => isLeft } as Partial<RecordedLogins> as RecordedLogins,
    closingOf: () => ({ exchange: closesAt, isAnswered: false, idleUs: 0, lastWords: Buffer.alloc(0) }),
    bytesPlayed: 0,
  };
  const told: unknown[] = [];
  const silence: Partial<Silence> = {
    until: (ms: number) => {
      told.push(ms);
      return Promise.resolve(how);
    },
    await: () => Promise.resolve(false),
    tellKilled: (_reply, sequenceId) => {
      told.push(`killed ${sequenceId}`);
      return Promise.resolve(FAILED);
    },
  };
  const answers = new CutAnswers(run as Partial<ReplayContext> as ReplayContext, new ClientView(), silence as Silence);
  const sent: Buffer[] = [];
  const reply = { write: (bytes: Buffer) => void sent.push(bytes), readClientPacket: () => Promise.reject() };
  const beyond = (sequenceId: number) => {
    told.push(`beyond ${sequenceId}`);
    return Promise.resolve(FAILED);
  };
  const play = () => answers.playPart(COMMAND, CUT, response, 1, reply, beyond);
  return { answers, play, told, sent: () => Buffer.concat(sent) };
}

test('the whole packets of it are sent, and nothing is said to one that leaves', async () => {
  const { play, told, sent } = cut();
  expect(await play()).toMatchObject({ closes: true });
  expect(sent()).toEqual(PART.subarray(0, 5));
  expect(told).toEqual([10_000]);
});

test('one that stays is told that no more was recorded, one that is killed that it was, with the next sequence id', async () => {
  const stays = cut({ how: 'waited' });
  await stays.play();
  const killed = cut({ how: 'killed' });
  await killed.play();
  expect([stays.told[1], killed.told[1]]).toEqual(['beyond 2', 'killed 2']);
});

test('what the server or a fault cut is no part to be played', async () => {
  expect(cut().answers.partOf(COMMAND, CUT)?.bytes).toBe(PART.length);
  expect(cut({ isLeft: false }).answers.partOf(COMMAND, CUT)).toBeNull();
  expect(cut().answers.partOf(COMMAND, { ...CUT, gap: 'secret' })).toBeNull();
  const ended = cut({ closesAt: CUT.id }).answers;
  expect([ended.isUnanswered(CUT), cut().answers.isUnanswered(CUT)]).toEqual([true, false]);
  expect(await ended.end(CUT, 1)).toMatchObject({ closes: true });
});
