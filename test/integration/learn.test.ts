// Two recordings of one program: what differs between its runs is explained, and the rules that are proposed answer it.

import { randomUUID } from 'node:crypto';
import { createConnection } from 'mysql2/promise';
import { expect, test } from 'vitest';
import { openRecording } from '../../src/store/reading/reader.ts';
import { learnRecordings } from '../../src/tools/learn/learn-recordings.ts';
import { rulesAsYaml } from '../../src/tools/learn/propose-rules.ts';
import { accounts, createSchema, describeWithServer, serverKinds } from '../servers/index.ts';
import { startRecord, temporaryFolder } from '../support/serving.ts';

type Ask = (sql: string, values?: readonly unknown[]) => Promise<unknown>;
type Program = (ask: Ask, run: number) => Promise<void>;

for (const kind of serverKinds) {
  describeWithServer(kind, (server) => {
    async function learnOf(program: Program) {
      await using schema = await createSchema(server);
      await using folder = await temporaryFolder();
      const { user, password } = accounts[kind].root;
      const login = { host: '127.0.0.1', user, password, database: schema.name };
      const files: string[] = [];
      for (const run of [0, 1]) {
        const setup = await createConnection({ ...login, port: server.port });
        await setup.query('DROP TABLE IF EXISTS things');
        await setup.query('CREATE TABLE things (id CHAR(36), n BIGINT, made DATETIME, word VARCHAR(40))');
        await setup.end();
        const recorder = await startRecord(folder, { upstream: `${server.host}:${server.port}` });
        const client = await createConnection({ ...login, port: recorder.port });
        await program(async (sql, values = []) => (await client.query(sql, [...values]))[0], run);
        await client.end();
        await recorder.close();
        files.push(recorder.file);
      }
      const [first, second] = files.map((file) => openRecording(file));
      try {
        if (first === undefined || second === undefined) throw new Error('two runs make two recordings');
        return await learnRecordings(first, second);
      } finally {
        first?.close();
        second?.close();
      }
    }

    test('what is carried by default needs no rule', async () => {
      const result = await learnOf(async (ask) => {
        const id = randomUUID();
        await ask('INSERT INTO things (id, n, made) VALUES (?, ?, ?)', [id, Date.now(), new Date()]);
        await ask('SELECT n FROM things WHERE id = ?', [id]);
      });
      expect(result).toMatchObject({ missing: 0, missingWithRules: 0, rules: [] });
    });

    test('a number drawn anew and a condition on the clock get rules, which answer them; a new statement gets none', async () => {
      const result = await learnOf(async (ask, run) => {
        await ask('INSERT INTO things (n, word) VALUES (?, ?)', [4711 + run * 1000, 'one']);
        await ask('SELECT word FROM things WHERE made < ?', [`2026-0${run + 1}-01 10:00:00`]);
        if (run === 1) await ask('SELECT COUNT(*) FROM things');
      });
      expect(result.missing).toBe(3);
      expect(result.misses.map(({ why }) => why)).toEqual(['number', 'clock', 'new']);
      expect(result.missingWithRules).toBe(1);
      expect(result.rules.map(({ rule }) => rule)).toMatchObject([
        { kind: 'any', positions: [1] },
        { kind: 'timestamp', positions: [1], in: 'anywhere' },
      ]);
      expect(rulesAsYaml(result.rules)).toMatch(
        /^volatile:\n {2}# 1 place, first: exchange \d+ "4711", then \d+ "5711"\n/,
      );
    });

    test('what is read gets no rule where that of what is stored answers it', async () => {
      const result = await learnOf(async (ask, run) => {
        const word = `${['a chair', 'a table'][run]} of wood`;
        await ask('INSERT INTO things (n, word) VALUES (?, ?)', [7, word]);
        await ask('SELECT n FROM things WHERE word = ?', [word]);
        // shorter than what is looked for everywhere
        await ask('SELECT n FROM things WHERE n = ?', [run]);
      });
      expect(result.misses.map(({ why, isAnsweredWithRules }) => [why, isAnsweredWithRules])).toEqual([
        ['text', true],
        ['text', true],
        ['number', true],
      ]);
      expect(result.rules.map(({ rule }) => [rule.name, rule.statement, rule.in])).toEqual([
        ['learnt 1: text', '^INSERT INTO things \\(n, word\\) VALUES \\(', undefined],
        ['learnt 2: number', '^SELECT n FROM things WHERE n =', 'anywhere'],
      ]);
    });

    test('names without a number get one rule', async () => {
      const result = await learnOf(async (ask, run) => {
        const table = ['work_ada', 'work_bea'][run];
        await ask(`DROP TABLE IF EXISTS ${table}`);
        await ask(`CREATE TABLE ${table} (a INT)`);
        await ask(`INSERT INTO ${table} VALUES (1)`);
        await ask(`SELECT a FROM ${table}`);
        await ask(`DROP TABLE ${table}`);
        await ask('DROP TABLE IF EXISTS work');
        if (run === 1) await ask('SELECT COUNT(*) FROM things');
      });
      expect(result).toMatchObject({ missing: 6, missingWithRules: 1 });
      expect(result.rules.map(({ rule }) => rule)).toEqual([
        {
          name: 'learnt 1: table names',
          statement: '^(?:DROP TABLE IF EXISTS |CREATE TABLE |DROP TABLE )work_',
          kind: 'any',
          names: 'table',
        },
      ]);
    });
  });
}
