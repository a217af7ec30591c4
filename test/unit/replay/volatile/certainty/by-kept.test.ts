import { expect, test } from 'vitest';
import type { Command } from '../../../../../src/core/command.ts';
import type { RecordedExchange, RecordedResponse, RecordedStatement } from '../../../../../src/core/recording.ts';
import { CarriedValues } from '../../../../../src/replay/volatile/carrying/carried-values.ts';
import { uncertain } from '../../../../../src/replay/volatile/certainty/by-fresh.ts';
import { noteStored } from '../../../../../src/replay/volatile/certainty/stored-notes.ts';

const command = (sql: string) =>
  ({ name: 'COM_QUERY', sql: Buffer.from(sql), parameters: null, dialect: {} }) as Command;
const [ONE, OTHER] = ['f3a0c9d2e4b85716', '1b0e7d2ca9f34586'];

/** Asked behind an INSERT of a fresh value, where these are kept. */
function asked(kept: readonly string[], sql: string, tables: readonly string[], recorded = sql) {
  const values = new CarriedValues(true);
  const statements = kept.map((one, at) => ({ id: at + 1, sql: one }) as RecordedStatement);
  const used = (names: readonly string[]) => names.map((name) => ({ table: `shop.${name}` }));
  const reader = {
    tables: () => [],
    statementsAfter: () => statements,
    dataOf: (id: number) =>
      id === 1
        ? { use: { reads: [], writes: used(['items', 'log']) } }
        : { use: { reads: used(tables), writes: /^(?:insert|update)/i.test(sql) ? used(['items']) : [] } },
  };
  const context = { matcher: { writesThere: () => null, giveBack: () => undefined }, place: {}, reader } as never;
  const insert = (value: string) => command(`INSERT INTO items (id, token) VALUES (1, '${value}')`);
  const is = (live: string, from: string, id: number, rows: number) => {
    const found = {
      exchange: { id } as RecordedExchange,
      response: { outcome: 'resultset', rows } as RecordedResponse,
    };
    return uncertain(command(live), command(from), found, values, context, (answer) => [answer]) === null;
  };
  values.bind('token', ONE, OTHER);
  const inserted = { exchange: { id: 1, responseId: null } as RecordedExchange };
  uncertain(insert(OTHER), insert(ONE), inserted, values, context, (answer) => [answer]);
  noteStored(insert(OTHER), insert(ONE), 1, values, reader as never);
  return { is: is(sql, recorded, 2, 2), values };
}

const VIEW = 'CREATE VIEW v AS SELECT id AS k, token AS t, LEFT(token, 8) AS code, LEFT(token, 3) AS few FROM items';
const AFTER = 'CREATE TRIGGER t AFTER INSERT ON items FOR EACH ROW INSERT INTO log (a, b, c)';

test.each([
  ['a column of a view that is as it was', [VIEW], 'SELECT t FROM v', ['v', 'items'], true],
  ['what a view makes, where that is certain', [VIEW], 'SELECT code FROM v', ['v', 'items'], true],
  ['what a view makes else', [VIEW], 'SELECT few FROM v', ['v', 'items'], false],
  ['all of a view', [VIEW], 'SELECT * FROM v', ['v', 'items'], false],
  ['what is made of what a view makes', [VIEW], 'SELECT UPPER(code) FROM v', ['v', 'items'], false],
  ['a column of its own name, computed with', [VIEW], 'SELECT CRC32(t) FROM v', ['v', 'items'], false],
  [
    'a column that a trigger has filled, which is certain',
    [`${AFTER} VALUES (NEW.id, UPPER(NEW.token), CRC32(NEW.token))`],
    'SELECT b FROM log',
    ['log'],
    true,
  ],
  ['one that is not', [`${AFTER} VALUES (NEW.id, NULL, CRC32(NEW.token))`], 'SELECT c FROM log', ['log'], false],
  ['and whatever shows it', [`${AFTER} VALUES (NEW.id, NULL, CRC32(NEW.token))`], 'SELECT * FROM log', ['log'], false],
  ['but not its neighbours', [`${AFTER} VALUES (NEW.id, NULL, CRC32(NEW.token))`], 'SELECT a FROM log', ['log'], true],
  [
    'a column that follows others',
    ['CREATE TABLE items (id INT, token TEXT, sign CHAR(3) AS (LEFT(token, 3)))'],
    'SELECT sign FROM items',
    ['items'],
    false,
  ],
  ['a routine that gives it back', ['CREATE PROCEDURE p(a TEXT) SELECT a'], `CALL p('${OTHER}')`, [], true],
  ['a routine that computes', ['CREATE PROCEDURE p(a TEXT) SELECT CRC32(a)'], `CALL p('${OTHER}')`, [], false],
] as const)('%s', (_what, kept, sql, tables, expected) => {
  expect(asked(kept, sql, tables, sql.replace(OTHER, ONE)).is).toBe(expected);
});

test('what is made stands for what was made then', () => {
  const { values } = asked([VIEW], 'SELECT code FROM v', ['v', 'items']);
  expect(values.toLive.exactly(ONE.slice(0, 8))).toBe(OTHER.slice(0, 8));
  const filled = asked([`${AFTER} VALUES (1, UPPER(NEW.token), 2)`], 'SELECT b FROM log', ['log']);
  expect(filled.values.toLive.exactly(ONE.toUpperCase())).toBe(OTHER.toUpperCase());
});
