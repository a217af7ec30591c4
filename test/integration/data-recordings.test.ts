// Recordings that a replay by data cannot trust in full: made before versions were known, with versions that are damaged, with
// a scope whose beginning is not in it.

import { copyFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { createConnection } from 'mysql2/promise';
import { expect, test } from 'vitest';
import { sealRecording, verifySeal } from '../../src/store/file/verify-seal.ts';
import { writeDigests } from '../../src/store/file/write-digests.ts';
import { accounts, createSchema, describeWithServer } from '../servers/index.ts';
import { type Folder, startRecord, startReplay, temporaryFolder } from '../support/serving.ts';

type Ask = (sql: string) => Promise<unknown>;

const [READ, WRITE] = ['SELECT n FROM t', 'UPDATE t SET n = 2'];
const OTHER = 'SELECT n FROM other';

describeWithServer('mysql', (server) => {
  const { user, password } = accounts.mysql.root;

  /** First values, `ok`, or the error's message. */
  async function asked(port: number, database: string, program: (ask: Ask) => Promise<void>): Promise<unknown[]> {
    const connection = await createConnection({ host: '127.0.0.1', port, user, password, database });
    const told: unknown[] = [];
    try {
      await program(async (sql) => {
        const answer = await connection.query(sql).then(
          ([rows]) => (Array.isArray(rows) ? Object.values(rows[0] ?? {})[0] : 'ok'),
          ({ message }: Error) => message,
        );
        told.push(answer);
      });
    } finally {
      await connection.end();
    }
    return told;
  }

  const all = (...statements: string[]) => {
    return async (ask: Ask) => {
      for (const sql of statements) await ask(sql);
    };
  };

  /** With one row in each of two tables; the recording of a program. */
  async function recorded(folder: Folder, database: string, program: (ask: Ask) => Promise<void>): Promise<string> {
    await asked(
      server.port,
      database,
      all(
        'CREATE TABLE t (n INT)',
        'CREATE TABLE other (n INT)',
        'INSERT INTO t VALUES (1)',
        'INSERT INTO other VALUES (7)',
      ),
    );
    const recorder = await startRecord(folder, { upstream: `${server.host}:${server.port}` });
    await asked(recorder.port, database, program);
    await recorder.close();
    return recorder.file;
  }

  function changed(file: string, sql: string, isSealed: boolean): string {
    const copy = `${file}.changed.db`;
    copyFileSync(file, copy);
    const db = new Database(copy);
    db.pragma('foreign_keys = OFF');
    db.exec(sql);
    if (isSealed) db.transaction(() => writeDigests(db)).immediate();
    db.close();
    return copy;
  }

  test('one that was made before versions is answered by place and says so, until mock seal works them out', async () => {
    await using schema = await createSchema(server);
    await using folder = await temporaryFolder();
    const file = await recorded(folder, schema.name, all(READ, WRITE, READ));
    const older = changed(
      file,
      "DELETE FROM meta WHERE key = 'data_rules'; DELETE FROM exchange_data; DELETE FROM data_use",
      true,
    );
    const twice = all(READ, READ);
    {
      await using player = await startReplay(folder, older);
      expect(player.log.text).toMatch(/answered by place \(ordered\); work it out: mock seal /);
      // by place the second one is the one behind the write
      expect(await asked(player.port, schema.name, twice)).toEqual([1, 2]);
    }
    const digest = sealRecording(older);
    expect(verifySeal(older)).toMatchObject({ damages: [], digest });
    await using player = await startReplay(folder, older);
    expect(player.log.text).not.toContain('answered by place');
    expect(await asked(player.port, schema.name, twice)).toEqual([1, 1]);
    expect(await asked(player.port, schema.name, all(WRITE, READ))).toEqual(['ok', 2]);
  });

  test.each([
    ['a version', `UPDATE exchange_data SET version = version + 1`],
    ['what an answer depends on', `UPDATE data_use SET use = '{"reads":[],"writes":[]}' WHERE use LIKE '%.t"%'`],
    ['JSON that is none', `UPDATE data_use SET use = '{' WHERE use LIKE '%.t"%'`],
    ['rows that are gone', 'DELETE FROM exchange_data'],
  ])('damaged versions are never believed: %s', async (_, sql) => {
    await using schema = await createSchema(server);
    await using folder = await temporaryFolder();
    const file = await recorded(folder, schema.name, all(READ, WRITE, READ, OTHER));
    const ofT = `WHERE exchange_id IN (SELECT id FROM exchange WHERE sql LIKE '% t %' OR sql LIKE '% t')`;
    const damaged = changed(file, sql.includes('exchange_data') ? `${sql} ${ofT}` : sql, false);
    await using player = await startReplay(folder, damaged);
    const told = await asked(player.port, schema.name, all(READ, WRITE, READ, OTHER));
    const isMiss = expect.stringContaining('mock: ');
    expect(told).toEqual([isMiss, isMiss, isMiss, 7]);
    const { damages } = verifySeal(damaged);
    expect(damages).toHaveLength(3);
    // damage stays damage
    sealRecording(damaged);
    expect(verifySeal(damaged).damages).toEqual(damages);
  });

  test('a scope begins with the data that it found, whoever had made them', async () => {
    await using schema = await createSchema(server);
    await using folder = await temporaryFolder();
    const scope = "SET @mock_scope = 'late'";
    const file = await recorded(folder, schema.name, all(WRITE, scope, READ, 'UPDATE t SET n = n + 5', READ));
    await using player = await startReplay(folder, file);
    // what the unnamed scope wrote before is no part of it
    expect(await asked(player.port, schema.name, all(scope, READ, READ))).toEqual(['ok', 2, 2]);
    expect(await asked(player.port, schema.name, all(scope, 'UPDATE t SET n = n + 5', READ))).toEqual(['ok', 'ok', 7]);
    // and what is written in it is never what was there before
    const [, miss] = await asked(player.port, schema.name, all(scope, WRITE));
    expect(miss).toContain('mock: ');
  });

  test('a scope that begins in an open transaction is met in one only', async () => {
    await using schema = await createSchema(server);
    await using folder = await temporaryFolder();
    const scope = "SET @mock_scope = 'late'";
    const file = await recorded(folder, schema.name, all('BEGIN', WRITE, scope, READ, 'ROLLBACK', READ));
    await using player = await startReplay(folder, file);
    expect(await asked(player.port, schema.name, all('BEGIN', WRITE, scope, READ, 'ROLLBACK', READ))).toEqual([
      'ok',
      'ok',
      'ok',
      2,
      'ok',
      1,
    ]);
    const told = await asked(player.port, schema.name, all(scope, READ));
    expect(told[1]).toBe(1);
  });
});
