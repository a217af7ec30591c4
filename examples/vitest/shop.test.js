// Run it with: npx vitest run --root examples/vitest
// It needs no server: shop.db is the recording. `-u` with MOCK_UPSTREAM set records it anew.

import { useRecording } from 'mysql-replay/vitest';
import { createConnection } from 'mysql2/promise';
import { expect, test } from 'vitest';

const mock = useRecording({ file: new URL('shop.db', import.meta.url) });

async function ask(sql) {
  const { host, port } = mock;
  const connection = await createConnection({ host, port, user: mock.user('demo'), password: 'x', database: 'shop' });
  try {
    const [rows] = await connection.query(sql);
    return rows;
  } finally {
    await connection.end();
  }
}

test('lists the products', async () => {
  const rows = await ask('SELECT * FROM products');
  expect(rows.length).toBeGreaterThan(0);
});

test('counts the orders', async () => {
  const [row] = await ask('SELECT COUNT(*) FROM orders');
  expect(row['COUNT(*)']).toBeTypeOf('number');
});
