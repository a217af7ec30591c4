// The program of the demo: what any program does, with an ordinary driver that knows nothing of mock.
import { createConnection } from 'mysql2/promise';

const statements = [
  { sql: 'SELECT VERSION()' },
  { sql: 'SELECT * FROM products' },
  { sql: 'SELECT * FROM products WHERE price < ?', parameters: [20] },
  { sql: 'SELECT COUNT(*) FROM orders' },
  { sql: 'INSERT INTO orders (customer_id, product_id, quantity) VALUES (?, ?, ?)', parameters: [2, 3, 1] },
  { sql: 'SELECT COUNT(*) FROM orders' },
  { sql: 'SELECT CURTIME(6)' },
  { sql: 'SELECT * FROM suppliers' },
];

/**
 * @param {number} port
 * @returns {Promise<{ sql: string, summary: string, full: string }[]>} per statement: what was asked, what came in a
 *   few words, and all of what came
 */
export async function runSession(port) {
  const login = { user: 'demo', password: 'any will do', database: 'shop' };
  const connection = await createConnection({ host: '127.0.0.1', port, ...login, dateStrings: true });
  try {
    const transcript = [];
    for (const statement of statements) transcript.push(await ask(connection, statement));
    return transcript;
  } finally {
    await connection.end();
  }
}

/** With parameters a statement is prepared and executed, without them it is sent as text. */
async function ask(connection, { sql, parameters }) {
  try {
    const [rows, columns] = parameters ? await connection.execute(sql, parameters) : await connection.query(sql);
    const types = columns?.map(({ name, columnType }) => [name, columnType]);
    return { sql, summary: Array.isArray(rows) ? ofRows(rows) : ofChange(rows), full: JSON.stringify([rows, types]) };
  } catch (error) {
    if (error.errno === undefined || error.fatal) throw error;
    const { errno, sqlState, sqlMessage } = error;
    return { sql, summary: `error ${errno}: ${sqlMessage}`, full: JSON.stringify([errno, sqlState, sqlMessage]) };
  }
}

function ofRows(rows) {
  const values = rows.map((row) => Object.values(row));
  if (values.length === 1 && values[0].length === 1) return String(values[0][0]);
  return `${rows.length} row${rows.length === 1 ? '' : 's'}: ${values.map((row) => row[1]).join(', ')}`;
}

function ofChange({ affectedRows, insertId }) {
  return `${affectedRows} row added, id ${insertId}`;
}
