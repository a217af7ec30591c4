// Every command, packet by packet: what comes back through record and from replay is, byte for byte, what the server says.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { framePayload } from '../../src/mysql/codec/framing.ts';
import { Capability } from '../../src/mysql/constants/capabilities.ts';
import { CommandCode as Com } from '../../src/mysql/constants/commands.ts';
import { accounts, describeWithServer, type ServerAddress, type ServerKind, serverKinds } from '../servers/index.ts';
import { bytes, type Conversation, converse, int4, stable } from '../support/conversation.ts';
import { PLAIN, RawClient } from '../support/raw-client.ts';
import { startRecord, startReplay, temporaryFolder } from '../support/serving.ts';

const OLD = PLAIN;
const MODERN =
  PLAIN |
  Capability.DEPRECATE_EOF |
  Capability.SESSION_TRACK |
  Capability.QUERY_ATTRIBUTES |
  Capability.OPTIONAL_RESULTSET_METADATA |
  Capability.MARIADB_EXTENDED_METADATA |
  Capability.MARIADB_CACHE_METADATA |
  Capability.MARIADB_STMT_BULK_OPERATIONS |
  Capability.MARIADB_PROGRESS;
const FACES = { old: OLD, modern: MODERN } as const;

const LONG = 0x03;
const STRING = 0xfd;
const BLOB = 0xfc;
const LAST_PREPARED = 0xffffffff;

type Talk = (talk: Conversation, kind: ServerKind) => Promise<void>;

const withoutStatements: Talk = async (talk, kind) => {
  await talk.query("SELECT CAST('x' AS SIGNED)");
  await talk.ask('ping', Com.COM_PING);
  await talk.ask('ping with more behind it', Com.COM_PING, 'more');
  await talk.ask('~statistics', Com.COM_STATISTICS);
  await talk.ask('debug', Com.COM_DEBUG);
  if (kind === 'mariadb') await talk.ask('~process info', Com.COM_PROCESS_INFO);
  else await talk.ask('process info', Com.COM_PROCESS_INFO);
  await talk.ask('kill nobody', Com.COM_PROCESS_KILL, int4(0x7fffffff));
  await talk.ask('refresh nothing', Com.COM_REFRESH, [0]);
  await talk.ask('refresh status', Com.COM_REFRESH, [16]);
  await talk.ask('register, cut', Com.COM_REGISTER_SLAVE);
  await talk.ask('init db', Com.COM_INIT_DB, 'test');
  await talk.ask('init no db', Com.COM_INIT_DB);
  await talk.ask('init unknown db', Com.COM_INIT_DB, 'there_is_none');
  await talk.ask('clone', Com.COM_CLONE);
};

const unknown: Talk = async (talk) => {
  const { COM_SLEEP, COM_CREATE_DB, COM_DROP_DB, COM_CONNECT, COM_TIME, COM_DELAYED_INSERT } = Com;
  const old = [COM_SLEEP, COM_CREATE_DB, COM_DROP_DB, COM_CONNECT, COM_TIME, COM_DELAYED_INSERT];
  const internal = [Com.COM_TABLE_DUMP, Com.COM_CONNECT_OUT, Com.COM_DAEMON];
  const codes = [...old, ...internal, 0x22, 0x28, 0x80, 0xf9, 0xfb, 0xfc, 0xfd, 0xfe, 0xff];
  for (const code of codes) await talk.ask(`command ${code}`, code, 'x');
};

const fieldLists: Talk = async (talk) => {
  await talk.ask('fields of a table', Com.COM_FIELD_LIST, 't\0');
  await talk.ask('some fields of a table', Com.COM_FIELD_LIST, 't\0b%');
  await talk.ask('fields of no table', Com.COM_FIELD_LIST, 'none\0');
};

const options: Talk = async (talk) => {
  const two = 'SELECT 1; SELECT 2';
  await talk.ask('off', Com.COM_SET_OPTION, [1, 0]);
  await talk.query(two, 'two statements, refused');
  await talk.ask('on', Com.COM_SET_OPTION, [0, 0]);
  await talk.query(`${two};`, 'two statements');
  await talk.ask('another option', Com.COM_SET_OPTION, [7, 0]);
  await talk.ask('no option', Com.COM_SET_OPTION);
};

const prepared: Talk = async (talk) => {
  const id = await talk.prepare('SELECT a, b FROM t WHERE a > ? ORDER BY a');
  const one = talk.count(1);
  await talk.execute('with an integer', id, 0, one, [0, 1], talk.type(LONG), int4(0));
  await talk.execute('with the type of before', id, 0, one, [0, 0], int4(1));
  await talk.execute('with NULL', id, 0, one, [1, 0]);
  await talk.execute('with a string', id, 0, one, [0, 1], talk.type(STRING), [1, 0x31]);
  await talk.execute('with a string again', id, 0, one, [0, 0], [1, 0x32]);
  await talk.execute('cut', id, 0);
  await talk.execute('with a type that is none', id, 0, one, [0, 1], talk.type(0x55), int4(0));
  await talk.prepare('SELEC');
  await talk.prepare('');
  await talk.prepare('SELECT 1; SELECT 2');
  await talk.execute('of another statement', 99, 0);
  const long = await talk.prepare('SELECT ?');
  const data = (index: number, text: string) =>
    talk.client.send(bytes([Com.COM_STMT_SEND_LONG_DATA], int4(long), [index, 0], text));
  data(0, 'long ');
  data(0, 'data');
  await talk.execute('with long data', long, 0, one, [0, 1], talk.type(BLOB));
  data(0, 'forgotten');
  await talk.ask('reset', Com.COM_STMT_RESET, int4(long));
  await talk.execute('without long data', long, 0, one, [0, 1], talk.type(LONG), int4(7));
  talk.client.send(bytes([Com.COM_STMT_CLOSE], int4(long)));
  await talk.execute('closed', long, 0, one, [0, 1], talk.type(LONG), int4(7));
  await talk.ask('reset a closed one', Com.COM_STMT_RESET, int4(long));
  await talk.ask('reset the connection', Com.COM_RESET_CONNECTION);
  await talk.execute('after the reset', id, 0, one, [0, 1], talk.type(LONG), int4(0));
};

const cursors: Talk = async (talk) => {
  const id = await talk.prepare('SELECT a, b FROM t WHERE a > ? ORDER BY a');
  const block = [talk.count(1), [0, 1], talk.type(LONG), int4(0)];
  // Neither is a cursor by itself. Behind one MySQL's answer would be cut, so they come first.
  for (const flags of [2, 4]) await talk.execute(`with cursor flags ${flags}`, id, flags, ...block);
  await talk.execute('with a cursor', id, 1, ...block);
  await talk.fetch('one', id, 1);
  await talk.fetch('the rest', id, 5);
  await talk.fetch('none', id, 1);
  await talk.execute('with a scrollable cursor', id, 5, ...block);
  await talk.fetch('zero', id, 0);
  await talk.fetch('all', id, 100);
  await talk.ask('reset', Com.COM_STMT_RESET, int4(id));
  await talk.fetch('after a reset', id, 1);
  await talk.fetch('of no statement', 99, 1);
  await talk.execute('once more', id, 1, ...block);
  await talk.fetch('some', id, 2);
  const update = await talk.prepare('DO 1');
  await talk.execute('with a cursor and no rows', update, 1);
};

const attributes: Talk = async (talk) => {
  if (!talk.hasAttributes) return;
  const named = (name: string) => bytes([LONG, 0, name.length], name);
  await talk.ask('one', Com.COM_QUERY, [1, 1, 0, 1], named('a'), int4(5), 'SELECT 1');
  await talk.ask('another value', Com.COM_QUERY, [1, 1, 0, 1], named('a'), int4(6), 'SELECT 1');
  await talk.ask('a type that is none', Com.COM_QUERY, [1, 1, 0, 1, 0x55, 0, 1], 'a', [1, 0x78], 'SELECT 1');
  await talk.ask('two sets', Com.COM_QUERY, [0, 2], 'SELECT 1');
  const id = await talk.prepare('SELECT a FROM t WHERE a > ?');
  await talk.execute('attributes', id, 8, [2, 0, 1], talk.type(LONG), named('q'), int4(1), int4(9));
  const none = await talk.prepare('SELECT 5');
  await talk.execute('nothing but attributes', none, 8, [1, 0, 1], named('q'), int4(9));
};

const bulk: Talk = async (talk, kind) => {
  if (kind !== 'mariadb') return;
  const send = (name: string, id: number, ...rest: (Buffer | string | readonly number[])[]) =>
    talk.ask(name, Com.COM_STMT_BULK_EXECUTE, int4(id), ...rest);
  const types = [LONG, 0, STRING, 0];
  await talk.query('CREATE TEMPORARY TABLE bulk (a INT DEFAULT 3, b VARCHAR(10))');
  const id = await talk.prepare('INSERT INTO bulk VALUES (?, ?)');
  await send('two rows', id, [0x80, 0], types, [0], int4(1), [0, 1, 0x61, 1, 1]);
  await send('the types of before', id, [0, 0], [0], int4(2), [0, 1, 0x62, 0], int4(9), [1]);
  await send('default and ignore', id, [0x80, 0], types, [2, 3, 0], int4(4), [2]);
  await send('no rows', id, [0x80, 0], types);
  await send('of no statement', 99, [0x80, 0], types);
  await send('cut', id);
  await talk.query('SELECT * FROM bulk');
  const select = await talk.prepare('SELECT ?');
  await send('of a SELECT', select, [0x80, 0, LONG, 0, 0], int4(1));
  const returning = await talk.prepare('INSERT INTO bulk VALUES (?, ?) RETURNING a');
  await send('returning', returning, [0x80, 0], types, [0], int4(21), [0, 1, 0x61, 0], int4(22), [1]);
};

const lastPrepared: Talk = async (talk) => {
  await talk.execute('the last of none', LAST_PREPARED, 0);
  await talk.prepare("SELECT 'last'");
  await talk.execute('the last', LAST_PREPARED, 0);
  await talk.prepare('SELEC');
  await talk.execute('the last that failed', LAST_PREPARED, 0);
};

const resets: Talk = async (talk) => {
  await talk.query('BEGIN');
  await talk.query("SET sql_mode = 'NO_BACKSLASH_ESCAPES,ANSI_QUOTES'");
  await talk.query('SELECT "a" FROM t');
  await talk.ask('reset the connection', Com.COM_RESET_CONNECTION);
  await talk.query('SELECT "a"', 'after the reset');
  await talk.query('SELECT DATABASE()');
  await talk.query('nonsense');
};

const TALKS = {
  withoutStatements,
  unknown,
  fieldLists,
  options,
  prepared,
  cursors,
  attributes,
  bulk,
  lastPrepared,
  resets,
} as const;

for (const kind of serverKinds) {
  describeWithServer(kind, (server: ServerAddress) => {
    const { user } = accounts[kind].empty;
    const database = `commands_${process.pid}`;

    beforeAll(async () => {
      await using client = await RawClient.login({ ...server, user, capabilities: PLAIN });
      for (const sql of [
        `CREATE DATABASE ${database}`,
        `CREATE TABLE ${database}.t (a INT PRIMARY KEY, b VARCHAR(10) DEFAULT 'x', c TEXT)`,
        `INSERT INTO ${database}.t VALUES (1, 'a', 'q'), (2, 'b', NULL), (3, 'c', 'z')`,
      ]) {
        await client.command(bytes([Com.COM_QUERY], sql));
      }
    });

    afterAll(async () => {
      await using client = await RawClient.login({ ...server, user, capabilities: PLAIN });
      await client.command(bytes([Com.COM_QUERY], `DROP DATABASE ${database}`));
    });

    for (const [face, capabilities] of Object.entries(FACES)) {
      test.each(Object.entries(TALKS))(`%s, as a client with ${face} capabilities sees it`, async (_name, talk) => {
        const { direct, recorded, replayed, misses } = await converse(
          server,
          { user, capabilities, database },
          (conversation) => talk(conversation, kind),
        );
        expect(stable(recorded)).toEqual(stable(direct));
        expect(replayed).toEqual(recorded);
        expect(misses).toBe(0);
      });
    }

    if (kind === 'mariadb') {
      test('a bulk command is matched by its values, in whatever form they are sent', async () => {
        await using folder = await temporaryFolder();
        const capabilities = PLAIN | Capability.MARIADB_STMT_BULK_OPERATIONS;
        const insert = async (place: { host: string; port: number }, types: readonly number[], rows: Buffer) => {
          await using client = await RawClient.login({
            host: place.host,
            port: place.port,
            user,
            capabilities,
            database,
          });
          const ask = (code: number, ...body: (Buffer | string | readonly number[])[]) =>
            client.command(bytes([code], ...body));
          await ask(Com.COM_QUERY, 'CREATE TEMPORARY TABLE bulk_values (a INT)');
          const prepared = await ask(Com.COM_STMT_PREPARE, 'INSERT INTO bulk_values VALUES (?)');
          const answer = await ask(Com.COM_STMT_BULK_EXECUTE, prepared.subarray(5, 9), [0x80, 0], types, rows);
          return answer.toString('latin1', 4);
        };
        const asLong = [bytes([0], int4(5), [0], int4(6)), [LONG, 0]] as const;
        const asLongLong = [bytes([0], int4(5), int4(0), [0], int4(6), int4(0)), [8, 0]] as const;
        const recorder = await startRecord(folder, { upstream: `${server.host}:${server.port}` });
        const recorded = await insert(recorder, asLong[1], asLong[0]);
        await recorder.close();
        await using replayer = await startReplay(folder, recorder.file);
        expect(await insert(replayer, asLongLong[1], asLongLong[0])).toBe(recorded);
        await using other = await startReplay(folder, recorder.file);
        expect(await insert(other, [LONG, 0], bytes([0], int4(5), [0], int4(7)))).toContain(
          'recorded only with other parameters',
        );
        expect(await insert(other, [LONG, 0], bytes([2], [3]))).toContain('{"instead":"default"},{"instead":"ignore"}');
      });
    }

    test('pipelined commands are answered in their order', async () => {
      const { direct, recorded, replayed } = await converse(server, { user, capabilities: MODERN }, async (talk) => {
        const attributes = talk.hasAttributes ? [0, 1] : [];
        const query = (sql: string) => bytes([Com.COM_QUERY], attributes, sql);
        await several(talk, [query('SELECT 1'), bytes([Com.COM_PING]), query('nonsense'), query('DO 1')]);
        if (kind !== 'mariadb') return;
        const execute = bytes([Com.COM_STMT_EXECUTE], int4(LAST_PREPARED), [0, 1, 0, 0, 0]);
        await several(talk, [bytes([Com.COM_STMT_PREPARE], "SELECT 'pipelined'"), execute, execute]);
        await several(talk, [bytes([Com.COM_STMT_PREPARE], 'SELEC'), execute, bytes([Com.COM_PING])]);
      });
      expect(recorded).toEqual(direct);
      expect(replayed).toEqual(recorded);
    });
  });
}

/** Sends commands in one piece and keeps their answers, ids left out. */
async function several(talk: Conversation, commands: readonly Buffer[]): Promise<void> {
  talk.client.write(Buffer.concat(commands.flatMap((command) => framePayload(command, 0))));
  for (const command of commands) {
    const answer = Buffer.from(await talk.client.response(command[0] as number));
    if (command[0] === Com.COM_STMT_PREPARE && answer[4] === 0) answer.writeUInt32LE(0, 5);
    talk.lines.push(answer.toString('hex'));
  }
}
