// The built command over the X Protocol: records a real server and replays it without.
import { join } from 'node:path';
import { getSession } from '@mysql/xdevapi';
import { expect, test } from 'vitest';
import { accounts, describeWithServer } from '../servers/index.ts';
import { runMock, startMock, temporaryFolder } from './mock-process.ts';

describeWithServer('mysql', ({ host, port, xPort, hasAccounts }) => {
  const { user, password } = accounts.mysql.cachingSha2;

  async function ask(stdout: string): Promise<unknown> {
    const listening = Number(/mysqlx:\/\/[^\s"]*:(\d+)/.exec(stdout)?.[1]);
    const session = await getSession({ host: '127.0.0.1', port: listening, user, password, schema: 'test' });
    const rows = (
      await session
        .sql('SELECT ? AS n, DATABASE()')
        .bind(7 as never)
        .execute()
    ).fetchAll();
    await session.close();
    return rows;
  }

  test.skipIf(!hasAccounts)('records, shows and replays', async () => {
    const file = join(temporaryFolder(), 'x.db');
    const upstream = ['--upstream', `${host}:${port}`, '--upstream-x', `${host}:${xPort}`];
    const recorder = await startMock(['record', ...upstream, '--port', '0', '--x-port', '0', '-o', file]);
    const rows = await ask(recorder.output().stdout);
    await recorder.stop();
    const player = await startMock(['replay', file, '--port', '0', '--x-port', '0', '--strict']);
    expect(await ask(player.output().stdout)).toEqual(rows);
    expect((await player.stop()).exitCode).toBe(0);
    const { stdout } = await runMock(['inspect', file, '--exchanges']);
    expect(stdout).toMatch(/1 row +Sql\.StmtExecute +SELECT \? AS n, DATABASE\(\) +\[\{"int":7\}\]/);
  });

  test('needs an address on both sides', async () => {
    const { exitCode, stderr } = await runMock([
      'record',
      '--upstream',
      `${host}:${port}`,
      '--x-port',
      '0',
      '--port',
      '0',
    ]);
    expect([exitCode, stderr]).toEqual([2, expect.stringMatching(/--upstream-x/)]);
  });
});
