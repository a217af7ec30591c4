import { expect, test } from 'vitest';
import { completionsOf, valuesIn } from '../../../page/parts/completion.ts';
import { parseFilter } from '../../../src/page/filter.ts';
import type { PageExchange } from '../../../src/page/page-data.ts';

const EXCHANGE = {
  id: 1,
  session: 3,
  command: 'COM_QUERY',
  gap: null,
  errorCode: null,
  played: null,
  database: 'shop',
};
const made = (each: Partial<PageExchange>) => ({ ...EXCHANGE, scope: '', sql: null, ...each }) as PageExchange;
const values = valuesIn(
  [
    made({ sql: 'SELECT * FROM `shop`.`orders` JOIN products ON 1', errorCode: 1146 }),
    made({ sql: 'update orders set a = 1', scope: 'pays "twice"' }),
  ],
  new Map([[3, 'demo user']]),
  [['command:PREPARE', 7]],
);
const at = (text: string, cursor = text.length) => completionsOf(text, cursor, values);

test('fields that begin so, and values with how often they are there', () => {
  expect(at('ta').map(({ name, text }) => [name, text])).toEqual([['table:', 'table:']]);
  expect(at('x -table:').map(({ name, hint }) => `${name} ${hint}`)).toEqual(['-table:orders 2', '-table:products 1']);
  expect(at('command:').map(({ name, hint }) => `${name} ${hint}`)).toEqual(['command:PREPARE 7', 'command:QUERY 2']);
  expect(at('error:').map(({ name }) => name)).toEqual(['error:1146']);
  expect(at('is:ga').map(({ text }) => text)).toEqual(['is:gap ']);
});

test('it goes where the cursor is, and is a filter', () => {
  const [choice] = at('a us b', 4);
  expect(choice).toMatchObject({ text: 'a user: b', cursor: 7 });
  for (const text of ['user:', 'scope:pa']) {
    const [whole] = at(text);
    expect(parseFilter(whole?.text ?? '').ok).toBe(true);
  }
  expect(at('scope:')[0]?.text).toBe('scope:"pays \\"twice\\"" ');
});

test('nothing where nothing could stand', () => {
  for (const text of ['"ta', 'nonsense:', 'is:gap', '/ta']) expect(at(text)).toEqual([]);
});
