// Where the database is: in the variables that MySQL's own programs read, and which mock points to itself.

const { MYSQL_HOST = '127.0.0.1', MYSQL_TCP_PORT = '3306', MYSQL_USER = 'root', MYSQL_PWD = '' } = process.env;

export const database = {
  host: MYSQL_HOST,
  port: Number(MYSQL_TCP_PORT),
  user: MYSQL_USER,
  password: MYSQL_PWD,
  database: process.env.MYSQL_DATABASE ?? 'apps',
};
