// Run it with: node --test examples/node-test
// It needs no server: shop.db is the recording. `--test-update-snapshots` with MOCK_UPSTREAM set records it anew.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { useRecording } from 'mysql-replay/node-test';
import { createConnection } from 'mysql2/promise';

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
  assert.ok(rows.length > 0);
});

test('counts the orders', async () => {
  const [row] = await ask('SELECT COUNT(*) FROM orders');
  assert.equal(typeof row['COUNT(*)'], 'number');
});
