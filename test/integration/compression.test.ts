// Compression on either side of us, each on its own; real clients and bare bytes, through record and from replay.

import * as mariadb from 'mariadb';
import { createConnection } from 'mysql2/promise';
import { expect, test } from 'vitest';
import { CommandCode } from '../../src/mysql/constants/commands.ts';
import { openRecording } from '../../src/store/reading/reader.ts';
import {
  accounts,
  clientPrograms,
  describeWithServer,
  runClient,
  type ServerKind,
  startMysql,
} from '../servers/index.ts';
import type { BareAccount } from '../support/bare-client.ts';
import { CompressedClient, payloadsOf } from '../support/compressed-client.ts';
import { startCountingRelay } from '../support/counting-relay.ts';
import { askAs, type ClientName, describeError } from '../support/logins.ts';
import { PLAIN, RawClient } from '../support/raw-client.ts';
import { startRecord, startReplay, temporaryFolder } from '../support/serving.ts';

interface Place {
  readonly host: string;
  readonly port: number;
}

type Ask = (place: Place, sql: string) => Promise<string>;

const BIG = "SELECT REPEAT('compress me, ', 150000) AS text";
const STATEMENTS = ['SELECT 1 AS one', 'SELECT nothing', BIG, "SELECT 'é', NULL, 1.50, x'00ff' AS bytes"];
const SERVER_SAYS = "SHOW SESSION STATUS LIKE 'Compression'";

describeWithServer('mysql', (server) => suite('mysql', server));
describeWithServer('mariadb', (server) => suite('mariadb', server));

function suite(kind: ServerKind, server: Place): void {
  const upstream = `${server.host}:${server.port}`;
  const { root, empty } = accounts[kind];
  const bare: BareAccount = { ...empty };
  const sides = [null, 'as-client', 'zlib', ...(kind === 'mysql' ? (['zstd'] as const) : [])] as const;
  const clients = clientsWith(kind, root);

  test.each(sides)(
    'real clients get what they get directly, with %s towards the server, and from the recording',
    async (serverCompress) => {
      await using folder = await temporaryFolder();
      await using recorder = await startRecord(folder, { upstream, serverCompress });
      await using viaRecord = await startCountingRelay(recorder);
      const direct: string[] = [];
      for (const [name, ask] of clients) {
        for (const sql of STATEMENTS) {
          const before = viaRecord.bytesToClient();
          const [expected, recorded] = [await ask(server, sql), await ask(viaRecord, sql)];
          direct.push(expected);
          expect(recorded, `${name}: ${sql}`).toBe(expected);
          if (sql === BIG) expect(viaRecord.bytesToClient() - before, name).toBeLessThan(500_000);
        }
        expect(await ask(recorder, SERVER_SAYS), name).toContain(serverCompress === null ? 'OFF' : 'ON');
      }
      await recorder.close();
      await using replayer = await startReplay(folder, recorder.file);
      await using viaReplay = await startCountingRelay(replayer);
      const replayed: string[] = [];
      for (const [, ask] of clients) for (const sql of STATEMENTS) replayed.push(await ask(viaReplay, sql));
      expect(replayed).toEqual(direct);
      expect(viaReplay.bytesToClient()).toBeLessThan(500_000 * clients.length);
      expect(replayer.counts().misses).toBe(0);
    },
  );

  test('a recording has the same bytes whichever side was compressed', async () => {
    await using folder = await temporaryFolder();
    const sql = "SELECT 1; SELECT 2, 'two'; DO 3; SELECT REPEAT('x', 70000)";
    const responses: Buffer[][] = [];
    for (const serverCompress of [null, 'zlib'] as const) {
      await using recorder = await startRecord(folder, { upstream, serverCompress });
      await using plain = await RawClient.login({ ...recorder, user: empty.user, capabilities: PLAIN });
      const asked = await plain.command(Buffer.from(`\x03${sql}`));
      await using compressed = await CompressedClient.login(recorder, bare);
      const heard = await compressed.query(sql);
      expect(heard.equals(asked)).toBe(true);
      await recorder.close();
      responses.push([asked, ...recordedResponses(recorder.file)]);
      await using replayer = await startReplay(folder, recorder.file);
      await using again = await CompressedClient.login(replayer, bare);
      expect((await again.query(sql)).equals(asked)).toBe(true);
    }
    const [first] = responses.flat();
    for (const response of responses.flat()) expect(response.equals(first ?? Buffer.alloc(0))).toBe(true);
    await using direct = await CompressedClient.login(server, bare);
    expect(payloadsOf(await direct.query(sql))).toEqual(payloadsOf(first ?? Buffer.alloc(0)));
  });

  test('packets cut and packed in every way are answered as the server answers them', async () => {
    await using folder = await temporaryFolder();
    await using recorder = await startRecord(folder, { upstream });
    const heard: string[][] = [];
    for (const place of [server, recorder]) heard.push(await cutAndPacked(place, bare));
    expect(heard[1]).toEqual(heard[0]);
    await recorder.close();
    await using replayer = await startReplay(folder, recorder.file);
    expect(await cutAndPacked(replayer, bare)).toEqual(heard[0]);
  });

  test('a command and a row over 16 MiB', async () => {
    await using folder = await temporaryFolder();
    const sql = `SELECT '${'compressible, '.repeat(1_300_000)}' AS text`;
    // each form once is enough: what it costs is the size
    for (const serverCompress of [kind === 'mysql' ? 'zlib' : null] as const) {
      await using recorder = await startRecord(folder, { upstream, serverCompress });
      const [, ask] = clients.find(([name]) => name === 'mysql2') ?? clients[0] ?? [];
      const expected = await ask?.(server, sql);
      expect((await ask?.(recorder, sql)) === expected).toBe(true);
      await recorder.close();
      await using replayer = await startReplay(folder, recorder.file);
      expect((await ask?.(replayer, sql)) === expected).toBe(true);
    }
  });

  test('packets out of order or broken end the session with the error that says so; others go on', async () => {
    await using folder = await temporaryFolder();
    await using recorder = await startRecord(folder, { upstream });
    await using other = await CompressedClient.login(recorder, bare);
    const command = Buffer.concat([Buffer.from([9, 0, 0, 0, 3]), Buffer.from('SELECT 1')]);
    await using disordered = await CompressedClient.login(recorder, bare);
    expect(String(await disordered.sendPlain(command, 5).response(3))).toContain('Got packets out of order');
    await using broken = await CompressedClient.login(recorder, bare);
    broken.bare.send(Buffer.from('08000000500000notzlib!'.slice(0, 14), 'hex')).send(Buffer.from('notzlib!'));
    expect(String(await broken.response(3))).toContain("#08S01Couldn't uncompress communication packet");
    expect(payloadsOf(await other.query('SELECT 1'))).toHaveLength(5);
    expect(recorder.log.text).toMatch(/Compressed Packet: compressed payload at offset 7: it is broken/);
  });

  test('what the server says when it ends an idle connection arrives compressed', async () => {
    await using folder = await temporaryFolder();
    for (const serverCompress of [null, 'zlib'] as const) {
      await using recorder = await startRecord(folder, { upstream, serverCompress });
      await using client = await CompressedClient.login(recorder, bare);
      await client.query('SET wait_timeout = 1');
      const words = await client.response(3).then(String, (error: Error) => error.message);
      expect(words).toContain(kind === 'mysql' ? 'disconnected by the server because of inactivity' : 'closed');
    }
  });
}

test.runIf(clientPrograms('mysql') !== null)('a server that does not compress is named', async () => {
  await using plain = await startMysql({ args: ['--protocol-compression-algorithms=uncompressed'] });
  await using folder = await temporaryFolder();
  const options = { upstream: `${plain.host}:${plain.port}`, serverCompress: 'zlib' } as const;
  await using recorder = await startRecord(folder, options);
  const { cachingSha2 } = accounts.mysql;
  expect(await askAs('mysql', recorder, 'tls', cachingSha2)).toMatch(
    /mock: \[2066\] .* offers no zlib: pass --server-compress off/,
  );
  await using without = await startRecord(folder, { upstream: options.upstream });
  const [, ask] = clientsWith('mysql', accounts.mysql.root)[0] ?? [];
  // nor is it offered to a client then
  const direct = await ask?.(plain, 'SELECT 1');
  expect(direct).toContain('2066');
  expect(await ask?.(without, 'SELECT 1')).toBe(direct);
});

/** One command each way, and what came back: payloads and sequence ids of the compressed packets. */
async function cutAndPacked(place: Place, account: BareAccount): Promise<string[]> {
  await using client = await CompressedClient.login(place, account);
  const command = (sql: string) => Buffer.concat([header(sql.length + 1), Buffer.from(`\x03${sql}`)]);
  const heard: string[] = [];
  const hear = async () => {
    const payloads = payloadsOf(await client.response(3)).map((payload) => payload.toString('hex'));
    heard.push(`${client.sequenceIds.join()} ${payloads.join(' ')}`);
  };
  const [one, two] = [command('SELECT 1'), command('SELECT 2')];
  await hearAll([
    () => client.sendPlain(one, 0),
    () => client.sendCompressed(one, 0),
    () => one.forEach((byte, n) => void client.sendPlain(Buffer.from([byte]), n)),
    () => client.sendPlain(Buffer.alloc(0), 0).sendPlain(one, 1),
    // its own sequence id does not matter
    () => client.sendPlain(Buffer.concat([one.subarray(0, 3), Buffer.from([9]), one.subarray(4)]), 0),
  ]);
  client.sendPlain(one, 0).sendCompressed(two, 0);
  await hear();
  await hear();
  // MariaDB's library sends the close of a statement with the command behind it
  const closing = Buffer.concat([header(5), Buffer.from([CommandCode.COM_STMT_CLOSE, 9, 0, 0, 0])]);
  client.sendCompressed(Buffer.concat([closing, closing, one]), 0);
  await hear();
  client.sendPlain(two, 0);
  await hear();
  return heard;

  async function hearAll(sends: readonly (() => unknown)[]): Promise<void> {
    for (const send of sends) {
      send();
      await hear();
    }
  }
}

function header(length: number): Buffer {
  return Buffer.from([length & 0xff, length >> 8, 0, 0]);
}

function recordedResponses(file: string): Buffer[] {
  const reader = openRecording(file);
  try {
    return [1, 2].flatMap((id) => {
      const responseId = reader.exchange(id)?.responseId ?? null;
      return responseId === null ? [] : [Buffer.concat([...reader.response(responseId).chunks()])];
    });
  } finally {
    reader.close();
  }
}

/** Every client that compresses, by name. */
function clientsWith(kind: ServerKind, { user, password }: { user: string; password: string }): [string, Ask][] {
  const shell = clientPrograms(kind)?.shell ?? '';
  const shells: [string, string[]][] =
    kind === 'mysql'
      ? [
          ['mysql, zlib', ['--compression-algorithms=zlib', '--ssl-mode=REQUIRED']],
          ['mysql, zstd', ['--compression-algorithms=zstd', '--zstd-compression-level=7']],
        ]
      : [['mariadb', ['--compress', '--skip-ssl']]];
  return [
    ...shells.map(([name, args]): [string, Ask] => [
      name,
      async (to, sql) => {
        const run = await runClient(shell, { user, password, to, args: ['--batch', `--execute=${sql}`, ...args] });
        return `${run.exitCode} ${run.stdout}${run.stderr}`;
      },
    ]),
    ['mysql2' satisfies ClientName, (place, sql) => askMysql2(place, user, password, sql)],
    ['mariadb-npm' satisfies ClientName, (place, sql) => askMariadb(place, user, password, sql)],
  ];
}

async function askMysql2({ host, port }: Place, user: string, password: string, sql: string): Promise<string> {
  const connection = await createConnection({ host, port, user, password, compress: true });
  connection.on('error', () => undefined);
  try {
    const [rows, fields] = await connection.query({ sql, rowsAsArray: true });
    const [prepared] = sql.length < 1000 ? await connection.execute({ sql, rowsAsArray: true }) : [[]];
    // What else is in a field is where its bytes lie in mysql2's buffers.
    const described = fields.map(({ name, columnType, columnLength, characterSet, flags, decimals }) => {
      return { name, columnType, columnLength, characterSet, flags, decimals };
    });
    return JSON.stringify([rows, described, prepared]);
  } catch (error) {
    return describeError(error);
  } finally {
    connection.destroy();
  }
}

async function askMariadb({ host, port }: Place, user: string, password: string, sql: string): Promise<string> {
  const options = { host, port, user, password, compress: true, allowPublicKeyRetrieval: true, connectTimeout: 5000 };
  const connection = await mariadb.createConnection(options);
  connection.on('error', () => undefined);
  try {
    return JSON.stringify(await connection.query({ sql, rowsAsArray: true }));
  } catch (error) {
    return describeError(error);
  } finally {
    connection.destroy();
  }
}
