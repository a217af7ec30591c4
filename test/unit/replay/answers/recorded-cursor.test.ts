// Rows of a recorded cursor, in other portions than they were fetched in.

import { expect, test } from 'vitest';
import type { RecordedExchange, RecordedResponse } from '../../../../src/core/recording.ts';
import { splitResponse } from '../../../../src/mysql/codec/response-packets.ts';
import { Capability } from '../../../../src/mysql/constants/capabilities.ts';
import { CommandCode } from '../../../../src/mysql/constants/commands.ts';
import { Status } from '../../../../src/mysql/constants/status.ts';
import { encodeEof } from '../../../../src/mysql/packets/eof.ts';
import { encodeErr } from '../../../../src/mysql/packets/err.ts';
import { type Fetched, RecordedCursor } from '../../../../src/replay/answers/recorded-cursor.ts';
import { responseOf } from '../../../support/recorded-response.ts';

const encoding = Capability.PROTOCOL_41;
const OPEN = Status.AUTOCOMMIT | Status.CURSOR_EXISTS;
const LAST = Status.AUTOCOMMIT | Status.LAST_ROW_SENT;
const EXECUTE = { id: 1, session: 1, command: 'COM_STMT_EXECUTE', prepareExchange: 9 } as RecordedExchange;

interface Behind extends Partial<RecordedExchange> {
  readonly rows?: readonly number[];
  readonly isLast?: boolean;
  readonly error?: number;
}

/** A row of the binary protocol with one number. */
const row = (value: number) => Buffer.from([0, 0, value]);

function answerTo({ rows = [], isLast = false, error }: Behind): RecordedResponse {
  const status = isLast ? LAST : OPEN;
  const end =
    error === undefined
      ? encodeEof({ warnings: 0, status }, encoding)
      : encodeErr({ code: error, sqlState: 'HY000', message: Buffer.from('oh') });
  const outcome = error === undefined ? 'resultset' : 'error';
  return responseOf([...rows.map(row), end], { encoding, status, outcome, errorCode: error ?? null });
}

/** A cursor behind which these were recorded, with ids from 2 on; each fetch asks with the fingerprint `f<id>`. */
function cursor(...behind: readonly Behind[]): RecordedCursor {
  const exchanges = behind.map(({ rows: _r, isLast: _l, error: _e, ...changes }, at) => {
    const usual = { session: 1, command: 'COM_STMT_FETCH', prepareExchange: 9, gap: null };
    return { id: at + 2, responseId: at, fingerprint: `f${at + 2}`, ...usual, ...changes } as RecordedExchange;
  });
  return new RecordedCursor(
    {
      bySessionAfter: (_session, after, limit) => exchanges.filter(({ id }) => id > after).slice(0, limit),
      response: (id) => answerTo(behind[id] ?? {}),
    },
    EXECUTE,
  );
}

/** The numbers of the rows, and whether there are more; what it is where it is none. */
function shown(fetched: Fetched): unknown {
  if (fetched.kind !== 'rows') return fetched.kind;
  const { response } = fetched;
  const bytes = Buffer.concat([...response.chunks()]);
  const packets = splitResponse(bytes, CommandCode.COM_STMT_FETCH, encoding) ?? [];
  const rows = packets.filter(({ kind }) => kind === 'row').map(({ payload }) => payload[2]);
  if (response.outcome === 'error') return [...rows, response.errorCode];
  return [...rows, ((response.status ?? 0) & Status.LAST_ROW_SENT) === 0 ? 'more' : 'last'];
}

const fetchAll = (one: RecordedCursor, ...counts: readonly number[]) =>
  counts.map((count) => shown(one.fetch(count, null)));
const TWO_AND_ONE: Behind[] = [{ rows: [1, 2] }, { rows: [3], isLast: true }];

test('asked as it was recorded it is answered as it was, and is closed behind the last row', () => {
  const one = cursor(...TWO_AND_ONE);
  expect(one.isKnown).toBe(true);
  expect([shown(one.fetch(2, 'f2')), shown(one.fetch(2, 'f3')), shown(one.fetch(2, 'f4'))]).toEqual([
    [1, 2, 'more'],
    [3, 'last'],
    'closed',
  ]);
});

test.each([
  ['one by one', [1, 1, 1, 1, 1], [[1, 'more'], [2, 'more'], [3, 'more'], ['last'], 'closed']],
  ['all at once', [9, 1], [[1, 2, 3, 'last'], 'closed']],
  ['just as many', [3, 1, 1], [[1, 2, 3, 'more'], ['last'], 'closed']],
  ['two by two', [2, 2, 2], [[1, 2, 'more'], [3, 'last'], 'closed']],
])('%s', (_how, counts, expected) => {
  expect(fetchAll(cursor(...TWO_AND_ONE), ...counts)).toEqual(expected);
});

test('in other portions first, and then as it was recorded: no row comes twice', () => {
  const one = cursor({ rows: [1, 2] }, { rows: [3, 4] }, { rows: [5], isLast: true });
  expect([shown(one.fetch(1, 'f9')), shown(one.fetch(2, 'f3')), shown(one.fetch(9, 'f4'))]).toEqual([
    [1, 'more'],
    [2, 3, 'more'],
    [4, 5, 'last'],
  ]);
});

test('beyond what was fetched there is nothing that could be said, and what is there can still be had', () => {
  const one = cursor({ rows: [1, 2] });
  expect(one.fetch(3, null)).toEqual({ kind: 'beyond', near: EXECUTE });
  expect(fetchAll(one, 1)).toEqual([[1, 'more']]);
});

test('an error is given where it came', () => {
  expect(fetchAll(cursor({ rows: [1] }, { error: 1317 }), 1, 1, 1)).toEqual([[1, 'more'], [1317], 'closed']);
  expect(fetchAll(cursor({ rows: [1] }, { error: 1317 }), 5)).toEqual([[1, 1317]]);
});

test.each<[string, Behind, boolean]>([
  ['nothing', { command: 'COM_QUERY' }, false],
  ['fetches of another statement', { prepareExchange: 8, rows: [1] }, false],
  ['a fetch that was cut off', { rows: [1], gap: 'truncated' }, false],
  ['a reset of the connection', { command: 'COM_RESET_CONNECTION', prepareExchange: null }, false],
  ['a fetch', { rows: [1] }, true],
])('behind it was recorded %s', (_what, behind, isKnown) => {
  expect(cursor(behind).isKnown).toBe(isKnown);
});

test('its fetches end with the next execute, and go on behind other statements, however many', () => {
  const others = Array.from({ length: 40 }, (): Behind => ({ command: 'COM_QUERY', prepareExchange: null }));
  const one = cursor({ rows: [1] }, ...others, { rows: [2] }, { command: 'COM_STMT_EXECUTE' }, { rows: [3] });
  expect(fetchAll(one, 1, 1, 1)).toEqual([[1, 'more'], [2, 'more'], 'beyond']);
});
