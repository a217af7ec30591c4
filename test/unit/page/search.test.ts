// The search through everything finds what the filter finds in what a page has, whatever is left to SQLite.

import { expect, test } from 'vitest';
import { collectPage } from '../../../src/page/collect.ts';
import { parseFilter } from '../../../src/page/filter.ts';
import { RecordingPages } from '../../../src/page/reading/recording-pages.ts';
import { orderOf, parseSort, sortKeys } from '../../../src/page/sorting.ts';
import { openRecording } from '../../../src/store/reading/reader.ts';

const SAMPLE = 'recordings/sample-mysql-9.7.db';
const FILTERS = [
  ...['', 'orders', 'ORDERS -count', '"FROM products"', 'table:orders', 'table:order', 'is:error', '-is:error select'],
  ...['is:write', 'orders or products', '(orders or products) -is:write', 'user:demo', 'ms:>1', 'id:5..9', 'rows:>2'],
  ...['param:Lamp', 'command:EXECUTE', 'tx:>0', '/^select.*from/', 'session:2,3', 'scope:""', '100%', 'a_b', 'EXECUTE'],
  ...['bytes:>100', 'error:1146', 'is:gap', 'Žofie', 'time:>0.05', 'time:..0.1 select'],
];

test.each(FILTERS)('%s', async (q) => {
  const reader = openRecording(SAMPLE);
  const { exchanges, sessions } = collectPage(reader);
  const beganUs = reader.summary().firstAtUs ?? 0;
  reader.close();
  const filter = parseFilter(q, { beganUs });
  if (!filter.ok) throw new Error(filter.mistake.message);
  const users = new Map(sessions.map(({ id, user }) => [id, user]));
  const expected = exchanges
    .filter((exchange) => filter.matches({ ...exchange, user: users.get(exchange.session) ?? '', missed: null }))
    .map(({ id }) => id);
  const pages = new RecordingPages(SAMPLE);
  const found = await pages.ask('find', { q, from: 0, most: 500 });
  expect(found).toMatchObject({ isDone: true, total: expected.length });
  expect(found.rows.map(({ id }) => id)).toEqual(expected);
  const last = expected.at(-1);
  if (last !== undefined) expect(await pages.ask('place', { q, id: last })).toBe(expected.length - 1);
  await pages.close();
});

test.each(['ms', '-ms', 'session', '-session', 'outcome', '-outcome', 'statement', '-statement'])(
  'sorted by %s, as a page sorts that has all',
  async (sort) => {
    const reader = openRecording(SAMPLE);
    const { exchanges } = collectPage(reader);
    reader.close();
    const { name, isDescending } = parseSort(sort) ?? { name: 'ms' as const, isDescending: false };
    const order = [...orderOf(sortKeys(exchanges, name), isDescending)].map((place) => exchanges[place]?.id ?? 0);
    const pages = new RecordingPages(SAMPLE);
    const found = await pages.ask('find', { q: '', sort, from: 0, most: 500 });
    expect(found).toMatchObject({ isDone: true, total: 34 });
    expect(found.rows.map(({ id }) => id)).toEqual(order);
    expect(await pages.ask('place', { q: '', sort, id: order[20] ?? 0 })).toBe(20);
    const keys = sortKeys(found.rows, name);
    expect(keys).toEqual([...keys].sort((a, b) => (isDescending ? b - a : a - b)));
    // equal ones as they were recorded
    for (const [at, row] of found.rows.entries()) {
      const before = found.rows[at - 1];
      if (before !== undefined && keys[at - 1] === keys[at]) expect(before.id).toBeLessThan(row.id);
    }
    await pages.close();
  },
);

test('one form of statement: all its exchanges, whatever their values', async () => {
  const pages = new RecordingPages(SAMPLE);
  const { shapes } = await pages.ask('statements', {});
  for (const { text, first, count, errors } of shapes) {
    const one = await pages.ask('statement', { id: first });
    expect(one, text).toMatchObject({ isDone: true, shape: { text, first, count, errors } });
    expect(one?.exchanges.length).toBe(count);
  }
  expect(await pages.ask('statement', { id: 999 })).toBeNull();
  await pages.close();
});
