// Asks one statement and prints what comes, for whoever has no MySQL client at hand:
//
//   node examples/ask/ask.js "SELECT * FROM products"
import { createConnection } from 'mysql2/promise';

const {
  MYSQL_HOST: host = '127.0.0.1',
  MYSQL_TCP_PORT: port = '3307',
  MYSQL_PWD: password = 'any will do',
} = process.env;
const login = { user: 'demo', password, database: 'shop' };

try {
  const connection = await createConnection({ host, port: Number(port), ...login, dateStrings: true });
  const asked = connection.query(process.argv[2] ?? 'SELECT VERSION()');
  const [answer] = await asked.finally(() => connection.end());
  console.log(JSON.stringify(answer));
} catch (error) {
  const { errno, sqlState, message } = error;
  console.log(sqlState === undefined ? message : `ERROR ${errno} (${sqlState}): ${message}`);
  process.exitCode = 1;
}
