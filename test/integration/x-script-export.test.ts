// A recording of the X Protocol made into a trace answers the driver as the server did.
import { writeFile } from 'node:fs/promises';
import { getSession, type Session } from '@mysql/xdevapi';
import { expect, test } from 'vitest';
import { script } from '../../src/index.ts';
import { exportTrace } from '../../src/serve/export-trace.ts';
import { createSchema, describeWithServer } from '../servers/index.ts';
import { keysFolder, startRecord, temporaryFolder } from '../support/serving.ts';

describeWithServer('mysql', (server) => {
  const { user, password } = server;

  async function converse(port: number, schemaName: string): Promise<unknown[]> {
    const session = await getSession({ host: '127.0.0.1', port, user, password, schema: schemaName });
    const heard: unknown[] = [];
    const sql = async (statement: string, ...values: unknown[]) => {
      const asked = session.sql(statement);
      const result = await (values.length > 0 ? asked.bind(values as never) : asked).execute().catch(errorOf);
      heard.push('code' in result ? result : outcomeOf(result));
    };
    await sql(
      'CREATE TABLE t (id INT AUTO_INCREMENT PRIMARY KEY, b BIT(5), d DECIMAL(9,3) UNSIGNED, e ENUM("x", "y"),' +
        ' s SET("a", "b"), j JSON, g GEOMETRY, t TIME(2), dt DATETIME(3), da DATE, f FLOAT, vb VARBINARY(4), u BIGINT UNSIGNED)',
    );
    await sql(
      "INSERT INTO t VALUES (7, b'101', 1.5, 'y', 'a,b', '[1]', POINT(1, 2), '-01:02:03.5', '2026-01-02 03:04:05.678'," +
        " '2026-01-02', 1.25, x'00ff', 18446744073709551615)",
    );
    await sql('INSERT INTO t (f) VALUES (?)', 2);
    await sql('SELECT * FROM t ORDER BY id');
    await sql('SELECT f FROM t WHERE id = ?', 8);
    await sql('UPDATE t SET f = 3');
    await sql('DROP TABLE IF EXISTS nothing');
    await sql('SELECT NULL, 1/0');
    await sql('SELEC');
    await sql('CREATE PROCEDURE p () BEGIN SELECT 1; SELECT 2, 3; UPDATE t SET f = 4; END');
    await sql('CALL p()');
    heard.push(...(await documents(session, schemaName)));
    await session.close();
    return heard;
  }

  test.skipIf(!server.hasAccounts)('statements, documents, what was prepared, errors', async () => {
    await using folder = await temporaryFolder();
    await using schema = await createSchema(server);
    const upstreams = { upstream: `${server.host}:${server.port}`, upstreamX: `${server.host}:${server.xPort}` };
    const recorder = await startRecord(folder, { ...upstreams, xPort: 0 });
    const recorded = await converse(recorder.xPort, schema.name);
    await recorder.close();
    const { trace, left } = exportTrace(recorder.file);
    expect(left).toBe(0);
    await writeFile(folder.file('trace.json'), JSON.stringify(trace));
    await using scripted = await script(folder.file('trace.json'), { xPort: 0, dataDir: await keysFolder() });
    expect(await converse(scripted.xPort, schema.name)).toEqual(recorded);
  });
});

async function documents(session: Session, schemaName: string): Promise<unknown[]> {
  const schema = session.getSchema(schemaName);
  const papers = await schema.createCollection('papers');
  const heard: unknown[] = [];
  const added = await papers.add({ name: 'one' } as never, { _id: 'b', name: 'two', n: [1, null] } as never).execute();
  heard.push(added.getAffectedItemsCount(), added.getGeneratedIds());
  const find = papers.find('name = :name').fields('name', 'n').sort('name desc').limit(1);
  for (const name of ['one', 'two', 'two']) heard.push((await find.bind('name', name).execute()).fetchAll());
  heard.push((await papers.modify('_id = "b"').set('n', 3).execute()).getAffectedItemsCount());
  heard.push((await papers.remove('n = 3').execute()).getAffectedItemsCount());
  heard.push(await papers.count(), await papers.existsInDatabase());
  heard.push((await schema.getTable('t').select('id').where('id > 7').execute()).fetchAll());
  heard.push(await schema.getCollection('none').find().execute().catch(errorOf));
  await schema.dropCollection('papers');
  return heard;
}

function errorOf(error: { info?: { code: number; msg: string; sqlState: string } }) {
  return { code: error.info?.code, state: error.info?.sqlState, message: error.info?.msg };
}

function outcomeOf(result: Awaited<ReturnType<ReturnType<Session['sql']>['execute']>>): unknown[] {
  const sets: unknown[] = [];
  do {
    const columns = result
      .getColumns()
      .map((column) => [
        column.getColumnLabel(),
        column.getTableName(),
        column.getType(),
        column.getLength(),
        column.getFractionalDigits(),
      ]);
    sets.push([columns, result.fetchAll()]);
  } while (result.nextResult());
  return [sets, result.getAffectedItemsCount(), result.getAutoIncrementValue(), result.getWarnings()];
}
