// What a script returns for a statement, made into an answer: defaults, the order of precedence, what is refused.

import { expect, test } from 'vitest';
import { ColumnType } from '../../../../src/mysql/constants/column-types.ts';
import { readError, readResponse } from '../../../../src/script/fields/read-response.ts';

function rowsOf(result: object): unknown {
  const [first] = readResponse({ result }).results;
  return first?.kind === 'rows' ? [...(first.rows as Iterable<unknown>)] : first?.kind;
}

const columns = [{ name: 'a', type: 'LONG' }];

test('a result goes before an error and that before ok; only a result is waited for', () => {
  const [result, error, ok] = [{ columns }, { code: 1, message: 'x' }, {}];
  const kindOf = (response: object) => {
    const { delayMs, results } = readResponse({ exec_time: 5, ...response });
    return [delayMs, results.map(({ kind }) => kind)];
  };
  expect(kindOf({ ok, error, result })).toEqual([5, ['rows']]);
  expect(kindOf({ ok, error })).toEqual([0, ['error']]);
  expect(kindOf({ ok })).toEqual([0, ['ok']]);
  expect(() => readResponse({})).toThrow("expected 'error', 'ok' or 'result'");
  expect(() => readResponse(1)).toThrow("expected 'stmts' to return an 'object', got number, primitive");
});

test('a SQLSTATE has five characters', () => {
  const stateOf = (sql_state?: string) =>
    readError({ code: 1064, message: '', ...(sql_state !== undefined && { sql_state }) }).sqlState;
  expect([stateOf(), stateOf('42'), stateOf('4200012')]).toEqual(['HY000', '42   ', '42000']);
  expect(() => readError({ code: 65_536, message: '' })).toThrow('out-of-range');
  expect(() => readError({ code: 1 })).toThrow('missing field "message"');
});

test('a result without columns is an OK packet, and says its numbers', () => {
  const { results } = readResponse({ result: { columns: [], rows: [[1]], affected_rows: 3, warning_count: 2 } });
  expect(results).toMatchObject([{ kind: 'ok', completion: { affectedRows: 3n, warnings: 2, message: '' } }]);
  expect(readResponse({ ok: { message: 'm', last_insert_id: 4 } }).results).toMatchObject([
    { completion: { message: 'm', lastInsertId: 4n } },
  ]);
});

test('cells keep text, numbers and bytes; anything else is what JavaScript writes', () => {
  const view = new DataView(Uint8Array.of(1, 2, 3).buffer, 1);
  expect(rowsOf({ columns, rows: [[null, 'x', 1.5, Buffer.of(0xff), view, true, undefined]] })).toEqual([
    [null, 'x', 1.5, Buffer.of(0xff), Uint8Array.of(2, 3), 'true', 'undefined'],
  ]);
  expect(rowsOf({ columns })).toEqual([]);
});

test('a column has defaults, and needs a name and a type', () => {
  const [rows] = readResponse({ result: { columns } }).results;
  expect(rows).toMatchObject({
    columns: [{ name: 'a', type: ColumnType.LONG, catalog: 'def', charset: 255, flags: 0 }],
  });
  expect(() => rowsOf({ columns: [{ name: 'a' }] })).toThrow('missing field "type"');
  expect(() => rowsOf({ columns: [{ name: 'a', type: 'LONG', repeat: 2 }] })).toThrow('repeat is not supported');
  expect(() => rowsOf({ columns: {} })).toThrow('expect an object');
});

test('rows are a list of lists', () => {
  expect(() => rowsOf({ columns, rows: 'x' })).toThrow('rows: expected array or undefined, get primitive, string');
  expect(() => rowsOf({ columns, rows: [1] })).toThrow('rows: expected each row to be an array, get number, primitive');
});
