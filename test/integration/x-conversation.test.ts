// Every message of the X Protocol, byte for byte: what the server answers directly, `record` passes on and `replay` gives.
import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { PLAIN } from '../../src/mysqlx/auth/auth-data.ts';
import { ClientMessage } from '../../src/mysqlx/constants/message-types.ts';
import { Execute, Find, Prepare } from '../../src/mysqlx/messages/messages.ts';
import { CrudDataModel, PreparePrepareOneOfMessageType } from '../../src/mysqlx/messages/schema.ts';
import { accounts, createSchema, describeWithServer } from '../servers/index.ts';
import { startRecord, startReplay, temporaryFolder } from '../support/serving.ts';
import { XClient, type XPlace } from '../support/x-client.ts';
import { converse, everyStep } from '../support/x-conversation.ts';

const FIND = Find.encode({
  collection: { schema: 'mysql', name: 'user' },
  dataModel: CrudDataModel.TABLE,
  projection: [],
  args: [],
  order: [],
  grouping: [],
});
const HASHES = 'SELECT user, authentication_string FROM mysql.user ORDER BY user';

describeWithServer('mysql', (server) => {
  const { user, password } = accounts.mysql.cachingSha2;
  const direct = { host: server.host, port: server.xPort ?? 0 };
  const upstreams = { upstream: `${server.host}:${server.port}`, upstreamX: `${server.host}:${server.xPort}` };

  async function view(place: XPlace, schema: string, isPipelined: boolean): Promise<string[]> {
    await using client = await XClient.open(place);
    await client.secure();
    await client.login({ mechanism: PLAIN, user, password });
    return await converse(client, everyStep(schema), isPipelined);
  }

  test.skipIf(!server.hasAccounts).each([false, true])('is the same everywhere, pipelined %s', async (isPipelined) => {
    await using folder = await temporaryFolder();
    const prefix = `x_${isPipelined}`;
    const name = `${prefix}_conversation`;
    const fresh = async () => {
      const root = { host: server.host, port: server.port, user: server.user, password: server.password };
      const { createConnection } = await import('mysql2/promise');
      const connection = await createConnection(root);
      await connection.query(`DROP DATABASE IF EXISTS ${name}`);
      await connection.query(`CREATE DATABASE ${name}`);
      await connection.end();
    };
    await fresh();
    const expected = await view(direct, name, isPipelined);
    await fresh();
    const recorder = await startRecord(folder, { ...upstreams, xPort: 0 });
    const recorded = await view({ host: '127.0.0.1', port: recorder.xPort }, name, isPipelined);
    await recorder.close();
    expect(recorded).toEqual(expected);
    await using player = await startReplay(folder, recorder.file, { xPort: 0 });
    const replayed = await view({ host: '127.0.0.1', port: player.xPort }, name, isPipelined);
    expect(replayed).toEqual(expected);
    expect(player.counts().misses).toBe(0);
    expect(player.counts().played).toBe(player.countPlayable());
  });

  test('rows with passwords or their hashes are not kept, however they were asked for', async () => {
    await using folder = await temporaryFolder();
    const ask = async (place: XPlace): Promise<string[]> => {
      await using client = await XClient.open(place);
      await client.secure();
      await client.login({ mechanism: PLAIN, user: server.user, password: server.password });
      const stmt = { type: PreparePrepareOneOfMessageType.STMT, stmtExecute: { stmt: Buffer.from(HASHES), args: [] } };
      const answers = [
        await client.sql(HASHES),
        await client.ask(ClientMessage.CRUD_FIND, FIND),
        await client.ask(ClientMessage.PREPARE_PREPARE, Prepare.encode({ stmtId: 1, stmt })),
        await client.ask(ClientMessage.PREPARE_EXECUTE, Execute.encode({ stmtId: 1, args: [] })),
      ];
      return answers.map((answer) => answer.toString('latin1'));
    };
    const recorder = await startRecord(folder, { ...upstreams, xPort: 0 });
    const told = await ask({ host: '127.0.0.1', port: recorder.xPort });
    await recorder.close();
    // behind its salt, a hash of caching_sha2_password
    const hashes = told.map((answer) => /\$A\$005\$[\s\S]{20}([./0-9A-Za-z]{43})/.exec(answer)?.[1] ?? '');
    expect(hashes.map(({ length }) => length)).toEqual([43, 43, 0, 43]);
    expect((await readFile(recorder.file)).includes(hashes[0] ?? '')).toBe(false);

    await using player = await startReplay(folder, recorder.file, { xPort: 0 });
    const replayed = await ask({ host: '127.0.0.1', port: player.xPort });
    for (const at of [0, 1, 3]) expect(replayed[at]).toContain('held a secret and was not kept');
  });

  test('a message that was not recorded is a miss with its statement, and the session goes on', async () => {
    await using folder = await temporaryFolder();
    await using schema = await createSchema(server);
    const recorder = await startRecord(folder, { ...upstreams, xPort: 0 });
    await view({ host: '127.0.0.1', port: recorder.xPort }, schema.name, false);
    await recorder.close();
    await using player = await startReplay(folder, recorder.file, { xPort: 0 });
    await using client = await XClient.open({ host: '127.0.0.1', port: player.xPort });
    await client.secure();
    await client.login({ mechanism: PLAIN, user, password: 'any' });
    const answer = (await client.sql('SELECT 43')).toString('latin1');
    expect(answer).toMatch(/mock: no recorded answer to: SELECT 43; nearest is exchange \d+/);
    expect((await client.sql('SELECT 44')).length).toBeGreaterThan(0);
    expect(player.counts().misses).toBe(2);
  });
});
