import { expect, test } from 'vitest';
import type { Command } from '../../../../../src/core/command.ts';
import type { RecordedExchange, RecordedResponse } from '../../../../../src/core/recording.ts';
import { CarriedValues } from '../../../../../src/replay/volatile/carrying/carried-values.ts';
import { uncertain } from '../../../../../src/replay/volatile/certainty/by-fresh.ts';
import { noteStored } from '../../../../../src/replay/volatile/certainty/stored-notes.ts';

const at = (second: number) => `2026-11-29 08:00:0${second}`;
const command = (sql: string) =>
  ({ name: 'COM_QUERY', sql: Buffer.from(sql), parameters: null, dialect: {} }) as Command;
const insert = (id: string, second: number) => `INSERT INTO t (id, made) VALUES ('${id}', '${at(second)}')`;

/** Rows `a`, `b` and so on. @param rows the recorded second of each, and the one by now */
function isTold(rows: readonly (readonly [recorded: number, live: number])[], sql: string, recorded = sql): boolean {
  const values = new CarriedValues(true);
  const recordedSql = rows.map(([second], row) => insert('abcd'[row] ?? '', second));
  const reader = {
    ...{ dataOf: () => undefined, tables: () => [], statementsAfter: () => [] },
    recordedStatement: (id: number) => ({ sql: recordedSql[id - 1] ?? '', parameters: null }),
  } as never;
  rows.forEach(([from, live], row) => {
    if (from === live) return;
    const id = 'abcd'[row] ?? '';
    values.bind('timestamp', at(from), at(live));
    noteStored(command(insert(id, live)), command(insert(id, from)), row + 1, values, reader);
  });
  const there = new Set(rows.map((_, row) => row + 1));
  const context = { matcher: { writesThere: () => there, giveBack: () => undefined }, place: {}, reader };
  const response = { outcome: 'resultset', rows: 2, bytes: 0 } as RecordedResponse;
  const found = { exchange: {} as RecordedExchange, response };
  return uncertain(command(sql), command(recorded), found, values, context as never, () => []) === null;
}

test('a time that is equal by now to one that did not change is no longer another one', () => {
  const asked = 'SELECT a.id FROM t a JOIN t b ON a.made = b.made';
  expect(
    isTold(
      [
        [1, 1],
        [2, 5],
      ],
      asked,
    ),
  ).toBe(true);
  expect(
    isTold(
      [
        [1, 1],
        [2, 1],
      ],
      asked,
    ),
  ).toBe(false);
  expect(
    isTold(
      [
        [1, 1],
        [2, 1],
      ],
      'SELECT DISTINCT made FROM t',
    ),
  ).toBe(false);
  expect(
    isTold(
      [
        [1, 1],
        [2, 1],
      ],
      'SELECT id FROM t ORDER BY made, id DESC',
    ),
  ).toBe(false);
  expect(
    isTold(
      [
        [1, 1],
        [1, 5],
      ],
      asked,
    ),
  ).toBe(false);
});

test('what an id says is one row is judged by what that row holds', () => {
  const asked = (second: number) => `SELECT id FROM t WHERE id = 'b' AND made = '${at(second)}'`;
  expect(
    isTold(
      [
        [1, 5],
        [1, 6],
      ],
      asked(6),
      asked(1),
    ),
  ).toBe(true);
  expect(
    isTold(
      [
        [1, 5],
        [1, 6],
      ],
      asked(5),
      asked(1),
    ),
  ).toBe(false);
});

test('each value has to be on its side of what it is compared with, wherever the others are', () => {
  const asked = (second: number) => `SELECT id FROM t WHERE made >= '${at(second)}'`;
  expect(
    isTold(
      [
        [1, 4],
        [2, 4],
        [6, 8],
      ],
      asked(7),
      asked(5),
    ),
  ).toBe(true);
  expect(
    isTold(
      [
        [1, 4],
        [3, 3],
      ],
      asked(4),
      asked(2),
    ),
  ).toBe(false);
});

test('an UPDATE of nothing but times tells how many rows it has changed', () => {
  const asked = (second: number) => `UPDATE t SET made = '${at(second)}' WHERE id IN ('a', 'b')`;
  expect(
    isTold(
      [
        [1, 4],
        [2, 5],
      ],
      asked(6),
      asked(3),
    ),
  ).toBe(true);
  expect(
    isTold(
      [
        [1, 4],
        [2, 5],
      ],
      asked(5),
      asked(3),
    ),
  ).toBe(false);
  const ofOne = (second: number) => `UPDATE t SET made = '${at(second)}' WHERE id = 'a'`;
  expect(
    isTold(
      [
        [1, 4],
        [2, 5],
      ],
      ofOne(5),
      ofOne(3),
    ),
  ).toBe(true);
  expect(
    isTold(
      [
        [1, 4],
        [2, 5],
      ],
      ofOne(4),
      ofOne(3),
    ),
  ).toBe(false);
});

test('a row of which nobody has said a column gets another value there, and one that others were said of is none of them', () => {
  const rows = [
    [1, 4],
    [2, 5],
  ] as const;
  const removed = (second: number, id: string) =>
    `UPDATE t SET gone = '${at(second)}', made = '${at(second)}' WHERE id = '${id}'`;
  expect(isTold(rows, removed(4, 'a'), removed(3, 'a'))).toBe(true);
  const touched = (second: number, id: string) => `UPDATE t SET made = '${at(second)}' WHERE id = '${id}'`;
  expect(isTold(rows, touched(4, 'z'), touched(3, 'z'))).toBe(true);
  expect(isTold(rows, touched(4, 'a'), touched(1, 'a'))).toBe(true);
  expect(isTold(rows, touched(5, 'a'), touched(1, 'a'))).toBe(false);
});

test('ten thousand constants are read once, not once for each', () => {
  const asked = `SELECT 1 FROM t WHERE n = 1${' OR n = 1'.repeat(2_000)}`;
  expect(isTold([[1, 5]], asked)).toBe(true);
});
