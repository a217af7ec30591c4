// Run it with: node --test examples/node-test
// It needs no server: shop.db is the recording. MOCK_RECORD=all with MOCK_UPSTREAM set records it anew, as does
// --test-update-snapshots where Node has it (22.3 and newer).
import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { useRecording } from 'mysql-replay/node-test';
import { createConnection } from 'mysql2/promise';

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
  assert.deepEqual({ ...rows[0] }, { name: 'Lamp', price: '39.90' });
});

test('finds what is cheap', async () => {
  const [rows] = await connection.execute('SELECT name FROM products WHERE price < ? ORDER BY price', ['50']);
  assert.deepEqual(
    rows.map(({ name }) => name),
    ["Sailor's knife", 'Lamp'],
  );
});

test('takes an order, and back', async () => {
  const count = async () => (await connection.query('SELECT COUNT(*) AS orders FROM orders'))[0][0].orders;
  const before = await count();
  await connection.beginTransaction();
  await connection.execute('INSERT INTO orders (customer, product_id, quantity) VALUES (?, ?, ?)', ['Žofie', 3, 2]);
  assert.equal(await count(), before + 1);
  await connection.rollback();
  assert.equal(await count(), before);
});
