import { expect, test } from 'vitest';
import type { RecordingReader } from '../../../../../src/core/recording.ts';
import type { RowAt } from '../../../../../src/replay/volatile/carrying/clock-note.ts';
import { ClockNotes, clockSlots } from '../../../../../src/replay/volatile/carrying/clock-notes.ts';
import type { Made } from '../../../../../src/replay/volatile/carrying/row-times.ts';

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
/** @param columns of the cells; those that are left out are not known */
const liveOf = (
  notes: ClockNotes,
  cells: readonly (string | null)[],
  { columns = [], column = 'made', there = null, number = null }: Partial<RowAt> = {},
) => {
  const row = () => ({ cells, columns, column, table: 't', number, asked: 9, there });
  const made: Made = (slots) => {
    const lives = new Set(slots.map(({ live }) => live));
    return lives.size > 1 ? 'several' : ([...lives][0] ?? null);
  };
  const { live, isClear } = notes.chosen(AT, row, reader, made);
  return isClear ? live : 'not clear';
};

test('a time that stands for two is that of the statement that said the rest of the row', () => {
  const notes = new ClockNotes();
  notes.add({ exchange: 1, slots: [slot(3, 'one'), slot(4, 'one')] });
  expect(liveOf(notes, [AT])).toBe('one');
  notes.add({ exchange: 2, slots: [slot(2, 'two')] });
  expect(liveOf(notes, ['1', 'Ada', AT], { columns: ['id', 'name', 'made'] })).toBe('one');
  expect(liveOf(notes, ['1', 'Ada', AT])).toBe('one');
  expect(liveOf(notes, ['2', AT])).toBe('two');
  // of the number that the server gave it is known whose it is
  expect(liveOf(notes, ['3', AT, '2', 'Ada'], { number: '3', columns: ['id', 'made', '', ''] })).not.toBe('two');
  expect(liveOf(notes, ['2', AT, '7'], { number: '2', columns: ['id', 'made', ''] })).toBe('two');
  expect(liveOf(notes, [AT, null])).toBe('not clear');
});

test('the last that stored it counts, where it is known that it found the row, and of one statement the value of the column', () => {
  const notes = new ClockNotes();
  notes.add({ exchange: 1, slots: [slot(3, '2026-12-24 19:31:07'), slot(4, '2026-12-24 19:31:08')] });
  expect(liveOf(notes, ['1', AT], { column: 'seen' })).toBe('2026-12-24 19:31:08');
  notes.add({ exchange: 3, slots: [slot(1, 'later')] });
  expect(liveOf(notes, ['1', 'Ada', AT], { columns: ['id', 'name', 'made'] })).toBe('later');
  expect(liveOf(notes, ['Ada', AT], { columns: ['name', 'made'] })).toBe('not clear');
  expect(liveOf(notes, ['3', 'Ada', AT], { columns: ['id', 'name', 'made'] })).toBe('not clear');
  notes.clear();
  expect(liveOf(notes, [AT])).toBe(null);
});

test('each row of a statement that stored several has its own', () => {
  const notes = new ClockNotes();
  notes.add({ exchange: 4, slots: [slot(2, '2026-12-24 19:31:07'), slot(4, '2026-12-24 19:31:08')] });
  expect(liveOf(notes, ['Carl', AT])).toBe('2026-12-24 19:31:07');
  expect(liveOf(notes, ['Dora', AT])).toBe('2026-12-24 19:31:08');
  expect(liveOf(notes, ['7', AT])).toBe('2026-12-24 19:31:07');
  expect(liveOf(notes, ['8', AT])).toBe('2026-12-24 19:31:08');
});

test('what was stored by a row that is gone counts no more, and a row may have its time as it was recorded', () => {
  const notes = new ClockNotes();
  notes.add({ exchange: 2, slots: [slot(2, 'two')] });
  notes.add({ exchange: 4, slots: [slot(2, 'four')] });
  expect(liveOf(notes, ['Bea', 'Carl', AT], { there: () => new Set([2]) })).toBe('two');
  const [columns, there] = [['name', 'made'], () => new Set([1, 2])];
  expect(liveOf(notes, ['Ada', AT], { columns, there })).toBe(AT);
  expect(liveOf(notes, ['Bea', AT], { columns, there })).toBe('two');
  expect(liveOf(notes, [AT], { columns: ['made'], there })).toBe('not clear');
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
