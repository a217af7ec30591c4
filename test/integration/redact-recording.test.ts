// Masking while it is recorded: what rules are about is in no byte of any file, at no time.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createConnection as createMariadb } from 'mariadb';
import { type Connection, createConnection, type RowDataPacket } from 'mysql2/promise';
import { expect, test } from 'vitest';
import { openRecording } from '../../src/store/reading/reader.ts';
import { Pseudonyms } from '../../src/tools/redact/pseudonym.ts';
import { accounts, createSchema, describeWithServer, serverKinds } from '../servers/index.ts';
import { type Folder, startRecord, startReplay, temporaryFolder } from '../support/serving.ts';

const EMAILS = ['ann.smith@example.org', 'bob.jones@example.org', 'eve.brown@example.org', 'zoe.green@example.org'];
const KEY = Buffer.from('a key of the test');
// more bytes than an answer is held in memory with
const LARGE_ROWS = 4_000;

/** All bytes of all files that there are now. */
function bytesIn(folder: Folder): string {
  return readdirSync(folder.path)
    .filter((name) => !name.endsWith('.sock'))
    .map((name) => readFileSync(join(folder.path, name)).toString('latin1'))
    .join('\n');
}

for (const kind of serverKinds) {
  describeWithServer(kind, (server) => {
    const { user, password } = accounts[kind].root;
    const upstream = `mysql://${user}:${password}@${server.host}:${server.port}`;

    const redact = (...rules: object[]) => ({ rules: JSON.stringify({ rules }), rulesFile: 'rules.json', key: KEY });

    async function connect(port: number, database: string): Promise<Connection> {
      return await createConnection({ host: '127.0.0.1', port, user, password, database });
    }

    async function work(client: Connection): Promise<unknown[]> {
      const [ann = '', bob = '', eve = '', zoe = ''] = EMAILS;
      await client.query('CREATE TABLE users (id INT PRIMARY KEY AUTO_INCREMENT, email VARCHAR(40) UNIQUE, age INT)');
      await client.query(`INSERT INTO users (email, age) VALUES ('${ann}', 30), ('${bob}', 40)`);
      await client.execute('INSERT INTO users (email, age) VALUES (?, ?)', [eve, 50]);
      await client.query(`INSERT INTO users (email) VALUES ('${ann}')`).catch(() => undefined);
      const [text] = await client.query<RowDataPacket[]>('SELECT * FROM users ORDER BY id');
      const [binary] = await client.execute<RowDataPacket[]>('SELECT email AS who FROM users WHERE email = ?', [bob]);
      await client.query(`UPDATE users SET email = '${zoe}' WHERE id = 3`);
      await client.query('SELECT CONCAT(email, CHAR(33)) FROM users WHERE id = 3');
      return [text, binary];
    }

    test('values of a column are masked before they are written, and replay as they were masked', async () => {
      await using schema = await createSchema(server);
      await using folder = await temporaryFolder();
      const recorder = await startRecord(folder, { upstream, redact: redact({ column: '*.users.email' }) });
      const client = await connect(recorder.port, schema.name);
      await work(client);
      await client.query("SELECT 'the end'");
      // all that was asked is on disk
      await expect.poll(() => bytesIn(folder)).toContain("SELECT 'the end'");
      for (const email of EMAILS) expect(bytesIn(folder)).not.toContain(email);
      await client.end();
      await recorder.close();
      for (const email of EMAILS) expect(bytesIn(folder)).not.toContain(email);
      expect(recorder.masked()).toMatchObject([{ rule: 'column *.users.email', cells: 5, literals: 4, parameters: 2 }]);

      const reader = openRecording(recorder.file);
      expect(reader.hasGaps()).toBe(false);
      expect(reader.tables().map(({ table }) => table)).toEqual(['users']);
      expect(reader.serverVariables().length).toBeGreaterThan(100);
      const masked = reader.listExchanges();
      const sql = [...masked].map((exchange) => exchange.sql ?? '');
      reader.close();
      const inserted = sql.find((each) => each.startsWith("INSERT INTO users (email, age) VALUES ('")) ?? '';
      const [, ann = ''] = /'([^']+)'/.exec(inserted) ?? [];
      expect(ann).toMatch(/^[a-z]{3}\.[a-z]{5}@[a-z]{7}\.[a-z]{3}$/);
      const player = await startReplay(folder, recorder.file);
      const replayed = await connect(player.port, schema.name);
      await replayed.query('CREATE TABLE users (id INT PRIMARY KEY AUTO_INCREMENT, email VARCHAR(40) UNIQUE, age INT)');
      await replayed.query(inserted);
      // the rows were read behind both writes
      const masks = new Pseudonyms(KEY);
      await replayed.execute('INSERT INTO users (email, age) VALUES (?, ?)', [masks.ofText(EMAILS[2] ?? ''), 50]);
      const [rows] = await replayed.query<RowDataPacket[]>('SELECT * FROM users ORDER BY id');
      expect(rows[0]).toEqual({ id: 1, email: ann, age: 30 });
      await replayed.end();
      await player.close();
    });

    test('what was masked is found where the originals are asked for, and told by them', async () => {
      await using schema = await createSchema(server);
      await using folder = await temporaryFolder();
      const masks = redact({ column: '*.users.email' });
      const recorder = await startRecord(folder, { upstream, redact: masks });
      const client = await connect(recorder.port, schema.name);
      const live = await work(client);
      const mixed = 'SELECT id FROM users WHERE email IN (?, ?) ORDER BY id';
      const [ids] = await client.execute(mixed, [EMAILS[0] ?? '', EMAILS[1] ?? '']);
      const refused = await client.query(`INSERT INTO users (email) VALUES ('${EMAILS[0]}')`).catch(String);
      await client.end();
      await recorder.close();

      const player = await startReplay(folder, recorder.file, { redact: masks });
      const asked = await connect(player.port, schema.name);
      expect(await work(asked)).toEqual(live);
      // one as it was sent, the other as an answer to another client told it
      const pseudonym = new Pseudonyms(KEY).ofText(EMAILS[1] ?? '');
      expect((await asked.execute(mixed, [EMAILS[0] ?? '', pseudonym]))[0]).toEqual(ids);
      expect(await asked.query(`INSERT INTO users (email) VALUES ('${EMAILS[0]}')`).catch(String)).toBe(refused);
      const missed = await asked.query("SELECT * FROM users WHERE email = 'nobody@example.org'").catch(String);
      expect(missed).toMatch(/mock: no recorded answer/);
      expect(missed).not.toContain('nobody@example.org');
      await asked.end();
      await player.close();

      const none = await startReplay(folder, recorder.file, { redact: { ...masks, key: Buffer.alloc(0) } });
      const without = await connect(none.port, schema.name);
      expect(await without.query("SELECT * FROM users WHERE email = 'nobody@example.org'").catch(String)).toMatch(
        /mock: /,
      );
      await without.end();
      await none.close();
    });

    test('a value that stood elsewhere before a rule met it is masked at the end, the same', async () => {
      await using schema = await createSchema(server);
      await using folder = await temporaryFolder();
      const rules = redact(
        { column: '*.users.email' },
        { column: '*.users.age' },
        { literal: 'top secret', fixed: '***' },
      );
      const recorder = await startRecord(folder, { upstream, redact: rules });
      const client = await connect(recorder.port, schema.name);
      await client.query(`SELECT '${EMAILS[0]} was here' AS note`);
      await client.query("SELECT 'a top secret' AS note");
      await work(client);
      await client.end();
      await recorder.close();
      for (const word of [...EMAILS, 'top secret']) expect(bytesIn(folder)).not.toContain(word);
      const reader = openRecording(recorder.file);
      const sql = [...reader.listExchanges()].map((exchange) => exchange.sql ?? '');
      reader.close();
      const [, inserted] = /VALUES \('([^']+)'/.exec(sql.find((each) => each.startsWith('INSERT')) ?? '') ?? [];
      expect(sql).toContain(`SELECT '${inserted} was here' AS note`);
      expect(sql).toContain("SELECT 'a ***' AS note");
    });

    test('what the server makes of a masked column, and names that are values, are in no byte either', async () => {
      await using schema = await createSchema(server);
      await using folder = await temporaryFolder();
      const rules = redact(
        { column: '*.users.email', derive: 'mask' },
        { literal: 'hunter2', fixed: '***' },
        { pattern: '\\btok_\\w+', fixed: 'tok' },
      );
      const recorder = await startRecord(folder, { upstream, redact: rules });
      const client = await connect(recorder.port, schema.name);
      const [ann = ''] = EMAILS;
      await client.query('CREATE TABLE users (id INT PRIMARY KEY AUTO_INCREMENT, email VARCHAR(40))');
      await client.query(`INSERT INTO users (email) VALUES ('${ann}')`);
      for (const sql of [
        'SELECT UPPER(email), HEX(email), TO_BASE64(email), JSON_OBJECT("e", email), REVERSE(email) FROM users',
        'SELECT e FROM (SELECT UPPER(email) AS e FROM users UNION SELECT 1) t',
        'WITH t AS (SELECT HEX(email) AS e FROM users) SELECT * FROM t LIMIT 5',
        'SELECT (SELECT MAX(REVERSE(email)) FROM users), 2',
        'SELECT SHA2(email, 256), LEFT(email, 9), email LIKE "ann.smith%" FROM users ORDER BY 1',
        `SELECT '${ann}', CONCAT('${ann}', 1), 1 AS '${ann}', 2 AS \`${ann}\` FROM users`,
        "SELECT 'hunter2', LENGTH('hunter2'), 1 AS hunter2, 2 AS `hunter2`, 'tok_abcdef' /* hunter2 */",
        'SELECT @a := REVERSE(email) FROM users',
        'SELECT @a',
      ]) {
        await client.query(sql).catch(() => undefined);
        await client.execute(sql).catch(() => undefined);
      }
      const [counted] = await client.query('SELECT COUNT(*) AS n FROM users WHERE email > ""');
      expect(counted).toEqual([{ n: 1 }]);
      await client.end();
      await recorder.close();
      const bytes = bytesIn(folder);
      const reversed = [...ann].reverse().join('');
      const forms = [ann, ann.toUpperCase(), reversed, 'ann.smith', Buffer.from(ann).toString('base64'), 'hunter2'];
      for (const form of [...forms, Buffer.from(ann).toString('hex'), 'tok_abcdef']) {
        expect(bytes.toLowerCase()).not.toContain(form.toLowerCase());
      }
      const player = await startReplay(folder, recorder.file);
      const replayed = await connect(player.port, schema.name);
      const [rows] = await replayed.query<RowDataPacket[]>(
        "SELECT '***', LENGTH('***'), 1 AS `***`, 2 AS `***`, 'tok' /* *** */",
      );
      expect(Object.keys(rows[0] ?? {})).toEqual(['***', "LENGTH('***')", 'tok']);
      await replayed.end();
      await player.close();
    });

    test('a large answer passes row by row', { timeout: 60_000 }, async () => {
      await using schema = await createSchema(server);
      await using folder = await temporaryFolder();
      const recorder = await startRecord(folder, {
        upstream,
        redact: redact({ column: '*.big.word', fixed: 'hidden' }),
      });
      const client = await connect(recorder.port, schema.name);
      await client.query('CREATE TABLE big (id INT PRIMARY KEY AUTO_INCREMENT, word VARCHAR(40), pad CHAR(255))');
      await client.query("INSERT INTO big (word, pad) VALUES ('unmistakable', REPEAT('p', 255))");
      for (let rows = 1; rows < LARGE_ROWS; rows *= 2) {
        await client.query('INSERT INTO big (word, pad) SELECT word, pad FROM big');
      }
      const [rows] = await client.query<RowDataPacket[]>('SELECT * FROM big');
      await client.end();
      await recorder.close();
      expect(bytesIn(folder)).not.toContain('unmistakable');
      const reader = openRecording(recorder.file);
      const written = [...reader.listExchanges()].flatMap(({ sql }) =>
        /^(CREATE|INSERT)/.test(sql ?? '') ? [sql ?? ''] : [],
      );
      reader.close();
      const player = await startReplay(folder, recorder.file);
      const replayed = await connect(player.port, schema.name);
      // the rows are those behind all that was written, which is asked as it was masked
      for (const statement of written) await replayed.query(statement);
      const [masked] = await replayed.query<RowDataPacket[]>('SELECT * FROM big');
      expect(masked).toHaveLength(rows.length);
      expect(masked.at(-1)).toEqual({ ...rows.at(-1), word: 'hidden' });
      await replayed.end();
      await player.close();
    });

    if (kind === 'mariadb') {
      test('what a bulk command stores is masked, and found again', async () => {
        await using schema = await createSchema(server);
        await using folder = await temporaryFolder();
        const masks = redact({ column: '*.users.email' });
        const bulk = async (port: number) => {
          const database = schema.name;
          const client = await createMariadb({ host: '127.0.0.1', port, user, password, database });
          await client.query('CREATE TABLE users (id INT PRIMARY KEY AUTO_INCREMENT, email VARCHAR(40))');
          await client.batch('INSERT INTO users (email) VALUES (?)', [[EMAILS[0]], [EMAILS[1]]]);
          const rows = await client.query('SELECT email FROM users ORDER BY id');
          await client.end();
          return rows.map(({ email }: { email: string }) => email);
        };
        const recorder = await startRecord(folder, { upstream, redact: masks });
        expect(await bulk(recorder.port)).toEqual(EMAILS.slice(0, 2));
        await recorder.close();
        for (const email of EMAILS) expect(bytesIn(folder)).not.toContain(email);
        const reader = openRecording(recorder.file);
        expect([...reader.listExchanges()].map(({ command }) => command)).toContain('COM_STMT_BULK_EXECUTE');
        reader.close();
        const player = await startReplay(folder, recorder.file, { redact: masks });
        expect(await bulk(player.port)).toEqual(EMAILS.slice(0, 2));
        await player.close();
      });
    }

    test('rules that make no sense are refused at once', async () => {
      await using folder = await temporaryFolder();
      const rules = redact({ column: '*.users.email' });
      const wrong = startRecord(folder, { upstream, redact: { ...rules, rules: '{"rules": [{"column": "email"}]}' } });
      await expect(wrong).rejects.toThrow(/^rules\.json:1:23: expected schema\.table\.column/);
    });
  });
}
