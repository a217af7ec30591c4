// A program that uses MySQL and knows nothing of mock. `recordings/sample-mysql-9.7.db` is a recording of it:
//
//   node bin/mock.js replay recordings/sample-mysql-9.7.db -- node examples/shop/shop.js
import { createConnection } from 'mysql2/promise';

const {
  MYSQL_HOST: host = '127.0.0.1',
  MYSQL_TCP_PORT: port = '3307',
  MYSQL_PWD: password = 'any will do',
} = process.env;
const open = () =>
  createConnection({ host, port: Number(port), user: 'demo', password, database: 'shop', dateStrings: true });

const reader = await open();
const writer = await open();
try {
  await list();
  await order();
  await fail();
} finally {
  await Promise.all([reader.end(), writer.end()]);
}

async function list() {
  const [[{ version }]] = await reader.query('SELECT VERSION() AS version');
  console.log(`server: ${version}`);
  const [products] = await reader.query('SELECT id, name, price, added, tags FROM products ORDER BY id');
  for (const { id, name, price, added, tags } of products) {
    console.log(`product ${id}: ${name}, ${price}, since ${added}, ${JSON.stringify(tags)}`);
  }
  const cheap = 'SELECT name FROM products WHERE price < ? ORDER BY price';
  for (const limit of [15, 50]) {
    const [names] = await reader.execute(cheap, [limit]);
    console.log(`below ${limit}: ${names.map(({ name }) => name).join(', ')}`);
  }
}

async function order() {
  await count();
  await writer.beginTransaction();
  const insert = 'INSERT INTO orders (customer, product_id, quantity) VALUES (?, ?, ?)';
  const [{ insertId }] = await writer.execute(insert, ['Žofie 🍣', 3, 2]);
  await writer.execute('UPDATE products SET stock = stock - ? WHERE id = ?', [2, 3]);
  await count(); // not yet: another connection does not see it
  await writer.commit();
  console.log(`ordered: ${insertId}`);
  await count();
}

async function count() {
  const [[{ orders }]] = await reader.query('SELECT COUNT(*) AS orders FROM orders');
  console.log(`orders: ${orders}`);
}

async function fail() {
  const insert = 'INSERT INTO orders (customer, product_id, quantity) VALUES (?, ?, ?)';
  await writer
    .execute(insert, ['Nobody', 99, 1])
    .catch(({ errno, sqlState }) => console.log(`refused: ${errno} ${sqlState}`));
  await reader.query('SELECT * FROM suppliers').catch(({ message }) => console.log(message));
}
