import { expect, test } from 'vitest';
import { answersWithSecret } from '../../../../src/sql/secrets/secret-answers.ts';

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
