import { expect, test } from 'vitest';
import type { RecordingReader } from '../../../../src/core/recording.ts';
import { ClockNotes } from '../../../../src/replay/volatile/clock-notes.ts';

const AT = '2026-11-29 08:00:00';
const SQL = [
  `INSERT INTO t (id, name, made, seen) VALUES (1, 'Ada', '${AT}', '${AT}')`,
  `INSERT INTO t (name, made) VALUES ('Bea', '${AT}')`,
  `UPDATE t SET made = '${AT}' WHERE id = 1`,
];

/** Whose first statement is exchange 1; the second was given the number 2. */
const reader = {
  recordedStatement: (id: number) => ({ sql: SQL[id - 1] ?? '', parameters: null }),
  exchangeById: (id: number) => ({ responseId: id }),
  response: (id: number) => ({ lastInsertId: id === 2 ? 2n : 0n }),
} as unknown as RecordingReader;

const slot = (position: number, live: string) => ({ kind: 'timestamp' as const, position, recorded: AT, live });
const livesOf = (notes: ClockNotes, cells: readonly (string | null)[], column = 'made') =>
  notes.chosen(notes.of(AT), { cells, column, asked: 9 }, reader).map(({ live }) => live);

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
