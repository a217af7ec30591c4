// A script's results as messages of the X Protocol.

import { expect, test } from 'vitest';
import { framesOf } from '../../../../src/mysqlx/codec/framing.ts';
import { ServerMessage } from '../../../../src/mysqlx/constants/message-types.ts';
import { ErrorMessage } from '../../../../src/mysqlx/messages/messages.ts';
import { errorResult, NOTHING_DONE, type Row, type StatementResult } from '../../../../src/script/answer.ts';
import { errorFrame, rowFailure, sendResults, type XSending } from '../../../../src/script/x/x-results.ts';
import { scriptColumn } from '../../../support/script-column.ts';

const OK: StatementResult = { kind: 'ok', completion: NOTHING_DONE };
const rowsOf = (rows: Iterable<Row> | AsyncIterable<Row>): StatementResult => ({
  ...{ kind: 'rows', columns: [scriptColumn()], rows, completion: NOTHING_DONE },
});
const NAMES = new Map(Object.entries(ServerMessage).map(([name, type]) => [type as number, name]));

async function sent(results: readonly StatementResult[], changes: Partial<XSending> = {}) {
  const writes: Buffer[] = [];
  const write = (frames: Buffer) => void writes.push(Buffer.from(frames));
  const outcome = await sendResults(results, { write, ending: 'plain', isCompact: false, ...changes });
  return { outcome, writes: writes.length, types: [...framesOf(writes)].map(({ type }) => NAMES.get(type)) };
}

test('an OK ends as what was asked for ends', async () => {
  expect(await sent([OK])).toEqual({ outcome: 'ok', writes: 1, types: ['SQL_STMT_EXECUTE_OK'] });
  expect((await sent([OK], { ending: 'counted' })).types).toEqual(['NOTICE', 'SQL_STMT_EXECUTE_OK']);
  expect((await sent([OK], { ending: 'view' })).types).toEqual(['OK']);
});

test('rows: columns, rows, the end of rows, the end', async () => {
  const COLUMN = 'RESULTSET_COLUMN_META_DATA';
  expect((await sent([rowsOf([['a'], ['b']])])).types).toEqual([
    ...[COLUMN, 'RESULTSET_ROW', 'RESULTSET_ROW', 'RESULTSET_FETCH_DONE', 'SQL_STMT_EXECUTE_OK'],
  ]);
  const MORE = 'RESULTSET_FETCH_DONE_MORE_RESULTSETS';
  expect((await sent([rowsOf([]), rowsOf([]), OK])).types).toEqual([
    ...[COLUMN, MORE, COLUMN, MORE, 'RESULTSET_FETCH_DONE', 'SQL_STMT_EXECUTE_OK'],
  ]);
});

test('nothing follows an error, and the client is told that its files are not wanted', async () => {
  expect(await sent([OK, errorResult(5, 'HY000', 'no'), OK])).toMatchObject({ outcome: 'error', types: ['ERROR'] });
  const infile = { kind: 'infile', filename: 'x', received: () => Promise.reject() } as const;
  expect(await sent([infile])).toMatchObject({ outcome: 'error', types: ['ERROR'] });
});

test('rows that come by and by are written as they come, and may fail', async () => {
  async function* rows() {
    yield ['a'];
    throw new Error('no more');
  }
  const { outcome, types, writes } = await sent([rowsOf(rows())]);
  expect([outcome, types.at(-1), writes]).toEqual(['error', 'ERROR', 2]);
});

test('errors in words, fatal or not', () => {
  const read = (frame: Buffer) => ErrorMessage.decode(frame.subarray(5));
  expect(read(errorFrame(errorResult(5, '42000', 'no')))).toMatchObject({ code: 5, sqlState: '42000', msg: 'no' });
  expect(Number(read(errorFrame(errorResult(5, '42000', 'no'), true)).severity)).toBe(1);
  expect(read(rowFailure(new Error('odd'))).msg).toBe('executing statement failed: odd');
});
