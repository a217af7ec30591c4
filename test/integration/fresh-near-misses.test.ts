// Programs that are nearly the recorded one, with other fresh values: two of them crossed, taken from another row, only read, never
// stored, look-alikes. Each is asked of a replay and of a real server: the replay says what the server says, or it is a miss.

import { randomBytes, randomUUID } from 'node:crypto';
import { createConnection } from 'mysql2/promise';
import { expect, test } from 'vitest';
import { accounts, createSchema, describeWithServer } from '../servers/index.ts';
import { startRecord, startReplay, temporaryFolder } from '../support/serving.ts';

interface Ask {
  readonly sql: string;
  /** Names of the values that are bound. */
  readonly values: readonly string[];
}

const PEOPLE = [0, 1, 2];
const PROGRAM: readonly Ask[] = [
  { sql: 'TRUNCATE people', values: [] },
  ...PEOPLE.map((n) => ({
    sql: 'INSERT INTO people (id, email, token, note) VALUES (?, ?, ?, ?)',
    values: [`id${n}`, `email${n}`, `token${n}`, `note${n}`],
  })),
  ...PEOPLE.flatMap((n) => [
    { sql: 'SELECT email, note FROM people WHERE id = ?', values: [`id${n}`] },
    { sql: 'SELECT id FROM people WHERE token = ? AND email = ?', values: [`token${n}`, `email${n}`] },
  ]),
  { sql: 'UPDATE people SET token = ? WHERE id = ?', values: ['token3', 'id0'] },
  { sql: 'SELECT id FROM people WHERE token = ?', values: ['token3'] },
  { sql: 'SELECT id FROM people WHERE token = ?', values: ['token0'] },
  { sql: 'SELECT COUNT(*) AS n FROM people WHERE id IN (?, ?)', values: ['id0', 'id1'] },
  { sql: 'DELETE FROM people WHERE id = ?', values: ['id1'] },
  { sql: 'SELECT email FROM people WHERE id = ?', values: ['id1'] },
  { sql: 'SELECT COUNT(*) AS n FROM people', values: [] },
];

type Values = Readonly<Record<string, string>>;

function freshValues(): Values {
  const values: Record<string, string> = {};
  for (const n of [...PEOPLE, 3, 4]) {
    values[`id${n}`] = randomUUID();
    values[`email${n}`] = `${['ada', 'bea', 'carl', 'dora', 'eve'][n]}-${randomBytes(16).toString('hex')}@example.com`;
    values[`token${n}`] = randomBytes(24).toString('base64url');
    values[`note${n}`] = `sixteen letter ${n}`;
  }
  return values;
}

function random(seed: number): (below: number) => number {
  let state = seed * 7919 + 17;
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor(state / 65_536) % below;
  };
}

/** One or two changes. @param recorded values of the recorded run, which are no live ones */
function changed(seed: number, live: Values, recorded: Values): readonly { sql: string; values: readonly string[] }[] {
  const pick = random(seed);
  const asks = PROGRAM.map(({ sql, values }) => ({ sql, values: values.map((name) => live[name] ?? '') }));
  const kinds = ['id', 'email', 'token', 'note'] as const;
  for (let change = 0; change <= seed % 2; change++) {
    const at = 1 + pick(asks.length - 1);
    const ask = asks[at];
    if (ask === undefined) continue;
    const place = pick(Math.max(1, ask.values.length));
    const name = `${kinds[pick(4)]}${pick(5)}`;
    switch (pick(5)) {
      case 0: // of another row, or of another kind, or never stored
        if (ask.values.length > 0) ask.values[place] = live[name] ?? '';
        break;
      case 1: // what only the recorded run had
        if (ask.values.length > 0) ask.values[place] = recorded[name] ?? '';
        break;
      case 2: // two crossed
        ask.values.reverse();
        break;
      case 3: // left out
        asks.splice(at, 1);
        break;
      default: // asked earlier
        asks.splice(1 + pick(at), 0, ...asks.splice(at, 1));
    }
  }
  return asks;
}

const TABLE =
  'CREATE TABLE people (id VARCHAR(80) PRIMARY KEY, email VARCHAR(80) UNIQUE, token VARCHAR(80), note VARCHAR(80))';
const SEEDS = Number(process.env.MOCK_NEAR_MISSES ?? 24);

describeWithServer('mysql', (server) => {
  test.each([
    ['text', false],
    ['prepared', true],
  ])('%s: the answer of the server, or a miss', async (_name, isPrepared) => {
    const { user, password } = accounts.mysql.root;
    await using schema = await createSchema(server);
    await using other = await createSchema(server);
    await using folder = await temporaryFolder();
    const open = async (port: number, database: string) => {
      const connection = await createConnection({ host: '127.0.0.1', port, user, password, database });
      const ask = async (sql: string, values: readonly string[]): Promise<unknown> => {
        try {
          const [rows] = isPrepared
            ? await connection.execute(sql, [...values])
            : await connection.query(sql, [...values]);
          return Array.isArray(rows) ? rows : { affectedRows: rows.affectedRows };
        } catch (error) {
          const { message } = error as Error;
          return message.startsWith('mock: ') ? 'miss' : message;
        }
      };
      return { ask, end: () => connection.end() };
    };
    for (const { name } of [schema, other]) {
      const setup = await open(server.port, name);
      await setup.ask(TABLE, []);
      await setup.end();
    }
    const recorded = freshValues();
    const recorder = await startRecord(folder, { upstream: `${server.host}:${server.port}` });
    const client = await open(recorder.port, schema.name);
    for (const { sql, values } of PROGRAM)
      await client.ask(
        sql,
        values.map((name) => recorded[name] ?? ''),
      );
    await client.end();
    await recorder.close();
    await using player = await startReplay(folder, recorder.file);
    const [replay, real] = [await open(player.port, schema.name), await open(server.port, other.name)];
    let answered = 0;
    for (let seed = 0; seed < SEEDS; seed++) {
      const live = {
        ...freshValues(),
        ...Object.fromEntries(PEOPLE.map((n) => [`note${n}`, recorded[`note${n}`] ?? ''])),
      };
      for (const { sql, values } of changed(seed, live, recorded)) {
        const got = await replay.ask(sql, values);
        const expected = await real.ask(sql, values);
        // behind a miss the two have other data
        if (got === 'miss') break;
        answered++;
        const names = (text: unknown) => String(text).replaceAll(other.name, schema.name);
        expect([seed, sql, typeof got === 'string' ? names(got) : got]).toEqual([
          seed,
          sql,
          typeof expected === 'string' ? names(expected) : expected,
        ]);
      }
    }
    await Promise.all([replay.end(), real.end()]);
    // else it would prove nothing
    expect(answered).toBeGreaterThan(SEEDS * 4);
  });
});
