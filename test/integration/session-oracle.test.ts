// Random programs of sessions that change what later statements are answered by: recorded, and others of the same statements
// asked of the replay. The real server is asked the same in the same order: the same answer, or a miss.
// `npm run test:sessions` takes more programs; MOCK_SESSIONS_FAMILY names one family.

import { writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { accounts, describeWithServer, type ServerKind, serverKinds } from '../servers/index.ts';
import { startRecord, startReplay, temporaryFolder } from '../support/serving.ts';
import { families } from '../support/sessions/families.ts';
import type { Family } from '../support/sessions/family.ts';
import { isMiss, judge, prepareDatabase, run, type Wrong, withConnection } from '../support/sessions/judge.ts';
import { draw, type Program, program, randomFrom } from '../support/sessions/random-program.ts';

const isLong = process.env.MOCK_SESSIONS !== undefined;
const SEED = Number(process.env.MOCK_SESSIONS_SEED ?? 1);
const PROGRAMS = Number(process.env.MOCK_SESSIONS_PROGRAMS ?? (isLong ? 60 : 1));
const ONLY = process.env.MOCK_SESSIONS_FAMILY;
/** A file with what was wrong, where one is wished for. */
const OUTPUT = process.env.MOCK_SESSIONS_OUTPUT;
const [RECORDED, ASKED] = [8, 6];
/** Of statements, where not all is well: the others are in the file. */
const MOST_SHOWN = 3;

interface Pair {
  readonly family: Family;
  readonly recorded: Program;
  readonly asked: Program;
}

function drawn(kind: ServerKind): Pair[] {
  const random = randomFrom(SEED);
  const chosen = Object.entries(families).filter(([name, { of = kind, isAlone }]) => {
    return of === kind && (ONLY === undefined ? isLong || isAlone !== true : name === ONLY);
  });
  return chosen.flatMap(([name, family], at) =>
    Array.from({ length: PROGRAMS }, (_, index) => {
      const one = draw(name, family, kind, at * 1000 + index, random);
      return { family, recorded: program(one, RECORDED, random), asked: program(one, ASKED, random) };
    }),
  );
}

for (const kind of serverKinds) {
  describeWithServer(kind, ({ host, port }) => {
    const { user } = accounts[kind].empty;
    const { user: root, password } = accounts[kind].root;

    async function prepareAll(pairs: readonly Pair[]): Promise<void> {
      await withConnection({ host, port, user: root, password }, async (connection) => {
        for (const { family, recorded } of pairs) await prepareDatabase(connection, recorded.database, family);
      });
    }

    test('each session is told what the server tells it, or misses', {
      timeout: isLong ? 3_600_000 : 240_000,
    }, async () => {
      await using folder = await temporaryFolder();
      const pairs = drawn(kind);
      await prepareAll(pairs);
      const recorder = await startRecord(folder, { upstream: `mysql://${root}:${password}@${host}:${port}` });
      for (const { recorded } of pairs) await run({ host, port: recorder.port, user }, recorded);
      await recorder.close();
      await prepareAll(pairs);
      await using player = await startReplay(folder, recorder.file);
      const wrong: Wrong[] = [];
      const counts: Record<string, { asked: number; missed: number; wrong: number }> = {};
      for (const { asked } of pairs) {
        const told = await run({ host, port: player.port, user }, asked);
        const found = await judge({ host, port, user }, asked, told);
        wrong.push(...found);
        counts[asked.family] ??= { asked: 0, missed: 0, wrong: 0 };
        const count = counts[asked.family] as (typeof counts)[string];
        count.asked += told.length;
        count.missed += told.filter(isMiss).length;
        count.wrong += found.length;
      }
      await withConnection({ host, port, user: root, password }, async (connection) => {
        for (const { asked } of pairs) await connection.query(`DROP DATABASE ${asked.database}`);
      });
      if (isLong) console.table(counts);
      if (OUTPUT !== undefined) await writeFile(`${OUTPUT}.${kind}.json`, JSON.stringify(wrong, null, 2));
      expect(wrong.slice(0, MOST_SHOWN)).toEqual([]);
      const total = Object.values(counts).reduce((sum, { asked, missed }) => sum + asked - missed, 0);
      expect(total).toBeGreaterThan(pairs.length * ASKED);
    });
  });
}
