// Random programs of sessions that change what later statements are answered by: recorded, and others of the same statements
// asked of the replay. The real server is asked the same in the same order: the same answer, or a miss.
// `npm run test:sessions` takes more programs; MOCK_SESSIONS_FAMILY names one family.

import { writeFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { accounts, describeWithServer, type ServerKind, serverKinds } from '../servers/index.ts';
import { startRecord, startReplay, temporaryFolder } from '../support/serving.ts';
import { families, xFamilies } from '../support/sessions/families.ts';
import { familiesOfX } from '../support/sessions/families-of-x.ts';
import type { Family } from '../support/sessions/family.ts';
import {
  type Address,
  isMiss,
  judge,
  prepareDatabase,
  run,
  type Wrong,
  withConnection,
} from '../support/sessions/judge.ts';
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
/** Where the databases of sessions over X begin to be numbered. */
const X_NUMBERS = 500_000;

interface Pair {
  readonly family: Family;
  readonly recorded: Program;
  readonly asked: Program;
}

type Protocol = Address['protocol'];

function drawn(kind: ServerKind, protocol: Protocol): Pair[] {
  const random = randomFrom(SEED);
  const isX = protocol === 'x';
  const chosen = Object.entries(isX ? xFamilies : families).filter(([name, { of = kind, isAlone }]) => {
    // a session over X takes its time to log in
    const isShort = isX ? name in familiesOfX : isAlone !== true;
    return of === kind && (ONLY === undefined ? isLong || isShort : name === ONLY);
  });
  return chosen.flatMap(([name, family], at) =>
    Array.from({ length: PROGRAMS }, (_, index) => {
      const one = draw(name, family, kind, at * 1000 + index + (isX ? X_NUMBERS : 0), random);
      return { family, recorded: program(one, RECORDED, random), asked: program(one, ASKED, random) };
    }),
  );
}

for (const kind of serverKinds) {
  describeWithServer(kind, (server) => {
    const { host, port, xPort } = server;
    const { user: root, password } = accounts[kind].root;

    function placeOf(protocol: Protocol, run: { readonly port: number; readonly xPort?: number | undefined }): Address {
      const account = protocol === 'x' ? accounts.mysql.root : accounts[kind].empty;
      return { ...account, host, protocol, port: protocol === 'x' ? (run.xPort ?? 0) : run.port };
    }

    async function prepareAll(pairs: readonly Pair[]): Promise<void> {
      await withConnection({ host, port, user: root, password }, async (connection) => {
        for (const { family, recorded } of pairs) await prepareDatabase(connection, recorded.database, family);
      });
    }

    test.for(xPort === undefined ? (['classic'] as const) : (['classic', 'x'] as const))(
      'each session is told what the server tells it, or misses: %s',
      { timeout: isLong ? 3_600_000 : 240_000 },
      async (protocol) => {
        await using folder = await temporaryFolder();
        const pairs = drawn(kind, protocol);
        // the family that is asked for is none of this server's, or of this protocol
        if (pairs.length === 0) return;
        await prepareAll(pairs);
        const isX = protocol === 'x';
        const recorder = await startRecord(folder, {
          upstream: `mysql://${root}:${password}@${host}:${port}`,
          ...(isX && { xPort: 0, upstreamX: `${host}:${xPort}` }),
        });
        for (const { recorded } of pairs) await run(placeOf(protocol, recorder), recorded);
        await recorder.close();
        await prepareAll(pairs);
        await using player = await startReplay(folder, recorder.file, isX ? { xPort: 0 } : {});
        const wrong: Wrong[] = [];
        const counts: Record<string, { asked: number; missed: number; wrong: number }> = {};
        for (const { asked } of pairs) {
          const told = await run(placeOf(protocol, player), asked);
          const found = await judge(placeOf(protocol, server), asked, told);
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
        if (OUTPUT !== undefined) await writeFile(`${OUTPUT}.${kind}.${protocol}.json`, JSON.stringify(wrong, null, 2));
        expect(wrong.slice(0, MOST_SHOWN)).toEqual([]);
        const total = Object.values(counts).reduce((sum, { asked, missed }) => sum + asked - missed, 0);
        expect(total).toBeGreaterThan(pairs.length * ASKED);
      },
    );
  });
}
