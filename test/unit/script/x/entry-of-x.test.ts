// A recorded answer of the X Protocol as an entry of a trace: a script that is read from it says the same again.

import { expect, test } from 'vitest';
import { ColumnFlag, ColumnType } from '../../../../src/mysql/constants/column-types.ts';
import { frameMessage } from '../../../../src/mysqlx/codec/framing.ts';
import { ServerMessage } from '../../../../src/mysqlx/constants/message-types.ts';
import { ErrorMessage, Row } from '../../../../src/mysqlx/messages/messages.ts';
import { type Cell, type Column, type Completion, NOTHING_DONE } from '../../../../src/script/answer.ts';
import { entryOfX } from '../../../../src/script/x/entry-of-x.ts';
import { rowEncoder } from '../../../../src/script/x/x-cells.ts';
import { encodeColumn } from '../../../../src/script/x/x-columns.ts';
import { completionNotices } from '../../../../src/script/x/x-notices.ts';
import { scriptColumn } from '../../../support/script-column.ts';

const OK = frameMessage(ServerMessage.SQL_STMT_EXECUTE_OK);
const DONE = frameMessage(ServerMessage.RESULTSET_FETCH_DONE);
const MORE = frameMessage(ServerMessage.RESULTSET_FETCH_DONE_MORE_RESULTSETS);

function rows(columns: readonly Partial<Column>[], ...cells: readonly Cell[][]): Buffer[] {
  const whole = columns.map((column) => scriptColumn(column));
  const encode = rowEncoder(whole);
  return [
    ...whole.map((column) => frameMessage(ServerMessage.RESULTSET_COLUMN_META_DATA, encodeColumn(column, false))),
    ...cells.map((row) => frameMessage(ServerMessage.RESULTSET_ROW, Row.encode({ field: encode(row) }))),
  ];
}

function told(completion: Partial<Completion>): Buffer[] {
  return completionNotices({ ...NOTHING_DONE, ...completion }, completion.warningList ?? [], true);
}

test('one result is the entry itself, with the cells in the form of the trace', () => {
  const columns = [
    { name: 'n', type: ColumnType.LONGLONG },
    { name: 'd', type: ColumnType.NEWDECIMAL, decimals: 2 },
    { name: 't', charset: 45 },
    { name: 'b', charset: 63, displayLength: 9 },
    { name: 'bits', type: ColumnType.BIT },
  ];
  const answer = rows(columns, [1, '-1.50', 'ä', Buffer.of(0xff), 5], ['9007199254740993', null, '', null, null]);
  const entry = entryOfX('SELECT', [...answer, DONE, OK]);
  expect(entry).toMatchObject({
    stmt: 'SELECT',
    result: {
      columns: [
        { name: 'n', type: 'LONGLONG', character_set: 63 },
        { name: 'd', type: 'NEWDECIMAL', decimals: 2 },
        { name: 't', type: 'VAR_STRING', character_set: 45 },
        { name: 'b', type: 'VAR_STRING', character_set: 63, length: 9 },
        { name: 'bits', type: 'BIT' },
      ],
      rows: [
        [1, '-1.50', 'ä', { hex: 'ff' }, { hex: '0000000000000005' }],
        ['9007199254740993', null, '', null, null],
      ],
    },
  });
});

test('the types and flags of columns come back', () => {
  const { NOT_NULL, PRI_KEY, UNSIGNED, ZEROFILL } = ColumnFlag;
  const given: Partial<Column>[] = [
    { type: ColumnType.TIMESTAMP, displayLength: 26, flags: NOT_NULL },
    { type: ColumnType.DATE, displayLength: 10 },
    { type: ColumnType.TIME, displayLength: 10 },
    { type: ColumnType.LONGLONG, flags: UNSIGNED | ZEROFILL | PRI_KEY },
    { type: ColumnType.DOUBLE, flags: UNSIGNED },
    { type: ColumnType.JSON },
    { type: ColumnType.GEOMETRY },
    { type: ColumnType.STRING },
    { type: ColumnType.NULL },
  ];
  const columns = entryOfX('', [...rows(given), DONE, OK])?.result?.columns ?? [];
  expect(columns.map(({ type, flags = 0, decimals = 0 }) => [type, flags, decimals])).toEqual([
    ['TIMESTAMP', NOT_NULL, 6],
    ['DATE', 0, 0],
    ['TIME', 0, 0],
    ['LONGLONG', UNSIGNED | ZEROFILL | PRI_KEY, 0],
    ['DOUBLE', UNSIGNED, 0],
    ['JSON', 0, 0],
    ['GEOMETRY', 0, 0],
    ['STRING', 0, 0],
    ['NULL', 0, 0],
  ]);
});

test('what was told is told of the last result; one that was announced stands by itself', () => {
  const one = rows([{ name: 'a' }], ['x']);
  expect(entryOfX('', [...one, MORE, ...one, DONE, ...told({ affectedRows: 2n }), OK])).toMatchObject({
    results: [{ result: {} }, { result: { affected_rows: 2 } }],
  });
  const last = entryOfX('', [...one, MORE, ...told({ lastInsertId: 2n ** 60n }), OK]);
  expect(last).toMatchObject({ results: [{ result: {} }, { ok: { last_insert_id: String(2n ** 60n) } }] });
  expect(entryOfX('', [...told({}), OK])).toEqual({ stmt: '', ok: {} });
});

test('warnings, ids of documents and what changed in the session', () => {
  const completion: Partial<Completion> = {
    message: 'done',
    documentIds: ['a', 'b'],
    warningList: [
      { level: 'note', code: 1, message: 'n' },
      { level: 'warning', code: 2, message: 'w' },
    ],
    trackers: [
      { type: 'schema', name: Buffer.from('shop') },
      { type: 'system_variables', variables: [{ name: Buffer.from('v'), value: Buffer.from('1') }] },
    ],
  };
  expect(entryOfX('', [...told(completion), OK])?.ok).toEqual({
    message: 'done',
    document_ids: ['a', 'b'],
    warnings: [
      { level: 'note', code: 1, message: 'n' },
      { code: 2, message: 'w' },
    ],
    session_trackers: [
      { type: 'schema', schema: 'shop' },
      { type: 'system_variable', name: 'v', value: '1' },
    ],
  });
});

test('an error ends the answer, behind results too; its state is told where it is not the usual one', () => {
  const error = (sqlState: string) =>
    frameMessage(ServerMessage.ERROR, ErrorMessage.encode({ code: 1146, msg: 'no', sqlState, severity: 0 }));
  expect(entryOfX('q', [error('HY000')])).toEqual({ stmt: 'q', error: { code: 1146, message: 'no' } });
  const behind = entryOfX('q', [...rows([{}], ['x']), MORE, error('42S02'), OK]);
  expect(behind?.results?.[1]).toEqual({ error: { code: 1146, message: 'no', sql_state: '42S02' } });
});

test('a part of an answer is none', () => {
  expect(entryOfX('', [])).toBeNull();
  expect(entryOfX('', [...rows([{}], ['x']), DONE])).toBeNull();
  expect(entryOfX('', [frameMessage(ServerMessage.RESULTSET_FETCH_SUSPENDED)])).toBeNull();
});
