// Laid over a recording of the sample shop: mock replay shop.db --overlay examples/script/overlay.mjs
import { defineOverlay } from 'mysql-replay';

let calls = 0;

export default defineOverlay({
  async onQuery(statement, _session, recorded) {
    // one cell of a recorded answer is changed
    if (statement === 'SELECT * FROM products') {
      const [answer] = await recorded();
      const price = answer.columns.findIndex(({ name }) => name === 'price');
      answer.rows[0][price] = '0.01';
      return answer;
    }
    // the third call fails
    if (/^INSERT INTO orders/.test(statement) && ++calls === 3) {
      return { error: { code: 1114, sqlState: 'HY000', message: "The table 'orders' is full" } };
    }
    // a statement that was never recorded
    if (statement === 'SELECT stock FROM warehouse WHERE product_id = ?') return { rows: [{ stock: 7 }] };
    // all else is the recording's
  },
  onPrepare(statement) {
    if (/FROM warehouse/.test(statement)) return { columns: [{ name: 'stock', type: 'LONGLONG' }] };
  },
  faults: [{ fault: 'lockWait', statement: '^UPDATE stock' }],
});
