import { expect, test, vi } from 'vitest';
import type { Command } from '../../../../../src/core/command.ts';
import type { RecordedExchange, RecordedResponse } from '../../../../../src/core/recording.ts';
import { CarriedValues } from '../../../../../src/replay/volatile/carrying/carried-values.ts';
import { uncertain } from '../../../../../src/replay/volatile/certainty/by-fresh.ts';
import { noteStored } from '../../../../../src/replay/volatile/certainty/stored-notes.ts';

const command = (sql: string) =>
  ({ name: 'COM_QUERY', sql: Buffer.from(sql), parameters: null, dialect: {} }) as Command;
/** The live values stand in another order than the recorded ones. */
const ROWS = [
  ['f3a0c9d2e4b85716', '1b0e7d2ca9f34586'],
  ['0c1d5e8f7a6b3924', 'e9f8d7c6b5a40312'],
] as const;

function known(sql: string, rows = 2, recorded = sql) {
  const values = new CarriedValues(true);
  const reader = { dataOf: () => undefined, tables: () => [], statementsAfter: () => [] } as never;
  ROWS.forEach(([from, live], at) => {
    values.bind('token', from, live);
    const insert = (one: string) => command(`INSERT INTO items (id, note) VALUES ('${one}', 'n')`);
    noteStored(insert(live), insert(from), at + 1, values, reader);
  });
  const giveBack = vi.fn();
  const context = { matcher: { writesThere: () => null, giveBack }, place: {}, reader };
  const response = { outcome: 'resultset', rows, whole: null } as RecordedResponse;
  const found = { exchange: {} as RecordedExchange, response };
  const is = uncertain(command(sql), command(recorded), found, values, context as never, (answer) => [answer]) === null;
  expect(giveBack).toHaveBeenCalledTimes(is ? 0 : 1);
  return { is, values };
}

test.each([
  'SELECT CRC32(id) AS c FROM items',
  'SELECT LEFT(id, 3) AS l FROM items',
  "SELECT CONCAT('x', REVERSE(id)) AS l FROM items",
  'SELECT note FROM items ORDER BY id',
  'SELECT note FROM items ORDER BY 1',
  'SELECT MAX(id) FROM items',
  "SELECT note FROM items WHERE id > '8'",
  "SELECT note FROM items WHERE id LIKE 'f%'",
  'SELECT x.i + 1 FROM (SELECT id AS i FROM items) x',
  'DELETE FROM items ORDER BY id LIMIT 1',
  "UPDATE items SET note = LEFT(id, 4) WHERE note = 'n'",
])('%s cannot be told', (sql) => {
  expect(known(sql).is).toBe(false);
});

test.each([
  'SELECT id, note FROM items',
  "SELECT CONCAT(id, '-', note) AS c FROM items",
  'SELECT LENGTH(id) FROM items',
  'SELECT UPPER(note) FROM items ORDER BY note',
  'SELECT COUNT(*) FROM items WHERE id IS NOT NULL',
  "SELECT note FROM items WHERE id LIKE '%'",
  'SELECT id FROM others ORDER BY id',
])('%s is told as it was', (sql) => {
  expect(known(sql).is).toBe(true);
});

test('one row has no order', () => {
  expect(known('SELECT note FROM items ORDER BY id', 1).is).toBe(true);
  expect(known('SELECT note FROM items ORDER BY id LIMIT 1', 1).is).toBe(false);
});

test('what a function makes is carried where that is certain', () => {
  const { is, values } = known('SELECT REVERSE(id) AS r FROM items');
  expect(is).toBe(true);
  expect(values.toLive.carry('61758b4e2d9c0a3f')).toBe('68543f9ac2d7e0b1');
});

test('a constant within a function is looked at, too', () => {
  const [[from, live]] = ROWS;
  expect(known(`SELECT CRC32('${live}')`, 1, `SELECT CRC32('${from}')`).is).toBe(false);
});
