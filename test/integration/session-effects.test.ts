// Two clients in two states, each brought about behind the text of its statements, ask the same: replayed in the other
// order each gets its own answer or a miss, and never the other's. The servers are the oracle of what the states are.

import { type Connection, createConnection, type RowDataPacket } from 'mysql2/promise';
import { expect, test } from 'vitest';
import { accounts, createSchema, describeWithServer, serverKinds } from '../servers/index.ts';
import { startRecord, startReplay, temporaryFolder } from '../support/serving.ts';
import { type Case, cases, type Step } from '../support/session-effects.ts';

type Answer = { readonly rows: unknown } | { readonly error: string } | 'miss';

async function run(c: Connection, step: Step): Promise<Answer> {
  try {
    const [rows] =
      typeof step === 'string'
        ? await c.query<RowDataPacket[]>(step)
        : await c.execute<RowDataPacket[]>(step[0], [...step[1]]);
    return { rows: JSON.parse(JSON.stringify(rows)) };
  } catch (error) {
    const { message } = error as Error;
    return message.startsWith('mock:') ? 'miss' : { error: message };
  }
}

async function both(c: readonly [Connection, Connection], { one, other, ask }: Case, isSwapped: boolean) {
  const sides = [
    [c[0], one],
    [c[1], other],
  ] as const;
  const answers: Answer[] = [];
  for (const [connection, steps] of isSwapped ? [...sides].reverse() : sides) {
    let isMissed = false;
    for (const step of steps) if ((await run(connection, step)) === 'miss') isMissed = true;
    const answer = await run(connection, ask);
    // who was told that a statement was not done knows that what follows is not what was recorded
    answers.push(isMissed ? 'miss' : answer);
  }
  return isSwapped ? answers.reverse() : answers;
}

for (const kind of serverKinds) {
  describeWithServer(kind, (server) => {
    const { user, password } = accounts[kind].root;
    const upstream = `${server.host}:${server.port}`;
    const connect = (port: number, database: string) =>
      createConnection({ host: '127.0.0.1', port, user, password, database, multipleStatements: true });
    const chosen = cases.filter(({ of }) => of === undefined || of === kind);

    test('each client gets its own answer, in either order', async () => {
      await using folder = await temporaryFolder();
      const schemas = await Promise.all(chosen.map(() => createSchema(server)));
      for (const [index, { setup = [] }] of chosen.entries()) {
        const direct = await connect(server.port, schemas[index]?.name ?? '');
        for (const sql of setup) await direct.query(sql);
        await direct.end();
      }
      // the current database keeps the cases apart
      const askAll = async (port: number, isSwapped: boolean) => {
        const answers: Record<string, Answer[]> = {};
        for (const [index, one] of chosen.entries()) {
          const name = schemas[index]?.name ?? '';
          const pair = [await connect(port, name), await connect(port, name)] as const;
          answers[one.name] = await both(pair, one, isSwapped);
          await Promise.all(pair.map((connection) => connection.end()));
        }
        return answers;
      };
      const recorder = await startRecord(folder, { upstream });
      const recorded = await askAll(recorder.port, false);
      await recorder.close();
      for (const schema of schemas) await schema[Symbol.asyncDispose]();
      for (const { name, isSame = false } of chosen) {
        const [one, other] = recorded[name] ?? [];
        expect([name, JSON.stringify(one) === JSON.stringify(other)]).toEqual([name, isSame]);
      }
      await using again = await startReplay(folder, recorder.file);
      expect(await askAll(again.port, false)).toEqual(recorded);
      await using swapped = await startReplay(folder, recorder.file);
      const answers = await askAll(swapped.port, true);
      const wrong = chosen.filter(({ name }) => {
        return answers[name]?.some((answer, index) => {
          return answer !== 'miss' && JSON.stringify(answer) !== JSON.stringify(recorded[name]?.[index]);
        });
      });
      expect(wrong.map(({ name }) => name)).toEqual([]);
    });
  });
}
