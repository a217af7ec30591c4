// Secrets in every form of a literal and of what can stand in place of one, at every place of a statement where one may be: none
// passes the mask.

import { expect, test } from 'vitest';
import { maskSecrets } from '../../../../src/sql/secrets/mask-secrets.ts';

const S = 'S3cr3t9x';
const hex = (text: string) => Buffer.from(text).toString('hex');
const bits = [...Buffer.from(S)].map((byte) => byte.toString(2).padStart(8, '0')).join('');
const BASIC = Buffer.from(`u:${S}`).toString('base64');
const SHOWN = [S.toLowerCase(), hex(S), bits, BASIC.toLowerCase()];

const LITERALS = [
  `'${S}'`,
  `"${S}"`,
  `_utf8mb4'${S}'`,
  `N'${S}'`,
  `x'${hex(S)}'`,
  `0x${hex(S)}`,
  `b'${bits}'`,
  `'a''${S}'`,
  `'a\\'${S}'`,
  `'a'\n'${S}'`,
  `/*!50000 '${S}'*/`,
  `CONCAT('a',CONCAT('b','${S}'))`,
  `('${S}')`,
  `REPEAT('${S}', 2)`,
  `'${S}' COLLATE utf8mb4_bin`,
  `(SELECT '${S}')`,
  `IF(1,'${S}','b')`,
  `CASE WHEN 1 THEN '${S}' ELSE '${S}' END`,
];

const statements = (l: string): readonly string[] => [
  `CREATE USER u IDENTIFIED BY ${l}`,
  `create user if not exists u@'h' identified with 'x' by ${l} require ssl`,
  `ALTER USER u IDENTIFIED BY ${l} REPLACE ${l}`,
  `SET PASSWORD = ${l}`,
  `SET PASSWORD FOR u = ${l}`,
  `SET @db_password = ${l}`,
  `SET @a=1,@api_key:=${l}`,
  `SELECT AES_ENCRYPT('a',${l})`,
  `SELECT AES_DECRYPT(x, ${l}, 'iv')`,
  `SELECT AES_ENCRYPT('a','k',${l})`,
  `SELECT AES_ENCRYPT('a','k','iv','hkdf',${l})`,
  `SELECT AES_ENCRYPT('a','k','iv','hkdf','s',${l})`,
  `SELECT KDF('k','hkdf',${l})`,
  `SELECT DES_ENCRYPT('a',${l})`,
  `INSERT INTO t VALUES (1, AES_ENCRYPT('a', ${l}))`,
  `SELECT ED25519_PASSWORD(${l})`,
  `SELECT ASYMMETRIC_DERIVE('p',${l})`,
  `SELECT CREATE_ASYMMETRIC_PRIV_KEY('DH',${l})`,
  `CHANGE MASTER 'c' TO MASTER_HOST='h', MASTER_PASSWORD=${l}`,
  `CHANGE REPLICATION SOURCE TO SOURCE_PASSWORD = ${l} FOR CHANNEL 'c'`,
  `START REPLICA USER='u' PASSWORD=${l} DEFAULT_AUTH='x'`,
  `CREATE SERVER s FOREIGN DATA WRAPPER 'mysql' OPTIONS (USER 'u', PASSWORD ${l}, HOST 'h')`,
  `CLONE INSTANCE FROM u@h:3306 IDENTIFIED BY ${l} REQUIRE SSL`,
  `GRANT ALL ON *.* TO u@h IDENTIFIED BY ${l}`,
  `SET GLOBAL a.password = ${l}`,
  `SET PERSIST x_secret = ${l}`,
  `DECLARE c_password CHAR(9) DEFAULT ${l}`,
  `CREATE PROCEDURE p() BEGIN DECLARE pwd TEXT DEFAULT ${l}; SELECT 1; END`,
  `CREATE FUNCTION f() RETURNS TEXT RETURN AES_ENCRYPT('a',${l})`,
  `SELECT ${l} INTO @secret`,
  `UPDATE mysql.user SET authentication_string=${l} WHERE user='u'`,
  `INSERT INTO mysql.global_priv VALUES ('h','u',${l})`,
  `UPDATE \`mysql\`.\`user\` SET plugin='x', password=${l}`,
  `ALTER USER u IDENTIFED BY ${l}`,
  `ALTER USER u IDENTIFIED BT ${l}`,
  `ALTER USER u IDENTIFIED_BY ${l}`,
  `ALTER USER u IDENTIFIEDBY ${l}`,
  `CREATE USER u IDENTIFIED AS ${l}`,
  `ALTER USR u IDENTIFIED BY ${l}`,
  `CREATEUSER u IDENTIFIED BY ${l}`,
  `SETPASSWORD = ${l}`,
  `SET PASWORD = ${l}`,
  `SET PASSWORD ${l}`,
  `SET PASSWORD FOR u ${l}`,
  `SET PASSWORD FOR ON u = ${l}`,
  `SET PASSWORD FOR u@h == ${l}`,
  `SET PASSORD=${l}`,
  `SET PASSSWORD=${l}`,
  `SET PASWRD=${l}`,
  `ALTER USER u PASSWORD ${l}`,
  `SET SESSION PASSWORD = ${l}`,
  `EXPLAIN SELECT AES_ENCRYPT('a', ${l})`,
  `CALL p(AES_ENCRYPT('a',${l}))`,
  `DO AES_ENCRYPT('a', ${l})`,
  `SELECT * FROM t WHERE c = AES_ENCRYPT('a',${l})`,
  `WITH c AS (SELECT AES_DECRYPT(x,${l}) y) SELECT * FROM c`,
  `SET @@GLOBAL.x_password=${l}`,
  `SET x_password = ${l}`,
  `SET LOCAL token = ${l}`,
  `SET @token=${l};SELECT 1`,
  `REVOKE ALL ON *.* FROM u IDENTIFIED BY ${l}`,
  `SELECT @passphrase := ${l}, 1`,
  `SET @a = (SELECT AES_ENCRYPT('a',${l}))`,
  `RENAME USER u TO v IDENTIFIED BY ${l}`,
  `DROP USER u IDENTIFIED BY ${l}`,
  `SET ROLE r IDENTIFIED BY ${l}`,
  `CREATE USER u IDENTIFIED WITH caching_sha2_password BY ${l} AND IDENTIFIED WITH webauthn INITIAL AUTHENTICATION IDENTIFIED BY ${l}`,
  `SELECT STATEMENT_DIGEST_TEXT('SET PASSWORD = ''${S}''')`,
  `CREATE USER u IDENTIFIED BY PASSWORD ${l}`,
  `VALUES ROW(AES_ENCRYPT('a', ${l}))`,
  `SHOW GRANTS FOR u IDENTIFIED BY ${l}`,
  `LOAD DATA INFILE 'x' INTO TABLE t SET c=AES_ENCRYPT(@v,${l})`,
  `CREATE VIEW v AS SELECT AES_DECRYPT(c,${l}) FROM t`,
  `CREATE TRIGGER t BEFORE INSERT ON t FOR EACH ROW SET NEW.c=AES_ENCRYPT(NEW.c,${l})`,
  `ALTER TABLE t ADD COLUMN c BLOB GENERATED ALWAYS AS (AES_ENCRYPT(a,${l}))`,
  `CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO SET PASSWORD FOR u=${l}`,
  `/*+ x */ CREATE USER u IDENTIFIED BY ${l}`,
  `CREATE USER u IDENTIFIED BY\t${l} ATTRIBUTE '{"a":1}'`,
  `(SELECT AES_ENCRYPT('a',${l}))`,
  `PREPARE s FROM "SELECT AES_ENCRYPT('a','${S}')"`,
  `SET @q = "SELECT AES_ENCRYPT('a','${S}')"`,
];

const TEXTS = [
  `//u:${S}@h`,
  `//u:${S}@h/d`,
  `x //u:${S}@h`,
  `mysql+srv://u:${S}@h`,
  `mongodb+srv://u:${S}@a,b/d`,
  `jdbc:mysql://h/d?user=u&password=${S}`,
  `u:${S}@tcp(h)`,
  `postgresql://u:${S}@[::1]:5/d`,
  `Server=h;Password=${S};`,
  `Password = ${S};`,
  `pwd = ${S}`,
  `Server=h; Password = ${S}; x=1`,
  `host=h password='${S}'`,
  `Authorization: Basic ${BASIC}`,
  `Basic ${BASIC}`,
  `Authorization: Bearer ${S}${S}${S}`,
  `Bearer ${S}${S}${S}`,
  `bearer ${S}${S}${S}`,
  `https://h/?access_token=${S}`,
  `https://h/?api_key=${S}`,
  `mysql://u:p%40${S}@h`,
  `mysql://u:${S}@x@h`,
  `mysql://u:a/b${S}@h`,
  `amqps://u:${S}@h/%2f`,
  `--password=${S}`,
  `mysql -u root --password=${S} -h x`,
  `{"url":"mysql://u:${S}@h"}`,
  `client_secret=${S}&x=1`,
  `SecretKey=${S};`,
  `AccountKey=${S};`,
  `mysql:\\/\\/u:${S}@h`,
  `MYSQL_PWD=${S} mysql`,
  `DB_PASSWORD=${S}`,
  `export DB_PASSWORD="${S}"`,
];

function leaks(sql: string): boolean {
  const masked = maskSecrets(Buffer.from(sql)).toString().toLowerCase();
  return SHOWN.some((shown) => masked.includes(shown));
}

test('secrets that statements spell out', () => {
  expect(LITERALS.flatMap(statements).filter(leaks)).toEqual([]);
});

test('passwords within texts: addresses, properties, headers', () => {
  const quoted = (text: string) => [
    `SELECT '${text.replaceAll("'", "''")}'`,
    `SELECT "${text.replaceAll('"', '\\"')}"`,
    `SELECT 1 /* ${text} */`,
    `-- ${text}\nSELECT 1`,
  ];
  expect(TEXTS.flatMap(quoted).filter(leaks)).toEqual([]);
});

test('hashes of passwords as mysql.user has them', () => {
  const hash = '*94BDCEBE19083CE2A1F959FD02F964C7AF4CFC29';
  const sha = `$A$005$${'x'.repeat(63)}`;
  const masked = maskSecrets(Buffer.from(`UPDATE user SET Password='${hash}', p="${hash}", q='${sha}'`)).toString();
  expect(masked).toBe("UPDATE user SET Password='***', p='***', q='***'");
});
