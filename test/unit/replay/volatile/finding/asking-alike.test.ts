import { expect, test } from 'vitest';
import type { Command } from '../../../../../src/core/command.ts';
import type { RecordedExchange, RecordingReader } from '../../../../../src/core/recording.ts';
import type { FindContext } from '../../../../../src/replay/matching/find-answer.ts';
import { AskingAlike } from '../../../../../src/replay/volatile/finding/asking-alike.ts';

const RECORDED: readonly (readonly [sql: string, state: number])[] = [
  ["SELECT 1 FROM rooms WHERE name = 'room-9f3ac81e77d0b254'", 1],
  ["SELECT 1 FROM rooms WHERE name = 'room-0b7dc81e77d0b2aa'", 2],
  ["INSERT INTO bookings VALUES ('1b4e28ba-2fa1-41d2-883f-0016d3cca427', 1, 'Ada', '2026-11-29 08:00:00')", 1],
  ["INSERT INTO bookings VALUES ('2b4e28ba-2fa1-41d2-883f-0016d3cca427', 2, 'Bea', '2026-11-29 08:00:01')", 1],
  ["INSERT INTO bookings VALUES ('3b4e28ba-2fa1-41d2-883f-0016d3cca427', 3, 'Bea', '2026-11-29 08:00:02')", 1],
  ["SELECT 1 FROM rooms WHERE name = 'lobby'", 1],
];

/** Ids of the recorded statements, from 1, that ask what this one asks, in state 2. */
function nearOf(sql: string, near: number | null = null, played: readonly number[] = []) {
  const exchange = (id: number) => ({ id, fingerprint: 'f', state: RECORDED[id - 1]?.[1] }) as RecordedExchange;
  const statement = ([text]: readonly [string, number], at: number) => {
    const [id, none] = [at + 1, null];
    return { id, session: 1, scope: 0, command: 'COM_QUERY', sql: text, parameters: none, request: none };
  };
  const reader = {
    statementsAfter: (after: number) => RECORDED.map(statement).slice(after),
    hasData: true,
    exchangeById: exchange,
    stateId: () => 2,
    byFingerprintAfter: () => [],
    nearest: () => [{ exchange: 6 }],
  } as unknown as RecordingReader;
  const asking = new AskingAlike(reader);
  const state = { all: '', settings: '' };
  const command = { name: 'COM_QUERY', code: 3, sql: Buffer.from(sql), parameters: null, dialect: {}, state };
  const context = { matcher: { played: { has: (id: number) => played.includes(id) } } } as unknown as FindContext;
  const asked = { ...command, context: { preparedTexts: new Map(), temporaryTables: new Set() } } as unknown as Command;
  return asking.near(asked, near === null ? null : exchange(near), { id: 0 }, context);
}

test('what differs in drawn values alone, and was asked in the same state, tells which row is meant', () => {
  expect(nearOf("SELECT 1 FROM rooms WHERE name = 'room-7777c81e77d0b2cc'")).toEqual([2]);
  expect(nearOf("SELECT 1 FROM rooms WHERE name = 'room-7777c81e77d0b2cc'", 1)).toEqual([1, 2]);
});

test('numbers and times may be those of another row, texts may not; what was not played comes first', () => {
  const sql = "INSERT INTO bookings VALUES ('9b4e28ba-2fa1-41d2-883f-0016d3cca427', 9, 'Bea', '2026-12-24 19:00:00')";
  expect(nearOf(sql)).toEqual([4, 5]);
  expect(nearOf(sql, null, [4])).toEqual([5, 4]);
  expect(nearOf(sql.replace('Bea', 'Ada'))).toEqual([3]);
});

test('where nothing asks the same it is what resembles it', () => {
  expect(nearOf("SELECT name FROM rooms WHERE name = 'room-7777c81e77d0b2cc'")).toEqual([6]);
  expect(nearOf("SELECT 1 FROM rooms WHERE name = 'attic'")).toEqual([6]);
});
