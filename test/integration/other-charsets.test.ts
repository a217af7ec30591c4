// What was recorded in one character set answers a client in another where the server would tell both the same, definitions
// too: what each client sees of the replay is what it sees of the server, or a miss.

import { type Connection, createConnection, type FieldPacket } from 'mysql2/promise';
import { expect, test } from 'vitest';
import { accounts, describeWithServer, serverKinds } from '../servers/index.ts';
import { startRecord, startReplay, temporaryFolder } from '../support/serving.ts';

const SCHEMA = 'other_charsets';
const CHARSETS = ['UTF8MB4_GENERAL_CI', 'UTF8MB4_UNICODE_CI', 'UTF8_GENERAL_CI', 'LATIN1_SWEDISH_CI'] as const;
const SETUP = [
  `DROP DATABASE IF EXISTS ${SCHEMA}`,
  `CREATE DATABASE ${SCHEMA} CHARACTER SET utf8mb4`,
  `USE ${SCHEMA}`,
  'CREATE TABLE t (id INT AUTO_INCREMENT PRIMARY KEY, name VARCHAR(20), l VARCHAR(9) CHARACTER SET latin1, note TEXT, b BLOB, j JSON)',
  "INSERT INTO t (name, l, note, b, j) VALUES ('Äpfel', 'grün', '5 €', x'c3a4', '{\"a\": \"ä\"}'), ('pear', NULL, '☃', NULL, NULL)",
];
/** Answered in each character set as by the server. */
const SAME: readonly (readonly [string, ...string[]])[] = [
  ['SELECT name, l, b, j FROM t WHERE id = 1'],
  ['SELECT id, name FROM t WHERE name = ?', 'Äpfel'],
  ['SELECT id FROM t WHERE l = ?', 'grün'],
  ['SELECT note FROM t WHERE id = 1'],
  ['SELECT COUNT(*) AS c, MAX(name) AS m FROM t'],
  ['SELECT name AS `größe` FROM t ORDER BY name'],
  ['SELECT UPPER(name) AS u, COALESCE(l, ?) AS c FROM t', 'none'],
  ['INSERT INTO t (name) VALUES (?)', 'Öl'],
  ['SELECT COUNT(*) AS c FROM t'],
  ['SELECT nope FROM t'],
  ['SHOW COLUMNS FROM t'],
];
/** Which the server answers by the character set, or may. */
const OTHER: readonly (readonly [string])[] = [
  ["SELECT CHARSET('x') AS c FROM t"],
  ["SELECT HEX('ä') AS h FROM t"],
  ["SELECT id FROM t WHERE 'ß' = 'ss'"],
];

async function ask(port: number, user: string, password: string, charset: string, isPrepared: boolean) {
  const options = { host: '127.0.0.1', port, user, password, database: SCHEMA, charset };
  const connection: Connection = await createConnection(options);
  const seen: string[] = [];
  for (const [sql, ...values] of [...SAME, ...OTHER]) {
    const asked = isPrepared ? connection.execute(sql, values) : connection.query(sql, values);
    const said = await asked.then(
      ([rows, fields]) => JSON.stringify([rows, described(fields)]),
      (error: Error) => error.message,
    );
    seen.push(`${sql}: ${said}`);
  }
  connection.destroy();
  return seen;
}

/** What mysql2 has of a column definition, under the names that its types leave out. */
function described(fields: FieldPacket[] | undefined): unknown {
  return fields?.map((field) => {
    const { name, orgName, table, columnType, flags, decimals } = field;
    const { characterSet, columnLength } = field as { characterSet?: number; columnLength?: number };
    return [name, orgName, table, characterSet, columnLength, columnType, flags, decimals];
  });
}

for (const kind of serverKinds) {
  describeWithServer(kind, (server) => {
    const { user, password } = kind === 'mysql' ? accounts.mysql.cachingSha2 : accounts.mariadb.native;

    test.skipIf(!server.hasAccounts)('each client is told in its own, or that it is a miss', async () => {
      await using folder = await temporaryFolder();
      const root = { host: server.host, port: server.port, user: server.user, password: server.password };
      await using admin = await createConnection({ ...root, multipleStatements: true });
      for (const isPrepared of [false, true]) {
        const charsets = isPrepared ? CHARSETS.slice(1, 3) : CHARSETS;
        const direct = new Map<string, string[]>();
        for (const charset of charsets) {
          await admin.query(SETUP.join(';'));
          direct.set(charset, await ask(server.port, user, password, charset, isPrepared));
        }
        for (const recorded of charsets) {
          await admin.query(SETUP.join(';'));
          const upstream = `mysql://${user}:${password}@${server.host}:${server.port}`;
          const recorder = await startRecord(folder, { upstream });
          await ask(recorder.port, user, password, recorded, isPrepared);
          await recorder.close();
          for (const asked of charsets.filter((charset) => charset !== recorded)) {
            await using player = await startReplay(folder, recorder.file);
            const seen = await ask(player.port, user, password, asked, isPrepared);
            const pair = `${recorded} → ${asked}`;
            const expected = direct.get(asked) ?? [];
            const wrong = seen.filter((said, at) => said !== expected[at] && !said.includes('mock: '));
            expect({ pair, wrong }).toEqual({ pair, wrong: [] });
            const missed = seen.filter((said) => said.includes('mock: '));
            const isUnicode = recorded.includes('MB4') && asked.includes('MB4');
            // texts of the statement's own are compared by the connection's collation
            const count = isUnicode ? 1 : OTHER.length;
            expect({ pair, missed: missed.length }).toEqual({ pair, missed: count });
          }
        }
      }
    });
  });
}
