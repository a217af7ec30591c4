import { expect, test } from 'vitest';
import { answersWithSecret, answersWithStatements, showsSecret } from '../../../../src/sql/secrets/secret-answers.ts';

test.each([
  ['CREATE USER u IDENTIFIED BY RANDOM PASSWORD', ''],
  ['ALTER USER u IDENTIFIED WITH p BY RANDOM  PASSWORD', ''],
  ['SET PASSWORD TO RANDOM PASSWORD', ''],
  ['show create user u', ''],
  ['SELECT * FROM mysql.user', ''],
  ['SELECT u.* FROM `mysql`.`user` u', ''],
  ['SELECT Password FROM user', 'mysql'],
  ['TABLE mysql.user', ''],
  ['SELECT user, authentication_string FROM x', ''],
  ['SELECT Priv FROM mysql.global_priv', ''],
  ['DELETE FROM mysql.user RETURNING *', ''],
  ['BEGIN NOT ATOMIC SELECT * FROM mysql.user; END', ''],
  ['DO 1; SELECT * FROM mysql.user', ''],
  ['SHOW CREATE SERVER s', ''],
])('%s is answered with a secret', (sql, database) => {
  expect(answersWithSecret(Buffer.from(sql), {}, database)).toBe(true);
});

test.each([
  ['SELECT user, host FROM mysql.user', ''],
  ['SELECT * FROM user', 'shop'],
  ['SELECT * FROM mysql.db', ''],
  ["SELECT 'RANDOM PASSWORD'", ''],
  ['SHOW CREATE TABLE user', 'mysql'],
  ["UPDATE mysql.user SET password = 'x'", ''],
])('%s is not', (sql, database) => {
  expect(answersWithSecret(Buffer.from(sql), {}, database)).toBe(false);
});

test.each([
  ['SHOW GRANTS', "GRANT USAGE ON *.* TO u@h IDENTIFIED BY PASSWORD '*0123456789ABCDEF'"],
  ['/* a */ show create table t', "CREATE TABLE t (a INT) ENGINE=FEDERATED CONNECTION='mysql://u:pw@h/d/t'"],
  ['SELECT * FROM information_schema.processlist', "ALTER USER u IDENTIFIED BY 'pw'"],
  ['SELECT argument FROM mysql.general_log', "SET PASSWORD = 'pw'"],
  ['SELECT body FROM mysql.proc', "BEGIN SET PASSWORD = 'pw'; END"],
  ['SHOW BINLOG EVENTS', "use `d`; CREATE USER u IDENTIFIED WITH 'p' AS 'hash'"],
])('%s may show %s', (sql, cell) => {
  expect(answersWithStatements(Buffer.from(sql))).toBe(true);
  expect(showsSecret(Buffer.from(cell))).toBe(true);
});

test.each(['SELECT 1', 'INSERT INTO shown VALUES (1)', 'UPDATE t SET a = 1'])('%s shows no statement', (sql) => {
  expect(answersWithStatements(Buffer.from(sql))).toBe(false);
});

test.each(['GRANT USAGE ON *.* TO `u`@`h`', 'validate_password.policy', 'CREATE TABLE `t` (`password` text)'])(
  '%s shows no secret',
  (cell) => {
    expect(showsSecret(Buffer.from(cell))).toBe(false);
  },
);
