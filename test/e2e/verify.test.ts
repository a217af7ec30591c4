// `mock verify` as it is typed: what it prints and writes, and how it ends.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createConnection } from 'mysql2/promise';
import { expect, test } from 'vitest';
import { createSchema, describeWithServer, serverKinds, type TestSchema } from '../servers/index.ts';
import { runMock, startMock, temporaryFolder } from './mock-process.ts';

const MYSQL_PWD_WRONG = 'not the password';

for (const kind of serverKinds) {
  describeWithServer(kind, (server) => {
    const { host, port, user, password } = server;
    const upstream = `${host}:${port}`;

    async function recorded(schema: TestSchema, file: string): Promise<void> {
      const url = `mysql://${user}:${encodeURIComponent(password)}@${upstream}`;
      const recorder = await startMock(['record', '--upstream', url, '--port', '0', '-o', file]);
      const client = await createConnection({
        host: '127.0.0.1',
        port: recorder.port,
        user,
        password,
        database: schema.name,
      });
      await client.query('SELECT name FROM t WHERE id = 1');
      await client.query('DROP TABLE IF EXISTS nothing');
      await client.end();
      await recorder.stop();
    }

    test('says what has changed, in lines and in reports, and exits with 5', async () => {
      await using schema = await createSchema(server);
      const folder = temporaryFolder();
      const file = join(folder, 'x.db');
      const live = await createConnection({ host, port, user, password, database: schema.name });
      await live.query('CREATE TABLE t (id INT PRIMARY KEY, name VARCHAR(20))');
      await live.query("INSERT INTO t VALUES (1, 'one')");
      await recorded(schema, file);
      const args = ['verify', file, '--upstream', upstream, '--user', user];
      const same = await runMock(args, { MYSQL_PWD: password });
      expect(same, same.stderr).toMatchObject({ exitCode: 0, stderr: '' });
      expect(same.stdout).toMatch(/^compared 1 of 2 exchanges; 1 was not: 1 not sent: it changes the schema\n/);
      expect(same.stdout).toMatch(/^not sent, it changes the schema: DROP TABLE IF EXISTS nothing$/m);
      expect(same.stdout).toMatch(/^verified 1 of 2 exchanges: the server answers as it was recorded$/m);
      expect(same.stdout).toMatch(/^no table has changed$/m);

      const little = await runMock([...args, '--min-share', '51'], { MYSQL_PWD: password });
      expect(little.exitCode).toBe(5);
      expect(little.stdout).toMatch(/^only 50 % of what can be asked was compared, less than --min-share 51: /m);
      expect(little.stdout).not.toContain('the server answers as it was recorded');

      await live.query("UPDATE t SET name = '<one & only>'");
      await live.query('ALTER TABLE t ADD COLUMN age INT');
      await live.end();
      const passwordFile = join(folder, 'password');
      writeFileSync(passwordFile, `${password}\n`);
      const reports = ['json', 'xml', 'md', 'html'].map((ending) => join(folder, `report.${ending}`));
      const options = reports.flatMap((report) => ['--report', report]);
      const other = await runMock([...args, '--password-file', passwordFile, ...options]);
      expect(other, other.stderr).toMatchObject({ exitCode: 5, stderr: '' });
      expect(other.stdout).toContain(`~ table ${schema.name}.t has changed\n    + column age int`);
      expect(other.stdout).toContain("SELECT name FROM t WHERE id = 1\n    row 1, name: 'one' → '<one & only>'");
      const [json = '', xml = '', md = '', html = ''] = reports.map((report) => readFileSync(report, 'utf8'));
      expect(html).toMatch(/<script type="application\/gzip" id="data">H4sI/);
      expect(JSON.parse(json)).toMatchObject({
        recording: file,
        drifting: 1,
        tables: [{ table: 't', kind: 'changed' }],
      });
      expect(xml).toContain('failures="2"');
      expect(xml).toContain("message=\"row 1, name: 'one' → '&lt;one &amp; only&gt;'\"");
      expect(md).toContain("  - `row 1, name: 'one' → '<one & only>'`");
      const asJson = await runMock([...args, '--json'], { MYSQL_PWD: password });
      expect(asJson.exitCode).toBe(5);
      expect(JSON.parse(asJson.stdout)).toMatchObject({ recording: file, drifting: 1, compared: 1 });
    });

    test('fails in one line where nobody can be asked', async () => {
      await using schema = await createSchema(server);
      const file = join(temporaryFolder(), 'x.db');
      const live = await createConnection({ host, port, user, password, database: schema.name });
      await live.query('CREATE TABLE t (id INT PRIMARY KEY, name VARCHAR(20))');
      await live.end();
      await recorded(schema, file);
      const wrong = await runMock(['verify', file, '--upstream', upstream], { MYSQL_PWD: MYSQL_PWD_WRONG });
      expect(wrong).toMatchObject({ exitCode: 1, stdout: '' });
      expect(wrong.stderr).toMatch(/^mock: .* answered 1045: Access denied for user .*\n$/);
      const nobody = await runMock(['verify', file, '--upstream', `${file}.sock`]);
      expect(nobody).toMatchObject({ exitCode: 1, stdout: '' });
      expect(nobody.stderr).toMatch(/^mock: cannot connect to unix:.*\n$/);
      const nowhere = await runMock(['verify', file]);
      expect(nowhere).toMatchObject({ exitCode: 2, stderr: 'mock: there is no server to ask: pass --upstream\n' });
    });
  });
}
