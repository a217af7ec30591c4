import { expect, test } from 'vitest';
import { compareRecordings } from '../../../../src/tools/diff/compare-recordings.ts';
import { compareResults } from '../../../../src/tools/diff/compare-results.ts';
import { edited, loaded, opened, SAMPLE, textOf } from '../../../support/edited-recording.ts';

function compare(a: string, b: string) {
  return compareRecordings(opened(a), opened(b));
}

test('a recording does not differ from itself or from what its text makes', () => {
  expect(compare(SAMPLE, SAMPLE)).toEqual([]);
  expect(
    compare(
      SAMPLE,
      edited((text) => text),
    ),
  ).toEqual([]);
});

test('names changed cells by column, whatever the row', () => {
  const differences = compare(
    SAMPLE,
    edited((text) => text.replace("'Lamp'            | 39.90", "'Torch' | 40.00")),
  );
  expect(differences).toMatchObject([
    {
      kind: 'changed',
      to: { statement: 'SELECT * FROM products' },
      changes: [
        { kind: 'cell', row: 1, column: 'name', from: 'Lamp', to: 'Torch' },
        { kind: 'cell', row: 1, column: 'price', from: '39.90', to: '40.00' },
      ],
    },
  ]);
});

test('tells rows that are gone or new from changed ones', () => {
  const differences = compare(
    SAMPLE,
    edited((text) =>
      text.replace(
        /(\| SELECT id, name.*\n(?:.*\n){3})(.*'Lamp' .*\n)(.*\n)/,
        "$1$3    | 9 | 'New' | 1 | '2020-01-01' | NULL |\n",
      ),
    ),
  );
  expect(differences).toMatchObject([
    {
      changes: [
        { kind: 'row_gone', row: 1, values: { id: 1, name: 'Lamp' } },
        { kind: 'row_added', row: 2, values: { id: 9, name: 'New' } },
      ],
    },
  ]);
});

test('tells other values of a statement from another statement', () => {
  const differences = compare(
    SAMPLE,
    edited((text) => text.replace('price < 50', 'price < 51').replace('FROM suppliers', 'FROM merchants')),
  );
  expect(differences.map(({ kind }) => kind).sort()).toEqual(['added', 'asked', 'gone']);
});

test('sees an answer become an error, and an order that changed', () => {
  const ok = '=>\nok affected 1 status 0x0002';
  const ask = (sql: string, answer = ok) => `COM_QUERY\n| ${sql}\n${answer}`;
  const a = loaded(textOf([ask('DELETE FROM a'), ask('DELETE FROM b'), ask('DELETE FROM c')]));
  const b = loaded(
    textOf([ask('DELETE FROM c'), ask('DELETE FROM a', "=>\nerror 1146 '42S02' 'gone'"), ask('DELETE FROM b')]),
  );
  const differences = compare(a, b);
  expect(differences).toMatchObject([
    { kind: 'moved', to: { statement: 'DELETE FROM c' } },
    { kind: 'changed', changes: [{ kind: 'outcome', from: 'ok', to: 'error 1146 (42S02): gone' }] },
  ]);
});

test('the number of a prepared statement in an error is its connection’s own', () => {
  const refused = (id: number, code = 1421) =>
    [
      { kind: 'error', error: { code, sqlState: 'HY000', message: Buffer.from(`The statement (${id}) has none`) } },
    ] as const;
  expect(compareResults([...refused(3)], [...refused(6)])).toEqual([]);
  expect(compareResults([...refused(3, 1105)], [...refused(6, 1105)])).toHaveLength(1);
});
