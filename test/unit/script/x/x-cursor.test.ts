// A cursor over a script's rows, which are made as they are fetched.

import { expect, test } from 'vitest';
import { framesOf } from '../../../../src/mysqlx/codec/framing.ts';
import { ServerMessage } from '../../../../src/mysqlx/constants/message-types.ts';
import { NOTHING_DONE, type Row, type RowsResult } from '../../../../src/script/answer.ts';
import { type Fetched, XCursor } from '../../../../src/script/x/x-cursor.ts';
import { scriptColumn } from '../../../support/script-column.ts';

const made = (rows: RowsResult['rows']) =>
  new XCursor({ kind: 'rows', columns: [scriptColumn()], rows, completion: NOTHING_DONE }, 'plain');
const NAMES = new Map<number, string>([
  [ServerMessage.RESULTSET_COLUMN_META_DATA, 'column'],
  [ServerMessage.RESULTSET_ROW, 'row'],
  [ServerMessage.RESULTSET_FETCH_SUSPENDED, 'more'],
  [ServerMessage.RESULTSET_FETCH_DONE, 'done'],
  [ServerMessage.SQL_STMT_EXECUTE_OK, 'ok'],
  [ServerMessage.ERROR, 'error'],
]);
const shown = ({ frames }: Fetched) => [...framesOf([frames])].map(({ type }) => NAMES.get(type)).join(' ');

test('as many rows as are asked for; that there are no more shows when one more is asked for', async () => {
  const cursor = made([['a'], ['b'], ['c']]);
  expect(shown(await cursor.open(1, false))).toBe('column row more ok');
  expect(shown(await cursor.fetch(2))).toBe('row row more ok');
  expect(cursor.isDone).toBe(false);
  expect(shown(await cursor.fetch(1))).toBe('done ok');
  expect(cursor.isDone).toBe(true);
});

test('opened without rows, and with more than there are', async () => {
  expect(shown(await made([['a']]).open(0, false))).toBe('column more ok');
  expect(shown(await made([['a']]).open(9, true))).toBe('column row done ok');
});

test('rows that nobody fetches are never made, and let go when it is closed', async () => {
  const log: string[] = [];
  function* rows(): Generator<Row> {
    try {
      for (let n = 0; ; n++) {
        log.push(`row ${n}`);
        yield [`${n}`];
      }
    } finally {
      log.push('over');
    }
  }
  const cursor = made(rows());
  await cursor.open(2, false);
  expect(log).toEqual(['row 0', 'row 1']);
  cursor.close();
  cursor.close();
  expect([log.at(-1), log.length]).toEqual(['over', 3]);
});

test('where a row cannot be had, an error ends it', async () => {
  async function* rows() {
    yield ['a'];
    throw new Error('no more');
  }
  const cursor = made(rows());
  expect(shown(await cursor.open(1, false))).toBe('column row more ok');
  const failed = await cursor.fetch(5);
  expect([shown(failed), failed.outcome, cursor.isDone]).toEqual(['error', 'error', true]);
});
