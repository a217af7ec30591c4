// Every form that a response can have, packet by packet: through record and from replay as from the server.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { Capability } from '../../src/mysql/constants/capabilities.ts';
import { CommandCode as Com } from '../../src/mysql/constants/commands.ts';
import { accounts, describeWithServer, type ServerAddress, type ServerKind, serverKinds } from '../servers/index.ts';
import { bytes, type Conversation, converse, int4, stable } from '../support/conversation.ts';
import { PLAIN, RawClient } from '../support/raw-client.ts';

const FACES = {
  old: PLAIN,
  tracking: PLAIN | Capability.SESSION_TRACK,
  modern:
    PLAIN |
    Capability.DEPRECATE_EOF |
    Capability.SESSION_TRACK |
    Capability.OPTIONAL_RESULTSET_METADATA |
    Capability.MARIADB_EXTENDED_METADATA |
    Capability.MARIADB_CACHE_METADATA,
} as const;

const LONG = [0x03, 0];
const STRING = [0xfd, 0];
/** Longest payload of one packet; a row of one column has 4 bytes before so long a value. */
const PACKET_BYTES = 2 ** 24 - 1;
const VALUE_BYTES = PACKET_BYTES - 4;

type Talk = (talk: Conversation, kind: ServerKind) => Promise<void>;

const sessionState: Talk = async (talk, kind) => {
  const statements = [
    "SET session_track_system_variables = 'autocommit,time_zone,character_set_client,sql_mode'",
    'SET autocommit = 0',
    "SET autocommit = 1, time_zone = '+01:00', sql_mode = 'ANSI_QUOTES'",
    'SET session_track_schema = 1',
    'USE test',
    'USE mysql',
    'SET session_track_state_change = 1',
    'SET @x = 1',
    "SET session_track_transaction_info = 'CHARACTERISTICS'",
    'START TRANSACTION READ ONLY',
    'SELECT COUNT(*) FROM mysql.db WHERE 1 = 0',
    'COMMIT',
    'SET TRANSACTION ISOLATION LEVEL SERIALIZABLE',
    'BEGIN',
    'ROLLBACK',
    "SET session_track_transaction_info = 'STATE'",
    'START TRANSACTION WITH CONSISTENT SNAPSHOT',
    'ROLLBACK',
    'SET NAMES latin1',
    ...(kind === 'mysql' ? ["SET session_track_gtids = 'OWN_GTID'"] : []),
  ];
  for (const sql of statements) await talk.query(sql);
};

const texts: Talk = async (talk) => {
  const statements = [
    'SELECT 1',
    'SELECT 1 FROM DUAL WHERE 1 = 0',
    "SELECT '', NULL, 0x00ff, 1.5e0, CAST('2026-01-02' AS DATE)",
    'DO 1',
    '',
    ';',
    '-- nothing',
    'SELECT EXP(710)',
    'SELECT 3 UNION SELECT (SELECT 1 UNION SELECT 2)',
    'SELECT a, (SELECT b FROM t WHERE t.a > x.a AND t.a < 4) FROM t x WHERE a < 5 ORDER BY a DESC',
    'SELECT 1; DO 1; SELECT 2 FROM DUAL WHERE 1 = 0; SELECT 3',
    'SELECT 1; SELECT EXP(710); SELECT 3',
    'SELECT 1; nonsense',
    'SHOW WARNINGS',
    'SET @b = 0; CALL p(3, @b, @c); SELECT @b',
    'UPDATE t SET b = b',
    'ANALYZE TABLE t',
    "SIGNAL SQLSTATE 'HY000' SET MYSQL_ERRNO = 65535",
  ];
  for (const sql of statements) await talk.query(sql);
};

const binaries: Talk = async (talk) => {
  for (const sql of [
    'SELECT a, b FROM t ORDER BY a',
    'SELECT EXP(710)',
    'SELECT 3 UNION SELECT (SELECT 1 UNION SELECT 2)',
  ]) {
    const id = await talk.prepare(sql);
    for (let n = 0; n < 3; n++) await talk.execute(sql, id, 0);
    await talk.execute(sql, id, 1);
  }
  const nothing = await talk.prepare('SELECT a FROM t WHERE 1 = 0');
  await talk.execute('no rows', nothing, 0);
  const none = await talk.prepare('DO 1');
  await talk.execute('no columns', none, 0);
};

const procedures: Talk = async (talk) => {
  const all = await talk.prepare('CALL p(?, ?, ?)');
  const block = [[0, 1], LONG, LONG, STRING, int4(5), int4(0), [1, 0x71]];
  await talk.execute('results and OUT parameters', all, 0, ...block);
  await talk.execute('results and OUT parameters again', all, 0, ...block);
  await talk.execute('results and OUT parameters, with a cursor', all, 1, ...block);
  const out = await talk.prepare('CALL only_out(?)');
  await talk.execute('OUT parameters alone', out, 0, [0, 1], LONG, int4(0));
  const variables = await talk.prepare('CALL p(3, @b, @c)');
  await talk.execute('results', variables, 0);
  const failing = await talk.prepare('CALL fails(?)');
  await talk.execute('a result and an error', failing, 0, [0, 1], LONG, int4(0));
};

/** MariaDB leaves CURSOR_EXISTS in the status of an answer that has rows. */
const ownCursors: Talk = async (talk) => {
  await talk.query('CALL walks()');
  const id = await talk.prepare('CALL walks()');
  await talk.execute('rows behind a cursor of the procedure', id, 0);
  await talk.execute('the same again', id, 0);
};

const metadata: Talk = async (talk, kind) => {
  if (kind === 'mysql' && (talk.client.capabilities & Capability.OPTIONAL_RESULTSET_METADATA) !== 0n) {
    await talk.query('SET resultset_metadata = NONE');
  }
  for (const sql of [
    'SELECT a, b FROM t ORDER BY a',
    'SELECT j FROM typed',
    'SELECT 1 FROM DUAL WHERE 1 = 0',
    'CALL p(1, @x, @y)',
  ]) {
    await talk.query(sql);
    const id = await talk.prepare(sql);
    await talk.execute(sql, id, 0);
    await talk.execute(`${sql} again`, id, 0);
  }
  const id = await talk.prepare('SELECT a FROM t');
  await talk.execute('with a cursor', id, 1);
  await talk.fetch('two', id, 2);
  await talk.ask('fields', Com.COM_FIELD_LIST, 'typed\0');
};

const large: Talk = async (talk) => {
  for (const length of [VALUE_BYTES - 1, VALUE_BYTES, VALUE_BYTES + 1])
    await talk.query(`SELECT REPEAT('x', ${length})`);
  await talk.query(`SELECT REPEAT('y', ${VALUE_BYTES}), REPEAT('z', ${PACKET_BYTES - 4})`);
  const id = await talk.prepare(`SELECT REPEAT('b', ?)`);
  for (const length of [VALUE_BYTES - 2, VALUE_BYTES - 3])
    await talk.execute(`${length}`, id, 0, [0, 1], LONG, int4(length));
};

const wide: Talk = async (talk) => {
  const columns = Array.from({ length: 4096 }, (_, n) => `${n} AS c${n}`).join(', ');
  await talk.query(`SELECT ${columns}`, 'text');
  const id = await talk.prepare(`SELECT ${columns}`);
  await talk.execute('binary', id, 0);
  await talk.query(`SELECT ${columns}, 1`, 'one too many, perhaps');
};

const TALKS = { sessionState, texts, binaries, procedures, ownCursors, metadata, large, wide } as const;

for (const kind of serverKinds) {
  describeWithServer(kind, (server: ServerAddress) => {
    const { user } = accounts[kind].empty;
    const database = `responses_${process.pid}`;

    beforeAll(async () => {
      await using client = await RawClient.login({ ...server, user, capabilities: PLAIN });
      for (const sql of [
        `CREATE DATABASE ${database}`,
        `USE ${database}`,
        'CREATE TABLE t (a INT PRIMARY KEY, b VARCHAR(10))',
        "INSERT INTO t VALUES (1, 'a'), (2, 'b'), (3, NULL), (4, 'd')",
        'CREATE TABLE typed (j JSON, g POINT)',
        'CREATE PROCEDURE p(IN a INT, OUT b INT, INOUT c VARCHAR(10))' +
          " BEGIN SET b = a * 2; SET c = 'out'; SELECT a, c; SELECT 7 AS z; END",
        'CREATE PROCEDURE only_out(OUT z INT) SET z = 3',
        'CREATE PROCEDURE walks() BEGIN DECLARE x INT; DECLARE c CURSOR FOR SELECT a FROM t;' +
          ' OPEN c; FETCH c INTO x; CLOSE c; SELECT x; END',
        'CREATE PROCEDURE fails(OUT z INT) BEGIN SELECT 1; SELECT EXP(710); END',
      ]) {
        await client.command(bytes([Com.COM_QUERY], sql));
      }
    });

    afterAll(async () => {
      await using client = await RawClient.login({ ...server, user, capabilities: PLAIN });
      await client.command(bytes([Com.COM_QUERY], `DROP DATABASE ${database}`));
    });

    for (const [face, capabilities] of Object.entries(FACES)) {
      // how large rows are cut into packets does not differ by what is tracked, nor by the server
      const isForLarge = face === (kind === 'mysql' ? 'old' : 'modern');
      const talks = Object.entries(TALKS).filter(([name]) => name !== 'large' || isForLarge);
      test.each(talks)(`%s, as a client with ${face} capabilities sees them`, async (_name, talk) => {
        const login = { user, capabilities, database };
        const { direct, recorded, replayed, misses } = await converse(server, login, (conversation) =>
          talk(conversation, kind),
        );
        expect(stable(recorded)).toEqual(stable(direct));
        expect(replayed).toEqual(recorded);
        expect(misses).toBe(0);
      });
    }
  });
}
