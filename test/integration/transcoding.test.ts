// A recording made with one client's capabilities is replayed to a client with others. What that client gets must be,
// byte for byte, what the real server gives it directly.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { record, replay } from '../../src/index.ts';
import { Capability } from '../../src/mysql/constants/capabilities.ts';
import { CommandCode } from '../../src/mysql/constants/commands.ts';
import { accounts, describeWithServer, type ServerAddress, serverKinds } from '../servers/index.ts';
import { PLAIN, RawClient } from '../support/raw-client.ts';

const FACES = {
  plain: PLAIN,
  'deprecate eof': PLAIN | Capability.DEPRECATE_EOF,
  'session track': PLAIN | Capability.SESSION_TRACK,
  modern: PLAIN | Capability.DEPRECATE_EOF | Capability.SESSION_TRACK,
  'optional metadata': PLAIN | Capability.DEPRECATE_EOF | Capability.OPTIONAL_RESULTSET_METADATA,
  'optional metadata and EOF packets': PLAIN | Capability.OPTIONAL_RESULTSET_METADATA,
  'extended metadata': PLAIN | Capability.DEPRECATE_EOF | Capability.MARIADB_EXTENDED_METADATA,
  'cached metadata':
    PLAIN | Capability.DEPRECATE_EOF | Capability.MARIADB_EXTENDED_METADATA | Capability.MARIADB_CACHE_METADATA,
} as const;
type Face = keyof typeof FACES;

const FACES_OF = {
  mysql: [
    'plain',
    'deprecate eof',
    'session track',
    'modern',
    'optional metadata',
    'optional metadata and EOF packets',
  ],
  mariadb: ['plain', 'deprecate eof', 'session track', 'modern', 'extended metadata', 'cached metadata'],
} as const;

const QUERIES = [
  'SELECT 1',
  'SELECT 1 FROM dual WHERE 1 = 0',
  "SELECT CAST('{\"a\":1}' AS JSON) AS j, NULL AS n, 'é' AS s",
  'SELECT nope',
  'CREATE TABLE t (id INT PRIMARY KEY AUTO_INCREMENT, v VARCHAR(20), j JSON)',
  "INSERT INTO t (v) VALUES ('a'), ('b')",
  'UPDATE t SET v = v',
  'SELECT * FROM t ORDER BY id',
  'SELECT 1; UPDATE t SET v = 1; SELECT * FROM t; SELECT nope; SELECT 5',
  'SET NAMES utf8mb4',
  "SELECT CAST('x' AS SIGNED) AS w",
  'DO 1',
  'CREATE PROCEDURE results(IN a INT, OUT b INT) BEGIN SET b = 2; SELECT a, 1; SELECT 7 AS z; END',
  'SET @b = 0; CALL results(1, @b); SELECT @b',
  'SELECT EXP(710)',
];
const STATEMENTS = [
  'SELECT id, v FROM t WHERE id > 0',
  'SELECT nope',
  'UPDATE t SET v = 2',
  'DO 1',
  'CALL results(3, @b)',
];
/** With a parameter that goes out: what comes back ends with its value. */
const CALL = 'CALL results(1, ?)';
const LONG_PARAMETER = Buffer.from('000103000000000000', 'hex').subarray(0, 8);

/** Runs every command and returns the responses, statement ids and the like zeroed. */
async function converse(
  address: { host: string; port: number },
  user: string,
  schema: string,
  face: Face,
): Promise<string[]> {
  await using client = await RawClient.login({ ...address, user, capabilities: FACES[face] });
  const responses: string[] = [];
  const ask = async (code: number, body: Buffer | string, name = String(body)) => {
    const response = await client.command(Buffer.concat([Buffer.from([code]), Buffer.from(body)]));
    const shown = Buffer.from(response);
    if (code === CommandCode.COM_STMT_PREPARE && shown[4] === 0) shown.writeUInt32LE(0, 5);
    responses.push(`${name}: ${shown.toString('hex')}`);
    return response;
  };
  await ask(CommandCode.COM_INIT_DB, schema);
  for (const sql of QUERIES) await ask(CommandCode.COM_QUERY, sql);
  for (const sql of STATEMENTS) {
    const prepared = await ask(CommandCode.COM_STMT_PREPARE, sql, `prepare ${sql}`);
    if (prepared[4] !== 0) continue;
    const id = prepared.subarray(5, 9);
    for (const flags of [0, 0, 1]) {
      await ask(
        CommandCode.COM_STMT_EXECUTE,
        Buffer.concat([id, Buffer.from([flags, 1, 0, 0, 0])]),
        `execute ${flags} ${sql}`,
      );
    }
    // The last execute opened a cursor where the statement has rows: each fetch takes one, the last finds none.
    for (let n = 1; n <= 3 && sql.startsWith('SELECT id'); n++) {
      await ask(CommandCode.COM_STMT_FETCH, Buffer.concat([id, Buffer.from([1, 0, 0, 0])]), `fetch ${n} ${sql}`);
    }
    await ask(CommandCode.COM_STMT_RESET, id, `reset ${sql}`);
  }
  const called = await ask(CommandCode.COM_STMT_PREPARE, CALL, `prepare ${CALL}`);
  const execute = [called.subarray(5, 9), Buffer.from([0, 1, 0, 0, 0]), LONG_PARAMETER];
  await ask(CommandCode.COM_STMT_EXECUTE, Buffer.concat(execute), CALL);
  await ask(CommandCode.COM_FIELD_LIST, 't\0', 'fields');
  await ask(CommandCode.COM_SET_OPTION, Buffer.from([0, 0]), 'option');
  await ask(CommandCode.COM_PING, '');
  return responses;
}

for (const kind of serverKinds) {
  describeWithServer(kind, (server: ServerAddress) => {
    const user = accounts[kind].empty.user;
    const faces = FACES_OF[kind];
    const direct = new Map<Face, string[]>();
    const schema = `transcoding_${process.pid}`;
    let folder = '';

    const freshSchema = async () => {
      await using client = await RawClient.login({ ...server, user, capabilities: PLAIN });
      await client.command(Buffer.from(`\x03DROP DATABASE IF EXISTS ${schema}`));
      await client.command(Buffer.from(`\x03CREATE DATABASE ${schema}`));
    };

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'mock-transcoding-'));
      for (const face of faces) {
        await freshSchema();
        direct.set(face, await converse(server, user, schema, face));
      }
    });

    afterAll(async () => {
      await using client = await RawClient.login({ ...server, user, capabilities: PLAIN });
      await client.command(Buffer.from(`\x03DROP DATABASE IF EXISTS ${schema}`));
      await rm(folder, { recursive: true, force: true });
    });

    test.each(faces)(
      'recorded from a client with %s, every other one gets what the server would give it',
      async (from) => {
        const output = join(folder, `${from.replace(' ', '-')}.db`);
        await freshSchema();
        {
          await using recorder = await record({ upstream: `${server.host}:${server.port}`, output, dataDir: folder });
          expect(await converse(recorder, user, schema, from)).toEqual(direct.get(from));
        }
        for (const to of faces) {
          await using player = await replay(output, { dataDir: folder });
          const got = await converse(player, user, schema, to);
          const expected = direct.get(expectedFor(from, to))?.filter(isComparable(from, to));
          expect(got.filter(isComparable(from, to))).toEqual(expected);
          expect(player.counts().misses).toBe(0);
        }
      },
    );
  });
}

/** What the server would say, less the session state that the recorded client did not ask for. */
function expectedFor(from: Face, to: Face): Face {
  const isTracked = (FACES[from] & Capability.SESSION_TRACK) !== 0n;
  if (isTracked || (FACES[to] & Capability.SESSION_TRACK) === 0n) return to;
  return to === 'modern' ? 'deprecate eof' : 'plain';
}

/**
 * Whether a response must be the server's. Sending definitions again is the server's choice: a replay does so where the
 * recording has them. MySQL's EOF packet behind OUT parameters lacks flags that its OK packet has. A column's extended type (`json`) is not known of a recording made without it.
 */
function isComparable(from: Face, to: Face): (response: string) => boolean {
  const gainsEof = (FACES[from] & ~FACES[to] & Capability.DEPRECATE_EOF) !== 0n;
  const gains = FACES[to] & ~FACES[from];
  const isCached = (gains & Capability.MARIADB_CACHE_METADATA) !== 0n;
  const isExtended = (gains & Capability.MARIADB_EXTENDED_METADATA) !== 0n;
  return (response) =>
    !(gainsEof && response.startsWith(CALL)) &&
    !(isCached && response.startsWith('execute')) &&
    !(isExtended && /SELECT \*|^fields/.test(response));
}
