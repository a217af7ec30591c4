// Asks what a list of statements says, with one driver of Node, and prints what it sees.
import { readFileSync } from 'node:fs';

const [driver, port, user, password, database, path] = process.argv.slice(2);
const steps = JSON.parse(readFileSync(path, 'utf8'));
const at = { host: '127.0.0.1', port: Number(port), user, password, database };
const [name, how = 'text'] = driver.split('-');

/** What MySQL does not prepare. */
const isPreparable = (sql) => !/^(?:START|ROLLBACK)/.test(sql);

async function connect() {
  if (name === 'mysql2') {
    const { createConnection } = await import('mysql2/promise');
    const client = await createConnection(at);
    const ask = async (sql, values) =>
      (how === 'text' || !isPreparable(sql) ? client.query(sql, values) : client.execute(sql, values)).then(
        ([rows]) => rows,
      );
    return { ask, end: () => client.end() };
  }
  if (name === 'mariadb') {
    const { createConnection } = await import('mariadb');
    const client = await createConnection({ ...at, rsaPublicKey: undefined, allowPublicKeyRetrieval: true });
    return {
      ask: (sql, values) =>
        how === 'text' || !isPreparable(sql) ? client.query(sql, values) : client.execute(sql, values),
      end: () => client.end(),
    };
  }
  const { default: mysql } = await import('mysql');
  const client = mysql.createConnection(at);
  const ask = (sql, values) =>
    new Promise((resolve, reject) =>
      client.query(sql, values, (error, rows) => (error ? reject(error) : resolve(rows))),
    );
  return { ask, end: () => new Promise((resolve) => client.end(resolve)) };
}

const { ask, end } = await connect();
for (const [sql, values] of steps) {
  const seen = await ask(sql, values).then(
    (rows) => (Array.isArray(rows) ? [...rows] : [rows.affectedRows, rows.insertId]),
    (error) => [error.errno, error.code, error.sqlMessage],
  );
  console.log(JSON.stringify([sql, seen], (_, value) => (typeof value === 'bigint' ? `${value}n` : value)));
}
await end();
