// A program under test: asks one statement over the connection that its environment names; exit code 5 where that fails.
import { createConnection } from 'mysql2/promise';

const { HOW, DATABASE_URL, NAMED, MYSQL_HOST, MYSQL_TCP_PORT, MYSQL_UNIX_PORT, MOCK_MODE } = process.env;
const [, , sql, mood] = process.argv;
const account = { user: 'demo', password: 'x', database: 'shop' };
const ways = { socket: { socketPath: MYSQL_UNIX_PORT, ...account }, url: DATABASE_URL, named: NAMED };
const connection = await createConnection(ways[HOW] ?? { host: MYSQL_HOST, port: Number(MYSQL_TCP_PORT), ...account });
try {
  const [[row]] = await connection.query(sql);
  console.log(MOCK_MODE, Object.values(row)[0]);
} catch {
  if (mood !== 'tolerant') process.exitCode = 5;
}
await connection.end();
