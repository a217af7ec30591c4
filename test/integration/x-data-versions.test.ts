// The oracle of matching over the X Protocol: programs are recorded with some sessions and replayed with others, in another
// order, in part and twice. What the replay answered is asked of the real server in the same order: the same, or a miss.
import { getSession, type Session } from '@mysql/xdevapi';
import { createConnection } from 'mysql2/promise';
import { expect, test } from 'vitest';
import { accounts, createSchema, describeWithServer, type ServerAddress } from '../servers/index.ts';
import { type XProgram, type XStep, xOracleKinds } from '../support/oracle/x-programs.ts';
import { startRecord, startReplay, temporaryFolder } from '../support/serving.ts';

const isLong = process.env.MOCK_ORACLE === 'long';
const POOLS = isLong ? [1, 2, 10] : [3];
const JOBS = isLong ? 12 : 5;
const SEEDS = isLong ? Number(process.env.MOCK_ORACLE_SEEDS ?? 3) : 1;
/** The first of them. */
const FIRST = Number(process.env.MOCK_ORACLE_FIRST ?? 1);
/** A session takes half a second to log in. */
const KINDS = isLong
  ? Object.keys(xOracleKinds)
  : ['documents in transactions', 'rows by CRUD and by SQL', 'ids and numbers that the server makes'];

function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** One step of a run: which session asks it. */
interface Turn {
  readonly session: number;
  readonly step: XStep;
}

/** Sessions take jobs one after the other; whose turn it is is drawn. */
function turnsOf({ jobs, isSerial }: XProgram, order: readonly number[], pool: number, random: () => number): Turn[] {
  const waiting = [...order];
  const turns: Turn[] = [];
  const current = Array.from({ length: isSerial ? 1 : pool }, (): XStep[] => []);
  for (;;) {
    current.forEach((steps) => {
      if (steps.length === 0) steps.push(...(jobs[waiting.shift() ?? -1] ?? []));
    });
    const busy = current.flatMap((steps, session) => (steps.length > 0 ? session : []));
    const session = busy[Math.floor(random() * busy.length)];
    const step = session === undefined ? undefined : current[session]?.shift();
    if (session === undefined || step === undefined) return turns;
    turns.push({ session, step });
  }
}

type Login = { readonly port: number; readonly schema: string };

/** Answers of the turns; those that are left out are undefined. */
async function run(login: Login, turns: readonly Turn[], isAsked: (at: number) => boolean): Promise<unknown[]> {
  const sessions = new Map<number, Session>();
  const answers: unknown[] = [];
  for (const [at, { session, step }] of turns.entries()) {
    if (!isAsked(at)) {
      answers.push(undefined);
      continue;
    }
    const own = sessions.get(session) ?? (await open(login));
    // nobody waits for another one's transaction
    if (!sessions.has(session))
      await own.sql('SET SESSION lock_wait_timeout = 1, innodb_lock_wait_timeout = 1').execute();
    sessions.set(session, own);
    const answer = step.ask(own, own.getSchema(login.schema));
    answers.push(await answer.catch(({ info, message }: Error & { info?: { msg?: string } }) => info?.msg ?? message));
  }
  for (const session of sessions.values()) await session.close();
  return answers;
}

async function open({ port, schema }: Login): Promise<Session> {
  const { user, password } = accounts.mysql.root;
  return await getSession({ host: '127.0.0.1', port, user, password, schema, auth: 'PLAIN', tls: { enabled: true } });
}

async function prepare(server: ServerAddress, { setup }: XProgram, schema: string): Promise<void> {
  const connection = await createConnection({ ...accounts.mysql.root, host: server.host, port: server.port });
  await connection.query(`DROP DATABASE IF EXISTS ${schema}`);
  await connection.query(`CREATE DATABASE ${schema}`);
  await connection.end();
  await run(
    { port: server.xPort ?? 0, schema },
    setup.map((step) => ({ session: 0, step })),
    () => true,
  );
}

const isMiss = (answer: unknown) => typeof answer === 'string' && answer.startsWith('mock: ');

describeWithServer('mysql', (server) => {
  const { user, password } = accounts.mysql.root;
  test.each(KINDS)('over X: %s', async (name) => {
    const make = xOracleKinds[name];
    if (make === undefined) throw new Error(name);
    await using schema = await createSchema(server);
    await using folder = await temporaryFolder();
    const upstream = `mysql://${user}:${password}@${server.host}:${server.port}`;
    for (let seed = FIRST; seed < FIRST + SEEDS; seed++) {
      const random = randomFrom(seed * 7919);
      const program = make(random, JOBS);
      const all = program.jobs.map((_, at) => at);
      for (const recorded of POOLS) {
        await prepare(server, program, schema.name);
        const recorder = await startRecord(folder, { upstream, upstreamX: `${server.host}:${server.xPort}`, xPort: 0 });
        await run(
          { port: recorder.xPort ?? 0, schema: schema.name },
          turnsOf(program, all, recorded, random),
          () => true,
        );
        await recorder.close();
        const runs = [
          ...POOLS.map((pool) => turnsOf(program, [...all].reverse(), pool, random)),
          ...(isLong ? [turnsOf(program, [...all, ...all], 1, random), turnsOf(program, [2], 1, random)] : []),
        ];
        for (const [at, turns] of runs.entries()) {
          const player = await startReplay(folder, recorder.file, { xPort: 0 });
          const answers = await run({ port: player.xPort ?? 0, schema: schema.name }, turns, () => true);
          const { holes } = player.counts();
          await player.close();
          await prepare(server, program, schema.name);
          const real = await run(
            { port: server.xPort ?? 0, schema: schema.name },
            turns,
            (turn) => !isMiss(answers[turn]),
          );
          const told = turns.map(({ step, session }, turn) => [session, step.name, answers[turn]]);
          const misses = told.filter(([, , answer]) => isMiss(answer));
          const story = `${name}, seed ${seed}, recorded with ${recorded}, run ${at}`;
          if (isLong) console.log(`${story}: ${answers.length} asked, ${misses.length} misses, ${holes} holes`);
          // what would have had to wait can not be asked in this order
          const waits = real.findIndex(
            (answer) => typeof answer === 'string' && /Lock wait timeout|Deadlock/.test(answer),
          );
          const wrong = told.filter(([, , answer], turn) => {
            if (waits >= 0 && turn >= waits) return false;
            // a definition that was missed has been asked all the same: the transaction counts as over
            const [session, step] = told[turn] ?? [];
            const isBehindMiss = misses.some(
              ([other, name]) => other === session && /^(?:create|drop|trunc)/i.test(String(name)),
            );
            if (isBehindMiss && /savepoint|rollback to/i.test(String(step))) return false;
            return !isMiss(answer) && JSON.stringify(answer) !== JSON.stringify(real[turn]);
          });
          expect(name === 'random steps' ? [wrong, 0] : [wrong, holes], story).toEqual([[], 0]);
          const isTwice = at === POOLS.length;
          if (program.isIndependent && !(isTwice && !program.isSerial)) expect(misses, story).toEqual([]);
        }
      }
    }
  });
});
