// Sessions as connections, those that worked at the same time in one group, and those that began together in one list.

import { expect, test } from 'vitest';
import { connectionGroups, groupBySpan } from '../../../../src/tools/history/connections.ts';

type Reader = Parameters<typeof connectionGroups>[0];
type Sessions = readonly (readonly [id: number, startedAtUs: number, ending: string, authOutcome?: string])[];
type Exchanges = readonly (readonly [session: number, startedAtUs: number, lastByteUs: number, command?: string])[];

function groups(sessions: Sessions, exchanges: Exchanges): number[][][][] {
  const listed = sessions.map(([id, startedAtUs, ending, authOutcome = 'ok']) => {
    return { id, ending, facts: { protocol: 'classic', startedAtUs, authOutcome } };
  });
  const rows = exchanges.map(([session, at, took, command = 'COM_QUERY'], n) => [n + 1, session, command, at, took]);
  const scans = { lastId: () => rows.length, page: () => rows };
  const reader = { listSessions: () => listed, scans } as unknown as Reader;
  return connectionGroups(reader).map((group) => group.map((burst) => burst.map((one) => one.map(({ id }) => id))));
}

test('groups sessions that worked at the same time', () => {
  const spans = [
    { name: 'c', startUs: 9, endUs: 12 },
    { name: 'a', startUs: 1, endUs: 5 },
    { name: 'b', startUs: 5, endUs: 10 },
  ];
  expect(groupBySpan(spans).map((group) => group.map(({ name }) => name))).toEqual([['a'], ['b', 'c']]);
});

test('a long session holds all that begin before its end in one group', () => {
  const spans = [
    { startUs: 0, endUs: 100 },
    { startUs: 10, endUs: 20 },
    { startUs: 30, endUs: 40 },
    { startUs: 100, endUs: 100 },
  ];
  expect(groupBySpan(spans).map((group) => group.length)).toEqual([3, 1]);
  expect(groupBySpan([])).toEqual([]);
});

test('a change of user goes on with its connection, also where one was refused in between', () => {
  const changed: Sessions = [
    [1, 10, 'change_user'],
    [2, 12, 'quit'],
    [3, 10, 'change_user'],
    [4, 10, 'error', 'error'],
    [5, 10, 'quit'],
  ];
  expect(
    groups(changed, [
      [1, 11, 1],
      [2, 13, 1],
      [5, 20, 1],
    ]),
  ).toEqual([[[[1, 3, 4, 5]], [[2]]]]);
});

test('of one moment, but not one connection', () => {
  expect(
    groups(
      [
        [1, 10, 'quit'],
        [2, 10, 'quit'],
      ],
      [[1, 11, 9]],
    ),
  ).toEqual([[[[1], [2]]]]);
});

test('those that began with nothing asked in between are in one list, and a quit lasts for nothing', () => {
  const sessions: Sessions = [
    [1, 10, 'quit'],
    [2, 11, 'quit'],
    [3, 13, 'quit'],
    [4, 30, 'quit'],
  ];
  const exchanges: Exchanges = [
    [1, 12, 5],
    [2, 14, 1],
    [3, 15, 1],
    [1, 16, 100, 'COM_QUIT'],
    [4, 31, 1],
  ];
  expect(groups(sessions, exchanges)).toEqual([[[[1], [2]], [[3]]], [[[4]]]]);
});
