// A scripted server as a module. Run it with: mock script examples/script/shop.mjs
// @ts-check
import { setTimeout as delay } from 'node:timers/promises';
import { defineScript } from 'mysql-replay';

const products = [
  { id: 1, name: 'Lamp', price: '39.90', added: new Date('2026-01-02T03:04:05.678Z') },
  { id: 2, name: "Sailor's knife", price: '12.00', added: null },
];

export default defineScript({
  greeting: { serverVersion: '8.4.0-shop' },
  auth: { user: 'shop' },

  onQuery(statement, session) {
    if (/^(set|use|start|commit|rollback)\b/i.test(statement)) return {};
    if (/^select .* from products$/i.test(statement)) return { rows: products };
    if (/^select connection_id\(\)$/i.test(statement)) return { rows: [{ 'CONNECTION_ID()': session.connectionId }] };
    if (/^call report\(\)$/i.test(statement)) return [{ rows: products }, { rows: [[2]], columns: ['total'] }, {}];
    if (/^select \* from log$/i.test(statement)) return { columns: ['line'], rows: lines() };
    if (/^load data/i.test(statement)) {
      return {
        infile: '/tmp/products.csv',
        received: (content) => ({ affectedRows: content.toString().split('\n').filter(Boolean).length }),
      };
    }
    if (/^insert into orders/i.test(statement)) {
      const count = Number(session.state.orders ?? 0) + 1;
      session.state.orders = count;
      return { affectedRows: 1, lastInsertId: count };
    }
    if (/^delete/i.test(statement)) {
      return { error: { code: 1451, sqlState: '23000', message: 'Cannot delete or update a parent row' } };
    }
    return undefined;
  },

  onPrepare(statement) {
    return /^select .* from products where id = \?$/i.test(statement) ? { columns: columns() } : undefined;
  },

  onExecute(statement, [id], session) {
    if (!/where id = \?$/i.test(statement)) return this.onQuery?.(statement, session);
    return { columns: columns(), rows: products.filter((product) => product.id === id) };
  },
});

/** @returns {import('mysql-replay').ScriptColumn[]} */
function columns() {
  return [
    { name: 'id', type: 'LONG', table: 'products' },
    { name: 'name', type: 'VAR_STRING', table: 'products' },
    { name: 'price', type: 'NEWDECIMAL', decimals: 2, table: 'products' },
    { name: 'added', type: 'DATETIME', decimals: 3, table: 'products' },
  ];
}

/** Rows that come by and by. */
async function* lines() {
  for (const line of ['begin', 'middle', 'end']) {
    await delay(10);
    yield [line];
  }
}
