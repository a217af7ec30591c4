// What the commands that look at recordings make of sessions of the X Protocol.
import { readFile, writeFile } from 'node:fs/promises';
import Database from 'better-sqlite3';
import { beforeAll, describe, expect, test } from 'vitest';
import { PLAIN, SHA256_MEMORY } from '../../src/mysqlx/auth/auth-data.ts';
import { ClientMessage } from '../../src/mysqlx/constants/message-types.ts';
import { Find, Insert, StmtExecute } from '../../src/mysqlx/messages/messages.ts';
import {
  CrudDataModel,
  DatatypesAnyType,
  DatatypesScalarType,
  ExprDocumentPathItemType,
  type ExprExpr,
  ExprExprType,
} from '../../src/mysqlx/messages/schema.ts';
import { matchOffline } from '../../src/replay/offline/match-offline.ts';
import { check } from '../../src/serve/check.ts';
import { openRecording } from '../../src/store/reading/reader.ts';
import { compareRecordings } from '../../src/tools/diff/compare-recordings.ts';
import { xResultsOf } from '../../src/tools/history/x-results.ts';
import { redactFile } from '../../src/tools/redact/redact-file.ts';
import { parseRules } from '../../src/tools/redact/rules.ts';
import { scanForSecrets } from '../../src/tools/redact/scan.ts';
import { collectStats } from '../../src/tools/stats/collect.ts';
import { dumpToFile, loadFile } from '../../src/tools/text/files.ts';
import { accounts, createSchema, describeWithServer } from '../servers/index.ts';
import { type Folder, startRecord, temporaryFolder } from '../support/serving.ts';
import { textValue, XClient } from '../support/x-client.ts';
import { converse, everyStep } from '../support/x-conversation.ts';

const EMAIL = 'ann.smith@corp.org';
const OTHER = 'bob.jones@corp.org';
const PHONE = '+49 30 1234567';

/** Documents with the fields of a person, found by them. */
async function runPeople(client: XClient, schema: string): Promise<void> {
  const args = [
    {
      type: DatatypesAnyType.OBJECT,
      obj: {
        fld: [
          { key: 'schema', value: textValue(schema) },
          { key: 'name', value: textValue('people') },
        ],
      },
    },
  ];
  const create = { namespace: 'mysqlx', stmt: Buffer.from('create_collection'), args };
  await client.ask(ClientMessage.SQL_STMT_EXECUTE, StmtExecute.encode(create));
  const text = (value: string) => ({
    type: ExprExprType.LITERAL,
    literal: { type: DatatypesScalarType.V_STRING, vString: { value: Buffer.from(value) } },
  });
  const collection = { name: 'people', schema };
  const dataModel = CrudDataModel.DOCUMENT;
  const person = Object.entries({ _id: '1', mail: EMAIL, phone: PHONE }).map(([key, value]) => ({
    key,
    value: text(value),
  }));
  const row = [{ field: [{ type: ExprExprType.OBJECT, object: { fld: person } }] }];
  await client.ask(ClientMessage.CRUD_INSERT, Insert.encode({ collection, dataModel, projection: [], row, args: [] }));
  const field = (value: string) => ({
    type: ExprExprType.IDENT,
    identifier: { documentPath: [{ type: ExprDocumentPathItemType.MEMBER, value }] },
  });
  const by = (other: ExprExpr, column: string) => ({
    type: ExprExprType.OPERATOR,
    operator: { name: '==', param: [field(column), other] },
  });
  const find = { collection, dataModel, projection: [], order: [], grouping: [] };
  const byPhone = { ...find, criteria: by(text(PHONE), 'phone'), args: [] };
  const bound = [{ type: DatatypesScalarType.V_STRING, vString: { value: Buffer.from(EMAIL) } }];
  const byMail = { ...find, criteria: by({ type: ExprExprType.PLACEHOLDER, position: 0 }, 'mail'), args: bound };
  for (const message of [byPhone, byMail]) await client.ask(ClientMessage.CRUD_FIND, Find.encode(message));
}

describeWithServer('mysql', (server) => {
  const { user, password } = accounts.mysql.cachingSha2;
  const upstreams = { upstream: `${server.host}:${server.port}`, upstreamX: `${server.host}:${server.xPort}` };

  /** Every message, one by one and pipelined, in a scope of its own too; and transactions side by side. */
  async function recorded(folder: Folder): Promise<string> {
    await using schema = await createSchema(server);
    const recorder = await startRecord(folder, { ...upstreams, xPort: 0 });
    const connect = async (name: string = user, mechanism = PLAIN) => {
      const client = await XClient.open({ host: '127.0.0.1', port: recorder.xPort });
      await client.secure();
      await client.login({ mechanism, user: name, password, schema: schema.name });
      return client;
    };
    {
      await using client = await connect();
      await converse(client, everyStep(schema.name), false);
      await client.sql(`DROP DATABASE ${schema.name}`);
      await client.sql(`CREATE DATABASE ${schema.name}`);
      await client.sql("SET @mock_scope = 'it''s a test'");
      await converse(client, everyStep(schema.name), true);
    }
    {
      await using client = await connect(`${user}+pool`, SHA256_MEMORY);
      await client.sql('CREATE TABLE t (n INT PRIMARY KEY)');
      await client.sql("CREATE USER IF NOT EXISTS nobody_x IDENTIFIED BY 'secret-7f'");
      await client.sql('DROP USER IF EXISTS nobody_x');
    }
    {
      await using client = await connect(`${user}+people`);
      await client.sql('CREATE TABLE users (id INT PRIMARY KEY, email VARCHAR(100) UNIQUE, born DATE)');
      await client.sql(`INSERT INTO users VALUES (1, '${EMAIL}', '1990-03-04')`);
      await client.sql(`INSERT INTO users (id, email) VALUES (2, ?)`, [textValue(OTHER)]);
      await client.sql('SELECT * FROM users WHERE email = ?', [textValue(EMAIL)]);
      await client.sql(`INSERT INTO users VALUES (3, '${EMAIL}', NULL)`);
      await runPeople(client, schema.name);
    }
    await Promise.all(
      [1, 2, 3, 4].map(async (n) => {
        await using client = await connect(`${user}+pool`);
        await client.sql('BEGIN');
        await client.sql(`INSERT INTO t VALUES (${n})`);
        await client.sql('SELECT CONNECTION_ID() > 0, @@autocommit');
        await client.sql('COMMIT');
      }),
    );
    await recorder.close();
    return recorder.file;
  }

  describe.skipIf(!server.hasAccounts)('a recording of the X Protocol', () => {
    let folder: Folder;
    let file: string;
    beforeAll(async () => {
      folder = await temporaryFolder();
      file = await recorded(folder);
      return () => folder[Symbol.asyncDispose]();
    });

    test('comes out as it was recorded', async () => {
      const result = await check(file);
      expect(result.differences).toEqual([]);
      expect(result).toMatchObject({ differing: 0, isSample: false });
      expect(Object.keys(result.skipped)).toEqual(['of a message that is not kept']);
      expect(result.compared).toBeGreaterThan(150);
    });

    test('differs from another one by what was asked and answered, down to the cell', async () => {
      const other = folder.file('other.db');
      const text = folder.file('other.mock');
      await dumpToFile(file, text);
      const original = await readFile(text, 'utf8');
      const changed = original.replace("| 1  | 'a'", "| 1  | 'A'").replace('affected 2', 'affected 3');
      await writeFile(text, changed.replace("SELECT 'in a block'", "SELECT 'elsewhere'"));
      loadFile(text, other, false);
      const [a, b] = [openRecording(file), openRecording(other)];
      try {
        expect(compareRecordings(a, a)).toEqual([]);
        // sessions that began together stand in an order of their own in a text
        const differences = compareRecordings(a, b).filter(({ kind }) => kind !== 'moved');
        expect(differences).toMatchObject([
          { kind: 'changed', changes: [{ kind: 'fact', name: 'rows affected', from: '2', to: '3' }] },
          { kind: 'changed', changes: [{ kind: 'cell', column: 'name', row: 1, from: 'a', to: 'A' }] },
          { kind: 'asked', from: { statement: "SELECT 'in a block'" }, to: { statement: "SELECT 'elsewhere'" } },
        ]);
      } finally {
        a.close();
        b.close();
      }
    });

    test('counts its operations without their values', () => {
      const reader = openRecording(file);
      const [unnamed] = collectStats(reader);
      reader.close();
      const texts = unnamed?.statements.map(({ text }) => text.replace(/^x?\w+\./, '')) ?? [];
      expect(texts).toEqual(
        expect.arrayContaining([
          'SELECT * FROM things WHERE n = ?',
          'papers.add(?)',
          'papers.find("name = :0").limit(1)',
          'papers.modify("name = :0").set("name", ?)',
          'papers.remove("name = :0")',
        ]),
      );
    });

    test('says what answers a statement, an operation and what was prepared', () => {
      const reader = openRecording(file);
      const ask = (sql: string, ...values: readonly bigint[]) => {
        const parameters = values.length === 0 ? null : [values.map((value) => ({ kind: 'int' as const, value }))];
        return matchOffline(reader, { sql, parameters, database: null, scope: '' }, reader.scopeId('') ?? 0);
      };
      const operation = reader.statementOf(
        [...reader.listExchanges()].find(({ command }) => command === 'Crud.Find')?.id ?? 0,
      );
      const found = [ask('SELECT * FROM things WHERE n = ?', 1n), ask('SELECT ? AS p, 2', 5n), ask(operation ?? '')];
      expect(found.map((answer) => answer.kind === 'found' && answer.exchanges[0]?.command)).toEqual([
        'Sql.StmtExecute',
        'Prepare.Execute',
        'Crud.Find',
      ]);
      expect(ask('SELECT * FROM things WHERE n = ?', 7n)).toMatchObject({ kind: 'miss' });
      reader.close();
    });

    test('is masked in statements, operations, arguments, rows, documents and messages', async () => {
      const output = folder.file('masked.db');
      const rules = [
        { column: '*.users.email' },
        { column: '*.users.born', method: 'null' },
        { column: '*.people.phone', fixed: '+0' },
        { column: '*.people.mail' },
      ];
      const parsed = parseRules(JSON.stringify({ rules }), 'rules.json');
      const touched = redactFile(file, output, { rules: parsed, key: Buffer.from('a key'), isOverwrite: false });
      expect(touched.every(({ cells }) => cells > 0)).toBe(true);
      const bytes = await readFile(output);
      expect([EMAIL, OTHER, '1990-03-04', PHONE].filter((text) => bytes.includes(text))).toEqual([]);
      expect(await check(output)).toMatchObject({ differing: 0 });
      const reader = openRecording(output);
      const people = [...reader.listExchanges()].filter(({ scope }) => scope === 'people');
      expect(people.filter(({ sql }) => /find/.test(sql ?? '')).map(({ rows }) => rows)).toEqual([1, 1]);
      const [duplicate] = people.filter(({ errorMessage }) => errorMessage !== null);
      const [found] = people.flatMap((exchange) =>
        xResultsOf(reader, exchange, 9).flatMap((result) => (result.kind === 'rows' ? result.rows : [])),
      );
      reader.close();
      // the same value has the same pseudonym in a row and in a message
      const email = found?.[1];
      expect(email).toMatchObject({ kind: 'text', text: expect.stringMatching(/^[\w.]+@\w+\.\w+$/) });
      expect(duplicate?.errorMessage).toContain(email !== undefined && 'text' in email ? email.text : '-');
    });

    test('is masked while it is recorded', async () => {
      await using schema = await createSchema(server);
      const rules = JSON.stringify({ rules: [{ column: '*.users.email' }] });
      const redact = { rules, rulesFile: 'rules.json', key: Buffer.from('a key') };
      const recorder = await startRecord(folder, { ...upstreams, xPort: 0, redact });
      {
        await using client = await XClient.open({ host: '127.0.0.1', port: recorder.xPort });
        await client.secure();
        await client.login({ mechanism: PLAIN, user, password, schema: schema.name });
        await client.sql('CREATE TABLE users (id INT PRIMARY KEY, email VARCHAR(100))');
        await client.sql('INSERT INTO users (id, email) VALUES (2, ?)', [textValue(EMAIL)]);
        await client.sql('SELECT * FROM users');
        // as the names of columns, which servers make of what was asked
        await client.sql(`SELECT '${EMAIL}'`);
        await client.sql(`SELECT CONCAT('${EMAIL}', 1), email AS \`${EMAIL}\` FROM users`);
      }
      await recorder.close();
      expect((await readFile(recorder.file)).includes(EMAIL)).toBe(false);
      expect(await check(recorder.file)).toMatchObject({ differing: 0, compared: 5 });
    });

    test('has no answer that says a secret of its statement again, as a value or a column', async () => {
      const key = 'the-key-of-it';
      const recorder = await startRecord(folder, { ...upstreams, xPort: 0 });
      {
        await using client = await XClient.open({ host: '127.0.0.1', port: recorder.xPort });
        await client.secure();
        await client.login({ mechanism: PLAIN, user, password });
        const turned = [...key].reverse().join('');
        const value = `SELECT REVERSE('${turned}') AS told, HEX(AES_ENCRYPT('x', '${key}')) AS sealed`;
        const name = `SELECT HEX(AES_ENCRYPT('y', '${key}'))`;
        for (const sql of [value, name]) expect((await client.sql(sql)).includes(key)).toBe(true);
        await client.sql(`SELECT HEX(AES_ENCRYPT('z', '${key}')) AS sealed`);
      }
      await recorder.close();
      expect((await readFile(recorder.file)).includes(key)).toBe(false);
      const reader = openRecording(recorder.file);
      const gaps = [...reader.listExchanges()].flatMap(({ sql, gap }) => (sql?.includes('AES') ? [gap] : []));
      reader.close();
      expect(gaps).toEqual(['secret', 'secret', null]);
    });

    test('is looked through for secrets', async () => {
      const reader = openRecording(file);
      const { findings } = await scanForSecrets(reader);
      const places = findings.map(({ what, where }) => `${what} ${where}`);
      reader.close();
      expect(places).toContainEqual(expect.stringMatching(/^e-mail address column \w+\.users\.email$/));
    });

    test('that was changed is caught', async () => {
      const copy = folder.file('changed.db');
      const db = new Database(file, { readonly: true });
      await db.backup(copy);
      db.close();
      const changed = new Database(copy);
      changed.exec("UPDATE exchange SET fingerprint = 'ffffffffffffffffffffffffffffffff' WHERE sql = 'SELECT @o'");
      changed.close();
      const result = await check(copy);
      expect(result.differing).toBe(2);
      expect(result.differences[0]).toMatchObject({ sql: 'SELECT @o', what: expect.stringContaining('no recorded') });
    });
  });
});
