// What an entry of a trace says, as an answer.

import { expect, test } from 'vitest';
import { ColumnType } from '../../../../src/mysql/constants/column-types.ts';
import { answerOfEntry } from '../../../../src/script/trace/trace-answer.ts';

test('rows: cells as they are meant, columns with what is usual, repeated ones several times', () => {
  const { results, delayMs } = answerOfEntry({
    exec_time: 1.5,
    result: {
      columns: [
        { name: 'a', type: 'LONGLONG' },
        { name: 'b', type: 'STRING', repeat: 2, orig_name: 'o', length: 9 },
      ],
      rows: [
        [1, true, null],
        [false, { hex: '00ff' }, { base64: 'YQ==' }],
      ],
    },
  });
  const [result] = results;
  if (result?.kind !== 'rows') throw new Error('these are rows');
  expect(delayMs).toBe(1.5);
  expect(result.columns.map(({ name, type, charset }) => [name, type, charset])).toEqual([
    ['a', ColumnType.LONGLONG, 255],
    ['b', ColumnType.STRING, 255],
    ['b', ColumnType.STRING, 255],
  ]);
  expect(result.columns[1]).toMatchObject({ originalName: 'o', displayLength: 9, catalog: 'def' });
  expect(result.rows).toEqual([
    [1, 1, null],
    [0, Buffer.of(0, 0xff), Buffer.from('a')],
  ]);
});

test('an OK with all that it may say; large numbers as text', () => {
  const warning = { code: 1, message: 'w' };
  const { results } = answerOfEntry({
    ok: { affected_rows: '18446744073709551615', last_insert_id: 7, status: 3, message: 'm', warnings: [warning] },
  });
  expect(results).toMatchObject([
    {
      kind: 'ok',
      completion: {
        ...{ affectedRows: 2n ** 64n - 1n, lastInsertId: 7n, status: 3, message: 'm', warnings: 1 },
        warningList: [{ level: 'warning', ...warning }],
      },
    },
  ]);
  expect(answerOfEntry({ ok: { warnings: [warning], warning_count: 9 } }).results).toMatchObject([
    { completion: { warnings: 9 } },
  ]);
});

test('an error, with HY000 where no SQLSTATE is given; several results in their order', () => {
  const { results } = answerOfEntry({
    results: [
      { ok: {} },
      { error: { code: 5, message: 'e', sql_state: '42000' } },
      { error: { code: 6, message: 'f' } },
    ],
  });
  expect(results).toMatchObject([{ kind: 'ok' }, { code: 5, sqlState: '42000' }, { code: 6, sqlState: 'HY000' }]);
});
