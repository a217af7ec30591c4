import { expect, test, vi } from 'vitest';
import type { Command } from '../../../../../src/core/command.ts';
import type { RecordedExchange } from '../../../../../src/core/recording.ts';
import { CarriedValues } from '../../../../../src/replay/volatile/carrying/carried-values.ts';
import { isSameByClock } from '../../../../../src/replay/volatile/certainty/by-clock.ts';
import type { Slot } from '../../../../../src/replay/volatile/values/masked-statement.ts';

const TOKEN = 'k4mB7qTz9RwX2cVn';
const OTHER = 'p8LdF3sGh6JyU1oA';
const [EARLY, RECORDED, BETWEEN, LIVE, LATE] = ['07:00:00', '08:00:00', '09:00:00', '10:00:00', '11:00:00'].map(
  (time) => `2026-11-29 ${time}`,
) as [string, string, string, string, string];
const slot = (position: number, content: string, more: object = { isNow: true }) =>
  ({ position, parameter: null, content, token: null, ...more }) as unknown as Slot;

/** Asks with RECORDED, now LIVE, behind these writes. */
function ask(condition: string, writes: readonly string[], { isAll = true, rows = 1n, more = [] as Slot[] } = {}) {
  const values = new CarriedValues(true);
  values.bind('token', TOKEN, 'Zq0xW5vE7nRt3yUi');
  const giveBack = vi.fn();
  const reader = {
    recordedStatement: (id: number) => ({ sql: writes[id - 1], parameters: null }),
    exchangeById: (id: number) => ({ id, responseId: id }),
    response: () => ({ affectedRows: rows }),
  };
  const isEpoch = condition.includes('SECONDS');
  const [from, to] = isEpoch ? ['1764403200', '1764410400'] : [RECORDED, LIVE];
  const sql = `SELECT a FROM t WHERE ${condition.replace('NOW', `'${RECORDED}'`).replace('SECONDS', from)}`;
  const position = condition.indexOf('NOW') > condition.indexOf(TOKEN) && condition.includes(TOKEN) ? 2 : 1;
  const asked = {
    recorded: { name: 'COM_QUERY', sql: Buffer.from(sql), parameters: null, dialect: {} } as unknown as Command,
    values,
    reader: reader as never,
    matcher: { rowsThere: () => ({ writes: writes.map((_, at) => at + 1), isAll }), giveBack },
    place: {} as never,
  };
  const is = isSameByClock(
    asked,
    { exchange: {} as RecordedExchange },
    [slot(position, from), ...more],
    [slot(position, to), ...more],
  );
  expect(giveBack).toHaveBeenCalledTimes(is ? 0 : 1);
  return is;
}

const row = (ends: string, token = OTHER) => `INSERT INTO t (token, ends) VALUES ('${token}', '${ends}')`;

test.each([
  ['no row', 'ends > NOW', ['CREATE TABLE t (token TEXT, ends DATETIME)']],
  ['rows that were over, or are not', 'ends > NOW', [row(EARLY), row(LATE)]],
  ['the other way round', 'NOW < ends', [row(LATE)]],
  ['a row that had another time before', 'ends > NOW', [row(EARLY), `UPDATE t SET ends = '${LATE}'`]],
  ['rows that are gone', 'ends > NOW', [row(EARLY), 'DELETE FROM t']],
  ['alternatives, and what is not so', "NOT ends > NOW OR token NOT LIKE 'x'", [row(LATE), row(EARLY)]],
  ['NULL, which is on no side', 'ends > NOW', [`INSERT INTO t (token, ends) VALUES ('x', NULL)`]],
])('the same: %s', (_why, condition, writes) => {
  // a NULL that is written as a word is no value
  expect(ask(condition, writes)).toBe(!writes.join().includes('NULL'));
});

test.each([
  ['a row that lies between', 'ends > NOW', [row(BETWEEN)]],
  ['one that is set so', 'ends > NOW', [row(LATE), `UPDATE t SET ends = '${BETWEEN}'`]],
  ['less than a second apart', 'ends > NOW', [row(`${LIVE}.500000`)]],
  ['a default', 'ends > NOW', ["INSERT INTO t (token) VALUES ('x')"]],
  ['a function', 'ends > NOW', ["INSERT INTO t (token, ends) VALUES ('x', NOW())"]],
  ['rows of a query', 'ends > NOW', [`INSERT INTO t (token, ends) SELECT token, '${EARLY}' FROM u`]],
  ['what a server may stamp', 'ends > NOW', [row(LATE), "UPDATE t SET token = 'y'"]],
  ['a procedure', 'ends > NOW', ['CALL p()']],
  ['another form', 'ends > NOW', [row('2026-11-29T11:00:00+02:00')]],
])('not the same: %s', (_why, condition, writes) => {
  expect(ask(condition, writes)).toBe(false);
});

test.each([
  ['http://localhost', true],
  ['', true],
  ['3', true],
  ['1764400000.5', true],
  ['1764405000', false],
  ['1764403200 or later', false],
  ['1764410400.2', false],
])('a time in seconds beside a text: %s', (content, is) => {
  const writes = [row('x', content)];
  expect(ask('token < SECONDS', writes)).toBe(is);
  expect(ask("token < 'SECONDS'", writes)).toBe(false);
});

test('of two rows in one statement both are known, or none', () => {
  const two = `INSERT INTO t (token, ends) VALUES ('x', '${EARLY}'), ('y', '${LATE}')`;
  expect(ask('ends > NOW', [two], { rows: 2n })).toBe(true);
  expect(ask('ends > NOW', [`INSERT INTO t (token, ends) VALUES ('x', '${EARLY}'), ('y', NOW())`], { rows: 2n })).toBe(
    false,
  );
});

test('where there may be other rows, only those that an identity tells', () => {
  const condition = `token = '${TOKEN}' AND ends > NOW`;
  expect(ask('ends > NOW', [row(LATE)], { isAll: false })).toBe(false);
  expect(ask(condition, [row(BETWEEN), row(LATE, TOKEN)], { isAll: false })).toBe(true);
  expect(ask(condition, [row(LATE, TOKEN), `UPDATE t SET ends = '${BETWEEN}'`], { isAll: false })).toBe(false);
  expect(ask(condition, [row(LATE)], { isAll: false })).toBe(false);
  const asked = slot(1, TOKEN, { isAsked: true });
  expect(ask(condition, [row(BETWEEN)], { isAll: false, more: [asked] })).toBe(true);
});
