import { expect, test } from 'vitest';
import type { RecordingReader } from '../../../../../src/core/recording.ts';
import { ClockNotes, clockSlots, type ThereOf } from '../../../../../src/replay/volatile/carrying/clock-notes.ts';

const AT = '2026-11-29 08:00:00';
const SQL = [
  `INSERT INTO t (id, name, made, seen) VALUES (1, 'Ada', '${AT}', '${AT}')`,
  `INSERT INTO t (name, made) VALUES ('Bea', '${AT}')`,
  `UPDATE t SET made = '${AT}' WHERE id = 1`,
  `INSERT INTO t (name, made) VALUES ('Carl', '${AT}'), ('Dora', '${AT}') ON DUPLICATE KEY UPDATE name = 'Eve'`,
];

/** Whose first statement is exchange 1; the second was given the number 2. */
const reader = {
  recordedStatement: (id: number) => ({ sql: SQL[id - 1] ?? '', parameters: null }),
  exchangeById: (id: number) => ({ responseId: id }),
  response: (id: number) => ({ lastInsertId: id === 2 ? 2n : id === 4 ? 7n : 0n }),
} as unknown as RecordingReader;

const slot = (position: number, live: string) => ({
  ...{ kind: 'timestamp' as const, position, parameter: null, recorded: AT, live },
});
const livesOf = (notes: ClockNotes, cells: readonly (string | null)[], column = 'made', there: ThereOf | null = null) =>
  notes.chosen(notes.of(AT), { cells, column, asked: 9, there }, reader).map(({ live }) => live);

test('a time that stands for two is that of the statement that said the rest of the row', () => {
  const notes = new ClockNotes();
  notes.add({ exchange: 1, slots: [slot(3, 'one'), slot(4, 'one')] });
  expect(notes.of(AT)).toEqual([]);
  notes.add({ exchange: 2, slots: [slot(2, 'two')] });
  expect(notes.of('2026-11-29 09:00:00')).toEqual([]);
  expect(livesOf(notes, ['1', 'Ada', AT])).toEqual(['one']);
  expect(livesOf(notes, ['2', AT])).toEqual(['two']);
  expect(livesOf(notes, [AT, null])).toEqual([]);
});

test('the last that stored it counts, and of one statement the value of the column', () => {
  const notes = new ClockNotes();
  notes.add({ exchange: 1, slots: [slot(3, '2026-12-24 19:31:07'), slot(4, '2026-12-24 19:31:08')] });
  expect(livesOf(notes, ['1', AT], 'seen')).toEqual(['2026-12-24 19:31:08']);
  notes.add({ exchange: 3, slots: [slot(1, 'later')] });
  expect(livesOf(notes, ['1', 'Ada', AT])).toEqual(['later']);
  notes.clear();
  expect(notes.of(AT)).toEqual([]);
});

test('each row of a statement that stored several has its own', () => {
  const notes = new ClockNotes();
  notes.add({ exchange: 4, slots: [slot(2, '2026-12-24 19:31:07'), slot(4, '2026-12-24 19:31:08')] });
  expect(livesOf(notes, ['Carl', AT])).toEqual(['2026-12-24 19:31:07']);
  expect(livesOf(notes, ['Dora', AT])).toEqual(['2026-12-24 19:31:08']);
  expect(livesOf(notes, ['7', AT])).toEqual(['2026-12-24 19:31:07']);
  expect(livesOf(notes, ['8', AT])).toEqual(['2026-12-24 19:31:08']);
});

test('what a refused statement said no row has', () => {
  const notes = new ClockNotes();
  notes.add({ exchange: 2, slots: [slot(2, 'two')] });
  expect(notes.of(AT)).toEqual([]);
  notes.addRefused();
  expect(livesOf(notes, ['Bea', AT])).toEqual(['two']);
});

test('the place of a bound value is that of its question mark', () => {
  const sql = Buffer.from("INSERT INTO t (id, name, made) VALUES (?, 'Ada', ?)");
  const dialect = { charset: null, noBackslashEscapes: false, ansiQuotes: false };
  const parameters = [
    { kind: 'integer' as const, value: 1n, type: 8, unsigned: false },
    { kind: 'text' as const, value: Buffer.from(AT), type: 253 },
  ] as never;
  const slots = clockSlots({ sql, dialect, parameters }, ['', 'Ada', '', '1', AT], ['', 'Ada', '', '1', 'now']);
  expect(slots).toEqual([{ kind: 'timestamp', position: 3, parameter: 1, recorded: AT, live: 'now' }]);
});

test('what was stored by a row that is gone counts no more', () => {
  const notes = new ClockNotes();
  notes.add({ exchange: 2, slots: [slot(2, 'two')] });
  notes.add({ exchange: 4, slots: [slot(2, 'four')] });
  expect(livesOf(notes, ['Bea', 'Carl', AT], 'made', () => new Set([2]))).toEqual(['two']);
  expect(livesOf(notes, ['Bea', 'Carl', AT], 'made', () => new Set([4]))).toEqual(['four']);
});
