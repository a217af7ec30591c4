// Programs that are nearly the recorded one, with other fresh values: two of them crossed, taken from another row, only read, never
// stored, look-alikes. Each is asked of a replay and of a real server: the replay says what the server says, or it is a miss.

import { createConnection } from 'mysql2/promise';
import { expect, test } from 'vitest';
import { accounts, createSchema, describeWithServer } from '../servers/index.ts';
import { asksOf, changed, PROGRAMS, type Value, valuesOf } from '../support/near-misses.ts';
import { startRecord, startReplay, temporaryFolder } from '../support/serving.ts';

const SEEDS = Number(process.env.MOCK_NEAR_MISSES ?? 10);
const FORMS = [
  ['text', false],
  ['prepared', true],
] as const;
const KINDS = Object.entries(PROGRAMS).flatMap(([name, program]) =>
  FORMS.map(([form, isPrepared]) => ({ name: `${name}, ${form}`, program, isPrepared })),
);

describeWithServer('mysql', (server) => {
  test.each(KINDS)('$name: the answer of the server, or a miss', async ({ program, isPrepared }) => {
    const { user, password } = accounts.mysql.root;
    await using schema = await createSchema(server);
    await using other = await createSchema(server);
    await using folder = await temporaryFolder();
    const open = async (port: number, database: string) => {
      const login = { host: '127.0.0.1', port, user, password, database };
      const connection = await createConnection({ ...login, dateStrings: true });
      const ask = async (sql: string, values: readonly Value[]): Promise<unknown> => {
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
      return { ask, [Symbol.asyncDispose]: () => connection.end() };
    };
    for (const { name } of [schema, other]) {
      await using setup = await open(server.port, name);
      await setup.ask(program.table, []);
    }
    const recorded = program.make();
    const recorder = await startRecord(folder, { upstream: `${server.host}:${server.port}` });
    {
      await using client = await open(recorder.port, schema.name);
      for (const { sql, values } of asksOf(program, recorded)) await client.ask(sql, values);
    }
    await recorder.close();
    await using player = await startReplay(folder, recorder.file);
    let answered = 0;
    for (let seed = 0; seed < SEEDS; seed++) {
      // a server keeps the types of parameters that a statement was executed with before
      await using replay = await open(player.port, schema.name);
      await using real = await open(server.port, other.name);
      const live = valuesOf(program, recorded);
      for (const { sql, values } of changed(program, seed, live, recorded)) {
        const got = await replay.ask(sql, values);
        const expected = await real.ask(sql, values);
        // behind a miss the two have other data
        if (got === 'miss') break;
        answered++;
        const named = (answer: unknown) =>
          typeof answer === 'string' ? answer.replaceAll(other.name, schema.name) : answer;
        expect([seed, sql, named(got)]).toEqual([seed, sql, named(expected)]);
      }
    }
    // else it would prove nothing
    expect(answered).toBeGreaterThan(SEEDS * 4);
  });
});
