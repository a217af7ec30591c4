// Run it with: npx vitest run --root examples/vitest
// It needs no server: shop.db is the recording. `-u` with MOCK_UPSTREAM set records it anew.

import { useRecording } from 'mysql-replay/vitest';
import { createConnection } from 'mysql2/promise';
import { afterEach, beforeEach, expect, test } from 'vitest';

const { MYSQL_USER: user = 'demo', MYSQL_PWD: password = 'x', MYSQL_DATABASE: database = 'shop' } = process.env;
const mock = useRecording({ file: new URL('shop.db', import.meta.url) });
let connection;

beforeEach(async () => {
  const { host, port } = mock;
  connection = await createConnection({ host, port, user: mock.user(user), password, database });
});
afterEach(() => connection.end());

test('lists the products', async () => {
  const [rows] = await connection.query('SELECT name, price FROM products ORDER BY id');
  expect(rows[0]).toEqual({ name: 'Lamp', price: '39.90' });
});

test('finds what is cheap', async () => {
  const [rows] = await connection.execute('SELECT name FROM products WHERE price < ? ORDER BY price', ['50']);
  expect(rows.map(({ name }) => name)).toEqual(["Sailor's knife", 'Lamp']);
});

test('takes an order, and back', async () => {
  const count = async () => (await connection.query('SELECT COUNT(*) AS orders FROM orders'))[0][0].orders;
  const before = await count();
  await connection.beginTransaction();
  await connection.execute('INSERT INTO orders (customer, product_id, quantity) VALUES (?, ?, ?)', ['Žofie', 3, 2]);
  expect(await count()).toBe(before + 1);
  await connection.rollback();
  expect(await count()).toBe(before);
});
