// The oracle of matching: programs are recorded against a real server and replayed with other pools, in another order, in
// part and twice. What the replay answered is asked of the real server in the same order: the same answer, or a miss.
// `npm run test:oracle` runs all pairs of pools and more seeds.
import { createConnection } from 'mysql2/promise';
import { expect, test } from 'vitest';
import { openRecording } from '../../src/store/reading/reader.ts';
import { accounts, createSchema, describeWithServer, type ServerAddress, serverKinds } from '../servers/index.ts';
import { type Causes, causesIn } from '../support/oracle/miss-causes.ts';
import { type OracleProgram, oracleKinds } from '../support/oracle/programs.ts';
import {
  askAgain,
  type OracleAnswer,
  type OracleRun,
  runProgram,
  type Verdict,
} from '../support/oracle/run-program.ts';
import { type Folder, startRecord, startReplay, temporaryFolder } from '../support/serving.ts';

const isLong = process.env.MOCK_ORACLE === 'long';
const numbers = (list: string): number[] => list.split(',').map(Number);
/** Of the recording, and of the replay. */
const RECORDED = isLong ? numbers(process.env.MOCK_ORACLE_RECORDED ?? '1,2,10,50') : [4];
const POOLS = isLong ? numbers(process.env.MOCK_ORACLE_POOLS ?? '1,2,10,50') : [];
const JOBS = isLong ? Number(process.env.MOCK_ORACLE_JOBS ?? 24) : 6;
const SEEDS = isLong ? Number(process.env.MOCK_ORACLE_SEEDS ?? 3) : 1;

function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

function shuffled<T>(list: readonly T[], random: () => number): T[] {
  const copy = [...list];
  for (let at = copy.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1));
    [copy[at], copy[other]] = [copy[other] as T, copy[at] as T];
  }
  return copy;
}

type Address = Parameters<typeof runProgram>[0];

async function prepare(address: Address, program: OracleProgram): Promise<void> {
  const connection = await createConnection({ ...address, database: '' });
  await connection.query(`DROP DATABASE IF EXISTS ${address.database}`);
  await connection.query(`CREATE DATABASE ${address.database}`);
  await connection.query(`USE ${address.database}`);
  for (const statement of program.setup) await connection.query(statement);
  await connection.end();
}

/** Replays one or more runs in one process, and asks the server for the truth. */
async function replayed(
  folder: Folder,
  file: string,
  server: Address,
  runs: readonly OracleRun[],
): Promise<Verdict & { readonly causes: Causes }> {
  await using player = await startReplay(folder, file, { explain: true });
  const answers = new Map<string, OracleAnswer>();
  let first = 0;
  for (const run of runs) {
    for (const [tag, answer] of await runProgram({ ...server, port: player.port }, run, first))
      answers.set(tag, answer);
    first += 10_000;
  }
  const doubtful = new Set<string>();
  const order = player.log.text.split('\n').flatMap((line) => {
    // what is told to be uncertain is no promise: it is left out, and its writes are done all the same
    if (/not certain: (?:a write ran|recorded with several)/.test(line))
      doubtful.add(/\/\*(j\d+s\d+)/.exec(line)?.[1] ?? '');
    const [, tag] = /(?: answers: (?!COM_STMT_PREPARE)\S+|mock: [^/]*) \/\*(j\d+s\d+)\*\//.exec(line) ?? [];
    return tag ?? [];
  });
  const [run] = runs;
  if (run !== undefined) await prepare(server, run.program);
  const hasMissed = [...answers.values()].some(({ miss }) => miss !== null);
  const verdict = await askAgain(server, [...new Set(order)], answers, isLong && hasMissed ? 'missed' : null);
  const causes = causesIn(player.log.text);
  return { ...verdict, causes, wrong: verdict.wrong.filter(({ was }) => !doubtful.has(was.tag)) };
}

interface Recorded {
  readonly file: string;
  readonly answers: ReadonlyMap<string, OracleAnswer>;
}

async function recorded(folder: Folder, server: ServerAddress, address: Address, run: OracleRun): Promise<Recorded> {
  await prepare(address, run.program);
  const upstream = `mysql://${address.user}:${address.password}@${server.host}:${server.port}`;
  const recorder = await startRecord(folder, { upstream });
  const answers = await runProgram({ ...address, port: recorder.port }, run);
  await recorder.close();
  return { file: recorder.file, answers };
}

/** What the recorded statements met, asked of the server once more in the order of the recording. */
async function metByRecorded({ file, answers }: Recorded, address: Address, program: OracleProgram) {
  const reader = openRecording(file);
  const order = reader.statementsAfter(0, 1_000_000).flatMap(({ command, sql }) => {
    const [, tag] = /\/\*(j\d+s\d+)\*\//.exec(sql) ?? [];
    return tag === undefined || command === 'COM_STMT_PREPARE' ? [] : tag;
  });
  reader.close();
  await prepare(address, program);
  const { met } = await askAgain(address, order, answers, 'answered');
  return new Set(met.answered);
}

for (const kind of serverKinds) {
  describeWithServer(kind, (server) => {
    const { user, password } = accounts[kind].root;
    test.each(Object.keys(oracleKinds))('%s', async (name) => {
      const make = oracleKinds[name];
      if (make === undefined) throw new Error(name);
      await using schema = await createSchema(server);
      await using folder = await temporaryFolder();
      const address = { host: server.host, port: server.port, user, password, database: schema.name };
      for (let seed = 1; seed <= SEEDS; seed++) {
        const random = randomFrom(seed * 7919);
        const program = make(random, JOBS);
        const all = program.jobs.map((_, at) => at);
        for (const pool of RECORDED) {
          const recording = await recorded(folder, server, address, { program, pool, order: all });
          const runs: Record<string, readonly OracleRun[]> = {
            shuffled: [{ program, pool: 2, order: shuffled(all, random) }],
            'the same, twice': [1, 2].map(() => ({ program, pool: 1, order: all })),
          };
          if (isLong) {
            runs['some left out'] = [{ program, pool: 1, order: all.filter(() => random() < 0.7) }];
            const alone = Math.floor(random() * all.length);
            runs['one alone'] = [{ program, pool: 1, order: [alone], isFresh: true }];
          }
          for (const other of POOLS) runs[`pool ${other}`] = [{ program, pool: other, order: all }];
          let known: ReadonlySet<string> | null = null;
          for (const [what, run] of Object.entries(runs)) {
            const { wrong, misses, answered, causes, met } = await replayed(folder, recording.file, address, run);
            if (met.missed.length > 0) known ??= await metByRecorded(recording, address, program);
            const avoidable = met.missed.filter((one) => known?.has(one) === true).length;
            const story = `${kind}, ${name}, seed ${seed}, recorded with ${pool}, ${what}`;
            const said = `${causes.named} name their write, ${causes.unnamed} none`;
            if (isLong) {
              const count = `${answered} answered, ${wrong.length} wrong, ${misses.length} misses (${avoidable} of what was recorded with equal data)`;
              console.log(`${story}: ${count}; ${said}`);
            }
            expect(wrong.slice(0, 3), story).toEqual([]);
            expect(causes.wrong.slice(0, 3), story).toEqual([]);
            // what a first run has left is other data for the second, but where each job makes its own
            const isLeft = run.length > 1 && !program.isSerial && program.isClean !== true;
            const mayMiss = !program.isIndependent || isLeft;
            if (!mayMiss) expect(misses.slice(0, 3), story).toEqual([]);
          }
        }
      }
    });
  });
}
