// What functions of a module return, made into answers.

import { expect, test } from 'vitest';
import { ColumnType } from '../../../../src/mysql/constants/column-types.ts';
import { Status } from '../../../../src/mysql/constants/status.ts';
import type { Row, StatementResult } from '../../../../src/script/answer.ts';
import type { ScriptReply, ScriptRow } from '../../../../src/script/modern/define-script.ts';
import { parameterOf, readError, readReply } from '../../../../src/script/modern/read-reply.ts';
import { ScriptFailure } from '../../../../src/script/script-failure.ts';

function only(reply: ScriptReply): StatementResult {
  const [result, ...others] = readReply(reply, 1000)?.results ?? [];
  if (result === undefined || others.length > 0) throw new Error('expected one result');
  return result;
}

async function rowsOf(reply: ScriptReply, limitMs = 1000): Promise<Row[]> {
  const [result] = readReply(reply, limitMs)?.results ?? [];
  if (result?.kind !== 'rows') throw new Error('expected rows');
  const rows: Row[] = [];
  for await (const row of result.rows) rows.push(row);
  return rows;
}

test('nothing leaves the statement to others; an empty object is an OK', () => {
  expect(readReply(undefined, 1000)).toBeNull();
  expect(only({})).toMatchObject({
    ...{ kind: 'ok', completion: { affectedRows: 0n, status: Status.AUTOCOMMIT, warnings: 0, message: '' } },
  });
});

test('several results come one behind the other, held back as the first one says', () => {
  const answer = readReply(
    [{ delayMs: 5 }, { rows: [], columns: ['a'], delayMs: 9 }, { error: { code: 1, message: '' } }],
    9,
  );
  expect(answer?.delayMs).toBe(5);
  expect(answer?.results.map(({ kind }) => kind)).toEqual(['ok', 'rows', 'error']);
});

test('an error has a SQLSTATE of its own or the general one', () => {
  expect(readError({ error: { code: 1064, message: 'no' } })).toMatchObject({ code: 1064, sqlState: 'HY000' });
  expect(only({ error: { code: 1, sqlState: '42000', message: '' } })).toMatchObject({ sqlState: '42000' });
});

test.each<[unknown, string]>([
  [null, 'an answer must be an object with rows, documents, error, infile or what an OK says, got null'],
  ['text', 'got text'],
  [[7], 'got 7'],
  [{ rows: 'text' }, 'rows must be a list or an (async) iterable'],
  [{ rows: [] }, 'columns are needed where rows are no list of objects'],
  [{ rows: [[1]] }, 'columns are needed'],
  [{ rows: [1], columns: ['a'] }, 'a row must be a list or an object, got 1'],
  [{ documents: null }, 'documents must be a list or an (async) iterable'],
])('%j is no answer', (reply, message) => {
  expect(() => readReply(reply as ScriptReply, 1000)).toThrow(ScriptFailure);
  expect(() => readReply(reply as ScriptReply, 1000)).toThrow(message);
});

test('rows by name and by position are the same cells, and what a row lacks is NULL', async () => {
  expect(await rowsOf({ rows: [{ b: 1, a: 'x' }, { a: 'y' } as never, [2n, true]] })).toEqual([
    [1, 'x'],
    [null, 'y'],
    [2n, 1],
  ]);
});

test('a moment is written as its column’s type has it', async () => {
  const at = new Date('2026-01-31T10:15:00.123Z');
  const columns = (['DATETIME', 'DATE', 'TIME'] as const).map((type) => ({ name: type, type }));
  expect(await rowsOf({ columns, rows: [[at, at, at]] })).toEqual([
    ['2026-01-31 10:15:00.123000', '2026-01-31', '10:15:00.123000'],
  ]);
});

test('documents come as JSON in one column', async () => {
  const reply: ScriptReply = { documents: [{ _id: '1', a: [null] }] };
  expect(await rowsOf(reply)).toEqual([['{"_id":"1","a":[null]}']]);
  expect(only(reply)).toMatchObject({ columns: [{ name: 'doc', type: ColumnType.JSON, charset: 63 }] });
});

test('rows that come one by one are asked for one by one, and told when nobody wants more', async () => {
  const steps: string[] = [];
  async function* source(): AsyncGenerator<ScriptRow> {
    try {
      for (let n = 1; ; n++) {
        steps.push(`gives ${n}`);
        yield [n];
      }
    } finally {
      steps.push('ended');
    }
  }
  const result = only({ columns: ['a'], rows: source() });
  if (result.kind !== 'rows') throw new Error('expected rows');
  expect(steps).toEqual([]);
  for await (const [cell] of result.rows) if (cell === 2) break;
  expect(steps).toEqual(['gives 1', 'gives 2', 'ended']);
});

test('a row that does not come ends the result', async () => {
  const rows = { [Symbol.asyncIterator]: () => ({ next: () => new Promise<never>(() => undefined) }) };
  await expect(rowsOf({ columns: ['a'], rows }, 5)).rejects.toThrow('the script took more than 5 ms for one call');
});

test('warnings are counted where they are listed', () => {
  const completion = (warnings: number | { code: number; message: string }[]) => {
    const result = only({ warnings });
    return result.kind === 'ok' ? result.completion : null;
  };
  expect(completion(3)).toMatchObject({ warnings: 3, warningList: [] });
  expect(completion([{ code: 1, message: 'a' }])).toMatchObject({
    ...{ warnings: 1, warningList: [{ level: 'warning', code: 1, message: 'a' }] },
  });
});

test('what changed of the session is told, the schema first', () => {
  const result = only({ changes: { variables: { a: 'b' }, schema: 'shop' } });
  expect(result.kind === 'ok' && result.completion.trackers).toEqual([
    { type: 'schema', name: Buffer.from('shop') },
    { type: 'system_variables', variables: [{ name: Buffer.from('a'), value: Buffer.from('b') }] },
  ]);
});

test('what a client’s file leads to is said when it is there', async () => {
  const ask = async (received?: (content: Buffer) => ScriptReply) => {
    const result = only({ infile: 'a.csv', ...(received && { received }) } as ScriptReply);
    return result.kind === 'infile' ? await result.received(Buffer.from('ab')) : null;
  };
  expect(await ask()).toMatchObject({ kind: 'ok' });
  expect(await ask((content) => ({ affectedRows: content.length }))).toMatchObject({
    completion: { affectedRows: 2n },
  });
  expect(await ask(() => ({ error: { code: 7, message: '' } }))).toMatchObject({ kind: 'error', code: 7 });
});

test('parameters are as exact as they came', () => {
  expect(parameterOf({ kind: 'null' })).toBeNull();
  expect(parameterOf({ kind: 'int', value: 2n ** 53n - 1n })).toBe(2 ** 53 - 1);
  expect(parameterOf({ kind: 'int', value: 2n ** 53n })).toBe(2n ** 53n);
  expect(parameterOf({ kind: 'int', value: -(2n ** 63n) })).toBe(-(2n ** 63n));
  expect(parameterOf({ kind: 'text', value: Buffer.from('é') })).toBe('é');
  expect(parameterOf({ kind: 'decimal', value: '1.10' })).toBe('1.10');
});
