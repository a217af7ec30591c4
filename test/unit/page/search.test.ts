// The search through everything finds what the filter finds in what a page has, whatever is left to SQLite.

import { expect, test } from 'vitest';
import { collectPage } from '../../../src/page/collect.ts';
import { parseFilter } from '../../../src/page/filter.ts';
import { RecordingPages } from '../../../src/page/reading/recording-pages.ts';
import { openRecording } from '../../../src/store/reading/reader.ts';

const SAMPLE = 'recordings/sample-mysql-9.7.db';
const FILTERS = [
  ...['', 'orders', 'ORDERS -count', '"FROM products"', 'table:orders', 'table:order', 'is:error', '-is:error select'],
  ...['is:write', 'orders or products', '(orders or products) -is:write', 'user:demo', 'ms:>1', 'id:5..9', 'rows:>2'],
  ...['param:Lamp', 'command:EXECUTE', 'tx:>0', '/^select.*from/', 'session:2,3', 'scope:""', '100%', 'a_b', 'EXECUTE'],
  ...['bytes:>100', 'error:1146', 'is:gap', 'Žofie'],
];

test.each(FILTERS)('%s', async (q) => {
  const reader = openRecording(SAMPLE);
  const { exchanges, sessions } = collectPage(reader);
  reader.close();
  const filter = parseFilter(q);
  if (!filter.ok) throw new Error(filter.mistake.message);
  const users = new Map(sessions.map(({ id, user }) => [id, user]));
  const expected = exchanges
    .filter((exchange) => filter.matches({ ...exchange, user: users.get(exchange.session) ?? '' }))
    .map(({ id }) => id);
  const pages = new RecordingPages(SAMPLE);
  const found = await pages.ask('find', { q, from: 0, most: 500 });
  expect(found).toMatchObject({ isDone: true, total: expected.length });
  expect(found.rows.map(({ id }) => id)).toEqual(expected);
  const last = expected.at(-1);
  if (last !== undefined) expect(await pages.ask('place', { q, id: last })).toBe(expected.length - 1);
  await pages.close();
});
