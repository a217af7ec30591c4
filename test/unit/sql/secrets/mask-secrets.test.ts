import { describe, expect, test } from 'vitest';
import { maskSecrets } from '../../../../src/sql/secrets/mask-secrets.ts';
import fc from '../../../support/property.ts';

const mask = (sql: string) => maskSecrets(Buffer.from(sql)).toString();

describe('secrets are masked', () => {
  test.each([
    ["CREATE USER u IDENTIFIED BY 's3'", "CREATE USER u IDENTIFIED BY '***'"],
    [
      "create user 'u'@'h' identified with 'plug' by 's3' replace 's4', v identified by 's5'",
      "create user 'u'@'h' identified with 'plug' by '***' replace '***', v identified by '***'",
    ],
    ["ALTER USER u IDENTIFIED WITH p AS 0x7333 COMMENT 'c'", "ALTER USER u IDENTIFIED WITH p AS '***' COMMENT 'c'"],
    [
      "ALTER USER u IDENTIFIED BY 's3' RETAIN CURRENT PASSWORD",
      "ALTER USER u IDENTIFIED BY '***' RETAIN CURRENT PASSWORD",
    ],
    [
      "CREATE USER u IDENTIFIED VIA ed25519 USING PASSWORD('s3') OR unix_socket",
      "CREATE USER u IDENTIFIED VIA ed25519 USING PASSWORD('***') OR unix_socket",
    ],
    [
      "CREATE USER u IDENTIFIED WITH p INITIAL AUTHENTICATION IDENTIFIED BY 's3'",
      "CREATE USER u IDENTIFIED WITH p INITIAL AUTHENTICATION IDENTIFIED BY '***'",
    ],
    ["GRANT ALL ON *.* TO u IDENTIFIED BY PASSWORD '*s3'", "GRANT ALL ON *.* TO u IDENTIFIED BY PASSWORD '***'"],
    ["CREATE USER u IDENTIFIED BY 's3' /* c */ \"s4\" N's5'", "CREATE USER u IDENTIFIED BY '***'"],
    ["CREATE USER u IDENTIFIED BY _utf8mb4 's3'", "CREATE USER u IDENTIFIED BY _utf8mb4 '***'"],
    ["SET PASSWORD = 's3'", "SET PASSWORD = '***'"],
    ["SET PASSWORD FOR 'u'@'h' := OLD_PASSWORD('s3')", "SET PASSWORD FOR 'u'@'h' := OLD_PASSWORD('***')"],
    ["SET PASSWORD FOR u = 's3' REPLACE 's4'", "SET PASSWORD FOR u = '***' REPLACE '***'"],
    ["SET @a = 1, PASSWORD = PASSWORD('s3')", "SET @a = 1, PASSWORD = PASSWORD('***')"],
    ["SET STATEMENT x = 1 FOR SET PASSWORD = 's3'", "SET STATEMENT x = 1 FOR SET PASSWORD = '***'"],
    [
      "CREATE SERVER s FOREIGN DATA WRAPPER mysql OPTIONS (USER 'u', PASSWORD 's3')",
      "CREATE SERVER s FOREIGN DATA WRAPPER mysql OPTIONS (USER 'u', PASSWORD '***')",
    ],
    ["CREATE OR REPLACE SERVER s OPTIONS (PASSWORD 's3')", "CREATE OR REPLACE SERVER s OPTIONS (PASSWORD '***')"],
    [
      "CHANGE MASTER TO MASTER_USER='u', MASTER_PASSWORD = 's3'",
      "CHANGE MASTER TO MASTER_USER='u', MASTER_PASSWORD = '***'",
    ],
    ["CHANGE REPLICATION SOURCE TO SOURCE_PASSWORD='s3'", "CHANGE REPLICATION SOURCE TO SOURCE_PASSWORD='***'"],
    ["START REPLICA USER='u' PASSWORD='s3'", "START REPLICA USER='u' PASSWORD='***'"],
    ["START GROUP_REPLICATION USER='u', PASSWORD='s3'", "START GROUP_REPLICATION USER='u', PASSWORD='***'"],
    ["CLONE INSTANCE FROM u@h:3306 IDENTIFIED BY 's3'", "CLONE INSTANCE FROM u@h:3306 IDENTIFIED BY '***'"],
    [
      "CREATE TABLE t (a int) ENGINE=FEDERATED CONNECTION='mysql://u:s3@h:1/d/t'",
      "CREATE TABLE t (a int) ENGINE=FEDERATED CONNECTION='mysql://u:***@h:1/d/t'",
    ],
    [
      "ALTER USER u 2 FACTOR FINISH REGISTRATION SET CHALLENGE_RESPONSE AS 's3'",
      "ALTER USER u 2 FACTOR FINISH REGISTRATION SET CHALLENGE_RESPONSE AS '***'",
    ],
    ["SELECT 1; SET PASSWORD='s3'; SELECT 's'", "SELECT 1; SET PASSWORD='***'; SELECT 's'"],
    ["/*!50000 SET PASSWORD='s3' */", "/*!50000 SET PASSWORD='***' */"],
    ["CREATE USER u /*!80000 IDENTIFIED BY 's3' */", "CREATE USER u /*!80000 IDENTIFIED BY '***' */"],
    ["PREPARE p FROM 'ALTER USER u IDENTIFIED BY ''s3'''", "PREPARE p FROM 'ALTER USER u IDENTIFIED BY ''***'''"],
    ['SET @q = "SET PASSWORD = \'s3\'"', "SET @q = 'SET PASSWORD = ''***'''"],
    ["CREATE PROCEDURE p() BEGIN SET PASSWORD = 's3'; END", "CREATE PROCEDURE p() BEGIN SET PASSWORD = '***'; END"],
    ["SELECT AES_ENCRYPT('text', 's3'), HEX('x')", "SELECT AES_ENCRYPT('text', '***'), HEX('x')"],
    [
      "SELECT AES_DECRYPT(c, UNHEX(SHA2('s3', 512)), 'iv') FROM t",
      "SELECT AES_DECRYPT(c, UNHEX(SHA2('***', 512)), '***') FROM t",
    ],
    ["INSERT INTO u VALUES ('a', PASSWORD('s3'), 'b')", "INSERT INTO u VALUES ('a', PASSWORD('***'), 'b')"],
    ["SET @db_password = 's3', @x = 'y'", "SET @db_password = '***', @x = 'y'"],
    ["SELECT @secret := CONCAT('s3', 's4'), 'x'", "SELECT @secret := CONCAT('***', '***'), 'x'"],
    ["SELECT @api_key := 's3' FROM t WHERE a = 'x'", "SELECT @api_key := '***' FROM t WHERE a = 'x'"],
    [
      "INSERT INTO t VALUES ('a amqp://u:s3@h/x and http://v:s4@h', 'b')",
      "INSERT INTO t VALUES ('a amqp://u:***@h/x and http://v:***@h', 'b')",
    ],
    ["CREATE USER 'u'@'h' IDENTFIED BY 's3'", "CREATE USER 'u'@'h' IDENTFIED BY '***'"],
    ["ALTER USER u IDENTIFIED BT 's3'", "ALTER USER u IDENTIFIED BT '***'"],
    ["ALTER USER u IDENTIFIED 's3'", "ALTER USER u IDENTIFIED '***'"],
    ["CREATE USER u IDENTIFIED BY 's3", "CREATE USER u IDENTIFIED BY '***'"],
    ["CREATE USER u IDENTIFIED BY 'it's s3'", "CREATE USER u IDENTIFIED BY '***'"],
  ])('%s', (sql, expected) => {
    expect(mask(sql)).toBe(expected);
    expect(mask(expected)).toBe(expected);
  });

  test('a double-quoted one under ANSI_QUOTES too', () => {
    const masked = maskSecrets(Buffer.from('CREATE USER u IDENTIFIED BY "s3"'), { ansiQuotes: true });
    expect(masked.toString()).toBe("CREATE USER u IDENTIFIED BY '***'");
  });
});

test.each([
  "SELECT 'x'",
  "UPDATE users SET password = 'x' WHERE identified = 'y'",
  "INSERT INTO t SET password = 'x'",
  "SELECT password 'x', identified AS 'y' FROM connection",
  "SELECT a FROM t GROUP BY identified WITH ROLLUP UNION SELECT 1 AS 'x'",
  "INSERT INTO log VALUES ('CREATE USER u IDENTIFIED BY ''x''')",
  "SELECT 'Basic training', 'bearer of bad news, and of good ones', '// a: b@c', '/a//b:c', '*not a hash'",
  "CREATE TABLE t (password varchar(9) DEFAULT 'x') CONNECTION='server/t'",
  'CREATE USER u IDENTIFIED BY RANDOM PASSWORD',
])('%s holds no secret and is the same buffer', (sql) => {
  const bytes = Buffer.from(sql);
  expect(maskSecrets(bytes)).toBe(bytes);
});

test.each([
  [`PREPARE s FROM 'SELECT 1'"SET PASSWORD='q'"`, `PREPARE s FROM 'SELECT 1' 'SET PASSWORD=''***'''`],
  [`SET PASSWORD="q"`, `SET PASSWORD='***'`],
])('a mask does not run into what stands beside it: %s', (sql, masked) => {
  expect(mask(sql)).toBe(masked);
});

test('any statement can be masked, and masking again changes nothing', () => {
  const pieces = [
    'SET ',
    'PASSWORD',
    ' = ',
    '(',
    ')',
    ', ',
    '; ',
    "'a'",
    "'",
    '"',
    '\\',
    '0xAF ',
    'CREATE ',
    'USER u ',
    'IDENTIFIED ',
    'BY ',
    'WITH p ',
    'AS ',
    'PREPARE s FROM ',
    "'SET PASSWORD=''q'''",
    '/*! ',
    ' */',
    "CONNECTION='x://u:p@h' ",
    'BEGIN ',
  ];
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 20 }), (list) => {
      const once = mask(list.join(''));
      expect(mask(once)).toBe(once);
    }),
    { numRuns: 500 },
  );
});
